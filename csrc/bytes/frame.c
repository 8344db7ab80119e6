/* frame.c: finding records in bytes. */
#include "csrc/bytes/frame.h"

#include <string.h>

#include "csrc/base/check.h"

/* ---- lines ---- */

/* Looks for both kinds window by window: where only one of them occurs, the search for the other
 * must not run through all that is there for each line. */
enum { WINDOW = 256 };

static const char *first_newline(const char *at, const char *end) {
  while (at < end) {
    const char *limit = end - at > WINDOW ? at + WINDOW : end;
    const char *lf = memchr(at, '\n', (size_t)(limit - at));
    const char *cr = memchr(at, '\r', (size_t)((lf ? lf : limit) - at));
    if (cr) return cr;
    if (lf) return lf;
    at = limit;
  }
  return NULL;
}

/* Two different ones make a single ending, in either order; two equal ones end two lines.  A pair
 * that the bytes do not hold wholly yet is for the caller to notice: it may know that more will
 * come. */
bool poe_line_any(const char *p, size_t n, size_t from, poe_line_t *out) {
  const char *end = p + n, *at;
  if (from >= n) return false;
  at = first_newline(p + from, end);
  if (!at) return false;
  out->length = (size_t)(at - p);
  out->ending = at + 1 < end && at[1] == (*at == '\r' ? '\n' : '\r') ? 2 : 1;
  POE_ASSERT_SLOW(out->length + out->ending <= n);
  return true;
}

/* memmem is not everywhere.  Lets memchr, which is fast, look for the first octet. */
static const char *find(const char *at, const char *end, const char *what, size_t length) {
  while ((size_t)(end - at) >= length) {
    at = memchr(at, what[0], (size_t)(end - at) - length + 1);
    if (!at || !memcmp(at, what, length)) return at;
    at++;
  }
  return NULL;
}

bool poe_line_literal(const char *p, size_t n, size_t from, const char *end, size_t end_length,
                      poe_line_t *out) {
  const char *at;
  assert(end_length);
  if (from >= n) return false;
  at = find(p + from, p + n, end, end_length);
  if (!at) return false;
  out->length = (size_t)(at - p);
  out->ending = end_length;
  POE_ASSERT_SLOW(out->length + out->ending <= n);
  return true;
}

/* The last octets may be the beginning of an ending, all others are done with for good. */
size_t poe_line_resume(size_t n, size_t end_length) {
  return n < end_length ? 0 : n - end_length + 1;
}

/* ---- blocks ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* A length that does not fit becomes the greatest there is, which no caller has room for: a peer
 * must not get a small one by letting it wrap. */
poe_header_kind_t poe_block_header(const char *p, size_t n, poe_header_t *out) {
  size_t i = 0;
  uint64_t value = 0;
  while (i < n && i < POE_HEADER_ROOM && is_digit(p[i])) {
    unsigned digit = (unsigned)(p[i] - '0');
    value = value > (UINT64_MAX - digit) / 10 ? UINT64_MAX : value * 10 + digit;
    i++;
  }
  if (i == POE_HEADER_ROOM) return POE_HEADER_TOO_LONG;
  if (i && i < n && p[i] == '\0') {
    *out = (poe_header_t){.value = value, .length = i + 1};
    return POE_HEADER_FOUND;
  }
  if (i || !n) return POE_HEADER_PARTIAL;
  while (i < n && !is_digit(p[i])) i++;
  POE_ASSERT_SLOW(i > 0 && i <= n);
  *out = (poe_header_t){.length = i};
  return POE_HEADER_JUNK;
}

size_t poe_block_header_write(char *buffer, uint64_t value) {
  char digits[POE_HEADER_ROOM];
  size_t n = 0;
  do {
    digits[n++] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  POE_ASSERT_SLOW(n < POE_HEADER_ROOM);
  for (size_t i = 0; i < n; i++) buffer[i] = digits[n - 1 - i];
  buffer[n] = '\0';
  return n + 1;
}
