import type { Migrations } from './migrate.ts';

/** The steps of `longshore.db`. Append only; a step that was released is never edited. */
export const migrations: Migrations = [
  `
  -- A process that has the store open, or died while it had.
  CREATE TABLE owner (
    id            TEXT PRIMARY KEY,   -- UUID; its life is told by the lock on owners/<id>.lock
    pid           INTEGER NOT NULL,   -- for messages only: numbers are reused, so it tells nothing about life
    started_at_ms INTEGER NOT NULL    -- wall time, ms since 1970
  ) STRICT, WITHOUT ROWID;

  -- One file on its way to one key. Rows that are over stay as history.
  CREATE TABLE transfer (
    id            TEXT PRIMARY KEY,   -- UUID
    path          TEXT NOT NULL,      -- absolute path of the source
    size          INTEGER NOT NULL,   -- bytes of the source when its upload began
    byte_offset   INTEGER NOT NULL,   -- first byte that goes up
    byte_length   INTEGER NOT NULL,   -- bytes that go up; the whole file's size usually
    mtime_ns      TEXT NOT NULL,      -- last change of contents, ns since 1970; decimal, as the next three, beyond a JavaScript number
    ctime_ns      TEXT NOT NULL,      -- last change of contents or properties, ns since 1970
    inode         TEXT NOT NULL,
    device        TEXT NOT NULL,
    kind          TEXT NOT NULL,      -- oss | s3
    endpoint      TEXT NOT NULL,      -- origin without bucket
    bucket        TEXT NOT NULL,
    region        TEXT NOT NULL,      -- general id, as cn-hangzhou
    addressing    TEXT NOT NULL,      -- virtual | path | domain
    object_key    TEXT NOT NULL,
    options       TEXT NOT NULL,      -- JSON of ObjectOptions
    before_begin  TEXT,               -- JSON array: upload ids that the key had when a begin was asked for whose outcome is not known
    at            TEXT NOT NULL,      -- name of the state
    detail        TEXT NOT NULL,      -- JSON of what else the state holds; {} for done, whose proof has its own table
    owner         TEXT,               -- owner.id of the process at work; null when free. A dead owner counts as null
    created_at_ms INTEGER NOT NULL,   -- wall time, ms since 1970
    changed_at_ms INTEGER NOT NULL    -- of the last change of state
  ) STRICT, WITHOUT ROWID;

  -- Claims look here only, however long the history gets.
  CREATE UNIQUE INDEX transfer_unfinished ON transfer (object_key, bucket, endpoint, kind, path)
    WHERE at NOT IN ('done', 'cancelled');
  CREATE INDEX transfer_unfinished_by_age ON transfer (created_at_ms)
    WHERE at NOT IN ('done', 'cancelled');
  CREATE INDEX transfer_by_owner ON transfer (owner) WHERE owner IS NOT NULL;

  -- A part that the server confirmed, for as long as its upload is unfinished.
  CREATE TABLE receipt (
    transfer_id TEXT NOT NULL REFERENCES transfer (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,     -- counts from 1
    size        INTEGER NOT NULL,     -- bytes
    etag        TEXT NOT NULL,        -- as the server gave it, without quotes
    algorithm   TEXT NOT NULL,        -- of the checksum
    checksum    TEXT NOT NULL,        -- of the bytes that we read; lower-case hex
    PRIMARY KEY (transfer_id, number)
  ) STRICT, WITHOUT ROWID;

  -- The record that a transfer was verified.
  CREATE TABLE proof (
    transfer_id  TEXT PRIMARY KEY REFERENCES transfer (id) ON DELETE CASCADE,
    size         INTEGER NOT NULL,    -- bytes of the object
    algorithm    TEXT NOT NULL,
    ours         TEXT NOT NULL,       -- checksum of the bytes that we read; lower-case hex
    theirs       TEXT NOT NULL,       -- the store's own value, as it gave it
    etag         TEXT NOT NULL,
    request_id   TEXT NOT NULL,
    version_id   TEXT,                -- null for a bucket without versions
    proven_at_ms INTEGER NOT NULL,    -- wall time, ms since 1970
    callback     TEXT                 -- JSON of CallbackOutcome; null when no callback was asked for
  ) STRICT, WITHOUT ROWID;

  -- One line of a transfer's history.
  CREATE TABLE event (
    id          INTEGER PRIMARY KEY,  -- grows with time
    transfer_id TEXT NOT NULL REFERENCES transfer (id) ON DELETE CASCADE,
    at_ms       INTEGER NOT NULL,     -- wall time, ms since 1970
    what        TEXT NOT NULL,        -- past tense
    reason      TEXT NOT NULL         -- one sentence
  ) STRICT;
  CREATE INDEX event_of_transfer ON event (transfer_id, id);

  -- An upload that we have begun on a server and that no transfer stands for.
  CREATE TABLE loose_upload (
    object_key  TEXT NOT NULL,
    bucket      TEXT NOT NULL,
    endpoint    TEXT NOT NULL,        -- origin without bucket
    kind        TEXT NOT NULL,        -- oss | s3
    upload_id   TEXT NOT NULL,        -- the server's
    region      TEXT NOT NULL,        -- general id, as cn-hangzhou
    addressing  TEXT NOT NULL,        -- virtual | path | domain
    reason      TEXT NOT NULL,        -- stream | by-hand | left
    owner       TEXT,                 -- owner.id of the process that streams; null when no process works on it
    begun_at_ms INTEGER NOT NULL,     -- wall time, ms since 1970
    PRIMARY KEY (object_key, bucket, endpoint, kind, upload_id)
  ) STRICT, WITHOUT ROWID;

  -- A local file that goes up by appending, and how far it is.
  CREATE TABLE append (
    id            TEXT PRIMARY KEY,   -- UUID
    path          TEXT NOT NULL,      -- absolute path of the file
    kind          TEXT NOT NULL,      -- oss | s3
    endpoint      TEXT NOT NULL,      -- origin without bucket
    bucket        TEXT NOT NULL,
    target_key    TEXT NOT NULL,      -- as the user named it
    object_key    TEXT,               -- the object that takes the bytes now; this and all below null until the first is meant
    roll          INTEGER,            -- its number in the pattern of names; 0 for target_key
    base          INTEGER,            -- byte of the file with which it begins
    position      INTEGER,            -- its confirmed bytes
    crc           TEXT,               -- CRC-64 of them; lower-case hex, as the others
    head_crc      TEXT,               -- CRC-64 of the first few of them
    tail_crc      TEXT,               -- CRC-64 of the last few of them
    next_size     INTEGER,            -- bytes of the append whose outcome is not known; null when there is none
    next_crc      TEXT,               -- CRC-64 of the object with it
    inode         TEXT,               -- of the file, as in transfer
    device        TEXT,
    owner         TEXT,               -- owner.id of the process at work; null when free. A dead owner counts as null
    changed_at_ms INTEGER NOT NULL    -- wall time, ms since 1970
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX append_subject ON append (target_key, bucket, endpoint, kind, path);
  `,
  `
  -- A watched local root and where it goes.
  CREATE TABLE folder (
    number           INTEGER PRIMARY KEY AUTOINCREMENT, -- stands for it in the tables below; never used again, so that rows of one that was forgotten are nobody's
    id               TEXT NOT NULL UNIQUE, -- UUID
    root             TEXT NOT NULL,    -- absolute path with links resolved
    kind             TEXT NOT NULL,    -- oss | s3
    endpoint         TEXT NOT NULL,    -- origin without bucket
    bucket           TEXT NOT NULL,
    region           TEXT NOT NULL,    -- general id, as cn-hangzhou
    addressing       TEXT NOT NULL,    -- virtual | path | domain
    prefix           TEXT NOT NULL,    -- of every key; empty or ending in /
    settings         TEXT NOT NULL,    -- JSON of FolderSettings
    is_paused        INTEGER NOT NULL, -- 0 | 1
    agreed_deletes   INTEGER NOT NULL, -- deletions that the user has agreed to, once
    scan             TEXT,             -- JSON of FolderScan, the last that saw everything; this and all below null before the first
    root_identity    TEXT,             -- device and inode of the root in it
    up_to_date_at_ms INTEGER,          -- wall time, ms since 1970, as the others
    listed_at_ms     INTEGER,
    verified_at_ms   INTEGER,
    owner            TEXT,             -- owner.id of the process that syncs it; null when free. A dead owner counts as null
    created_at_ms    INTEGER NOT NULL
  ) STRICT;

  -- A folder that is gone, as long as rows of it are left below.
  CREATE TABLE forgotten_folder (
    number INTEGER PRIMARY KEY
  ) STRICT;

  -- A directory of a folder that holds known files.
  CREATE TABLE directory (
    id     INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL,          -- folder.number
    path   TEXT NOT NULL,             -- from the root, with /; empty for the root
    UNIQUE (folder, path)
  ) STRICT;

  -- What the store believes about a path: these bytes of the file are that object. Columns of type ANY hold decimal text
  -- as a number where 64 bits take it, which is half as long, and as it is elsewhere.
  CREATE TABLE known_file (
    directory      INTEGER NOT NULL REFERENCES directory (id),
    name           TEXT NOT NULL,     -- in its directory; empty for the mark of an empty directory
    size           INTEGER NOT NULL,  -- bytes
    mtime_ns       ANY NOT NULL,      -- last change of contents, ns since 1970
    ctime_ns       ANY NOT NULL,      -- last change of contents or properties, ns since 1970
    inode          ANY NOT NULL,
    device         ANY NOT NULL,
    object_key     TEXT,              -- null for the usual one: the folder's prefix and the path
    etag           TEXT NOT NULL,     -- as the server gave it, without quotes
    algorithm      TEXT,              -- of the checksum; null with it
    checksum       TEXT,              -- of the bytes that were read, lower-case hex; null when nothing was read
    version_id     TEXT,              -- null for a bucket without versions
    proven_at_ms   INTEGER NOT NULL,  -- wall time, ms since 1970, as the next
    verified_at_ms INTEGER,           -- when file and object were last compared; null for never
    PRIMARY KEY (directory, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX known_file_by_identity ON known_file (inode, mtime_ns, size);
  CREATE INDEX known_file_by_key ON known_file (object_key) WHERE object_key IS NOT NULL;

  -- What is still to be done for a path.
  CREATE TABLE action (
    folder    INTEGER NOT NULL,       -- folder.number
    path      TEXT NOT NULL,          -- from the root, with /
    what      TEXT NOT NULL,          -- ActionKind
    from_path TEXT,                   -- of a copy: the path whose object is copied
    lane      TEXT NOT NULL,          -- small | large
    size      INTEGER NOT NULL,       -- bytes
    reason    TEXT NOT NULL,          -- ReasonCode
    facts     TEXT NOT NULL,          -- JSON of the reason's facts, names in order
    due_at_ms INTEGER NOT NULL,       -- not before this wall time, ms since 1970
    attempts  INTEGER NOT NULL,       -- how often it was tried in vain
    revision  INTEGER NOT NULL,       -- another one whenever the row is written
    PRIMARY KEY (folder, path)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX action_by_age ON action (folder, lane, due_at_ms) WHERE what <> 'delete';
  CREATE INDEX action_by_kind ON action (folder, what);

  -- A path that did not go up as it should, and why.
  CREATE TABLE problem (
    folder      INTEGER NOT NULL,     -- folder.number
    path        TEXT NOT NULL,        -- from the root, with /; that of a directory ends in /
    parent      TEXT,                 -- the directory that holds it; null for the root itself
    weight      TEXT NOT NULL,        -- failed | warning | skipped
    code        TEXT NOT NULL,        -- ErrorCode
    message     TEXT NOT NULL,
    facts       TEXT NOT NULL,        -- JSON of the error's facts
    since_ms    INTEGER NOT NULL,     -- wall time, ms since 1970, as the next
    retry_at_ms INTEGER,              -- null when time alone mends nothing
    PRIMARY KEY (folder, path)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX problem_of_directory ON problem (folder, parent);
  CREATE INDEX problem_to_retry ON problem (folder, retry_at_ms) WHERE weight = 'failed' AND retry_at_ms IS NOT NULL;

  -- One line of a folder's journal.
  CREATE TABLE decision (
    id     INTEGER PRIMARY KEY,       -- grows with time
    folder INTEGER NOT NULL,          -- folder.number
    path   TEXT NOT NULL,             -- from the root, with /
    at_ms  INTEGER NOT NULL,          -- wall time, ms since 1970
    what   TEXT NOT NULL,             -- ActionKind, or what else was decided
    reason TEXT NOT NULL,             -- ReasonCode
    facts  TEXT NOT NULL              -- JSON of the reason's facts
  ) STRICT;
  CREATE INDEX decision_of_path ON decision (folder, path);
  CREATE INDEX decision_of_folder ON decision (folder);

  -- How many rows of a sort a folder has, so that nobody has to count them. Triggers keep it.
  CREATE TABLE tally (
    folder INTEGER NOT NULL,          -- folder.number
    sort   TEXT NOT NULL,             -- known | decision | an action's kind | a problem's weight
    rows   INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,          -- of known files and actions
    PRIMARY KEY (folder, sort)
  ) STRICT, WITHOUT ROWID;

  -- The mark of an empty directory is no file.
  CREATE TRIGGER known_file_added AFTER INSERT ON known_file WHEN new.name <> '' BEGIN
    INSERT INTO tally (folder, sort, rows, bytes) SELECT folder, 'known', 1, new.size FROM directory WHERE id = new.directory
      ON CONFLICT DO UPDATE SET rows = rows + 1, bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER known_file_changed AFTER UPDATE OF size ON known_file WHEN new.name <> '' AND new.size <> old.size BEGIN
    UPDATE tally SET bytes = bytes + new.size - old.size
      WHERE folder = (SELECT folder FROM directory WHERE id = new.directory) AND sort = 'known';
  END;
  CREATE TRIGGER known_file_removed AFTER DELETE ON known_file WHEN old.name <> '' BEGIN
    UPDATE tally SET rows = rows - 1, bytes = bytes - old.size
      WHERE folder = (SELECT folder FROM directory WHERE id = old.directory) AND sort = 'known';
  END;
  CREATE TRIGGER action_added AFTER INSERT ON action BEGIN
    INSERT INTO tally (folder, sort, rows, bytes) VALUES (new.folder, new.what, 1, new.size)
      ON CONFLICT DO UPDATE SET rows = rows + 1, bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER action_changed AFTER UPDATE OF what, size ON action WHEN new.what <> old.what OR new.size <> old.size BEGIN
    UPDATE tally SET rows = rows - 1, bytes = bytes - old.size WHERE folder = old.folder AND sort = old.what;
    INSERT INTO tally (folder, sort, rows, bytes) VALUES (new.folder, new.what, 1, new.size)
      ON CONFLICT DO UPDATE SET rows = rows + 1, bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER action_removed AFTER DELETE ON action BEGIN
    UPDATE tally SET rows = rows - 1, bytes = bytes - old.size WHERE folder = old.folder AND sort = old.what;
  END;
  CREATE TRIGGER problem_added AFTER INSERT ON problem BEGIN
    INSERT INTO tally (folder, sort, rows, bytes) VALUES (new.folder, new.weight, 1, 0)
      ON CONFLICT DO UPDATE SET rows = rows + 1;
  END;
  CREATE TRIGGER problem_changed AFTER UPDATE OF weight ON problem WHEN new.weight <> old.weight BEGIN
    UPDATE tally SET rows = rows - 1 WHERE folder = old.folder AND sort = old.weight;
    INSERT INTO tally (folder, sort, rows, bytes) VALUES (new.folder, new.weight, 1, 0)
      ON CONFLICT DO UPDATE SET rows = rows + 1;
  END;
  CREATE TRIGGER problem_removed AFTER DELETE ON problem BEGIN
    UPDATE tally SET rows = rows - 1 WHERE folder = old.folder AND sort = old.weight;
  END;
  CREATE TRIGGER decision_added AFTER INSERT ON decision BEGIN
    INSERT INTO tally (folder, sort, rows, bytes) VALUES (new.folder, 'decision', 1, 0)
      ON CONFLICT DO UPDATE SET rows = rows + 1;
  END;
  CREATE TRIGGER decision_removed AFTER DELETE ON decision BEGIN
    UPDATE tally SET rows = rows - 1 WHERE folder = old.folder AND sort = 'decision';
  END;

  -- Of a transfer for a watched folder; null for others.
  ALTER TABLE transfer ADD COLUMN folder_id TEXT;         -- folder.id
  ALTER TABLE transfer ADD COLUMN folder_path TEXT;       -- from its root, with /
  ALTER TABLE transfer ADD COLUMN action_revision INTEGER; -- action.revision of the path when the source was last looked at; null when none was planned
  ALTER TABLE transfer ADD COLUMN action_reason TEXT;     -- JSON of that action's reason
  ALTER TABLE transfer ADD COLUMN folder_over_at_ms INTEGER; -- when it was done or cancelled, wall time, ms since 1970
  CREATE INDEX transfer_of_folder_over ON transfer (folder_over_at_ms) WHERE folder_over_at_ms IS NOT NULL;

  -- JSON array: places of files that had the name before and may still grow, oldest first; the fields are those of AppendPlace.
  ALTER TABLE append ADD COLUMN left_places TEXT NOT NULL DEFAULT '[]';
  `,
  `
  -- Of the file of an append: its time of modification before bytes were last read from it, ns since 1970; null where nothing tells.
  ALTER TABLE append ADD COLUMN mtime_ns TEXT;
  `,
  `
  -- What the desk asks for by hand, and what the page lists.
  ALTER TABLE transfer ADD COLUMN source TEXT NOT NULL DEFAULT 'file'; -- file | text (a file of our own) | append | web | page; the path of the last three begins with the word and ':'
  ALTER TABLE transfer ADD COLUMN hand TEXT;                       -- JSON of HandWish; null for what the desk does not drive
  ALTER TABLE transfer ADD COLUMN is_wanted INTEGER NOT NULL DEFAULT 0; -- 1 while the desk is to take it up, or has
  ALTER TABLE transfer ADD COLUMN position INTEGER NOT NULL DEFAULT 0;  -- the lowest goes first
  ALTER TABLE transfer ADD COLUMN due_at_ms INTEGER NOT NULL DEFAULT 0; -- not before this wall time, ms since 1970
  ALTER TABLE transfer ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;     -- how often it failed since the user asked for it
  ALTER TABLE transfer ADD COLUMN name TEXT NOT NULL DEFAULT '';        -- the last step of the path
  ALTER TABLE transfer ADD COLUMN shown TEXT NOT NULL DEFAULT '';       -- the state that people see: waiting for what is going to be taken up again, else "at"
  UPDATE transfer SET shown = at,
    name = substr(path, 1 + length(rtrim(path, replace(replace(path, '/', ''), '\\', ''))));

  CREATE INDEX transfer_wanted ON transfer (position) WHERE is_wanted = 1;
  CREATE INDEX transfer_wanted_now ON transfer (position) WHERE is_wanted = 1 AND due_at_ms = 0;
  CREATE INDEX transfer_wanted_again ON transfer (due_at_ms) WHERE is_wanted = 1 AND due_at_ms > 0;
  CREATE INDEX transfer_of_page ON transfer (at) WHERE source = 'page';
  CREATE INDEX transfer_in_the_middle ON transfer (at) WHERE at IN ('starting', 'sending', 'finishing', 'checking');
  CREATE INDEX transfer_by_added ON transfer (created_at_ms, id, shown, folder_id, path, object_key);
  CREATE INDEX transfer_by_changed ON transfer (changed_at_ms, id, shown, folder_id);
  CREATE INDEX transfer_by_name ON transfer (name COLLATE NOCASE, id, shown, folder_id, path, object_key);
  CREATE INDEX transfer_by_size ON transfer (size, id, shown, folder_id);
  CREATE INDEX transfer_by_shown ON transfer (shown, created_at_ms, id, folder_id);

  -- How many transfers stand in each state that people see, so that nobody has to count them. Triggers keep it.
  CREATE TABLE transfer_tally (
    shown TEXT PRIMARY KEY,
    rows  INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO transfer_tally (shown, rows, bytes) SELECT shown, count(*), sum(byte_length) FROM transfer GROUP BY shown;
  CREATE TRIGGER transfer_added AFTER INSERT ON transfer BEGIN
    INSERT INTO transfer_tally (shown, rows, bytes) VALUES (new.shown, 1, new.byte_length)
      ON CONFLICT DO UPDATE SET rows = rows + 1, bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER transfer_changed AFTER UPDATE OF shown, byte_length ON transfer
    WHEN new.shown <> old.shown OR new.byte_length <> old.byte_length BEGIN
    UPDATE transfer_tally SET rows = rows - 1, bytes = bytes - old.byte_length WHERE shown = old.shown;
    INSERT INTO transfer_tally (shown, rows, bytes) VALUES (new.shown, 1, new.byte_length)
      ON CONFLICT DO UPDATE SET rows = rows + 1, bytes = bytes + excluded.bytes;
  END;
  CREATE TRIGGER transfer_removed AFTER DELETE ON transfer BEGIN
    UPDATE transfer_tally SET rows = rows - 1, bytes = bytes - old.byte_length WHERE shown = old.shown;
  END;

  ALTER TABLE event ADD COLUMN said TEXT;  -- JSON of a text's key and facts; null where "what" says it all
  ALTER TABLE event ADD COLUMN error TEXT; -- JSON of an error; null where nothing failed

  CREATE INDEX proof_by_age ON proof (proven_at_ms, transfer_id);

  -- What the desk keeps over a restart.
  CREATE TABLE desk (
    name  TEXT PRIMARY KEY,           -- all_paused
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];
