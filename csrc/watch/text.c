/* text.c: growing, and JSON's grammar. */
#include "csrc/watch/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "csrc/base/base.h"

void poe_text_free(poe_text_t *t) {
  poe_free(t->str);
  memset(t, 0, sizeof *t);
}

static void make_room(poe_text_t *t, size_t more) {
  size_t cap = t->cap ? t->cap : 256;
  if (t->cap - t->len >= more) return;
  while (cap - t->len < more) cap *= 2;
  t->str = poe_realloc(t->str, cap);
  t->cap = cap;
}

void poe_text_add(poe_text_t *t, const char *bytes, size_t len) {
  if (!len) return;
  make_room(t, len);
  memcpy(t->str + t->len, bytes, len);
  t->len += len;
}

void poe_text_put(poe_text_t *t, const char *str) { poe_text_add(t, str, strlen(str)); }

/* ---- grammar ---- */

static void begin_value(poe_text_t *t) {
  if (t->follows) poe_text_add(t, ",", 1);
  t->follows = true;
}

void poe_text_open(poe_text_t *t, char bracket) {
  begin_value(t);
  poe_text_add(t, &bracket, 1);
  t->follows = false;
}

void poe_text_close(poe_text_t *t, char bracket) {
  poe_text_add(t, &bracket, 1);
  t->follows = true;
}

void poe_text_key(poe_text_t *t, const char *key) {
  begin_value(t);
  poe_text_add(t, "\"", 1);
  poe_text_put(t, key);
  poe_text_add(t, "\":", 2);
  t->follows = false;
}

void poe_text_word(poe_text_t *t, const char *word) {
  poe_text_string(t, word, strlen(word), false);
}

void poe_text_null(poe_text_t *t) {
  begin_value(t);
  poe_text_put(t, "null");
}

void poe_text_bool(poe_text_t *t, bool b) {
  begin_value(t);
  poe_text_put(t, b ? "true" : "false");
}

/* ---- numbers ---- */

/* By hand: rows of numbers are most of what is written here. */
void poe_text_count(poe_text_t *t, uint64_t n) {
  char digits[24], *at = digits + sizeof digits;
  begin_value(t);
  do *--at = (char)('0' + n % 10);
  while (n /= 10);
  poe_text_add(t, at, (size_t)(digits + sizeof digits - at));
}

void poe_text_int(poe_text_t *t, int64_t n) {
  if (n >= 0) {
    poe_text_count(t, (uint64_t)n);
    return;
  }
  begin_value(t);
  poe_text_add(t, "-", 1);
  t->follows = false;
  poe_text_count(t, (uint64_t)0 - (uint64_t)n);
}

enum { MILLION = 1000000 };

void poe_text_seconds(poe_text_t *t, double seconds) {
  const double most = 1e12;
  char fraction[16];
  int64_t us;
  if (!(fabs(seconds) < most)) {
    poe_text_null(t);
    return;
  }
  us = (int64_t)(seconds * MILLION + (seconds < 0 ? -0.5 : 0.5));
  if (us < 0) {
    begin_value(t);
    poe_text_add(t, "-", 1);
    t->follows = false;
    us = -us;
  }
  poe_text_count(t, (uint64_t)us / MILLION);
  snprintf(fraction, sizeof fraction, ".%06d", (int)(us % MILLION));
  poe_text_add(t, fraction, 7);
}

/* ---- strings ---- */

static void add_escape(poe_text_t *t, unsigned char c) {
  char escape[8];
  if (c == '"' || c == '\\') {
    escape[0] = '\\';
    escape[1] = (char)c;
    poe_text_add(t, escape, 2);
  } else {
    snprintf(escape, sizeof escape, "\\u%04x", c);
    poe_text_add(t, escape, 6);
  }
}

static void add_latin1(poe_text_t *t, unsigned char c) {
  char two[2] = {(char)(0xC0 | c >> 6), (char)(0x80 | (c & 0x3F))};
  poe_text_add(t, two, 2);
}

/* How long the character is that begins there; 0 where it is none that may be in a text: cut off,
 * longer than it has to be, half of a pair, or beyond Unicode's end. */
static size_t character(const unsigned char *at, size_t left) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  size_t len = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
  uint32_t code = at[0] & (0x7FU >> len);
  if (at[0] < 0xC2 || at[0] > 0xF4 || len > left) return 0;
  for (size_t i = 1; i < len; i++) {
    if ((at[i] & 0xC0) != 0x80) return 0;
    code = code << 6 | (at[i] & 0x3FU);
  }
  if (code < least[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
  return len;
}

/* One sign stands for a character that is none, whatever its length. */
static size_t add_character(poe_text_t *t, const unsigned char *at, size_t left) {
  size_t len = character(at, left);
  if (len) {
    poe_text_add(t, (const char *)at, len);
    return len;
  }
  poe_text_put(t, "\xEF\xBF\xBD");
  for (len = 1; len < left && (at[len] & 0xC0) == 0x80;) len++;
  return len;
}

static bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

void poe_text_string(poe_text_t *t, const char *bytes, size_t len, bool utf8) {
  const unsigned char *at = (const unsigned char *)bytes, *end = at + len;
  begin_value(t);
  poe_text_add(t, "\"", 1);
  while (at < end) {
    const unsigned char *from = at;
    while (at < end && is_plain(*at)) at++;
    poe_text_add(t, (const char *)from, (size_t)(at - from));
    if (at == end) break;
    if (*at < 0x80) {
      add_escape(t, *at++);
    } else if (utf8) {
      at += add_character(t, at, (size_t)(end - at));
    } else {
      add_latin1(t, *at++);
    }
  }
  poe_text_add(t, "\"", 1);
}
