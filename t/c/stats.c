/* Counters, latencies and the observer. */
#include <math.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static void off_unless_asked_for(void) {
  fake_t *f = fake_new();
  fake_post(f, fake_session(f, NULL), "x");
  fake_slices(f, 1);
  is_int(poe_kernel_stats(f->k)->enqueued, 0, "nothing is counted");
  is_int(poe_kernel_stats(f->k)->born, 0, "nobody");
  fake_free(f);
}

static void counters(void) {
  fake_t *f = fake_new();
  const poe_stats_t *st = poe_kernel_stats(f->k);
  poe_session_t *s;
  poe_event_t *e;
  poe_kernel_measure(f->k, POE_MEASURE_COUNTS);
  s = fake_session(f, NULL);
  is_int(st->born, 1, "a birth");
  fake_watch(f, s, 5, POE_MODE_READ, "x");
  fake_post(f, s, "x");
  fake_alarm(f, s, "x", 1001);
  e = poe_event_new(f->k, 0);
  poe_event_post(f->k, e, s, s, fake_name(f, "gc"), POE_ET_GC);
  is_int(st->enqueued, 3, "events that were queued");
  fake_ready(f, 5, POE_MODE_READ);
  fake_slices(f, 1);
  is_int(st->ready, 1, "a descriptor that was ready");
  is_int(st->dispatched, 1, "an event that was dispatched; garbage is not");
  poe_alarm_clear(f->k, s, fake_name(f, "x"));
  is_int(st->dispatched, 1, "nor is what was cleared");
  poe_session_stop(f->k, s);
  is_int(st->died, 1, "a death");
  poe_kernel_measure(f->k, POE_MEASURE_NOT);
  fake_session(f, NULL);
  is_int(st->born, 1, "no more is counted");
  fake_free(f);
}

static int bucket_after(double late) {
  fake_t *f = fake_new();
  const poe_stats_t *st = poe_kernel_stats(f->k);
  int bucket = -1;
  f->now = 0;
  poe_kernel_measure(f->k, POE_MEASURE_COUNTS);
  fake_alarm(f, fake_session(f, NULL), "x", 0);
  f->now = late;
  fake_slices(f, 1);
  for (int i = 0; i < POE_STATS_BUCKETS; i++)
    if (st->late[i]) bucket = i;
  fake_free(f);
  return bucket;
}

static void latencies(void) {
  is_int(bucket_after(0), 0, "in time");
  is_int(bucket_after(0.5e-6), 0, "less than a microsecond late");
  is_int(bucket_after(1e-6), 1, "one");
  is_int(bucket_after(3e-6), 2, "three");
  is_int(bucket_after(4e-6), 3, "four");
  is_int(bucket_after(1e-3), 10, "a millisecond");
  is_int(bucket_after(1), 20, "a second");
  is_int(bucket_after(4), 22, "four seconds");
  is_int(bucket_after(1e6), POE_STATS_BUCKETS - 1, "days");
  is_int(bucket_after((double)INFINITY), POE_STATS_BUCKETS - 1, "for ever");
}

/* ---- observer ---- */

static void observe(void *data, poe_moment_t at, const poe_session_t *s, const poe_name_t *event) {
  static const char *const moments[] = {"?",    "queued", "begins", "ends", "ready",
                                        "born", "dead",   "enter",  "leave"};
  fake_note(data, "<%s %d%s%s>", moments[at], s ? (int)poe_session_id(s) : -1, event ? " " : "",
            event ? event->str : "");
}

static void moments(void) {
  fake_t *f = fake_new();
  poe_session_t *s;
  poe_kernel_observe(f->k, observe, f);
  s = fake_session(f, NULL);
  fake_post(f, s, "x");
  fake_watch(f, s, 5, POE_MODE_READ, "r");
  fake_ready(f, 5, POE_MODE_READ);
  fake_slices(f, 1);
  is_str(fake_log(f),
         "<born 1> <queued 1 x> <ready 1 r> 1:r(5r) <enter 1 r> <leave 1> "
         "<begins 1 x> 1:x <enter 1 x> <leave 1> <ends 1 x>",
         "each at its place");
  poe_session_stop(f->k, s);
  is_str(fake_log(f), "1:_stop <enter 1 _stop> <leave 1> <dead 1>", "up to the end");
  poe_kernel_observe(f->k, NULL, NULL);
  fake_session(f, NULL);
  is_str(fake_log(f), "", "nobody looks any more");
  fake_free(f);
}

static void end_it(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "x") == 0) poe_session_stop(f->k, c->self);
}

static void a_session_that_ends_in_its_dispatch(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  f->logs_frees = true;
  f->hook = end_it;
  fake_post(f, s, "x");
  poe_kernel_observe(f->k, observe, f);
  fake_slices(f, 1);
  is_str(fake_log(f),
         "<begins 1 x> 1:x <enter 1 x> 1:_stop <enter 1 _stop> <leave 1> <dead 1> <leave 1> "
         "<ends 1 x> ~1",
         "is still there when the dispatch ends");
  fake_free(f);
}

static void look_away(fake_t *f, const fake_call_t *c) {
  (void)c;
  poe_kernel_observe(f->k, NULL, NULL);
}

static void an_observer_that_leaves_in_between(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  f->hook = look_away;
  fake_post(f, s, "x");
  poe_kernel_observe(f->k, observe, f);
  fake_slices(f, 1);
  is_str(fake_log(f), "<begins 1 x> 1:x <enter 1 x>", "hears of no end");
  is_int(s->pins, 0, "and leaves nothing pinned");
  fake_free(f);
}

static void look(fake_t *f, const fake_call_t *c) {
  (void)c;
  poe_kernel_observe(f->k, observe, f);
}

static void an_observer_that_comes_in_between(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  f->hook = look;
  fake_post(f, s, "x");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:x", "hears of no end without a beginning");
  fake_free(f);
}

static void note_seen(void *data, poe_moment_t at, const poe_session_t *s,
                      const poe_name_t *event) {
  const poe_event_t *e = poe_kernel_seen(((fake_t *)data)->k);
  (void)at, (void)s;
  fake_note(data, "<%s %s>", event ? event->str : "", e ? e->name->str : "-");
}

static void the_event_itself(void) {
  fake_t *f = fake_new();
  poe_session_t *s;
  poe_kernel_observe(f->k, note_seen, f);
  s = fake_session(f, NULL);
  fake_post(f, s, "x");
  fake_slices(f, 1);
  is_str(fake_log(f), "< -> <x x> <x x> 1:x <x -> < -> <x x> 1:_stop <_stop -> < -> < ->",
         "is there when it is queued, handed out and over");
  poe_kernel_observe(f->k, NULL, NULL);
  fake_free(f);
}

static void both_at_once(void) {
  fake_t *f = fake_new();
  poe_kernel_observe(f->k, observe, f);
  poe_kernel_measure(f->k, POE_MEASURE_COUNTS);
  fake_session(f, NULL);
  poe_kernel_observe(f->k, NULL, NULL);
  fake_session(f, NULL);
  is_str(fake_log(f), "<born 1>", "an observer may go");
  is_int(poe_kernel_stats(f->k)->born, 2, "and measuring goes on");
  fake_free(f);
}

int main(void) {
  off_unless_asked_for();
  counters();
  latencies();
  moments();
  a_session_that_ends_in_its_dispatch();
  an_observer_that_leaves_in_between();
  an_observer_that_comes_in_between();
  the_event_itself();
  both_at_once();
  return tap_done();
}
