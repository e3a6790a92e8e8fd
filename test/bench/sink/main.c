/*
 * sink [--checksum NAME] [--rtt MS] [--rate BYTES] [--cap BYTES] [--busy N] [--cert FILE --key FILE]
 *
 * Speaks as much of OSS and S3 as uploads by the programs of the benchmark need, believes every signature, and answers the checksum of
 * what truly came. Prints its address, and for each line that comes in what has happened so far, as JSON; ends with its input. Names of
 * objects are told as they are, so they may hold no character that XML writes otherwise. ETags end with `-1`, by which everyone knows
 * that they are no MD5.
 * `--busy`: with more than N requests with bodies at once, those beyond are answered by 503.
 */
#define _GNU_SOURCE
#include "sink.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static atomic_ullong requests, refused, connections, in_flight;
static const char *checksum = "crc64";
static unsigned long long busy;

/* The body's checksum and size; false at the end of the connection. */
static bool take_body(Wire *wire, const Request *request, uint64_t *crc, uint64_t *size) {
  uint64_t state = crc_start();
  *size = request->size;
  if (!request->is_chunked) {
    if (!wire_take(wire, request->size, &state)) return false;
  } else {
    char *line;
    uint64_t some;
    while ((line = wire_line(wire)) && (some = strtoull(line, NULL, 16)) > 0) {
      if (!wire_take(wire, some, &state) || !wire_line(wire)) return false;
      *size += some;
    }
    while (line && *line) line = wire_line(wire);
    if (!line) return false;
  }
  if (request->decoded_size) *size = request->decoded_size;
  *crc = crc_end(state);
  return true;
}

static const char *base64_of(uint64_t crc, char text[16]) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  int bytes = strcmp(checksum, "crc32") ? 8 : 4, end = 0;
  for (int at = 0; at < bytes; at += 3) {
    unsigned three = 0;
    for (int next = at; next < at + 3; next += 1) {
      three = three << 8 | (next < bytes ? (unsigned)(crc >> 8 * (bytes - 1 - next)) & 255 : 0);
    }
    for (int digit = 0; digit < 4; digit += 1) {
      text[end++] = at * 8 + digit * 6 < bytes * 8 ? digits[three >> (18 - 6 * digit) & 63] : '=';
    }
  }
  text[end] = 0;
  return text;
}

typedef struct {
  int status;
  char headers[512];
  const char *body;
  /* The body where it is the answer's own, to be freed. */
  char *listing;
  /* Of the body; HEAD tells another's. */
  uint64_t length;
} Answer;

static void tell_checksum(Answer *answer, uint64_t crc) {
  char text[16], *end = answer->headers + strlen(answer->headers);
  if (!strcmp(checksum, "crc64")) sprintf(end, "x-oss-hash-crc64ecma: %llu\r\n", (unsigned long long)crc);
  else sprintf(end, "x-amz-checksum-%s: %s\r\nx-amz-checksum-type: FULL_OBJECT\r\n", checksum, base64_of(crc, text));
}

static void tell_object(Answer *answer, Object object) {
  char when[64];
  struct tm parts;
  strftime(when, sizeof when, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&object.at, &parts));
  sprintf(answer->headers, "ETag: \"%032llX-1\"\r\nLast-Modified: %s\r\n", (unsigned long long)object.number, when);
  tell_checksum(answer, object.crc);
}

static const char missing[] = "<Error><Code>NoSuchKey</Code><Message>The sink keeps no bytes.</Message></Error>";
/* The same in base64, for answers to HEAD. */
static const char missing_base64[] =
    "PEVycm9yPjxDb2RlPk5vU3VjaEtleTwvQ29kZT48TWVzc2FnZT5UaGUgc2luayBrZWVwcyBubyBieXRlcy48L01lc3NhZ2U+PC9FcnJvcj4=";

/* `text` holds the body where it is made anew. */
static Answer answer_to(const Request *request, uint64_t size, uint64_t crc, char text[2048]) {
  Answer answer = {.status = 200, .body = ""};
  Object object;
  const char *method = request->method;
  text[0] = 0;
  if (!strcmp(method, "PUT") && request->has_upload) {
    if (!upload_part(request->upload, request->part, size, crc)) answer.status = 404, answer.body = missing;
    sprintf(answer.headers, "ETag: \"%032llX-1\"\r\n", (unsigned long long)request->part);
    tell_checksum(&answer, crc);
  } else if (!strcmp(method, "PUT")) {
    if (request->key[0]) tell_object(&answer, objects_put(request->key, size, crc));
  } else if (!strcmp(method, "POST") && request->begins) {
    sprintf(text, "<InitiateMultipartUploadResult><UploadId>%llu</UploadId></InitiateMultipartUploadResult>",
            (unsigned long long)upload_begin());
    if (request->is_full_checksum) {
      char upper[16] = "";
      for (int at = 0; checksum[at]; at += 1) upper[at] = (char)toupper(checksum[at]);
      sprintf(answer.headers, "x-amz-checksum-algorithm: %s\r\nx-amz-checksum-type: FULL_OBJECT\r\n", upper);
    }
    answer.body = text;
  } else if (!strcmp(method, "POST") && request->has_upload && upload_complete(request->upload, request->key, &object)) {
    char base64[16];
    tell_object(&answer, object);
    int end = sprintf(text, "<CompleteMultipartUploadResult><Key>%s</Key><ETag>\"%032llX-1\"</ETag>", request->key,
                      (unsigned long long)object.number);
    if (strcmp(checksum, "crc64")) {
      const char *name = strcmp(checksum, "crc32") ? "CRC64NVME" : "CRC32";
      end += sprintf(text + end, "<Checksum%s>%s</Checksum%s><ChecksumType>FULL_OBJECT</ChecksumType>", name,
                     base64_of(object.crc, base64), name);
    }
    strcpy(text + end, "</CompleteMultipartUploadResult>");
    answer.body = text;
  } else if (!strcmp(method, "DELETE")) {
    answer.status = 204;
  } else if (!request->key[0] && request->begins) {
    answer.body = "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>";
  } else if (!request->key[0] && request->asks_location) {
    answer.body = "<LocationConstraint></LocationConstraint>";
  } else if (!request->key[0]) {
    answer.body = answer.listing = objects_list(request->prefix);
  } else if (!strcmp(method, "HEAD") && objects_get(request->key, &object)) {
    tell_object(&answer, object);
    answer.length = object.size;
    return answer;
  } else {
    answer.status = 404;
    answer.body = missing;
    sprintf(answer.headers, "x-oss-err: %s\r\n", missing_base64);
  }
  answer.length = strlen(answer.body);
  return answer;
}

static bool send_answer(Wire *wire, const Request *request, const Answer *answer) {
  char date[64], when[32];
  struct tm parts;
  time_t at = time(NULL);
  strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &parts));
  sprintf(when, "%012llX", (unsigned long long)requests);
  const char *body = strcmp(request->method, "HEAD") ? answer->body : "";
  size_t room = strlen(body) + 1024;
  char *bytes = malloc(room);
  int end = snprintf(bytes, room,
                     "HTTP/1.1 %d %s\r\nServer: sink\r\nDate: %s\r\nx-oss-request-id: %s\r\nx-amz-request-id: %s\r\n"
                     "%sContent-Type: application/xml\r\n",
                     answer->status, answer->status < 300 ? "OK" : "No", date, when, when, answer->headers);
  if (answer->status != 204) end += sprintf(bytes + end, "Content-Length: %llu\r\n", (unsigned long long)answer->length);
  end += sprintf(bytes + end, "\r\n%s", body);
  bool is_sent = wire_answer(wire, bytes, (size_t)end);
  free(bytes);
  return is_sent;
}

static bool serve_one(Wire *wire) {
  Request request;
  char text[2048];
  uint64_t size, crc;
  char *head = wire_head(wire);
  if (!head || !read_request(head, &request)) return false;
  requests += 1;
  bool has_body = !strcmp(request.method, "PUT");
  bool is_refused = has_body && ++in_flight > busy && busy > 0;
  static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
  bool is_whole = (!request.awaits_continue || wire_answer(wire, go_on, sizeof go_on - 1)) &&
                  take_body(wire, &request, &crc, &size);
  if (is_whole) {
    static const char slow_down[] = "<Error><Code>SlowDown</Code><Message>Too many at once.</Message></Error>";
    Answer answer = {.status = 503, .body = slow_down, .length = sizeof slow_down - 1};
    if (!is_refused) answer = answer_to(&request, size, crc, text);
    else refused += 1;
    is_whole = send_answer(wire, &request, &answer);
    free(answer.listing);
  }
  if (has_body) in_flight -= 1;
  return is_whole;
}

static void *serve(void *argument) {
  int socket = (int)(intptr_t)argument, yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  Wire *wire = wire_open(socket);
  if (!wire) return NULL;
  while (serve_one(wire)) continue;
  wire_close(wire);
  return NULL;
}

static void *tell(void *argument) {
  (void)argument;
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    Held all = objects_held();
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"requests\":%llu,\"refused\":%llu,\"connections\":%llu,\"objects\":%llu,\"bytes\":%llu,\"cpuSeconds\":%.3f}\n",
           (unsigned long long)requests, (unsigned long long)refused, (unsigned long long)connections,
           (unsigned long long)all.objects, (unsigned long long)all.bytes, cpu);
    fflush(stdout);
  }
  exit(0);
}

int main(int count, char **arguments) {
  WireSettings settings = {0};
  for (int at = 1; at + 1 < count; at += 2) {
    const char *name = arguments[at], *value = arguments[at + 1];
    if (!strcmp(name, "--checksum")) checksum = value;
    else if (!strcmp(name, "--rtt")) settings.rtt_seconds = atof(value) / 1000;
    else if (!strcmp(name, "--rate")) settings.rate = atof(value);
    else if (!strcmp(name, "--cap")) settings.cap = atof(value);
    else if (!strcmp(name, "--busy")) busy = strtoull(value, NULL, 10);
    else if (!strcmp(name, "--cert")) settings.certificate = value;
    else if (!strcmp(name, "--key")) settings.key = value;
    else return 2;
  }
  if (!crc_choose(checksum)) return 2;
  signal(SIGPIPE, SIG_IGN);
  wire_setup(settings);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  /* A line holds about what is under way in a round trip; with the kernel's own megabytes it would seem faster than it is. */
  int held = 512 * 1024;
  if (settings.rate > 0) setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &held, sizeof held);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1024) ||
      getsockname(listener, (struct sockaddr *)&address, &length)) {
    return 1;
  }
  printf("%s://127.0.0.1:%d\n", settings.certificate ? "https" : "http", ntohs(address.sin_port));
  fflush(stdout);
  pthread_t thread;
  pthread_create(&thread, NULL, tell, NULL);
  for (;;) {
    int socket = accept(listener, NULL, NULL);
    if (socket < 0) continue;
    connections += 1;
    if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)socket)) close(socket);
    else pthread_detach(thread);
  }
}
