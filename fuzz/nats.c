/* Operations of NATS: however the bytes are cut, the same operations come, every part is within its
 * operation, and nobody looks beyond what has come. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csrc/bytes/nats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const poe_nats_limits_t limits = {.line = 300, .payload = 1000};

static void must(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "NATS: %s\n", what);
  abort();
}

static char *exactly(const char *p, size_t n) {
  char *copy = malloc(n ? n : 1);
  if (!copy) abort();
  memcpy(copy, p, n);
  return copy;
}

static void within(const poe_nats_part_t *part, const poe_nats_record_t *r) {
  must(part->at <= r->length && part->length <= r->length - part->at, "a part is within");
}

static void look_at(const char *p, const poe_nats_record_t *r) {
  must(r->verb > POE_NATS_NONE && r->verb < POE_NATS_VERBS, "it has a verb");
  within(&r->subject, r);
  within(&r->sid, r);
  within(&r->extra, r);
  within(&r->headers, r);
  within(&r->body, r);
  must(p[r->length - 1] == '\n', "it ends a line");
}

/* The first operation in growing prefixes, the search for its line going on where it was left. */
static void grows(const char *p, size_t n, size_t step) {
  poe_nats_record_t whole, r;
  poe_nats_result_t want = poe_nats_next(p, n, 0, &limits, &whole), got = POE_NATS_PARTIAL;
  size_t seen = 0, from = 0;
  while (seen < n && got == POE_NATS_PARTIAL) {
    char *copy;
    seen = seen + step < n ? seen + step : n;
    copy = exactly(p, seen);
    got = poe_nats_next(copy, seen, from, &limits, &r);
    free(copy);
    if (got == POE_NATS_PARTIAL && !r.length) from = seen;
  }
  if (want == POE_NATS_FOUND) {
    must(got == POE_NATS_FOUND, "found in pieces as in the whole");
    must(r.length == whole.length && r.verb == whole.verb, "the same one");
  }
  if (want == POE_NATS_PARTIAL) must(got == POE_NATS_PARTIAL, "partial in pieces");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *copy;
  size_t at = 0;
  poe_nats_record_t r;
  if (!size) return 0;
  copy = exactly((const char *)data + 1, size - 1);
  grows(copy, size - 1, data[0] % 7 + 1);
  while (at < size - 1) {
    if (poe_nats_next(copy + at, size - 1 - at, 0, &limits, &r) != POE_NATS_FOUND) break;
    must(r.length > 0 && r.length <= size - 1 - at, "it is within the bytes");
    look_at(copy + at, &r);
    at += r.length;
  }
  poe_nats_is_subject(copy, size - 1, data[0] & 1);
  poe_nats_is_header_block(copy, size - 1);
  free(copy);
  return 0;
}
