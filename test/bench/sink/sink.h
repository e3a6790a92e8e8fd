/* A bucket that keeps of each object its name, size and checksum, and nothing else. Each connection is served by a thread of its own. */
#ifndef SINK_H
#define SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* crc.c: one reflected CRC, chosen once: crc64 (OSS), crc64nvme or crc32. Returns whether the name is known. */
bool crc_choose(const char *name);
/* The state before the first byte. */
uint64_t crc_start(void);
uint64_t crc_add(uint64_t state, const unsigned char *bytes, size_t size);
uint64_t crc_end(uint64_t state);
/* Of what `first` covers with what `second` covers behind it. */
uint64_t crc_join(uint64_t first, uint64_t second, uint64_t second_size);

/* objects.c: may be called from any thread. */
typedef struct {
  uint64_t size, crc, number;
  time_t at;
} Object;
typedef struct {
  uint64_t objects, bytes;
} Held;

Object objects_put(const char *key, uint64_t size, uint64_t crc);
bool objects_get(const char *key, Object *found);
Held objects_held(void);
/*
 * The document of a listing as a whole, in the order of the names; the caller frees it. Its ETags lack the `-1`, for which s3cmd would ask
 * about every object by itself.
 */
char *objects_list(const char *prefix);
uint64_t upload_begin(void);
bool upload_part(uint64_t upload, unsigned number, uint64_t size, uint64_t crc);
bool upload_complete(uint64_t upload, const char *key, Object *whole);

/* wire.c: a connection whose far end seems to be as far and as narrow as the settings say. */
typedef struct {
  /* Of a round trip; bytes a second of one connection and of all together, 0 for no limit. */
  double rtt_seconds, rate, cap;
  const char *certificate, *key;
} WireSettings;
typedef struct Wire Wire;

void wire_setup(WireSettings settings);
/* Null where the handshake fails. */
Wire *wire_open(int socket);
void wire_close(Wire *wire);
/* Up to and with the empty line, ended by a zero; null at the end of the connection. Stays until the next call of any kind. */
char *wire_head(Wire *wire);
/* One line without its end, as `wire_head`. */
char *wire_line(Wire *wire);
/* Takes so many bytes into the checksum; false where the connection ends before. */
bool wire_take(Wire *wire, uint64_t size, uint64_t *state);
/* After a round trip. */
bool wire_answer(Wire *wire, const char *bytes, size_t size);

/* request.c */
typedef struct {
  char method[8], key[1024], prefix[1024];
  /* `begins`: also of GET, which lists the unfinished. */
  bool asks_location, begins, has_upload, is_chunked, awaits_continue, is_full_checksum;
  uint64_t upload, size, decoded_size;
  unsigned part;
} Request;

/* Of what `wire_head` gave, which it cuts into pieces; false where it is no request. */
bool read_request(char *head, Request *request);

#endif
