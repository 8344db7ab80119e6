/* Block headers: any bytes are a header, junk or the beginning of one, and never more than there
 * is. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csrc/bytes/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "block framing: %s\n", what);
  abort();
}

/* Headers that were found are written and read again. */
static void comes_back(uint64_t value) {
  char buffer[POE_HEADER_ROOM];
  size_t n = poe_block_header_write(buffer, value);
  poe_header_t h;
  must(n <= sizeof buffer, "a header fits into its room");
  must(poe_block_header(buffer, n, &h) == POE_HEADER_FOUND, "what was written is a header");
  must(h.value == value && h.length == n, "of the same value");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *copy = malloc(size ? size : 1);
  size_t at = 0;
  poe_header_t h;
  if (!copy) abort();
  memcpy(copy, data, size);
  while (at < size) {
    poe_header_kind_t kind = poe_block_header(copy + at, size - at, &h);
    if (kind == POE_HEADER_PARTIAL || kind == POE_HEADER_TOO_LONG) break;
    must(h.length >= 1 && h.length <= size - at, "it takes some of the bytes");
    at += h.length;
    if (kind == POE_HEADER_JUNK) continue;
    comes_back(h.value);
    at = h.value > size - at ? size : at + (size_t)h.value;
  }
  free(copy);
  return 0;
}
