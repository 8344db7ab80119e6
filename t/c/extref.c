/* Extra references: counted tags that keep a session alive. */
#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static void counting(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_name_t *a = poe_name_intern(f->k, "a", 1, false), *b = poe_name_intern(f->k, "b", 1, false);
  is_int(poe_extref_inc(f->k, s, a), 1, "the first increment");
  is_int(poe_extref_inc(f->k, s, a), 2, "the second");
  is_int(poe_extref_inc(f->k, s, b), 1, "another tag counts by itself");
  is_int(s->refs, 2, "a session is kept once a tag");
  is_int(s->n_extrefs, 2, "two tags");
  is_int(poe_extref_sessions(f->k), 1, "one session with any");
  poe_kernel_verify(f->k);
  is_int(poe_extref_dec(f->k, s, a), 1, "down again");
  is_int(poe_extref_dec(f->k, s, a), 0, "to nothing");
  is_int(poe_extref_dec(f->k, s, a), POE_ESRCH, "and no further");
  is_int(s->refs, 1, "the other tag is left");
  is_int(poe_extref_dec(f->k, s, b), 0, "the last one");
  is_int(poe_extref_sessions(f->k), 0, "no session has any");
  poe_kernel_verify(f->k);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "1:_stop", "nothing keeps it");
  poe_name_unref(f->k, a);
  poe_name_unref(f->k, b);
  fake_free(f);
}

static void removing_all_of_a_tag(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  for (int i = 0; i < 5; i++) poe_extref_inc(f->k, s, fake_name(f, "a"));
  is_int(poe_extref_remove(f->k, s, fake_name(f, "a")), POE_OK, "five at once");
  is_int(poe_extref_remove(f->k, s, fake_name(f, "a")), POE_ESRCH, "none is left");
  is_int(s->refs, 0, "nothing keeps it");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void tags_belong_to_a_session(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  poe_extref_inc(f->k, a, fake_name(f, "t"));
  poe_extref_inc(f->k, b, fake_name(f, "t"));
  is_int(poe_extref_sessions(f->k), 2, "the same tag for two");
  is_int(poe_extref_dec(f->k, a, fake_name(f, "t")), 0, "one lets go");
  is_int(poe_extref_dec(f->k, b, fake_name(f, "t")), 0, "then the other");
  fake_free(f);
}

static void walking(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_pair_t *p;
  poe_extref_inc(f->k, s, fake_name(f, "a"));
  fake_watch_signal(f, s, "USR1", "x");
  fake_alarm(f, s, "alarm", 1001);
  poe_extref_inc(f->k, s, fake_name(f, "b"));
  p = poe_session_next_pair(s, POE_PAIR_EXTREF, NULL);
  is_str(p->name->str, "a", "tags are listed as they came");
  p = poe_session_next_pair(s, POE_PAIR_EXTREF, p);
  is_str(p->name->str, "b", "without anything else between");
  is_ptr(poe_session_next_pair(s, POE_PAIR_EXTREF, p), NULL, "up to the last");
  fake_free(f);
}

static void gone_sessions(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_extref_inc(f->k, s, fake_name(f, "a"));
  poe_extref_inc(f->k, s, fake_name(f, "b"));
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  is_int(poe_extref_sessions(f->k), 0, "they end with their session");
  is_int(poe_extref_inc(f->k, s, fake_name(f, "a")), POE_ESRCH, "and do not come back");
  is_int(poe_extref_dec(f->k, s, fake_name(f, "a")), POE_ESRCH, "nor go again");
  poe_kernel_verify(f->k);
  poe_session_unpin(f->k, s);
  fake_free(f);
}

int main(void) {
  counting();
  removing_all_of_a_tag();
  tags_belong_to_a_session();
  walking();
  gone_sessions();
  return tap_done();
}
