/* What a session holds under a name: one table for extra references, signals and alarms. */
#include <stdio.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static void kinds_are_told_apart(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_name_t *n = poe_name_intern(f->k, "x", 1, false);
  poe_extref_inc(f->k, s, n);
  fake_watch_signal(f, s, "x", "on-x");
  fake_alarm(f, s, "x", 1001);
  poe_kernel_verify(f->k);
  is_int(f->k->pairs.count, 3, "three under one name");
  is_int(poe__pair_find(f->k, s, n, POE_PAIR_EXTREF)->kind, POE_PAIR_EXTREF, "a reference");
  is_int(poe__pair_find(f->k, s, n, POE_PAIR_SIGNAL)->kind, POE_PAIR_SIGNAL, "a signal");
  is_int(poe__pair_find(f->k, s, n, POE_PAIR_ALARMS)->kind, POE_PAIR_ALARMS, "a chain of alarms");
  is_ptr(poe__pair_find(f->k, f->own, n, POE_PAIR_EXTREF), NULL, "another session has none");
  poe_alarm_clear(f->k, s, n);
  is_ptr(poe__pair_find(f->k, s, n, POE_PAIR_ALARMS), NULL, "an empty chain goes");
  is_int(n->refs, 3, "and lets its name go");
  poe_name_unref(f->k, n);
  fake_free(f);
}

static void many_sessions_and_names(void) {
  fake_t *f = fake_new();
  poe_session_t *s[50];
  char text[16];
  int wrong = 0;
  for (int i = 0; i < 50; i++) {
    s[i] = fake_session(f, NULL);
    for (int j = 0; j < 50; j++) {
      snprintf(text, sizeof text, "tag-%d", j);
      for (int n = 0; n <= (i + j) % 3; n++) poe_extref_inc(f->k, s[i], fake_name(f, text));
    }
  }
  poe_kernel_verify(f->k);
  is_int(f->k->pairs.count, 2500, "50 sessions with 50 tags each");
  for (int i = 0; i < 50; i++) {
    for (int j = 0; j < 50; j++) {
      poe_pair_t *p;
      snprintf(text, sizeof text, "tag-%d", j);
      p = poe__pair_find(f->k, s[i], fake_name(f, text), POE_PAIR_EXTREF);
      if (!p || p->count != (i + j) % 3 + 1) wrong++;
    }
  }
  is_int(wrong, 0, "each has a count of its own");
  poe_session_free(f->k, s[20]);
  is_int(f->k->pairs.count, 2450, "one session's go with it");
  poe_kernel_verify(f->k);
  fake_free(f);
}

int main(void) {
  kinds_are_told_apart();
  many_sessions_and_names();
  return tap_done();
}
