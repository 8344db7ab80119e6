/* Line framing: whatever the bytes and however they are cut, the same lines come, and together with
 * their endings and the rest they are the input. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csrc/bytes/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "line framing: %s\n", what);
  abort();
}

typedef struct search {
  const char *end;
  size_t end_length;
} search_t;

static bool next_line(const search_t *s, const char *p, size_t n, size_t from, poe_line_t *line) {
  return s->end_length ? poe_line_literal(p, n, from, s->end, s->end_length, line)
                       : poe_line_any(p, n, from, line);
}

/* A copy of exactly these octets, so that a look beyond them is caught. */
static char *exactly(const char *p, size_t n) {
  char *copy = malloc(n ? n : 1);
  if (!copy) abort();
  memcpy(copy, p, n);
  return copy;
}

static size_t whole(const search_t *s, const char *p, size_t n) {
  size_t at = 0, lines = 0;
  poe_line_t line;
  while (at < n && next_line(s, p + at, n - at, 0, &line)) {
    must(line.ending >= 1 && line.length + line.ending <= n - at, "the line is within the bytes");
    for (size_t i = 0; !s->end_length && i < line.length; i++)
      must(p[at + i] != '\n' && p[at + i] != '\r', "no newline within a line");
    at += line.length + line.ending;
    lines++;
  }
  return lines;
}

/* One line, given in growing prefixes: the search goes on where it was left. */
static void grows(const search_t *s, const char *p, size_t n, size_t step) {
  size_t from = 0, seen = 0;
  poe_line_t part, all;
  bool found = false, want = next_line(s, p, n, 0, &all);
  while (seen < n && !found) {
    char *copy;
    seen = seen + step < n ? seen + step : n;
    copy = exactly(p, seen);
    found = next_line(s, copy, seen, from, &part);
    free(copy);
    if (!found) from = poe_line_resume(seen, s->end_length ? s->end_length : 1);
  }
  must(found == want, "found in pieces as in the whole");
  if (found) must(part.length == all.length, "at the same place");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  search_t s;
  const char *p = (const char *)data;
  char *copy;
  if (size < 2) return 0;
  s.end_length = data[0] % 5;
  if (s.end_length > size - 2) return 0;
  s.end = p + 2;
  p += 2 + s.end_length;
  size -= 2 + s.end_length;
  copy = exactly(p, size);
  whole(&s, copy, size);
  grows(&s, copy, size, (size_t)data[1] % 7 + 1);
  free(copy);
  return 0;
}
