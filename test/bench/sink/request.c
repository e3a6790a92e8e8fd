#include "sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *parameter(const char *query, const char *name) {
  size_t length = strlen(name);
  for (const char *at = query; at && *at; at = strchr(at, '&')) {
    if (*at == '&') at += 1;
    if (!strncmp(at, name, length) && (at[length] == '=' || at[length] == '&' || !at[length])) {
      return at + length + (at[length] == '=');
    }
  }
  return NULL;
}

static void decode(char *to, size_t room, const char *from) {
  size_t end = 0;
  for (; *from && *from != '&' && end + 1 < room; from += 1) {
    unsigned byte = (unsigned char)*from;
    if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1) from += 2;
    to[end++] = (char)byte;
  }
  to[end] = 0;
}

static void read_header(Request *request, const char *name, const char *value) {
  if (!strcasecmp(name, "content-length")) request->size = strtoull(value, NULL, 10);
  else if (!strcasecmp(name, "transfer-encoding")) request->is_chunked = true;
  else if (!strcasecmp(name, "x-amz-decoded-content-length")) request->decoded_size = strtoull(value, NULL, 10);
  else if (!strcasecmp(name, "expect")) request->awaits_continue = true;
  else if (!strcasecmp(name, "x-amz-checksum-type")) request->is_full_checksum = true;
}

bool read_request(char *head, Request *request) {
  memset(request, 0, sizeof *request);
  char *rest;
  char *method = strtok_r(head, " ", &rest), *target = strtok_r(NULL, " ", &rest);
  if (!method || !target || !strtok_r(NULL, "\n", &rest) || strlen(method) >= sizeof request->method) return false;
  strcpy(request->method, method);
  for (char *line; (line = strtok_r(NULL, "\r\n", &rest));) {
    char *colon = strchr(line, ':');
    if (!colon) return false;
    *colon = 0;
    do colon += 1;
    while (*colon == ' ');
    read_header(request, line, colon);
  }
  char *query = strchr(target, '?');
  if (query) *query++ = 0;
  char *key = strchr(target + 1, '/');
  decode(request->key, sizeof request->key, key ? key + 1 : "");
  request->begins = parameter(query, "uploads");
  request->asks_location = parameter(query, "location");
  const char *prefix = parameter(query, "prefix"), *upload = parameter(query, "uploadId"),
             *part = parameter(query, "partNumber");
  if (prefix) decode(request->prefix, sizeof request->prefix, prefix);
  request->has_upload = upload;
  if (upload) request->upload = strtoull(upload, NULL, 10);
  if (part) request->part = (unsigned)strtoul(part, NULL, 10);
  return true;
}
