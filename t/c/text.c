/* JSON as it is written. */
#include <math.h>
#include <string.h>

#include "csrc/base/base.h"
#include "csrc/watch/text.h"
#include "tap.h"

static char seen[512];

/* What is in it by now; it begins anew. */
static const char *taken(poe_text_t *t) {
  memcpy(seen, t->str, t->len);
  seen[t->len] = '\0';
  poe_text_free(t);
  return seen;
}

static const char *as_string(const char *bytes, bool utf8) {
  poe_text_t t = {0};
  poe_text_string(&t, bytes, strlen(bytes), utf8);
  return taken(&t);
}

static void grammar(void) {
  poe_text_t t = {0};
  poe_text_open(&t, '{');
  poe_text_key(&t, "a");
  poe_text_int(&t, -5);
  poe_text_key(&t, "b");
  poe_text_open(&t, '[');
  poe_text_open(&t, '[');
  poe_text_close(&t, ']');
  poe_text_null(&t);
  poe_text_bool(&t, true);
  poe_text_close(&t, ']');
  poe_text_key(&t, "c");
  poe_text_word(&t, "x");
  poe_text_close(&t, '}');
  is_str(taken(&t), "{\"a\":-5,\"b\":[[],null,true],\"c\":\"x\"}", "commas and brackets");
}

static void numbers(void) {
  poe_text_t t = {0};
  poe_text_open(&t, '[');
  poe_text_count(&t, 0);
  poe_text_count(&t, UINT64_MAX);
  poe_text_int(&t, INT64_MIN);
  poe_text_close(&t, ']');
  is_str(taken(&t), "[0,18446744073709551615,-9223372036854775808]", "whole ones");
  poe_text_open(&t, '[');
  poe_text_seconds(&t, 1.5);
  poe_text_seconds(&t, -0.25);
  poe_text_seconds(&t, 1795780000.123456);
  poe_text_seconds(&t, 0.9999999);
  poe_text_seconds(&t, (double)NAN);
  poe_text_seconds(&t, (double)-INFINITY);
  poe_text_close(&t, ']');
  is_str(taken(&t), "[1.500000,-0.250000,1795780000.123456,1.000000,null,null]", "seconds");
}

static void strings(void) {
  is_str(as_string("plain", false), "\"plain\"", "plain");
  is_str(as_string("a\"b\\c\n\x1B[1m\x7F", false), "\"a\\\"b\\\\c\\u000a\\u001b[1m\\u007f\"",
         "signs that have to be escaped");
  is_str(as_string("caf\xE9", false), "\"caf\xC3\xA9\"", "bytes are Latin-1");
  is_str(as_string("\xE2\x82\xAC", true), "\"\xE2\x82\xAC\"", "characters stay");
  is_str(as_string("\xF4\x8F\xBF\xBF", true), "\"\xF4\x8F\xBF\xBF\"", "the last one, too");
  is_str(as_string("a\xED\xA0\x80"
                   "b",
                   true),
         "\"a\xEF\xBF\xBD"
         "b\"",
         "half of a pair");
  is_str(as_string("\xF4\x90\x80\x80", true), "\"\xEF\xBF\xBD\"", "beyond the end");
  is_str(as_string("\xC0\xAF"
                   "x",
                   true),
         "\"\xEF\xBF\xBDx\"", "longer than it has to be");
  is_str(as_string("x\xE2\x82", true), "\"x\xEF\xBF\xBD\"", "cut off");
}

static void growing(void) {
  poe_text_t t = {0};
  for (int i = 0; i < 10000; i++) poe_text_put(&t, "abc");
  is_int((long)t.len, 30000, "as much as is put in");
  ok(memcmp(t.str + 29997, "abc", 3) == 0, "up to the end");
  poe_text_free(&t);
  ok(!t.str && !t.len, "and given back");
}

int main(void) {
  grammar();
  numbers();
  strings();
  growing();
  return tap_done();
}
