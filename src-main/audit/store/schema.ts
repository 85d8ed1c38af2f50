import { useColumns } from './use-columns.ts';
import { viewStatements } from './views.ts';

/** Of the tables below; a program that knows only an older one leaves them alone. */
export const schemaVersion = 1;

/** Quoted as PostgreSQL reads it with standard_conforming_strings. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const columnLines = [...useColumns.values()].map(
  ({ name, type, isNullable }) => `${name} ${type}${isNullable ? '' : ' NOT NULL'}`,
);
const columnComments = [...useColumns.values()].map(
  ({ name, meaning }) => `COMMENT ON COLUMN qianyin.uses.${name} IS ${quoted(meaning)};`,
);

/**
 * Makes the schema, in a transaction of the caller's. No index holds a text that a client wrote: one longer than a page of an index would
 * keep its whole package out.
 */
export const schemaStatements = `
CREATE SCHEMA qianyin;
COMMENT ON SCHEMA qianyin IS '钤印：各台电脑的用印记录 / Qianyin: records of seal use of many machines';

CREATE TABLE qianyin.version (version integer PRIMARY KEY);
COMMENT ON TABLE qianyin.version IS '表结构的版本 / version of these tables';
INSERT INTO qianyin.version VALUES (${schemaVersion});

CREATE TABLE qianyin.ledgers (
  ledger text PRIMARY KEY CHECK (ledger ~ '^[0-9a-f]{32}$'),
  machine text NOT NULL,
  system_user text NOT NULL,
  predecessor text,
  first_number bigint NOT NULL,
  head_number bigint NOT NULL,
  head_hash bytea NOT NULL CHECK (length(head_hash) = 32),
  last_event_at timestamptz NOT NULL,
  reported_at timestamptz NOT NULL,
  is_whole boolean NOT NULL
);
COMMENT ON TABLE qianyin.ledgers IS '记录：每台电脑（每个系统用户）一个 / ledgers: one for each machine and system user';
COMMENT ON COLUMN qianyin.ledgers.ledger IS '记录的标识 / identifier of the ledger';
COMMENT ON COLUMN qianyin.ledgers.machine IS '电脑名称 / name of the machine';
COMMENT ON COLUMN qianyin.ledgers.system_user IS '系统用户 / who was logged in to it';
COMMENT ON COLUMN qianyin.ledgers.predecessor IS '此前的记录，损坏或被换掉后由本记录接替 / the ledger that this one took the place of';
COMMENT ON COLUMN qianyin.ledgers.first_number IS '收到的第一条事件 / first event that is here';
COMMENT ON COLUMN qianyin.ledgers.head_number IS '收到的最后一条事件 / last event that is here';
COMMENT ON COLUMN qianyin.ledgers.head_hash IS '最后一条事件的 SHA-256 / SHA-256 of the last event';
COMMENT ON COLUMN qianyin.ledgers.last_event_at IS '最后一条事件的时间 / time of the last event';
COMMENT ON COLUMN qianyin.ledgers.reported_at IS '最近一个证据包的制作时间 / when its latest package was made';
COMMENT ON COLUMN qianyin.ledgers.is_whole IS '否：收过不完整的证据包，见 faults / false: a package that is not whole was taken in, see faults';

CREATE TABLE qianyin.packages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sha256 bytea NOT NULL UNIQUE CHECK (length(sha256) = 32),
  ledger text NOT NULL REFERENCES qianyin.ledgers,
  first_number bigint NOT NULL,
  head_number bigint NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  file_name text NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT now(),
  new_events bigint NOT NULL,
  is_whole boolean NOT NULL
);
COMMENT ON TABLE qianyin.packages IS '收过的证据包 / evidence packages taken in';
COMMENT ON COLUMN qianyin.packages.sha256 IS '文件的 SHA-256 / SHA-256 of the file';
COMMENT ON COLUMN qianyin.packages.first_number IS '包中第一条事件 / first event in it';
COMMENT ON COLUMN qianyin.packages.head_number IS '包中最后一条事件 / last event in it';
COMMENT ON COLUMN qianyin.packages.made_at IS '制作时间（包中自述，没有签名） / when it was made, as it says itself, unsigned';
COMMENT ON COLUMN qianyin.packages.made_by IS '制作人（包中自述） / who made it, as it says itself';
COMMENT ON COLUMN qianyin.packages.taken_at IS '收入时间 / when it was taken in';
COMMENT ON COLUMN qianyin.packages.new_events IS '其中此前没有的事件数 / events in it that were not here before';
COMMENT ON COLUMN qianyin.packages.is_whole IS '检查结果是否完整、未被改动 / whether the check found it whole and unchanged';

CREATE TABLE qianyin.events (
  ledger text NOT NULL REFERENCES qianyin.ledgers,
  number bigint NOT NULL CHECK (number > 0),
  time timestamptz NOT NULL,
  kind text NOT NULL,
  content text NOT NULL,
  hash bytea NOT NULL,
  data jsonb,
  package bigint NOT NULL REFERENCES qianyin.packages,
  PRIMARY KEY (ledger, number),
  CHECK (hash = sha256(convert_to(content, 'UTF8')))
);
CREATE INDEX events_of_pins ON qianyin.events (time) WHERE kind LIKE 'pin-%';
COMMENT ON TABLE qianyin.events IS '事件链，原文是依据，其余各表由它得出 / the chains of events: their contents are the evidence, other tables are made from them';
COMMENT ON COLUMN qianyin.events.number IS '在记录中的编号，从 1 起 / number in its ledger, from 1';
COMMENT ON COLUMN qianyin.events.kind IS '种类 / kind';
COMMENT ON COLUMN qianyin.events.content IS '原文（RFC 8785 的 JSON） / the event as it was chained (JSON, RFC 8785)';
COMMENT ON COLUMN qianyin.events.hash IS '原文的 SHA-256，下一条事件引用它 / SHA-256 of the content, which the next event names';
COMMENT ON COLUMN qianyin.events.data IS '用印之外的事件所记的内容，NUL 字符写作 ␀ / what events other than those of uses tell; the character NUL is written ␀';
COMMENT ON COLUMN qianyin.events.package IS '最先带来它的证据包 / the package that brought it first';

CREATE TABLE qianyin.uses (
  ledger text NOT NULL,
  ${columnLines.join(',\n  ')},
  PRIMARY KEY (ledger, intent_number),
  FOREIGN KEY (ledger, intent_number) REFERENCES qianyin.events (ledger, number)
);
CREATE INDEX uses_by_number ON qianyin.uses (ledger, seq);
CREATE INDEX uses_by_time ON qianyin.uses (at);
COMMENT ON TABLE qianyin.uses IS '用印，各列与导出的表相同，NUL 字符写作 ␀ / uses of seals, with the columns of the exports; the character NUL is written ␀';
${columnComments.join('\n')}

CREATE TABLE qianyin.checkpoints (
  ledger text NOT NULL,
  number bigint NOT NULL,
  head_number bigint NOT NULL,
  signed_at timestamptz NOT NULL,
  signer text NOT NULL,
  fingerprint text NOT NULL,
  PRIMARY KEY (ledger, number),
  FOREIGN KEY (ledger, number) REFERENCES qianyin.events (ledger, number)
);
COMMENT ON TABLE qianyin.checkpoints IS '签名成立的检查点；签名人是谁要自己核对指纹 / checkpoints whose signature holds; compare the fingerprint to know who signed';
COMMENT ON COLUMN qianyin.checkpoints.head_number IS '所证明的最后一条事件 / the last event that it vouches for';

CREATE TABLE qianyin.faults (
  package bigint NOT NULL REFERENCES qianyin.packages,
  kind text NOT NULL,
  number bigint NOT NULL,
  until bigint NOT NULL,
  PRIMARY KEY (package, kind, number)
);
COMMENT ON TABLE qianyin.faults IS '不完整的证据包的问题（至多各 1000 项） / what is wrong with packages that are not whole, at most 1000 each';
COMMENT ON COLUMN qianyin.faults.kind IS 'gap 缺少, changed 改动, reordered 错位, cut 截断, forked 分叉, foreign 他人的, checkpoint 签名不成立, unreadable 不可读 / as in qianyin history check';
${viewStatements}
`;
