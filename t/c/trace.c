/* The handlers that ran last, and what caused them. */
#include <string.h>

#include "csrc/kernel/private.h"
#include "csrc/look/look.h"
#include "fake.h"
#include "tap.h"

static fake_t *traced(uint32_t kept) {
  fake_t *f = fake_new();
  poe_kernel_measure(f->k, POE_MEASURE_TRACE);
  poe_kernel_trace(f->k, kept);
  return f;
}

static const char *name_of(fake_t *f, uint64_t i) {
  const poe_record_t *r = poe_kernel_record(f->k, i);
  return r && r->of_name->name ? r->of_name->name->str : "none";
}

static void ring(void) {
  static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
  fake_t *f = traced(3);
  poe_session_t *s = fake_kept_session(f, NULL);
  is_int(poe_kernel_recorded(f->k), 0, "nothing at first");
  ok(!poe_kernel_record(f->k, 0), "no record");
  for (int i = 0; i < 6; i++) fake_post(f, s, names[i]);
  fake_slices(f, 1);
  is_int(poe_kernel_recorded(f->k), 6, "six ran");
  ok(!poe_kernel_record(f->k, 1), "the oldest gave way");
  is_str(name_of(f, 2), "c", "a power of two is kept");
  is_str(name_of(f, 5), "f", "to the last");
  ok(!poe_kernel_record(f->k, 6), "what did not run is not there");
  poe_kernel_trace(f->k, 0);
  is_int(poe_kernel_recorded(f->k), 0, "it is forgotten");
  fake_post(f, s, "a");
  fake_slices(f, 1);
  is_int(poe_kernel_recorded(f->k), 0, "and no more is kept");
  poe_kernel_trace(f->k, 4);
  fake_post(f, s, "b");
  fake_slices(f, 1);
  is_str(name_of(f, 0), "b", "until it is wanted again");
  poe_kernel_forget(f->k);
  is_int(poe_kernel_recorded(f->k), 0, "with all numbers records go");
  fake_free(f);
}

/* ---- causes ---- */

static void cause(fake_t *f, const fake_call_t *c) {
  fake_call_t inner = {.what = "called", .self = c->self};
  if (strcmp(c->what, "first") != 0) return;
  fake_post(f, c->self, "posted");
  fake_alarm(f, c->self, "alarmed", f->now);
  fake_run(f, &inner, c->self, fake_name(f, "called"), POE_ET_CALL);
}

static const poe_record_t *record_of(fake_t *f, const char *name) {
  for (uint64_t i = 0; i < poe_kernel_recorded(f->k); i++)
    if (strcmp(name_of(f, i), name) == 0) return poe_kernel_record(f->k, i);
  return NULL;
}

static void causes(void) {
  fake_t *f = traced(16);
  poe_session_t *s = fake_kept_session(f, NULL);
  const poe_record_t *first, *other;
  f->hook = cause;
  fake_post(f, s, "first");
  fake_slices(f, 3);
  first = record_of(f, "first");
  is_int(first->cause, 0, "nobody caused the first one");
  other = record_of(f, "called");
  is_int(other->cause, first->span, "a call");
  is_int(other->wait, 0, "waits for nothing");
  is_int(record_of(f, "posted")->cause, first->span, "a post");
  is_int(record_of(f, "alarmed")->cause, first->span, "an alarm");
  is_int(record_of(f, "posted")->to, poe_session_id(s), "whose it is");
  fake_post(f, s, "later");
  fake_slices(f, 1);
  is_int(record_of(f, "later")->cause, 0, "what is sent afterwards is nobody's");
  fake_free(f);
}

/* ---- reading in slices ---- */

static void reading(void) {
  fake_t *f = traced(8);
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_look_trace_t want = {.most = 100};
  poe_text_t t = {0};
  for (int i = 0; i < 6; i++) fake_post(f, s, i % 2 ? "odd" : "even");
  fake_slices(f, 1);
  ok(poe_look_trace(f->k, &want, &t, 4), "four of six");
  is_int(want.rows, 4, "rows");
  for (int i = 0; i < 8; i++) fake_post(f, s, "new");
  fake_slices(f, 1);
  ok(!poe_look_trace(f->k, &want, &t, 100), "all");
  is_int(want.rows, 12, "rows");
  is_int(want.dropped, 2, "those that gave way meanwhile");
  poe_text_free(&t);
  want = (poe_look_trace_t){.at = 6, .most = 100, .match = "ne", .session = 99};
  poe_look_trace(f->k, &want, &t, 100);
  is_int(want.rows, 0, "none of another session");
  want = (poe_look_trace_t){.at = 6, .most = 3, .match = "ne"};
  ok(!poe_look_trace(f->k, &want, &t, 100), "no more than wanted");
  is_int(want.rows, 3, "of one name");
  ok(strstr(t.str, "\"new\""), "which is told");
  poe_text_free(&t);
  fake_free(f);
}

int main(void) {
  ring();
  causes();
  reading();
  return tap_done();
}
