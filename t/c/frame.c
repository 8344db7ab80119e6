/* Framing: where records end in bytes that come in any pieces. */
#include "csrc/bytes/frame.h"

#include <string.h>

#include "fake.h"
#include "tap.h"

static void line_any(const char *text, size_t n, size_t from, long length, long ending,
                     const char *name) {
  poe_line_t line;
  bool found = poe_line_any(text, n, from, &line);
  is_int(found ? (long)line.length : -1, length, name);
  if (found) is_int(line.ending, ending, name);
}

static void any_newline(void) {
  line_any("", 0, 0, -1, 0, "nothing holds no line");
  line_any("abc", 3, 0, -1, 0, "nor does text without an ending");
  line_any("abc\n", 4, 0, 3, 1, "LF");
  line_any("abc\r", 4, 0, 3, 1, "CR");
  line_any("abc\r\nx", 6, 0, 3, 2, "CR LF");
  line_any("abc\n\rx", 6, 0, 3, 2, "LF CR");
  line_any("abc\n\nx", 6, 0, 3, 1, "LF LF are two");
  line_any("abc\r\rx", 6, 0, 3, 1, "CR CR are two");
  line_any("\r\n", 2, 0, 0, 2, "an empty line");
  line_any("a\nb\n", 4, 2, 3, 1, "from the middle on");
  line_any("a\n", 2, 2, -1, 0, "from the end on");
  line_any("a\0b\n", 4, 0, 3, 1, "NUL is an octet as any other");
  line_any("a\n", 1, 0, -1, 0, "nothing beyond the end is looked at");
}

static void any_newline_far_away(void) {
  char text[300];
  int wrong = 0;
  for (size_t at = 0; at < 290; at++) {
    poe_line_t line;
    memset(text, 'x', sizeof text);
    text[at] = '\r';
    text[at + 5] = '\n';
    if (!poe_line_any(text, sizeof text, 0, &line) || line.length != at || line.ending != 1)
      wrong++;
    text[at] = '\n';
    text[at + 5] = '\r';
    if (!poe_line_any(text, sizeof text, 0, &line) || line.length != at || line.ending != 1)
      wrong++;
    if (poe_line_any(text, at, 0, &line)) wrong++;
  }
  is_int(wrong, 0, "the first of either kind, near and far");
}

static void line_literal(const char *text, const char *end, size_t from, long length,
                         const char *name) {
  poe_line_t line;
  bool found = poe_line_literal(text, strlen(text), from, end, strlen(end), &line);
  is_int(found ? (long)line.length : -1, length, name);
  if (found) is_int(line.ending, strlen(end), name);
}

static void literal(void) {
  line_literal("", "\n", 0, -1, "nothing");
  line_literal("a|b", "|", 0, 1, "one octet");
  line_literal("a<->b", "<->", 0, 1, "three");
  line_literal("a<-<->b", "<->", 0, 3, "after a false start");
  line_literal("a<-", "<->", 0, -1, "only a part of it");
  line_literal("<->", "<->", 0, 0, "an empty line");
  line_literal("a<->b<->", "<->", 4, 5, "from the middle on");
  line_literal("aab", "ab", 0, 1, "that overlaps itself");
  is_int(poe_line_resume(10, 1), 10, "one octet: go on behind the end");
  is_int(poe_line_resume(10, 3), 8, "three: two may be there already");
  is_int(poe_line_resume(1, 3), 0, "less than an ending");
}

/* Searching on from where it was left finds what a search of the whole finds. */
static void pieces(void) {
  uint64_t random = 5;
  int wrong = 0;
  for (int round = 0; round < 20000; round++) {
    char text[24];
    const char *end = round % 2 ? "ab" : "aab";
    size_t from = 0, n = 0;
    poe_line_t whole = {0}, part = {0};
    bool is_whole, is_part = false;
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + fake_random(&random) % 3);
    is_whole = poe_line_literal(text, sizeof text, 0, end, strlen(end), &whole);
    while (n < sizeof text && !is_part) {
      n += 1 + fake_random(&random) % 4;
      if (n > sizeof text) n = sizeof text;
      is_part = poe_line_literal(text, n, from, end, strlen(end), &part);
      if (!is_part) from = poe_line_resume(n, strlen(end));
    }
    if (is_whole != is_part || whole.length != part.length) wrong++;
  }
  is_int(wrong, 0, "in pieces as in the whole");
}

static void header(const char *text, size_t n, poe_header_kind_t kind, uint64_t value,
                   size_t length, const char *name) {
  poe_header_t h = {0};
  is_int(poe_block_header(text, n, &h), kind, name);
  is_int(h.value, value, name);
  is_int(h.length, length, name);
}

static void headers(void) {
  header("", 0, POE_HEADER_PARTIAL, 0, 0, "nothing");
  header("12", 2, POE_HEADER_PARTIAL, 0, 0, "digits alone");
  header("12\0abc", 6, POE_HEADER_FOUND, 12, 3, "a header");
  header("0\0", 2, POE_HEADER_FOUND, 0, 2, "zero");
  header("007\0", 4, POE_HEADER_FOUND, 7, 4, "leading zeros");
  header("12ab\0", 5, POE_HEADER_PARTIAL, 0, 0, "digits without their NUL wait");
  header("ab\0-12\0", 7, POE_HEADER_JUNK, 0, 4, "what comes before digits is junk");
  header("\0", 1, POE_HEADER_JUNK, 0, 1, "a NUL alone too");
  header("18446744073709551615\0", 21, POE_HEADER_FOUND, UINT64_MAX, 21, "the largest number");
  header("99999999999999999999\0", 21, POE_HEADER_FOUND, UINT64_MAX, 21, "larger ones stay there");
  header("000000000000000000001\0", 22, POE_HEADER_TOO_LONG, 0, 0, "no length has 21 digits");
}

static void written(void) {
  const uint64_t values[] = {0, 1, 9, 10, 65536, UINT64_MAX};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    char buffer[POE_HEADER_ROOM];
    size_t n = poe_block_header_write(buffer, values[i]);
    header(buffer, n, POE_HEADER_FOUND, values[i], n, "is read as it was written");
  }
}

int main(void) {
  any_newline();
  any_newline_far_away();
  literal();
  pieces();
  headers();
  written();
  return tap_done();
}
