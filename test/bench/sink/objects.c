#include "sink.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *key;
  Object object;
} Entry;

typedef struct {
  uint64_t size, crc;
  bool is_there;
} Part;

enum { most_parts = 10001 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Open addressing; its length is a power of two and at least twice what it holds. */
static Entry *entries;
static size_t length, held;
static uint64_t bytes_held, numbers;
/* By the number of the upload; null when it is over. */
static Part **uploads;
static uint64_t upload_count;

static Entry *place_of(const char *key) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char *at = key; *at; at += 1) hash = (hash ^ (unsigned char)*at) * 0x100000001b3;
  size_t at = hash & (length - 1);
  while (entries[at].key && strcmp(entries[at].key, key)) at = (at + 1) & (length - 1);
  return &entries[at];
}

static void grow(void) {
  Entry *before = entries;
  size_t count = length;
  length = count ? 2 * count : 1024;
  entries = calloc(length, sizeof *entries);
  for (size_t at = 0; at < count; at += 1) {
    if (before[at].key) *place_of(before[at].key) = before[at];
  }
  free(before);
}

static Object put(const char *key, uint64_t size, uint64_t crc) {
  if (2 * (held + 1) > length) grow();
  Entry *entry = place_of(key);
  if (!entry->key) {
    entry->key = strdup(key);
    held += 1;
  }
  bytes_held += size - entry->object.size;
  entry->object = (Object){.size = size, .crc = crc, .number = ++numbers, .at = time(NULL)};
  return entry->object;
}

Object objects_put(const char *key, uint64_t size, uint64_t crc) {
  pthread_mutex_lock(&lock);
  Object object = put(key, size, crc);
  pthread_mutex_unlock(&lock);
  return object;
}

bool objects_get(const char *key, Object *found) {
  pthread_mutex_lock(&lock);
  Entry *entry = length ? place_of(key) : NULL;
  bool is_there = entry && entry->key;
  if (is_there) *found = entry->object;
  pthread_mutex_unlock(&lock);
  return is_there;
}

Held objects_held(void) {
  pthread_mutex_lock(&lock);
  Held all = {held, bytes_held};
  pthread_mutex_unlock(&lock);
  return all;
}

static int by_key(const void *a, const void *b) { return strcmp(((const Entry *)a)->key, ((const Entry *)b)->key); }

char *objects_list(const char *prefix) {
  pthread_mutex_lock(&lock);
  Entry *chosen = malloc((held + 1) * sizeof *chosen);
  size_t count = 0, room = 256;
  for (size_t at = 0; at < length; at += 1) {
    if (!entries[at].key || strncmp(entries[at].key, prefix, strlen(prefix))) continue;
    chosen[count++] = entries[at];
    room += strlen(entries[at].key) + 256;
  }
  qsort(chosen, count, sizeof *chosen, by_key);
  char *document = malloc(room);
  int end = sprintf(document, "<ListBucketResult><Name>bench</Name><KeyCount>%zu</KeyCount><IsTruncated>false</IsTruncated>",
                    count);
  for (size_t at = 0; at < count; at += 1) {
    char when[32];
    struct tm parts;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&chosen[at].object.at, &parts));
    end += sprintf(document + end,
                   "<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>\"%032llX\"</ETag><Size>%llu</Size>"
                   "<StorageClass>STANDARD</StorageClass></Contents>",
                   chosen[at].key, when, (unsigned long long)chosen[at].object.number,
                   (unsigned long long)chosen[at].object.size);
  }
  strcpy(document + end, "</ListBucketResult>");
  free(chosen);
  pthread_mutex_unlock(&lock);
  return document;
}

uint64_t upload_begin(void) {
  pthread_mutex_lock(&lock);
  uploads = realloc(uploads, (upload_count + 1) * sizeof *uploads);
  uploads[upload_count] = calloc(most_parts, sizeof(Part));
  uint64_t upload = upload_count++;
  pthread_mutex_unlock(&lock);
  return upload;
}

bool upload_part(uint64_t upload, unsigned number, uint64_t size, uint64_t crc) {
  pthread_mutex_lock(&lock);
  Part *parts = upload < upload_count && number < most_parts ? uploads[upload] : NULL;
  if (parts) parts[number] = (Part){size, crc, true};
  pthread_mutex_unlock(&lock);
  return parts;
}

bool upload_complete(uint64_t upload, const char *key, Object *whole) {
  pthread_mutex_lock(&lock);
  Part *parts = upload < upload_count ? uploads[upload] : NULL;
  if (parts) {
    uint64_t size = 0, crc = 0;
    for (unsigned number = 0; number < most_parts; number += 1) {
      if (!parts[number].is_there) continue;
      crc = crc_join(crc, parts[number].crc, parts[number].size);
      size += parts[number].size;
    }
    *whole = put(key, size, crc);
    uploads[upload] = NULL;
    free(parts);
  }
  pthread_mutex_unlock(&lock);
  return parts;
}
