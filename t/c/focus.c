/* The events of a session that somebody looks at. */
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static poe_name_t *name(fake_t *f, const char *text) {
  return poe_name_intern(f->k, text, strlen(text), false);
}

static void run(fake_t *f, poe_session_t *s, const char *text, uint64_t took) {
  poe_name_t *event = name(f, text);
  poe_focus_enter(f->k, s, event);
  if (s->focus) poe_focus_leave(s, event, took);
  poe_name_unref(f->k, event);
}

static void counts(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  ok(!poe_focus_row(s, 0), "nothing is known at first");
  poe_focus_begin(f->k, s, 60);
  ok(!poe_focus_row(s, 0), "nor when it is asked for");
  run(f, s, "x", 10);
  run(f, s, "y", 5);
  run(f, s, "x", 30);
  is_str(poe_focus_row(s, 0)->name->str, "x", "then each event has a row");
  is_int(poe_focus_row(s, 0)->count, 2, "with how many there were");
  is_int(poe_focus_row(s, 0)->total, 40, "how long they took");
  is_int(poe_focus_row(s, 0)->most, 30, "and the longest of them");
  is_int(poe_focus_row(s, 1)->timed, 1, "as has another one");
  ok(!poe_focus_row(s, 2), "and these are all");
  fake_free(f);
}

static void ends(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_focus_begin(f->k, s, 60);
  run(f, s, "x", 1);
  f->now += 50;
  poe_focus_begin(f->k, s, 60);
  f->now += 50;
  run(f, s, "x", 1);
  is_int(poe_focus_row(s, 0)->count, 2, "asked for again it goes on");
  f->now += 61;
  run(f, s, "x", 1);
  ok(!s->focus, "otherwise it ends");
  poe_focus_begin(f->k, s, 60);
  poe_session_stop(f->k, s);
  fake_free(f);
  ok(true, "and it ends with the session");
}

static void half(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_name_t *x = name(f, "x");
  poe_focus_begin(f->k, s, 60);
  poe_focus_leave(s, x, 7);
  ok(!poe_focus_row(s, 0), "one that began before is not counted");
  poe_focus_enter(f->k, s, x);
  is_int(poe_focus_row(s, 0)->timed, 0, "one that dies is not timed");
  poe_name_unref(f->k, x);
  fake_free(f);
}

static void many(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  char text[32];
  poe_focus_begin(f->k, s, 60);
  for (int i = 0; i < POE_FOCUS_NAMES + 9; i++) {
    snprintf(text, sizeof text, "event %d", i);
    run(f, s, text, 2);
  }
  ok(!poe_focus_row(s, POE_FOCUS_NAMES)->name, "beyond the limit they are one");
  is_int(poe_focus_row(s, POE_FOCUS_NAMES)->count, 9, "counted together");
  is_int(poe_focus_row(s, POE_FOCUS_NAMES)->total, 18, "and timed");
  ok(!poe_focus_row(s, POE_FOCUS_NAMES + 1), "that is the last");
  fake_free(f);
}

int main(void) {
  counts();
  ends();
  half();
  many();
  return tap_done();
}
