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
  -- JSON array: places of files that had the name before and may still grow, oldest first; the fields are those of AppendPlace.
  ALTER TABLE append ADD COLUMN left_places TEXT NOT NULL DEFAULT '[]';
  `,
];
