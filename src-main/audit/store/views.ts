/** The questions that auditors ask. Months are those of the session's time zone (`SET TimeZone`). */
export const viewStatements = `
CREATE VIEW qianyin.uses_by_month AS
  SELECT date_trunc('month', at)::date AS month, unit, seal_name, seal_code, seal_id, operator, trial, count(*) AS uses,
    count(*) FILTER (WHERE outcome = 'completed') AS completed,
    coalesce(sum(impression_count) FILTER (WHERE outcome = 'completed'), 0) AS impressions
  FROM qianyin.uses GROUP BY 1, 2, 3, 4, 5, 6, 7;
COMMENT ON VIEW qianyin.uses_by_month IS '每月、每单位、每枚印章、每位经办人的用印数 / uses per month, unit, seal and operator';

CREATE VIEW qianyin.outcomes AS
  SELECT u.ledger, l.machine, u.outcome, count(*) AS uses,
    round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY u.ledger), 2) AS percent
  FROM qianyin.uses u JOIN qianyin.ledgers l USING (ledger) GROUP BY u.ledger, l.machine, u.outcome;
COMMENT ON VIEW qianyin.outcomes IS '每台电脑的用印结果 / outcomes of uses by machine';

CREATE VIEW qianyin.machines AS
  SELECT l.*, floor(extract(epoch FROM now() - l.reported_at) / 86400)::integer AS days_since_report,
    floor(extract(epoch FROM now() - l.last_event_at) / 86400)::integer AS days_since_event,
    (SELECT s.ledger FROM qianyin.ledgers s WHERE s.predecessor = l.ledger ORDER BY s.reported_at DESC LIMIT 1) AS successor,
    (SELECT coalesce(max(c.head_number), 0) FROM qianyin.checkpoints c WHERE c.ledger = l.ledger) AS vouched_until
  FROM qianyin.ledgers l;
COMMENT ON VIEW qianyin.machines IS '各记录多少天没有报送，被哪个记录接替，检查点证明到哪里 / days since each ledger reported, what took its place, and how far a signed checkpoint vouches for it';

CREATE FUNCTION qianyin.silent_machines(days integer) RETURNS SETOF qianyin.machines LANGUAGE sql STABLE AS $body$
  SELECT * FROM qianyin.machines WHERE days_since_report >= days AND successor IS NULL ORDER BY reported_at
$body$;
COMMENT ON FUNCTION qianyin.silent_machines(integer) IS '若干天没有报送的电脑 / machines that have not reported for so many days';

CREATE VIEW qianyin.pin_trouble AS
  SELECT e.data ->> 'tokenSerial' AS token_serial, count(*) FILTER (WHERE e.kind = 'pin-wrong') AS wrong,
    count(*) FILTER (WHERE e.kind = 'pin-locked') AS locked, count(*) FILTER (WHERE e.kind = 'pin-unblocked') AS unblocked,
    count(*) FILTER (WHERE e.kind = 'pin-changed') AS changed, count(DISTINCT e.ledger) AS ledgers,
    min(e.time) AS first_at, max(e.time) AS last_at
  FROM qianyin.events e WHERE e.kind LIKE 'pin-%' GROUP BY 1;
COMMENT ON VIEW qianyin.pin_trouble IS '每个 UKey 的 PIN 码输错、锁定、解锁、修改次数 / PIN wrong, locked, unblocked and changed, by token';

CREATE VIEW qianyin.unfinished_uses AS
  SELECT u.* FROM qianyin.uses u WHERE u.outcome IN ('pending', 'discarded', 'interrupted');
COMMENT ON VIEW qianyin.unfinished_uses IS '中断、作废和结果不明的用印 / uses that were interrupted or discarded, or whose outcome is not known';

CREATE VIEW qianyin.gaps AS
  SELECT ledger, before + 1 AS first_missing, number - 1 AS last_missing
  FROM (SELECT ledger, number, lag(number, 1, 0::bigint) OVER (PARTITION BY ledger ORDER BY number) AS before FROM qianyin.events) e
  WHERE number > before + 1;
COMMENT ON VIEW qianyin.gaps IS '缺少的事件（只会出自不完整的证据包） / events that are missing, which only packages that are not whole leave';

CREATE VIEW qianyin.unlisted_events AS
  SELECT e.ledger, e.number, e.time, e.kind, e.content FROM qianyin.events e
  WHERE e.kind = 'intent' AND NOT EXISTS (SELECT 1 FROM qianyin.uses u WHERE u.ledger = e.ledger AND u.intent_number = e.number)
  UNION ALL
  SELECT e.ledger, e.number, e.time, e.kind, e.content FROM qianyin.events e
  LEFT JOIN qianyin.uses u ON u.ledger = e.ledger AND u.outcome_number = e.number
  WHERE e.kind IN ('stamped', 'failed', 'cancelled', 'discarded', 'interrupted') AND u.ledger IS NULL;
COMMENT ON VIEW qianyin.unlisted_events IS '用印事件，但无法列入 uses：写法不合，或没有对应的用印 / events of uses that uses could not be made of: not in the known form, or of no known use';
`;
