/* Making and ending a kernel, the timeslice, the idle test. */
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* ---- making and ending ---- */

static void a_new_kernel(void) {
  fake_t *f = fake_new(), *g = fake_new();
  poe_kernel_verify(f->k);
  is_int(poe_session_count(f->k), 1, "has its own session");
  is_int(poe_event_count(f->k), 0, "no events");
  is_num(poe_kernel_now(f->k), 1000, "and the loop's clock");
  ok(!poe_frame_top(f->k), "nothing runs");
  g->now = 5;
  fake_post(g, fake_session(g, NULL), "x");
  is_num(poe_kernel_now(g->k), 5, "another kernel has another clock");
  is_int(poe_event_count(f->k), 0, "and other events");
  fake_free(f);
  fake_slices(g, 1);
  is_str(fake_log(g), "1:x 1:_stop", "and goes on alone");
  fake_free(g);
  poe_kernel_free(NULL);
}

static void ending_with_everything_pending(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  f->logs_frees = true;
  fake_post(f, a, "x");
  fake_send(f, a, b, "x");
  fake_alarm(f, b, "x", 1005);
  fake_watch(f, b, 5, POE_MODE_READ, "x");
  fake_watch_signal(f, b, "TERM", "x");
  poe_child_watch(f->k, b, 99, fake_name(f, "x"), fake_payload(f, "x"));
  poe_alias_set(f->k, b, fake_name(f, "b"));
  fake_signal(f, f->own, "TERM");
  poe_signal_touch(f->k, a);
  poe_file_ready(f->k, 5, POE_MODE_READ);
  fake_free(f);
  ok(true, "nothing is left, and nobody was told");
}

static poe_loop_t replaced;
static double other_clock(void *data) {
  (void)data;
  return 77;
}

static void another_loop(void) {
  fake_t *f = fake_new();
  poe_loop_t mine = f->k->loop;
  replaced = f->k->loop;
  replaced.now = other_clock;
  poe_kernel_set_loop(f->k, &replaced);
  is_num(poe_kernel_now(f->k), 77, "the new loop's clock");
  poe_kernel_set_loop(f->k, &mine);
  is_num(poe_kernel_now(f->k), 1000, "and the old one's again");
  fake_free(f);
}

/* ---- the timeslice ---- */

static void waiting(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  fake_slices(f, 1);
  is_num(f->waited, -1, "with nothing queued, without a limit");
  fake_alarm(f, s, "a", 1002.5);
  fake_slices(f, 1);
  is_num(f->waited, 2.5, "up to the next alarm");
  f->now = 1003;
  fake_slices(f, 1);
  is_num(f->waited, 0, "not at all for one that is overdue");
  fake_alarm(f, s, "b", 1009);
  fake_post(f, s, "c");
  fake_slices(f, 1);
  is_num(f->waited, 0, "not at all for posted events");
  f->now = 900;
  fake_post(f, s, "d");
  f->now = 800;
  fake_slices(f, 1);
  is_num(f->waited, 0, "whatever the clock says");
  is_int(f->waits, 5, "one wait a slice");
  fake_free(f);
}

static void move_the_clock(fake_t *f) { f->now += 10; }

static void time_passes_while_waiting(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_alarm(f, s, "a", 1005);
  f->on_wait = move_the_clock;
  fake_slices(f, 1);
  is_str(fake_log(f), "1:a 1:_stop", "what became due is dispatched");
  fake_free(f);
}

static void react(fake_t *f, const fake_call_t *c) {
  if (c->watcher) fake_post(f, c->self, "reaction");
}

static void files_come_before_events(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_watch(f, s, 3, POE_MODE_READ, "readable");
  fake_post(f, s, "posted");
  fake_ready(f, 3, POE_MODE_READ);
  f->hook = react;
  fake_slices(f, 1);
  is_str(fake_log(f), "1:readable(3r) 1:posted 1:reaction",
         "and what they post joins the pass that follows");
  fake_free(f);
}

static void own_pass(void *data) { fake_note(data, "pass"); }

static void the_hosts_own_pass(void) {
  poe_host_t changes = {.pass = own_pass};
  fake_t *f = fake_new_with(&changes);
  fake_kept_session(f, NULL);
  fake_slices(f, 1);
  is_str(fake_log(f), "pass", "runs instead of ours");
  fake_free(f);
}

static void fail(fake_t *f, const fake_call_t *c) { f->failing = strcmp(c->what, "bad") == 0; }

static void a_failure_ends_all(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL), *t = fake_kept_session(f, NULL);
  f->hook = fail;
  fake_post(f, s, "good");
  fake_post(f, s, "bad");
  fake_post(f, t, "never");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:good 1:bad 2:_stop 1:_stop", "within a pass");
  s = fake_kept_session(f, NULL);
  fake_watch(f, s, 3, POE_MODE_READ, "bad");
  fake_post(f, s, "never");
  fake_ready(f, 3, POE_MODE_READ);
  fake_slices(f, 1);
  is_str(fake_log(f), "3:bad(3r) 3:_stop", "after files, before any event");
  is_int(poe_session_count(f->k), 1, "the kernel's session stays");
  fake_free(f);
}

/* ---- idling ---- */

static void what_is_not_idle(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  uint64_t id;
  ok(poe_kernel_is_idle(f->k), "nothing can happen");
  id = fake_alarm(f, s, "a", 5000);
  ok(!poe_kernel_is_idle(f->k), "an alarm can");
  *poe_kernel_idle_size(f->k) = 1;
  ok(poe_kernel_is_idle(f->k), "unless it does not count");
  fake_post(f, s, "b");
  ok(!poe_kernel_is_idle(f->k), "and no other does");
  *poe_kernel_idle_size(f->k) = 0;
  poe_event_move(f->k, poe_event_find(f->k, id), 1);
  fake_slices(f, 1);
  s = fake_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "x");
  ok(!poe_kernel_is_idle(f->k), "a descriptor can become ready");
  poe_watcher_pause(f->k, 5, POE_MODE_READ);
  ok(!poe_kernel_is_idle(f->k), "even a paused one");
  poe_watcher_remove(f->k, s, 5, POE_MODE_READ);
  fake_keep(f, s);
  ok(!poe_kernel_is_idle(f->k), "an extra reference promises something");
  fake_release(f, s);
  poe_alias_set(f->k, s, fake_name(f, "alias"));
  ok(poe_kernel_is_idle(f->k), "an alias does not");
  f->busy = true;
  ok(!poe_kernel_is_idle(f->k), "the host may know of something");
  f->busy = false;
  poe_kernel_stop(f->k);
  poe_session_stop(f->k, f->own);
  ok(!poe_kernel_is_idle(f->k), "without sessions there is nobody to idle");
  fake_free(f);
}

static void idling_ends_the_program(void) {
  fake_t *f = fake_new();
  poe_alias_set(f->k, fake_session(f, NULL), fake_name(f, "daemon"));
  fake_slices(f, 1);
  is_str(fake_log(f), "1:_stop 0:_stop", "IDLE stops everybody in the same slice");
  is_int(f->halts, 1, "and the loop halts");
  fake_slices(f, 1);
  is_int(poe_session_count(f->k), 0, "a slice without sessions does nothing");
  poe_kernel_register(f->k);
  poe_kernel_verify(f->k);
  fake_post(f, fake_session(f, NULL), "again");
  fake_slices(f, 1);
  is_str(fake_log(f), "2:again 2:_stop", "a second life");
  fake_slices(f, 1);
  is_str(fake_log(f), "0:_stop", "which ends like the first");
  is_int(f->halts, 2, "with another halt");
  fake_free(f);
}

static void handle_idle(fake_t *f, const fake_call_t *c) {
  if (c->pair) {
    poe_signal_mark_handled(f->k);
    fake_post(f, c->self, "more");
  }
}

static void a_handler_of_idle_goes_on(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_alias_set(f->k, s, fake_name(f, "daemon"));
  fake_watch_signal(f, s, "IDLE", "idle");
  f->hook = handle_idle;
  fake_slices(f, 3);
  is_str(fake_log(f), "1:idle 1:more 1:idle", "with whatever it finds to do");
  fake_free(f);
}

/* ---- stopping in the middle ---- */

static void stop_in_the_middle(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "inner") == 0) poe_kernel_stop(f->k);
  if (strcmp(c->what, "outer") == 0) {
    fake_post(f, c->self, "inner");
    poe_kernel_slice(f->k);
    ok(c->self->gone, "its session was stopped in a pass within");
  }
}

static void stopping_in_a_nested_pass(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  f->hook = stop_in_the_middle;
  fake_post(f, s, "outer");
  fake_post(f, s, "second");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:outer 1:second 1:inner 1:_stop", "and the outer pass finds nothing more");
  is_int(f->k->pass_depth, 0, "no pass is left open");
  fake_free(f);
}

static void breed(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "_stop") == 0 && c->id < 20) fake_kept_session(f, c->self);
}

static void stopping_those_who_breed(void) {
  fake_t *f = fake_new();
  fake_kept_session(f, NULL);
  f->hook = breed;
  poe_kernel_stop(f->k);
  poe_kernel_verify(f->k);
  is_int(poe_session_count(f->k), 2, "who was born in _stop lives");
  is_ptr(poe_session_find(f->k, 2)->parent, f->own, "as the kernel's child");
  poe_kernel_stop(f->k);
  is_ptr(poe_session_find(f->k, 2), NULL, "until the next time");
  fake_free(f);
}

static void end_own(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "go")) return;
  poe_session_stop(f->k, f->own);
  fake_post(f, c->self, "after");
  fake_send(f, c->self, f->own, "from-the-kernel");
  poe_kernel_verify(f->k);
  poe_kernel_register(f->k);
  poe_kernel_verify(f->k);
}

static void registering_in_a_handler(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  f->hook = end_own;
  fake_post(f, s, "go");
  fake_send(f, s, f->own, "waiting");
  fake_slices(f, 2);
  is_str(fake_log(f), "1:go 0:_stop 1:after 1:from-the-kernel",
         "the kernel's session ended and came back; what it had sent was lost");
  fake_free(f);
}

int main(void) {
  a_new_kernel();
  ending_with_everything_pending();
  another_loop();
  waiting();
  time_passes_while_waiting();
  files_come_before_events();
  the_hosts_own_pass();
  a_failure_ends_all();
  what_is_not_idle();
  idling_ends_the_program();
  a_handler_of_idle_goes_on();
  stopping_in_a_nested_pass();
  stopping_those_who_breed();
  registering_in_a_handler();
  return tap_done();
}
