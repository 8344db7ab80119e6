/* Numbers of handlers, by event and by session. */
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static const poe_name_stat_t *of_name(fake_t *f, const char *name) {
  const poe_name_stat_t *n = NULL;
  while ((n = poe_name_stat_each(f->k, n)))
    if (n->name && strcmp(n->name->str, name) == 0) return n;
  return NULL;
}

static fake_t *measured(poe_measure_t level) {
  fake_t *f = fake_new();
  poe_kernel_measure(f->k, level);
  return f;
}

/* ---- counts ---- */

static void counts(void) {
  fake_t *f = measured(POE_MEASURE_COUNTS);
  poe_session_t *s = fake_kept_session(f, NULL);
  for (int i = 0; i < 3; i++) fake_post(f, s, "x");
  is_int(s->queue_most, 3, "how long the queue was");
  fake_slices(f, 1);
  is_int(of_name(f, "x")->count, 3, "an event's handlers");
  is_int(of_name(f, "x")->run.count, 0, "are not timed");
  is_int(s->stat->count, 3, "those of a session");
  ok(!f->k->watch->spans.n, "and nothing is left open");
  poe_kernel_measure(f->k, POE_MEASURE_NOT);
  fake_post(f, s, "x");
  fake_slices(f, 1);
  is_int(of_name(f, "x")->count, 3, "not counted any more, yet not forgotten");
  fake_free(f);
}

static void numbers_of_wheels(void) {
  static const char *const names[] = {"POE::Wheel::Run(7) -> stdin", "POE::Wheel::Run(8) -> stdin"};
  fake_t *f = measured(POE_MEASURE_COUNTS);
  poe_session_t *s = fake_kept_session(f, NULL);
  fake_post(f, s, names[0]);
  fake_post(f, s, names[1]);
  fake_post(f, s, "mine(3)");
  fake_post(f, s, "POE::x()");
  fake_post(f, s, "POE::x(3");
  fake_slices(f, 1);
  is_int(of_name(f, "POE::Wheel::Run -> stdin")->count, 2, "are left out");
  is_int(of_name(f, "mine(3)")->count, 1, "those of programs are not");
  is_int(of_name(f, "POE::x()")->count, 1, "nor are other brackets");
  is_int(of_name(f, "POE::x(3")->count, 1, "or half ones");
  fake_free(f);
}

static void many_names(void) {
  fake_t *f = measured(POE_MEASURE_COUNTS);
  poe_session_t *s = fake_kept_session(f, NULL);
  const poe_name_stat_t *n = NULL, *last = NULL;
  uint64_t all = 0;
  char name[16];
  for (int i = 0; i < POE_STAT_NAMES + 500; i++) {
    snprintf(name, sizeof name, "n%d", i);
    fake_post(f, s, name);
    fake_slices(f, 1);
  }
  while ((n = poe_name_stat_each(f->k, n))) all += n->count, last = n;
  is_int(poe_name_stat_count(f->k), POE_STAT_NAMES, "those beyond the limit");
  ok(last && !last->name, "come last, without a name");
  is_int(last->count, 500, "and count together");
  is_int(all, POE_STAT_NAMES + 500, "nothing is lost");
  poe_kernel_forget(f->k);
  is_int(poe_name_stat_count(f->k), 0, "forgotten");
  ok(!poe_name_stat_each(f->k, NULL), "all of them");
  fake_post(f, s, "n3");
  fake_slices(f, 1);
  is_int(of_name(f, "n3")->count, 1, "and counted anew");
  fake_free(f);
}

static void unhandled(void) {
  fake_t *f = measured(POE_MEASURE_COUNTS);
  poe_place_t at = {fake_name(f, "prog"), 12};
  poe_span_unhandled(f->k, f->own, fake_name(f, "lost"), &at);
  at.line = 13;
  poe_span_unhandled(f->k, f->own, fake_name(f, "lost"), &at);
  is_int(of_name(f, "lost")->unhandled, 2, "nobody handled it");
  is_int(of_name(f, "lost")->unhandled_at.line, 13, "who sent it last");
  is_int(poe_kernel_flow(f->k)->unhandled, 2, "and in all");
  fake_free(f);
}

/* ---- times ---- */

static void take_time(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "outer") == 0) {
    fake_call_t inner = {.what = "inner", .id = 2, .self = f->user};
    f->now += 1;
    fake_run(f, &inner, c->self, fake_name(f, "inner"), POE_ET_CALL);
    f->now += 2;
  } else if (strcmp(c->what, "inner") == 0) {
    f->now += 4;
  }
}

static void times(void) {
  fake_t *f = measured(POE_MEASURE_TIMES);
  poe_session_t *s = fake_kept_session(f, NULL);
  f->user = fake_kept_session(f, NULL);
  f->hook = take_time;
  fake_post(f, s, "outer");
  f->now += 0.5;
  fake_slices(f, 1);
  is_int(of_name(f, "outer")->run.sum / 1000, 7000000, "a handler with those that it calls");
  is_int(of_name(f, "outer")->own / 1000, 3000000, "and without");
  is_int(s->stat->own / 1000, 3000000, "which is its session's own time");
  is_int(s->stat->most / 1000, 7000000, "the longest");
  is_int(((poe_session_t *)f->user)->stat->own / 1000, 4000000, "that of the one that was called");
  is_int(of_name(f, "outer")->wait.most / 1000, 500000, "how long it waited");
  is_int(of_name(f, "inner")->wait.count, 0, "a call waits for nothing");
  is_int(poe_kernel_flow(f->k)->calls, 1, "it is a call");
  is_int(poe_kernel_flow(f->k)->events / 1000, 7000000, "what the pass took");
  fake_free(f);
}

/* ---- long jumps ---- */

/* Spans that nobody ends, as those of handlers that threw, each of a C frame further in. */
static void skipped(void) {
  fake_t *f = measured(POE_MEASURE_TIMES);
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_frame_t frame;
  poe_span_call_t call = {s, s, fake_name(f, "x"), NULL, 0, POE_ET_POST};
  char stack[4];
  poe_frame_enter(f->k, &frame, s, s, call.name, POE_ET_POST);
  poe_span_enter(f->k, &stack[3], &call);
  poe_span_enter(f->k, &stack[2], &call);
  poe_span_enter(f->k, &stack[1], &call);
  is_int(f->k->watch->spans.n, 3, "three of them");
  poe_span_enter(f->k, &stack[2], &call);
  is_int(f->k->watch->spans.n, 2, "one further out ends those further in, and one in its place");
  poe_span_leave(f->k, &stack[1]);
  is_int(f->k->watch->spans.n, 2, "one that is over already ends nothing");
  poe_span_leave(f->k, &stack[3]);
  is_int(f->k->watch->spans.n, 0, "the outermost ends all");
  is_int(of_name(f, "x")->run.count, 4, "each was timed");
  poe_span_enter(f->k, (char *)&frame - 64, &call);
  poe_frame_leave(f->k, &frame);
  is_int(f->k->watch->spans.n, 0, "a frame ends what is left of its handler");
  fake_free(f);
}

/* ---- strands ---- */

static void of_strands(void) {
  fake_t *f = measured(POE_MEASURE_TIMES);
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_frame_t frame, other_frame;
  poe_span_call_t call = {s, s, fake_name(f, "x"), NULL, 0, POE_ET_POST};
  poe_strand_t strand, lost;
  poe_frame_enter(f->k, &frame, s, s, call.name, POE_ET_POST);
  poe_span_enter(f->k, &strand, &call);
  poe_strand_leave(f->k, &strand);
  is_int(f->k->watch->spans.n, 0, "the spans of a strand that is put aside go along");
  poe_frame_enter(f->k, &other_frame, s, s, call.name, POE_ET_POST);
  poe_span_enter(f->k, &lost, &call);
  poe_strand_leave(f->k, &lost);
  poe_strand_enter(f->k, &strand);
  is_int(f->k->watch->spans.n, 1, "and come back with it");
  poe_strand_leave(f->k, &strand);
  poe_kernel_forget(f->k);
  poe_strand_enter(f->k, &strand);
  is_int(f->k->watch->spans.n, 0, "but not when what they count in was forgotten");
  poe_span_leave(f->k, &strand);
  poe_frame_leave(f->k, &frame);
  poe_strand_enter(f->k, &lost);
  poe_frame_leave(f->k, &other_frame);
  ok(!of_name(f, "x"), "nothing is counted of them");
  fake_free(f);
}

int main(void) {
  counts();
  numbers_of_wheels();
  many_names();
  unhandled();
  times();
  skipped();
  of_strands();
  return tap_done();
}
