#define _GNU_SOURCE
#include "sink.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef SINK_TLS
#include <openssl/ssl.h>
#endif

enum { buffer_bytes = 256 * 1024, paced_bytes = 64 * 1024 };

struct Wire {
  int socket;
#ifdef SINK_TLS
  SSL *ssl;
#endif
  /* What was received and not yet taken is from `start` to `end`. */
  size_t start, end;
  /* When the line is free for the next bytes. */
  double free_at;
  char buffer[buffer_bytes + 1];
};

static WireSettings settings;
static pthread_mutex_t cap_lock = PTHREAD_MUTEX_INITIALIZER;
static double cap_free_at;
#ifdef SINK_TLS
static SSL_CTX *context;
#endif

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void wait_for(double seconds) {
  if (seconds <= 0) return;
  struct timespec rest = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  while (nanosleep(&rest, &rest) && errno == EINTR) continue;
}

/* When bytes that come now are through, on a line that is busy until `free_at`. */
static double through(double free_at, double at, size_t size, double rate) {
  return (free_at > at ? free_at : at) + (double)size / rate;
}

static void pace(Wire *wire, size_t size) {
  double at = now(), until = at;
  if (settings.rate > 0) until = wire->free_at = through(wire->free_at, at, size, settings.rate);
  if (settings.cap > 0) {
    pthread_mutex_lock(&cap_lock);
    cap_free_at = through(cap_free_at, at, size, settings.cap);
    if (cap_free_at > until) until = cap_free_at;
    pthread_mutex_unlock(&cap_lock);
  }
  wait_for(until - at);
}

void wire_setup(WireSettings wanted) {
  settings = wanted;
#ifdef SINK_TLS
  if (!settings.certificate) return;
  context = SSL_CTX_new(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(context, settings.certificate) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, settings.key, SSL_FILETYPE_PEM) != 1) {
    exit(2);
  }
#else
  if (settings.certificate) exit(2);
#endif
}

Wire *wire_open(int socket) {
  Wire *wire = malloc(sizeof *wire);
  wire->socket = socket;
  wire->start = wire->end = 0;
  wire->free_at = 0;
  wait_for(settings.rtt_seconds);
#ifdef SINK_TLS
  wire->ssl = NULL;
  if (context) {
    wire->ssl = SSL_new(context);
    SSL_set_fd(wire->ssl, socket);
    wait_for(settings.rtt_seconds);
    if (SSL_accept(wire->ssl) != 1) {
      wire_close(wire);
      return NULL;
    }
  }
#endif
  return wire;
}

void wire_close(Wire *wire) {
#ifdef SINK_TLS
  SSL_free(wire->ssl);
#endif
  close(wire->socket);
  free(wire);
}

static bool fill(Wire *wire) {
  if (wire->start == wire->end) wire->start = wire->end = 0;
  if (wire->start > 0 && wire->end == buffer_bytes) {
    memmove(wire->buffer, wire->buffer + wire->start, wire->end - wire->start);
    wire->end -= wire->start;
    wire->start = 0;
  }
  bool is_paced = settings.rate > 0 || settings.cap > 0;
  size_t room = buffer_bytes - wire->end;
  if (is_paced && room > paced_bytes) room = paced_bytes;
  ssize_t size;
#ifdef SINK_TLS
  if (wire->ssl) size = SSL_read(wire->ssl, wire->buffer + wire->end, (int)room);
  else
#endif
    size = recv(wire->socket, wire->buffer + wire->end, room, 0);
  if (size <= 0) return false;
  wire->end += (size_t)size;
  if (is_paced) pace(wire, (size_t)size);
  return true;
}

static char *until(Wire *wire, const char *mark, size_t kept) {
  size_t length = strlen(mark);
  for (;;) {
    char *from = wire->buffer + wire->start;
    char *found = memmem(from, wire->end - wire->start, mark, length);
    if (found) {
      wire->start = (size_t)(found - wire->buffer) + length;
      found[kept] = 0;
      return from;
    }
    if (wire->end - wire->start == buffer_bytes || !fill(wire)) return NULL;
  }
}

/* The first zero stands in the mark itself, which was taken. */
char *wire_head(Wire *wire) { return until(wire, "\r\n\r\n", 2); }

char *wire_line(Wire *wire) { return until(wire, "\r\n", 0); }

bool wire_take(Wire *wire, uint64_t size, uint64_t *state) {
  while (size > 0) {
    if (wire->start == wire->end && !fill(wire)) return false;
    size_t some = wire->end - wire->start;
    if (some > size) some = size;
    *state = crc_add(*state, (unsigned char *)wire->buffer + wire->start, some);
    wire->start += some;
    size -= some;
  }
  return true;
}

bool wire_answer(Wire *wire, const char *bytes, size_t size) {
  wait_for(settings.rtt_seconds);
  while (size > 0) {
    ssize_t sent;
#ifdef SINK_TLS
    if (wire->ssl) sent = SSL_write(wire->ssl, bytes, (int)size);
    else
#endif
      sent = send(wire->socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= (size_t)sent;
  }
  return true;
}
