/* nats.c: finding operations of the NATS protocol in bytes. */
#include "csrc/bytes/nats.h"

#include <stdint.h>
#include <string.h>

#include "csrc/base/check.h"

/* ---- verbs ---- */

enum { LONGEST_VERB = 7 };

/* How many words follow a verb, sizes included; -1: the rest of the line is text of its own. */
static const struct {
  const char *name;
  int least, most;
  int sizes; /* how many of the last words are sizes of what follows the line */
} verbs[POE_NATS_VERBS] = {
    [POE_NATS_NONE] = {"", 0, 0, 0},
    [POE_NATS_MSG] = {"MSG", 3, 4, 1},
    [POE_NATS_HMSG] = {"HMSG", 4, 5, 2},
    [POE_NATS_PUB] = {"PUB", 2, 3, 1},
    [POE_NATS_HPUB] = {"HPUB", 3, 4, 2},
    [POE_NATS_SUB] = {"SUB", 2, 3, 0},
    [POE_NATS_UNSUB] = {"UNSUB", 1, 2, 0},
    [POE_NATS_INFO] = {"INFO", -1, -1, 0},
    [POE_NATS_CONNECT] = {"CONNECT", -1, -1, 0},
    [POE_NATS_PING] = {"PING", -1, -1, 0},
    [POE_NATS_PONG] = {"PONG", -1, -1, 0},
    [POE_NATS_OK] = {"+OK", -1, -1, 0},
    [POE_NATS_ERR] = {"-ERR", -1, -1, 0},
};

const char *poe_nats_verb_name(poe_nats_verb_t verb) { return verbs[verb].name; }

static int upper(int c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; }

static bool is_verb(const char *p, size_t n, const char *name) {
  size_t i = 0;
  while (i < n && name[i] && upper(p[i]) == name[i]) i++;
  return i == n && !name[i];
}

poe_nats_verb_t poe_nats_verb_of(const char *p, size_t n) {
  if (n == 3 && !memcmp(p, "MSG", 3)) return POE_NATS_MSG;
  if (!n || n > LONGEST_VERB) return POE_NATS_NONE;
  for (int verb = POE_NATS_NONE + 1; verb < POE_NATS_VERBS; verb++)
    if (is_verb(p, n, verbs[verb].name)) return (poe_nats_verb_t)verb;
  return POE_NATS_NONE;
}

const char *poe_nats_complaint(poe_nats_result_t result) {
  switch (result) {
  case POE_NATS_UNKNOWN: return "an operation that NATS does not have";
  case POE_NATS_MALFORMED: return "malformed arguments of an operation";
  case POE_NATS_NO_END: return "a payload without its end";
  case POE_NATS_LONG_LINE: return "a line over the limit";
  case POE_NATS_LARGE_PAYLOAD: return "a payload over the limit";
  case POE_NATS_PARTIAL:
  case POE_NATS_FOUND: break;
  }
  return "";
}

/* ---- the words of a line ---- */

enum { MOST_WORDS = 5 };

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static size_t skip_blanks(const char *p, size_t at, size_t end) {
  while (at < end && is_blank(p[at])) at++;
  return at;
}

static size_t skip_word(const char *p, size_t at, size_t end) {
  while (at < end && !is_blank(p[at])) at++;
  return at;
}

/* MOST_WORDS + 1 if there are more.  Servers leave two blanks where a reply subject is empty. */
static int split(const char *p, size_t at, size_t end, poe_nats_part_t *words) {
  int count = 0;
  for (at = skip_blanks(p, at, end); at < end; at = skip_blanks(p, at, end)) {
    size_t begin = at;
    at = skip_word(p, at, end);
    if (count == MOST_WORDS) return MOST_WORDS + 1;
    words[count++] = (poe_nats_part_t){begin, at - begin};
  }
  return count;
}

/* Sizes that do not fit become the greatest there is, which is over every limit. */
static bool read_size(const char *p, const poe_nats_part_t *word, size_t *out) {
  size_t value = 0;
  for (size_t i = word->at; i < word->at + word->length; i++) {
    size_t digit;
    if (p[i] < '0' || p[i] > '9') return false;
    digit = (size_t)(p[i] - '0');
    value = value > (SIZE_MAX - digit) / 10 ? SIZE_MAX : value * 10 + digit;
  }
  *out = value;
  return word->length > 0;
}

/* ---- operations ---- */

static bool has_sid(poe_nats_verb_t verb) { return verb == POE_NATS_MSG || verb == POE_NATS_HMSG; }

/* Names the words of a line; `count` of them are no sizes. */
static void name_words(poe_nats_record_t *r, const poe_nats_part_t *words, int count) {
  if (r->verb == POE_NATS_UNSUB) {
    r->sid = words[0];
    if (count > 1) r->extra = words[1];
    return;
  }
  r->subject = words[0];
  if (has_sid(r->verb)) {
    r->sid = words[1];
    if (count > 2) r->extra = words[2];
  } else if (r->verb == POE_NATS_SUB) {
    r->sid = words[count - 1];
    if (count > 2) r->extra = words[1];
  } else if (count > 1) {
    r->extra = words[1];
  }
}

/* What follows the line at `at`: headers if the verb has them, the body, CR LF. */
static poe_nats_result_t find_payload(const char *p, size_t n, size_t at,
                                      const poe_nats_limits_t *limits, const poe_nats_part_t *sizes,
                                      poe_nats_record_t *r) {
  size_t headers = 0, total;
  int count = verbs[r->verb].sizes;
  if (!read_size(p, &sizes[count - 1], &total)) return POE_NATS_MALFORMED;
  if (count == 2 && (!read_size(p, &sizes[0], &headers) || headers > total))
    return POE_NATS_MALFORMED;
  if (total > limits->payload || total > SIZE_MAX - at - 2) return POE_NATS_LARGE_PAYLOAD;
  r->length = at + total + 2;
  if (n - at > total && p[at + total] != '\r') return POE_NATS_NO_END;
  if (n < r->length) return POE_NATS_PARTIAL;
  if (p[at + total + 1] != '\n') return POE_NATS_NO_END;
  if (headers) r->headers = (poe_nats_part_t){at, headers};
  r->body = (poe_nats_part_t){at + headers, total - headers};
  return POE_NATS_FOUND;
}

/* -ERR has its text in quotes. */
static void find_text(const char *p, size_t at, size_t end, poe_nats_record_t *r) {
  at = skip_blanks(p, at, end);
  while (end > at && is_blank(p[end - 1])) end--;
  if (r->verb == POE_NATS_ERR && end - at >= 2 && p[at] == '\'' && p[end - 1] == '\'') {
    at++;
    end--;
  }
  r->body = (poe_nats_part_t){at, end - at};
}

/* A line of `end` octets, behind which the next one begins at `next`. */
static poe_nats_result_t read_line(const char *p, size_t n, size_t end, size_t next,
                                   const poe_nats_limits_t *limits, poe_nats_record_t *r) {
  poe_nats_part_t words[MOST_WORDS];
  size_t at = skip_word(p, 0, end);
  int count, sizes;
  r->verb = poe_nats_verb_of(p, at);
  if (r->verb == POE_NATS_NONE) return POE_NATS_UNKNOWN;
  r->length = next;
  if (verbs[r->verb].least < 0) {
    find_text(p, at, end, r);
    return POE_NATS_FOUND;
  }
  count = split(p, at, end, words);
  if (count < verbs[r->verb].least || count > verbs[r->verb].most) return POE_NATS_MALFORMED;
  sizes = verbs[r->verb].sizes;
  name_words(r, words, count - sizes);
  return sizes ? find_payload(p, n, next, limits, words + count - sizes, r) : POE_NATS_FOUND;
}

/* Garbage without any line is known by its first word, before it reaches the limit. */
static bool may_become_verb(const char *p, size_t n) {
  size_t end = skip_word(p, 0, n);
  if (end == n && n && p[n - 1] == '\r') end--;
  if (end < n) return poe_nats_verb_of(p, end) != POE_NATS_NONE;
  for (int verb = POE_NATS_NONE + 1; verb < POE_NATS_VERBS; verb++)
    if (end <= strlen(verbs[verb].name)) {
      size_t i = 0;
      while (i < end && upper(p[i]) == verbs[verb].name[i]) i++;
      if (i == end) return true;
    }
  return false;
}

poe_nats_result_t poe_nats_next(const char *p, size_t n, size_t from,
                                const poe_nats_limits_t *limits, poe_nats_record_t *out) {
  const char *newline = from < n ? memchr(p + from, '\n', n - from) : NULL;
  size_t next, end;
  poe_nats_result_t result;
  memset(out, 0, sizeof *out);
  if (!newline) {
    if (!may_become_verb(p, n)) return POE_NATS_UNKNOWN;
    return n > limits->line && n - limits->line > 1 ? POE_NATS_LONG_LINE : POE_NATS_PARTIAL;
  }
  next = (size_t)(newline - p) + 1;
  end = next - 1;
  if (end && p[end - 1] == '\r') end--;
  if (end > limits->line) return POE_NATS_LONG_LINE;
  result = read_line(p, n, end, next, limits, out);
  POE_ASSERT_SLOW(result != POE_NATS_FOUND || out->length <= n);
  return result;
}

/* ---- what may be sent ---- */

static bool is_plain(char c) { return (unsigned char)c > ' ' && c != 0x7f; }

bool poe_nats_is_word(const char *p, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!is_plain(p[i])) return false;
  return n > 0;
}

bool poe_nats_is_subject(const char *p, size_t n, bool with_wildcards) {
  size_t token = 0; /* its octets so far */
  bool was_wild = false;
  for (size_t i = 0; i < n; i++) {
    if (!is_plain(p[i])) return false;
    if (p[i] == '.') {
      if (!token || (was_wild && p[i - 1] == '>')) return false;
      token = 0;
      was_wild = false;
      continue;
    }
    if (was_wild) return false;
    if (p[i] == '*' || p[i] == '>') {
      if (!with_wildcards || token) return false;
      was_wild = true;
    }
    token++;
  }
  return token > 0;
}

bool poe_nats_is_header_block(const char *p, size_t n) {
  static const char begin[] = "NATS/1.0", end[] = "\r\n\r\n";
  if (n < sizeof begin - 1 + 4 || memcmp(p, begin, sizeof begin - 1) != 0) return false;
  if (memcmp(p + n - 4, end, 4) != 0) return false;
  for (size_t i = 0; i + 4 < n; i++) {
    if (p[i] == '\0') return false;
    if (p[i] == '\r' && p[i + 1] != '\n') return false;
    if (p[i] == '\n' && (p[i - 1] != '\r' || p[i + 1] == '\r')) return false;
  }
  return true;
}
