/* The tables as JSON, in slices between which anything may happen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csrc/kernel/private.h"
#include "csrc/look/look.h"
#include "fake.h"
#include "tap.h"

/* ---- a small reader: where a value ends, or NULL where none is ---- */

static const char *value_end(const char *at);

static const char *string_end(const char *at) {
  if (*at++ != '"') return NULL;
  for (; *at != '"'; at++)
    if ((unsigned char)*at < 0x20 || (*at == '\\' && !*++at)) return NULL;
  return at + 1;
}

static const char *list_end(const char *at, char close, bool keys) {
  if (*++at == close) return at + 1;
  for (;; at++) {
    if (keys && (!(at = string_end(at)) || *at++ != ':')) return NULL;
    if (!(at = value_end(at))) return NULL;
    if (*at == close) return at + 1;
    if (*at != ',') return NULL;
  }
}

static const char *value_end(const char *at) {
  static const char *const words[] = {"null", "true", "false"};
  char *end;
  if (*at == '{') return list_end(at, '}', true);
  if (*at == '[') return list_end(at, ']', false);
  if (*at == '"') return string_end(at);
  for (size_t i = 0; i < 3; i++)
    if (strncmp(at, words[i], strlen(words[i])) == 0) return at + strlen(words[i]);
  strtod(at, &end);
  return end == at ? NULL : end;
}

static bool is_json(const char *text) {
  const char *end = value_end(text);
  return end && !*end;
}

/* ---- looking ---- */

enum { SEEN = 1 << 16 };

typedef struct shown {
  char text[SEEN]; /* all rows, as a list */
  int rows;
} shown_t;

static const char *class_of(void *data, const poe_session_t *s) {
  (void)data;
  return poe_session_id(s) % 2 ? "Odd" : "Even";
}

static poe_look_t *look(fake_t *f, poe_look_query_t q) {
  const poe_look_host_t host = {NULL, class_of, NULL, NULL};
  return poe_look_new(f->k, &host, &q);
}

/* To its end, or so many slices, of so many steps. */
static bool go_on(poe_look_t *l, shown_t *to, int slices, uint32_t steps) {
  bool more = true;
  for (; slices && more; slices--) {
    poe_text_t t = {0};
    size_t len = strlen(to->text);
    more = poe_look_on(l, &t, steps);
    if (!t.len) continue;
    len += (size_t)snprintf(to->text + len, SEEN - len, "%s", len > 1 ? "," : "");
    snprintf(to->text + len, SEEN - len, "%.*s", (int)t.len, t.str);
    poe_text_free(&t);
  }
  return more;
}

/* `KEY` of each row, with blanks between. */
static const char *of_rows(const shown_t *shown, const char *key) {
  static char out[4096];
  char wanted[32];
  snprintf(wanted, sizeof wanted, "\"%s\":", key);
  out[0] = '\0';
  for (const char *at = shown->text; (at = strstr(at, wanted));) {
    const char *end = value_end(at += strlen(wanted));
    size_t len = strlen(out);
    snprintf(out + len, sizeof out - len, "%s%.*s", len ? " " : "", (int)(end - at), at);
  }
  return out;
}

static void begin(shown_t *shown) { strcpy(shown->text, "["); }

static void end(shown_t *shown, const char *name) {
  strcat(shown->text, "]");
  if (!ok(is_json(shown->text), "%s is JSON", name)) printf("# %s\n", shown->text);
}

static const char *all(fake_t *f, poe_look_query_t q, const char *key, const char *name) {
  static shown_t shown;
  poe_look_t *l = look(f, q);
  begin(&shown);
  go_on(l, &shown, -1, 3);
  poe_look_free(l);
  end(&shown, name);
  return of_rows(&shown, key);
}

/* ---- sessions ---- */

static void sessions(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  poe_look_query_t q = {.table = POE_LOOK_SESSIONS};
  fake_kept_session(f, NULL);
  poe_alias_set(f->k, b, fake_name(f, "q\"\\"));
  fake_alarm(f, a, "x", f->now + 5);
  fake_alarm(f, a, "x", f->now + 6);
  fake_post(f, b, "y");
  is_str(all(f, q, "id", "the list"), "1 2 3", "all sessions but the kernel's");
  is_str(all(f, q, "name", "names"), "null \"q\\\"\\\\\" null", "aliases");
  is_str(all(f, q, "state", "states"), "\"waiting\" \"ready\" \"idle\"", "what they do");
  is_str(all(f, q, "timers", "alarms"), "2 0 0", "alarms");
  q.sort = "timers";
  q.top = 1;
  is_str(all(f, q, "id", "the first"), "1", "the first of an order");
  q.sort = "queue";
  q.top = 3;
  is_str(all(f, q, "id", "three"), "2 1 3", "equal ones by their IDs");
  q = (poe_look_query_t){.table = POE_LOOK_SESSIONS, .match = "\""};
  is_str(all(f, q, "id", "some"), "2", "those with a text");
  q.match = "Odd";
  is_str(all(f, q, "id", "a class"), "1 3", "by class");
  q.top = 1;
  is_str(all(f, q, "id", "the first one"), "1", "so many of them");
  q.sort = "nothing";
  ok(!look(f, q), "no such column");
  fake_free(f);
}

/* ---- what ends, and begins, between slices ---- */

static void between_slices(void) {
  fake_t *f = fake_new();
  poe_session_t *s[6];
  poe_look_query_t q = {.table = POE_LOOK_SESSIONS};
  static shown_t shown;
  poe_look_t *l = look(f, q);
  for (int i = 0; i < 6; i++) s[i] = fake_kept_session(f, NULL);
  begin(&shown);
  ok(go_on(l, &shown, 1, 2), "two of six");
  poe_session_stop(f->k, s[1]);
  poe_session_stop(f->k, s[2]);
  poe_session_stop(f->k, s[4]);
  fake_kept_session(f, NULL);
  ok(!go_on(l, &shown, -1, 1), "the rest");
  poe_look_free(l);
  end(&shown, "what was seen");
  is_str(of_rows(&shown, "id"), "1 2 4 6 7", "the one it stood at ended, others, too; one began");
  q.sort = "id";
  q.top = 4;
  l = look(f, q);
  begin(&shown);
  shown.text[1] = '\0';
  ok(go_on(l, &shown, 1, 5), "chosen");
  poe_session_stop(f->k, s[3]);
  go_on(l, &shown, -1, 1);
  poe_look_free(l);
  end(&shown, "the chosen ones");
  is_str(of_rows(&shown, "id"), "1 6 7", "without the one that ended since");
  fake_free(f);
}

/* ---- in the background ---- */

static void background(void) {
  fake_t *f = fake_new();
  poe_look_query_t q = {.table = POE_LOOK_SESSIONS};
  poe_session_t *own, *other;
  double due;
  poe_kernel_background(f->k, true);
  other = fake_kept_session(f, NULL);
  poe_kernel_background(f->k, false);
  own = fake_kept_session(f, other);
  is_int(poe_session_count(f->k), 2, "it is not counted");
  is_ptr(own->parent, other, "who makes one may be in the background");
  is_str(all(f, q, "id", "the list"), "1", "it is not listed");
  q.background = true;
  is_str(all(f, q, "id", "the whole list"), "1 4503599627370496", "unless it is asked for, last");
  fake_alarm(f, other, "tick", f->now + 5);
  fake_watch(f, other, 3, POE_MODE_READ, "in");
  is_int(poe_event_next_own_due(f->k, &due), 0, "its alarms are not the program's");
  fake_alarm(f, own, "tick", f->now + 7);
  ok(poe_event_next_own_due(f->k, &due) && due > f->now + 6, "the program's are");
  fake_watch(f, own, 3, POE_MODE_WRITE, "out");
  is_int(poe_kernel_in_background(f->k).files, 0, "a file that the program watches, too, is its");
  poe_alarm_clear(f->k, own, fake_name(f, "tick"));
  poe_watcher_remove(f->k, own, 3, POE_MODE_WRITE);
  is_int(poe_kernel_in_background(f->k).files, 1, "one that it does not is not");
  ok(!poe_kernel_is_idle(f->k), "the program has a reference");
  fake_release(f, own);
  poe_kernel_collect(f->k);
  ok(!poe_kernel_has_work(f->k), "without it there is nothing to do");
  ok(poe_kernel_is_idle(f->k), "whatever there is in the background");
  q = (poe_look_query_t){.table = POE_LOOK_TIMERS};
  is_str(all(f, q, "name", "alarms"), "", "its alarms are not listed");
  q.table = POE_LOOK_FILES;
  is_str(all(f, q, "fd", "files"), "", "nor its files");
  fake_free(f);
}

/* ---- the other tables ---- */

static void tables(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_look_query_t q = {.table = POE_LOOK_TIMERS, .sort = "due", .top = 9};
  const char *const names[] = {"sessions", "tree", "events", "timers", "files", "slow", "suspects"};
  for (int i = 0; i < 7; i++) ok(poe_look_table_of(names[i]) != POE_LOOK_NONE, "%s", names[i]);
  ok(poe_look_table_of("") == POE_LOOK_NONE, "no name is none");
  poe_kernel_measure(f->k, POE_MEASURE_TIMES);
  fake_alarm(f, s, "late", f->now + 9);
  fake_alarm(f, s, "soon", f->now + 3);
  is_str(all(f, q, "name", "alarms"), "\"soon\" \"late\"", "by their time");
  q.sort = "id";
  is_str(all(f, q, "name", "alarms"), "\"late\" \"soon\"", "as they were set");
  fake_watch(f, s, 9, POE_MODE_READ, "nine");
  fake_watch(f, s, 4, POE_MODE_WRITE, "four");
  q = (poe_look_query_t){.table = POE_LOOK_FILES};
  is_str(all(f, q, "event", "files"), "\"four\" \"nine\"", "by their descriptors");
  q.sort = "fd";
  q.top = 1;
  is_str(all(f, q, "fd", "files"), "4", "the first one");
  fake_post(f, s, "b");
  fake_post(f, s, "a");
  fake_post(f, s, "b");
  fake_slices(f, 1);
  q = (poe_look_query_t){.table = POE_LOOK_EVENTS, .sort = "count", .top = 1};
  is_str(all(f, q, "name", "events"), "\"b\"", "the event that came most");
  q.sort = "name";
  q.top = 9;
  is_str(all(f, q, "name", "events"), "\"a\" \"b\"", "by name");
  q = (poe_look_query_t){.table = POE_LOOK_SUSPECTS, .many = 1, .held = 1e9};
  is_str(all(f, q, "kind", "suspects"), "\"alarms\"", "too many alarms");
  fake_free(f);
}

/* In numbers that cannot be in JSON, too. */
static void in_detail(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_session(f, a);
  const poe_look_host_t host = {0};
  poe_text_t t = {0};
  poe_alias_set(f->k, a, fake_name(f, "\x01\xFF"));
  fake_alarm(f, a, "never", 1e300);
  for (int i = 0; i < 9; i++) fake_send(f, b, a, "sent");
  fake_watch_signal(f, a, "INT", "stop");
  poe_child_watch(f->k, a, 42, fake_name(f, "reaped"), fake_payload(f, "x"));
  poe_text_open(&t, '{');
  poe_look_head(f->k, &t);
  poe_look_session(f->k, &host, a, 4, &t);
  poe_text_close(&t, '}');
  poe_text_add(&t, "", 1);
  if (!ok(is_json(t.str), "a session, and the whole")) printf("# %s\n", t.str);
  ok(strstr(t.str, "\"due\":null"), "what never comes");
  ok(strstr(t.str, "\"pid\":42"), "processes");
  ok(strstr(t.str, "\"event\":\"stop\""), "signals");
  poe_text_free(&t);
  fake_free(f);
}

int main(void) {
  sessions();
  between_slices();
  background();
  tables();
  in_detail();
  return tap_done();
}
