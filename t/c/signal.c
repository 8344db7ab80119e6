/* Which session wants which signal, and how a signal walks the tree. */
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* ---- types ---- */

static void types(void) {
  static const char *const terminal[] = {"QUIT", "INT", "KILL", "TERM", "HUP", "IDLE", "DIE"};
  static const char *const benign[] = {"CHLD", "PIPE", "ALRM", "USR1", "", "int", "INTX", "my own"};
  for (size_t i = 0; i < sizeof terminal / sizeof *terminal; i++)
    is_int(poe_signal_type_of(terminal[i]), POE_SIGNAL_TERMINAL, terminal[i]);
  for (size_t i = 0; i < sizeof benign / sizeof *benign; i++)
    is_int(poe_signal_type_of(benign[i]), POE_SIGNAL_BENIGN, benign[i]);
  is_int(poe_signal_type_of("ZOMBIE"), POE_SIGNAL_NONMASKABLE, "ZOMBIE");
  is_int(poe_signal_type_of("UIDESTROY"), POE_SIGNAL_NONMASKABLE, "UIDESTROY");
}

/* ---- watchers ---- */

static void watching(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  poe_name_t *sig = poe_name_intern(f->k, "USR1", 4, false);
  bool first, last;
  ok(!poe_signal_is_watched(sig), "nobody watches");
  is_ptr(poe_signal_each(sig, NULL), NULL, "nobody is listed");
  poe_signal_watch(f->k, a, sig, fake_name(f, "on-a"), fake_payload(f, "1"), &first);
  ok(first, "the first watcher");
  poe_signal_watch(f->k, b, sig, fake_name(f, "on-b"), NULL, &first);
  ok(!first, "the second one");
  poe_kernel_verify(f->k);
  is_ptr(poe_signal_each(sig, NULL)->session, a, "listed as they came");
  is_ptr(poe_signal_each(sig, poe_signal_each(sig, NULL))->session, b, "both");
  poe_signal_watch(f->k, a, sig, fake_name(f, "on-a-2"), fake_payload(f, "2"), &first);
  is_str(poe_signal_find(f->k, a, sig)->event->str, "on-a-2", "a second watch replaces the first");
  is_str(fake_text(poe_signal_find(f->k, a, sig)->payload), "2", "with its arguments");
  is_int(f->payloads, 1, "and releases the old ones");
  is_int(poe_signal_ignore(f->k, a, sig, &last), POE_OK, "no longer");
  ok(!last, "another still watches");
  is_int(poe_signal_ignore(f->k, a, sig, &last), POE_ESRCH, "it does not watch");
  ok(!last, "and is not the last");
  is_int(poe_signal_ignore(f->k, b, sig, &last), POE_OK, "nor the other");
  ok(last, "that was the last");
  is_int(f->payloads, 0, "nothing is held");
  poe_kernel_verify(f->k);
  poe_name_unref(f->k, sig);
  fake_free(f);
}

static void sessions_that_are_gone(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, NULL);
  bool first = true;
  fake_watch_signal(f, s, "USR1", "a");
  fake_watch_signal(f, s, "USR2", "b");
  fake_watch_signal(f, t, "USR2", "c");
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  is_str(fake_log(f), "1:_stop unwatched(USR1)", "the host hears what nobody watches any more");
  poe_signal_watch(f->k, s, fake_name(f, "USR1"), fake_name(f, "x"), fake_payload(f, "y"), &first);
  ok(!first, "a gone session watches nothing");
  ok(!poe_signal_is_watched(fake_name(f, "USR1")), "really nothing");
  is_int(f->payloads, 1, "what it gave is released");
  poe_kernel_verify(f->k);
  poe_session_unpin(f->k, s);
  fake_free(f);
}

/* ---- delivery ---- */

/*   1          5
 *   2   4
 *   3        (children of 1: 2 and 4; 3 is 2's) */
static fake_t *family(const char *sig) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  fake_kept_session(f, b);
  fake_kept_session(f, a);
  fake_kept_session(f, NULL);
  for (int i = 1; i <= 5 && sig; i++) fake_watch_signal(f, poe_session_find(f->k, i), sig, sig);
  return f;
}

static void deliver(fake_t *f, int to, const char *sig) {
  if (strcmp(sig, "DIE") == 0)
    fake_exception(f, poe_session_find(f->k, to));
  else
    fake_signal(f, poe_session_find(f->k, to), sig);
  fake_slices(f, 1);
}

static void benign_signals(void) {
  fake_t *f = family("USR1");
  deliver(f, 1, "USR1");
  is_str(fake_log(f), "3:USR1 4:USR1 2:USR1 1:USR1", "breadth first, worked off from its end");
  deliver(f, 2, "USR1");
  is_str(fake_log(f), "3:USR1 2:USR1", "only below the session");
  deliver(f, 0, "USR1");
  is_str(fake_log(f), "3:USR1 4:USR1 2:USR1 5:USR1 1:USR1", "everybody below the kernel");
  deliver(f, 1, "USR2");
  is_str(fake_log(f), "", "nobody watches another");
  is_int(poe_session_count(f->k), 6, "nobody ends");
  is_int(f->handled, -1, "nobody said that it was handled");
  fake_free(f);
}

static void one_watcher_in_another_branch(void) {
  fake_t *f = family(NULL);
  fake_watch_signal(f, poe_session_find(f->k, 5), "USR1", "usr1");
  deliver(f, 1, "USR1");
  is_str(fake_log(f), "", "it is not in the tree of the receiver");
  deliver(f, 5, "USR1");
  is_str(fake_log(f), "5:usr1", "it is the receiver");
  deliver(f, 0, "USR1");
  is_str(fake_log(f), "5:usr1", "it is below the receiver");
  fake_free(f);
}

static void terminal_signals(void) {
  fake_t *f = family(NULL);
  fake_watch_signal(f, poe_session_find(f->k, 2), "TERM", "term");
  deliver(f, 1, "TERM");
  is_str(fake_log(f),
         "2:term 3:_stop 2:_child(lose,3) 4:_stop 1:_child(lose,4) 2:_stop 1:_child(lose,2) "
         "unwatched(TERM) 1:_stop",
         "the watcher is told, then all are stopped, in the same order");
  is_int(poe_session_count(f->k), 2, "the other tree stays");
  fake_free(f);
}

static void mark_handled(fake_t *f, const fake_call_t *c) {
  if (c->pair && c->id == *(int *)f->user) poe_signal_mark_handled(f->k);
}

static void handling(const char *sig, int who, int left, const char *what) {
  fake_t *f = family(sig);
  f->hook = mark_handled;
  f->user = &who;
  deliver(f, 1, sig);
  is_int(poe_session_count(f->k), left, what);
  is_int(f->handled, who ? 1 : -1, "as often as said so");
  fake_free(f);
}

static void the_kernel_ends_last(void) {
  fake_t *f = family(NULL);
  deliver(f, 0, "KILL");
  is_int(poe_session_count(f->k), 0, "everybody is stopped");
  ok(strstr(fake_log(f), "1:_stop 0:_stop"), "the kernel's session last");
  is_int(f->halts, 1, "and the loop halts");
  poe_kernel_register(f->k);
  fake_free(f);
}

static void exceptions_reach_the_ancestors(void) {
  fake_t *f = family("DIE");
  int who = 1;
  deliver(f, 2, "DIE");
  ok(strncmp(fake_log(f), "3:DIE 2:DIE 1:DIE 3:_stop", 25) == 0,
     "descendants, the session, its ancestors");
  is_int(poe_session_count(f->k), 3, "all of them end, but not the ancestor's other child");
  fake_free(f);
  f = family("DIE");
  f->hook = mark_handled;
  f->user = &who;
  deliver(f, 3, "DIE");
  is_str(fake_log(f), "3:DIE 2:DIE 1:DIE", "the nearest ancestor first");
  is_int(poe_session_count(f->k), 6, "handled by an ancestor");
  fake_free(f);
}

/* ---- handlers that change what is walked ---- */

static void stop_one(fake_t *f, const fake_call_t *c) {
  poe_session_t *s = poe_session_find(f->k, *(int *)f->user % 10);
  if (c->pair && c->id == *(int *)f->user / 10 && s) poe_session_stop(f->k, s);
}

static void stopping_in_delivery(int script, const char *sig, const char *log) {
  fake_t *f = family(sig);
  f->hook = stop_one;
  f->user = &script;
  deliver(f, 1, sig);
  poe_kernel_verify(f->k);
  is_str(fake_log(f), log, "a handler that stops a session");
  fake_free(f);
}

static void ignore_it(fake_t *f, const fake_call_t *c) {
  bool last;
  poe_session_t *s = poe_session_find(f->k, 2);
  if (c->pair && c->id == 3) poe_signal_ignore(f->k, s, fake_name(f, "USR1"), &last);
  if (c->pair && c->id == 4) poe_signal_ignore(f->k, c->self, fake_name(f, "USR1"), &last);
}

static void ignoring_in_delivery(void) {
  fake_t *f = family("USR1");
  f->hook = ignore_it;
  deliver(f, 1, "USR1");
  is_str(fake_log(f), "3:USR1 4:USR1 1:USR1", "who no longer watches is left out");
  deliver(f, 1, "USR1");
  is_str(fake_log(f), "3:USR1 1:USR1", "as is who ignored it in its handler");
  fake_free(f);
}

static void adopt(fake_t *f, const fake_call_t *c) {
  if (c->pair && c->id == 3) fake_watch_signal(f, fake_kept_session(f, c->self), "TERM", "new");
}

static void newborns_are_spared(void) {
  fake_t *f = family("TERM");
  f->hook = adopt;
  deliver(f, 1, "TERM");
  ok(!strstr(fake_log(f), "new"), "a session made in a handler does not hear of it");
  is_ptr(poe_session_find(f->k, 6)->parent, f->own, "and survives its parents");
  fake_free(f);
}

static void nest(fake_t *f, const fake_call_t *c) {
  poe_event_t *e;
  if (!c->pair || c->id != 4 || strcmp(c->what, "TERM")) return;
  e = poe_event_new(f->k, 0);
  e->to = c->self;
  e->from = f->own;
  is_int(poe_signal_dispatch(f->k, e, fake_name(f, "USR1")), -1, "a delivery within another");
  poe_event_free(f->k, e);
}

static void nest_and_handle(fake_t *f, const fake_call_t *c) {
  nest(f, c);
  if (c->pair && c->id == 1) poe_signal_mark_handled(f->k);
}

static void deliveries_nest(void) {
  fake_t *f = family("TERM");
  f->hook = nest_and_handle;
  deliver(f, 1, "TERM");
  is_int(poe_session_count(f->k), 6, "the outer one's mark is its own");
  is_int(f->handled, 1, "and counted once");
  ok(poe_signal_delivery(f->k) == &f->k->base_delivery, "none is left open");
  fake_free(f);
}

static void shoot_the_messenger(fake_t *f, const fake_call_t *c) {
  (void)c;
  poe_kernel_stop(f->k);
}

static void stopping_all_in_delivery(void) {
  fake_t *f = family("TERM");
  f->hook = shoot_the_messenger;
  deliver(f, 0, "TERM");
  poe_kernel_verify(f->k);
  is_int(poe_session_count(f->k), 0, "the kernel's session goes with the signal");
  fake_free(f);
}

static void to_a_gone_session(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_event_t *e = poe_event_new(f->k, 0);
  fake_watch_signal(f, s, "TERM", "term");
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  fake_log(f);
  e->to = s;
  e->from = f->own;
  is_int(poe_signal_dispatch(f->k, e, fake_name(f, "TERM")), -1, "nobody handles it");
  is_str(fake_log(f), "", "nobody is told");
  poe_event_free(f->k, e);
  poe_session_unpin(f->k, s);
  fake_free(f);
}

/* ---- by hand, as the old private functions do ---- */

static void touch(fake_t *f, const fake_call_t *c) {
  poe_session_t *out[4];
  if (!c->pair) return;
  poe_signal_reset(f->k, POE_SIGNAL_TERMINAL);
  poe_signal_touch(f->k, poe_session_find(f->k, 2));
  is_int(poe_signal_touched(f->k, out, 4), 1, "one is touched");
  is_int(poe_session_id(out[0]), 2, "the one");
  is_int(poe_signal_touched(f->k, out, 0), 1, "counted without room");
}

static void touching_in_a_lonely_handler(void) {
  fake_t *f = family(NULL);
  fake_watch_signal(f, poe_session_find(f->k, 1), "USR1", "usr1");
  f->hook = touch;
  deliver(f, 1, "USR1");
  is_ptr(poe_session_find(f->k, 2), NULL, "what a handler touched is stopped");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void touch_in_stop(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "_stop") == 0) poe_signal_touch(f->k, poe_session_find(f->k, 5));
}

static void touching_while_the_touched_end(void) {
  fake_t *f = family(NULL);
  f->hook = touch_in_stop;
  deliver(f, 1, "TERM");
  is_int(poe_session_find(f->k, 5)->pins, 0, "what is touched in _stop is forgotten");
  ok(!poe_session_find(f->k, 5)->gone, "and not stopped");
  fake_free(f);
}

static void touching_in_a_walk(void) {
  fake_t *f = family("USR1");
  f->hook = touch;
  deliver(f, 1, "USR1");
  poe_kernel_verify(f->k);
  is_ptr(poe_session_find(f->k, 2), NULL, "also when it starts the list anew");
  ok(poe_session_find(f->k, 3) && poe_session_find(f->k, 1), "the others are forgotten");
  fake_free(f);
}

static void outside_of_any_delivery(void) {
  fake_t *f = family(NULL);
  poe_session_t *s = poe_session_find(f->k, 5);
  poe_signal_mark_handled(f->k);
  is_int(poe_signal_delivery(f->k)->handled, 1, "a mark without a signal");
  poe_signal_mark_handled(f->k);
  is_int(poe_signal_delivery(f->k)->handled, 2, "counts");
  poe_signal_reset(f->k, POE_SIGNAL_TERMINAL);
  is_int(poe_signal_delivery(f->k)->handled, -1, "and is forgotten");
  poe_signal_touch(f->k, s);
  is_int(s->pins, 1, "touched sessions are pinned");
  poe_signal_free_touched(f->k);
  ok(!poe_session_find(f->k, 5), "and stopped");
  poe_signal_touch(f->k, poe_session_find(f->k, 1));
  poe_signal_reset(f->k, POE_SIGNAL_BENIGN);
  is_int(poe_session_find(f->k, 1)->pins, 0, "unless they are forgotten");
  poe_signal_touch(f->k, poe_session_find(f->k, 1));
  poe_signal_free_touched(f->k);
  ok(poe_session_find(f->k, 1) != NULL, "or the signal is benign");
  poe_signal_touch(f->k, poe_session_find(f->k, 1));
  fake_free(f);
}

int main(void) {
  types();
  watching();
  sessions_that_are_gone();
  benign_signals();
  one_watcher_in_another_branch();
  terminal_signals();
  handling("TERM", 0, 2, "unhandled: the tree ends");
  handling("TERM", 1, 6, "handled by the receiver");
  handling("TERM", 3, 6, "handled by one below it");
  handling("ZOMBIE", 3, 2, "nonmaskable: handled in vain");
  handling("USR1", 3, 6, "benign");
  the_kernel_ends_last();
  exceptions_reach_the_ancestors();
  stopping_in_delivery(33, "USR1", "3:USR1 3:_stop 2:_child(lose,3) 4:USR1 2:USR1 1:USR1");
  stopping_in_delivery(32, "USR1",
                       "3:USR1 1:_child(gain,3) 3:_parent(2,1) 2:_stop 1:_child(lose,2) 4:USR1 "
                       "1:USR1");
  stopping_in_delivery(31, "USR1", "3:USR1 2:_parent(1,0) 4:_parent(1,0) 1:_stop 4:USR1 2:USR1");
  stopping_in_delivery(43, "TERM",
                       "3:TERM 4:TERM 3:_stop 2:_child(lose,3) 2:TERM 1:TERM 4:_stop "
                       "1:_child(lose,4) 2:_stop 1:_child(lose,2) 1:_stop");
  ignoring_in_delivery();
  newborns_are_spared();
  deliveries_nest();
  stopping_all_in_delivery();
  to_a_gone_session();
  touching_in_a_lonely_handler();
  touching_in_a_walk();
  touching_while_the_touched_end();
  outside_of_any_delivery();
  return tap_done();
}
