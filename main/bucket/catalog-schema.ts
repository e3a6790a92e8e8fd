/** Steps of `bucket.sqlite`. Append only. Keys are blobs, so rows are in the byte order that listings promise. */
export const migrations: readonly string[] = [
  `
  create table bucket (
    id            integer primary key,
    name          text not null unique,
    created_at_ms integer not null,     -- wall time, ms since 1970
    acl           text not null         -- private | public-read | public-read-write
  ) strict;

  -- The bytes of an object or a part: its segments in order. Never shared between rows; blobs may be.
  create table content (
    id integer primary key autoincrement
  ) strict;

  create table segment (
    content integer not null references content (id),
    ordinal integer not null,           -- ascending, gaps allowed
    blob    text not null,              -- name of a file below blobs/
    start   integer not null,           -- first byte within the blob
    size    integer not null,           -- bytes
    primary key (content, ordinal)
  ) strict, without rowid;

  create index segment_by_blob on segment (blob);

  create table object (
    bucket         integer not null references bucket (id),
    key            blob not null,       -- UTF-8
    content        integer not null,    -- no reference: its check would scan this table at each deletion
    size           integer not null,    -- bytes
    etag           text not null,       -- lower case, without quotes
    type           text not null,       -- Normal | Multipart | Appendable
    modified_at_ms integer not null,
    md5            text,                -- lower-case hex of the whole; null when parts were joined
    crc64          text,                -- CRC-64/XZ, hex; null when no OSS client stored it
    checksum       text,                -- JSON of S3Checksum
    attributes     text not null,       -- JSON of Attributes
    primary key (bucket, key)
  ) strict, without rowid;

  create table upload (
    id              text primary key,   -- 32 upper-case hex digits
    bucket          integer not null references bucket (id),
    key             blob not null,
    initiated_at_ms integer not null,
    sequential      integer not null,   -- 1: parts must come in order
    checksum        text,               -- JSON: algorithm, type and whether the client asked for them
    attributes      text not null
  ) strict, without rowid;

  create index upload_by_key on upload (bucket, key, id);

  create table part (
    upload         text not null references upload (id),
    number         integer not null,    -- 1 to 10000
    content        integer not null,    -- no reference: its check would scan this table at each deletion
    size           integer not null,
    md5            text not null,
    crc64          text,
    checksum       text,                -- hex, in the upload's algorithm
    modified_at_ms integer not null,
    primary key (upload, number)
  ) strict, without rowid;
  `,
];
