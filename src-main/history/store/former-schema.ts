/** The statements that brought an empty file to each version before the ledger was a chain of events. */
export const formerMigrations: readonly string[] = [
  `
  CREATE TABLE seal_use (
    seq INTEGER PRIMARY KEY AUTOINCREMENT CHECK (seq > 0),
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
    documentName TEXT NOT NULL,
    documentPath TEXT NOT NULL,
    outputPath TEXT NOT NULL,
    sha256Before TEXT NOT NULL,
    sha256After TEXT,
    page INTEGER NOT NULL,
    xMm REAL NOT NULL,
    yMm REAL NOT NULL,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'completed', 'failed', 'discarded', 'interrupted')),
    errorCode TEXT,
    door TEXT NOT NULL,
    trial INTEGER NOT NULL CHECK (trial IN (0, 1)),
    writerPid INTEGER NOT NULL,
    writerStartedAt TEXT NOT NULL,
    CHECK ((outcome = 'pending') = (settledAt IS NULL)),
    CHECK (outcome <> 'completed' OR sha256After IS NOT NULL),
    CHECK (outcome <> 'pending' OR (sha256After IS NULL AND errorCode IS NULL))
  ) STRICT;

  CREATE INDEX seal_use_at ON seal_use (at);
  CREATE INDEX seal_use_seal ON seal_use (sealId);
  CREATE INDEX seal_use_pending ON seal_use (outcome) WHERE outcome = 'pending';

  CREATE TRIGGER seal_use_is_never_deleted BEFORE DELETE ON seal_use
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never deleted'); END;

  CREATE TRIGGER seal_use_is_settled_once BEFORE UPDATE ON seal_use
  WHEN OLD.outcome <> 'pending' OR NEW.outcome = 'pending'
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is settled once'); END;

  CREATE TRIGGER seal_use_is_never_rewritten
  BEFORE UPDATE OF seq, at, runId, operator, tokenSerial, tokenLabel, certificateFingerprint, certificateSubject, certificateSerial,
    sealId, sealName, sealKind, documentName, documentPath, outputPath, sha256Before, page, xMm, yMm, reason, door, trial,
    writerPid, writerStartedAt ON seal_use
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never rewritten'); END;

  CREATE TRIGGER seal_use_begins_pending BEFORE INSERT ON seal_use WHEN NEW.outcome <> 'pending'
  BEGIN SELECT RAISE(ABORT, 'a record of seal use begins pending'); END;

  -- INSERT OR REPLACE deletes without firing the trigger on DELETE (sqlite.org/pragma.html, recursive_triggers).
  CREATE TRIGGER seal_use_is_never_replaced BEFORE INSERT ON seal_use
  WHEN EXISTS (SELECT 1 FROM seal_use WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never replaced'); END;
  `,
  `
  ALTER TABLE seal_use ADD COLUMN nameOnSeal TEXT NOT NULL DEFAULT '';
  ALTER TABLE seal_use ADD COLUMN nameReason TEXT NOT NULL DEFAULT '';

  CREATE TRIGGER seal_use_name_is_never_rewritten BEFORE UPDATE OF nameOnSeal, nameReason ON seal_use
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never rewritten'); END;
  `,
  `
  CREATE TABLE repair (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    inputPath TEXT NOT NULL,
    outputPath TEXT NOT NULL,
    sha256Before TEXT NOT NULL,
    sha256After TEXT NOT NULL,
    damage TEXT NOT NULL
  ) STRICT;

  CREATE TRIGGER repair_is_never_deleted BEFORE DELETE ON repair
  BEGIN SELECT RAISE(ABORT, 'a record of a repair is never deleted'); END;

  CREATE TRIGGER repair_is_never_rewritten BEFORE UPDATE ON repair
  BEGIN SELECT RAISE(ABORT, 'a record of a repair is never rewritten'); END;

  CREATE TRIGGER repair_is_never_replaced BEFORE INSERT ON repair
  WHEN EXISTS (SELECT 1 FROM repair WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'a record of a repair is never replaced'); END;
  `,
  `
  ALTER TABLE seal_use ADD COLUMN impressionCount INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE seal_use ADD COLUMN placingRules TEXT NOT NULL DEFAULT 'here';

  CREATE TRIGGER seal_use_places_are_never_rewritten BEFORE UPDATE OF impressionCount, placingRules ON seal_use
  BEGIN SELECT RAISE(ABORT, 'a record of seal use is never rewritten'); END;
  `,
  `
  CREATE INDEX seal_use_by_run ON seal_use (runId);
  CREATE INDEX seal_use_by_sha256_before ON seal_use (sha256Before);
  CREATE INDEX seal_use_by_sha256_after ON seal_use (sha256After);
  CREATE INDEX seal_use_by_output ON seal_use (outputPath);
  `,
];
