/* Operations of the NATS protocol in bytes that come in any pieces. */
#include "csrc/bytes/nats.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static const poe_nats_limits_t usual = {.line = 200, .payload = 1000};

static poe_nats_result_t next(const char *text, size_t n, poe_nats_record_t *r) {
  return poe_nats_next(text, n, 0, &usual, r);
}

static void part(const char *text, const poe_nats_part_t *got, const char *want, const char *name) {
  bool is =
      want ? got->at && got->length == strlen(want) && !memcmp(text + got->at, want, got->length)
           : !got->at;
  is_int(is, 1, name);
}

typedef struct want {
  poe_nats_verb_t verb;
  const char *subject, *sid, *extra, *headers, *body;
} want_t;

static void found(const char *text, const want_t *want, const char *name) {
  poe_nats_record_t r;
  is_int(next(text, strlen(text), &r), POE_NATS_FOUND, name);
  is_int(r.verb, want->verb, "its verb");
  is_int(r.length, strlen(text), "all of it");
  part(text, &r.subject, want->subject, "subject");
  part(text, &r.sid, want->sid, "number");
  part(text, &r.extra, want->extra, "reply, queue or maximum");
  part(text, &r.headers, want->headers, "headers");
  part(text, &r.body, want->body, "body");
}

static void operations(void) {
  found("MSG a.b 7 3\r\nabc\r\n", &(want_t){POE_NATS_MSG, "a.b", "7", NULL, NULL, "abc"}, "MSG");
  found("MSG a  7 \t r 0\r\n\r\n", &(want_t){POE_NATS_MSG, "a", "7", "r", NULL, ""}, "blanks");
  found("msg a 7  2\nhi\r\n", &(want_t){POE_NATS_MSG, "a", "7", NULL, NULL, "hi"}, "no reply, LF");
  found("HMSG a 7 4 5\r\nabcde\r\n", &(want_t){POE_NATS_HMSG, "a", "7", NULL, "abcd", "e"}, "HMSG");
  found("HMSG a 7 r 5 5\r\nabcde\r\n", &(want_t){POE_NATS_HMSG, "a", "7", "r", "abcde", ""},
        "HMSG without a body");
  found("PUB a 2\r\n\r\n\r\n", &(want_t){POE_NATS_PUB, "a", NULL, NULL, NULL, "\r\n"}, "PUB");
  found("HPUB a r 1 2\r\nxy\r\n", &(want_t){POE_NATS_HPUB, "a", NULL, "r", "x", "y"}, "HPUB");
  found("SUB a 1\r\n", &(want_t){POE_NATS_SUB, "a", "1", NULL, NULL, NULL}, "SUB");
  found("SUB a q 1\r\n", &(want_t){POE_NATS_SUB, "a", "1", "q", NULL, NULL}, "SUB with a queue");
  found("UNSUB 1 5\r\n", &(want_t){POE_NATS_UNSUB, NULL, "1", "5", NULL, NULL}, "UNSUB");
  found("INFO {\"a\": 1} \r\n", &(want_t){.verb = POE_NATS_INFO, .body = "{\"a\": 1}"}, "INFO");
  found("-ERR 'Bad'\r\n", &(want_t){.verb = POE_NATS_ERR, .body = "Bad"}, "-ERR");
  found("+ok\r\n", &(want_t){.verb = POE_NATS_OK, .body = ""}, "+OK");
  found("PONG x\r\n", &(want_t){.verb = POE_NATS_PONG, .body = "x"}, "PONG");
}

static void wrong(const char *text, poe_nats_result_t want, const char *name) {
  poe_nats_record_t r;
  is_int(next(text, strlen(text), &r), want, name);
}

static void nonsense(void) {
  wrong("\r\n", POE_NATS_UNKNOWN, "an empty line");
  wrong("GET / HTTP/1.0\r\n", POE_NATS_UNKNOWN, "another protocol");
  wrong("GET", POE_NATS_UNKNOWN, "is known before its line is whole");
  wrong("MSG a 1\r\n", POE_NATS_MALFORMED, "no size");
  wrong("MSG a 1 r 1 2 3 4\r\n", POE_NATS_MALFORMED, "too many words");
  wrong("MSG a 1 x\r\n", POE_NATS_MALFORMED, "a size in letters");
  wrong("MSG a 1 -1\r\n", POE_NATS_MALFORMED, "a size below zero");
  wrong("HMSG a 1 3 2\r\n", POE_NATS_MALFORMED, "more headers than there is");
  wrong("MSG a 1 1001\r\n", POE_NATS_LARGE_PAYLOAD, "a payload over the limit");
  wrong("MSG a 1 99999999999999999999999\r\n", POE_NATS_LARGE_PAYLOAD, "a size that does not fit");
  wrong("MSG a 1 1\r\nxy", POE_NATS_NO_END, "a payload that goes on");
  wrong("MSG a 1 1\r\nx\rx", POE_NATS_NO_END, "half of an end");
  is_int(*poe_nats_complaint(POE_NATS_NO_END) != '\0', 1, "what is wrong is told in words");
}

static void long_lines(void) {
  char text[300];
  poe_nats_record_t r;
  memset(text, 'x', sizeof text);
  memcpy(text, "INFO ", 5);
  is_int(next(text, 200, &r), POE_NATS_PARTIAL, "a line at the limit");
  is_int(next(text, 202, &r), POE_NATS_LONG_LINE, "a line over it");
  text[250] = '\n';
  is_int(next(text, 300, &r), POE_NATS_LONG_LINE, "that has an end");
}

/* In a block of just that size, so that looking beyond it is an error. */
static void prefixes(void) {
  const char *text = "HMSG a.b 12 r 4 9\r\nabcdefghi\r\n";
  size_t n = strlen(text);
  int partial = 0;
  for (size_t i = 0; i < n; i++) {
    char *copy = malloc(i ? i : 1);
    poe_nats_record_t r;
    if (!copy) abort();
    memcpy(copy, text, i);
    partial += next(copy, i, &r) == POE_NATS_PARTIAL;
    if (i == 20) is_int(r.length, n, "a partial one says how long it will be");
    free(copy);
  }
  is_int(partial, n, "each beginning is partial");
}

static void subject(const char *text, bool plain, bool wild) {
  is_int(poe_nats_is_subject(text, strlen(text), false), plain, text);
  is_int(poe_nats_is_subject(text, strlen(text), true), wild, text);
}

static void sent(void) {
  subject("a", true, true);
  subject("a.b-c.$d", true, true);
  subject("a.*.b", false, true);
  subject("a.>", false, true);
  subject(">", false, true);
  subject("a.>.b", false, false);
  subject("a*", false, false);
  subject("*a", false, false);
  subject("", false, false);
  subject(".a", false, false);
  subject("a.", false, false);
  subject("a..b", false, false);
  subject("a b", false, false);
  is_int(poe_nats_is_subject("a\r\nPING", 7, true), 0, "another operation in a subject");
  is_int(poe_nats_is_word("q", 1), 1, "a word");
  is_int(poe_nats_is_word("q q", 3), 0, "two are none");
  is_int(poe_nats_is_header_block("NATS/1.0\r\nA: b\r\n\r\n", 18), 1, "a block of headers");
  is_int(poe_nats_is_header_block("NATS/1.0\r\n\r\nA: b\r\n\r\n", 20), 0, "one that ends before");
  is_int(poe_nats_is_header_block("NATS/1.0\r\nA: b\nc\r\n\r\n", 20), 0, "a bare LF");
  is_int(poe_nats_is_header_block("A: b\r\n\r\n", 8), 0, "no beginning");
}

int main(void) {
  operations();
  nonsense();
  long_lines();
  prefixes();
  sent();
  return tap_done();
}
