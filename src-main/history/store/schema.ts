/** "QYLG" in ASCII: marks the file as a ledger of this program (SQLite's application_id). */
export const applicationId = 0x51594c47;

/** The first version whose ledger is a chain of events. */
export const chainVersion = 6;

/** The chain: what is on record. Nothing else in the file is evidence. */
export const chainTables = `
  CREATE TABLE event (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    content TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    kind TEXT GENERATED ALWAYS AS (content ->> '$.kind') VIRTUAL
  ) STRICT;

  CREATE INDEX event_kind ON event (kind);

  CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

  CREATE TRIGGER event_is_never_rewritten BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'an event is never rewritten'); END;

  -- INSERT OR REPLACE deletes without firing the trigger on DELETE (sqlite.org/pragma.html, recursive_triggers).
  CREATE TRIGGER event_is_appended BEFORE INSERT ON event
  WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM event)
  BEGIN SELECT RAISE(ABORT, 'an event is appended'); END;
`;

/** What the lists show: made from the events, and made anew from them at any time. */
export const viewTables = `
  CREATE TABLE seal_use (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at TEXT NOT NULL,
    settledAt TEXT,
    runId TEXT NOT NULL,
    operator TEXT NOT NULL,
    tokenSerial TEXT NOT NULL,
    tokenLabel TEXT NOT NULL,
    certificateFingerprint TEXT NOT NULL,
    certificateSubject TEXT NOT NULL,
    certificateSerial TEXT NOT NULL,
    sealId TEXT NOT NULL,
    sealName TEXT NOT NULL,
    sealKind TEXT NOT NULL,
    sealCode TEXT NOT NULL,
    nameOnSeal TEXT NOT NULL,
    nameReason TEXT NOT NULL,
    documentName TEXT NOT NULL,
    documentPath TEXT NOT NULL,
    documentPages INTEGER,
    outputPath TEXT NOT NULL,
    sha256Before TEXT NOT NULL,
    sha256After TEXT,
    page INTEGER NOT NULL,
    xMm REAL NOT NULL,
    yMm REAL NOT NULL,
    impressionCount INTEGER NOT NULL,
    placingRules TEXT NOT NULL,
    reason TEXT NOT NULL,
    unit TEXT NOT NULL,
    documentNumber TEXT NOT NULL,
    category TEXT NOT NULL,
    copies INTEGER,
    counterparty TEXT NOT NULL,
    amount TEXT NOT NULL,
    approver TEXT NOT NULL,
    approvalNumber TEXT NOT NULL,
    supervisor TEXT NOT NULL,
    note TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'completed', 'failed', 'cancelled', 'discarded', 'interrupted')),
    errorCode TEXT,
    door TEXT NOT NULL,
    machine TEXT NOT NULL,
    systemUser TEXT NOT NULL,
    trial INTEGER NOT NULL CHECK (trial IN (0, 1)),
    intentNumber INTEGER NOT NULL,
    outcomeNumber INTEGER,
    writerPid INTEGER NOT NULL,
    writerStartedAt TEXT NOT NULL,
    CHECK ((outcome = 'pending') = (settledAt IS NULL)),
    CHECK (outcome <> 'completed' OR sha256After IS NOT NULL),
    CHECK (outcome <> 'pending' OR (sha256After IS NULL AND errorCode IS NULL))
  ) STRICT;

  CREATE INDEX use_pending ON seal_use (outcome) WHERE outcome = 'pending';
  CREATE INDEX use_by_run ON seal_use (runId);
  CREATE INDEX use_by_sha256_before ON seal_use (sha256Before);
  CREATE INDEX use_by_sha256_after ON seal_use (sha256After);
  CREATE INDEX use_by_output ON seal_use (outputPath);
  -- All that lists are narrowed by, in the order of the list: a million of these are looked through in a tenth of a second.
  CREATE INDEX use_narrow ON seal_use (seq, at, sealId, operator, outcome, unit);

  CREATE TRIGGER use_is_never_deleted BEFORE DELETE ON seal_use
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never deleted'); END;

  CREATE TRIGGER use_is_settled_once BEFORE UPDATE ON seal_use
  WHEN OLD.outcome <> 'pending' OR NEW.outcome = 'pending'
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is settled once'); END;

  CREATE TRIGGER use_is_never_rewritten
  BEFORE UPDATE OF seq, at, runId, operator, tokenSerial, tokenLabel, certificateFingerprint, certificateSubject, certificateSerial,
    sealId, sealName, sealKind, sealCode, nameOnSeal, nameReason, documentName, documentPath, documentPages, outputPath, sha256Before,
    page, xMm, yMm, impressionCount, placingRules, reason, unit, documentNumber, category, copies, counterparty, amount, approver,
    approvalNumber, supervisor, note, door, machine, systemUser, trial, intentNumber, writerPid, writerStartedAt ON seal_use
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never rewritten'); END;

  CREATE TRIGGER use_begins_pending BEFORE INSERT ON seal_use WHEN NEW.outcome <> 'pending'
  BEGIN SELECT RAISE(ABORT, 'a record of seal use begins pending'); END;

  CREATE TRIGGER use_is_never_replaced BEFORE INSERT ON seal_use
  WHEN EXISTS (SELECT 1 FROM seal_use WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never replaced'); END;

  -- Uses by quarters of an hour, for every time zone's days begin with one; and those of all times, in the slot *.
  CREATE TABLE use_count (
    slot TEXT NOT NULL,
    sealId TEXT NOT NULL,
    operator TEXT NOT NULL,
    unit TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (slot, sealId, operator, unit, outcome)
  ) STRICT, WITHOUT ROWID;

  -- What lists can be narrowed to: seals, operators, units.
  CREATE TABLE use_value (
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (field, value)
  ) STRICT, WITHOUT ROWID;

  CREATE VIRTUAL TABLE use_terms USING fts5 (terms, content = '', detail = none, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');

  CREATE TABLE repair (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    inputPath TEXT NOT NULL,
    outputPath TEXT NOT NULL,
    sha256Before TEXT NOT NULL,
    sha256After TEXT NOT NULL,
    damage TEXT NOT NULL
  ) STRICT;
`;
