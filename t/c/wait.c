/* Handlers that wait. */
#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static void keeps_its_session(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_place_t at = {fake_name(f, "file"), 7};
  poe_wait_t w = {0}, never = {0};
  poe_wait_note(f->k, &w, &at);
  poe_wait_begin(f->k, &w, s, fake_name(f, "go"));
  is_int(s->refs, 1, "a wait counts");
  is_int(s->n_waits, 1, "one");
  is_int(w.origin.place.line, 7, "what was noted before it began stays");
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "", "the session stays");
  is_int(poe_kernel_is_idle(f->k), 1, "and yet nothing is left to be done");
  f->now += 5;
  at.line = 8;
  poe_wait_note(f->k, &w, &at);
  is_int(w.origin.place.line, 8, "it waits somewhere else");
  is_int((int)w.origin.born, 1005, "since then");
  is_int(poe_waits_elsewhere(f->k), 0, "for nothing of another loop");
  w.owes = 99;
  is_int(poe_waits_elsewhere(f->k), 1, "for something of another loop");
  poe_wait_end(f->k, &w);
  is_int(poe_wait_is_on(&w), 0, "over");
  poe_wait_end(f->k, &w);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "1:_stop", "the session ends with its last wait");
  poe_wait_note(f->k, &never, &at);
  poe_wait_end(f->k, &never);
  fake_free(f);
}

static void ends_with_its_session(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_wait_t w[3] = {{{0}, 0, 0, {{0}, 0}, 0}};
  for (int i = 0; i < 3; i++) poe_wait_begin(f->k, &w[i], s, fake_name(f, i ? "later" : "first"));
  poe_session_stop(f->k, s);
  is_str(fake_log(f), "1:cancel later 1:cancel later 1:cancel first 1:_stop",
         "waits are cancelled before that, the youngest first");
  for (int i = 0; i < 3; i++) is_int(poe_wait_is_on(&w[i]), 0, "none is left");
  fake_free(f);
}

int main(void) {
  keeps_its_session();
  ends_with_its_session();
  return tap_done();
}
