/* Which trace a handler belongs to. */
#include <string.h>

#include "csrc/kernel/private.h"
#include "csrc/look/look.h"
#include "fake.h"
#include "tap.h"

static const poe_context_t elsewhere = {.trace = {1, 2, 3}, .span = {4, 5, 6}, .sampled = true};
static const uint8_t seed[POE_SEED_BYTES] = {9, 8, 7, 6, 5, 4, 3, 2, 1};

typedef struct {
  poe_context_t c;
  char state[16];
} seen_t;
static seen_t seen[8];
static int n_seen;

static void look(fake_t *f) {
  seen_t *s = &seen[n_seen++ & 7];
  const char *state;
  size_t len;
  memset(s, 0, sizeof *s);
  if (poe_context_now(f->k, &s->c, &state, &len) && len) memcpy(s->state, state, len);
}

static bool same_trace(int a, int b) {
  return memcmp(seen[a].c.trace, seen[b].c.trace, sizeof seen[a].c.trace) == 0;
}

static fake_t *traced(void) {
  fake_t *f = fake_new();
  poe_kernel_measure(f->k, POE_MEASURE_TRACE);
  poe_kernel_trace(f->k, 64);
  poe_context_seed(f->k, seed);
  n_seen = 0;
  return f;
}

/* "first" sends "second", which is told of a trace elsewhere and sends "third". */
static void chain(fake_t *f, const fake_call_t *c) {
  fake_call_t inner = {.what = "called", .self = c->self};
  look(f);
  if (strcmp(c->what, "first") == 0) fake_post(f, c->self, "second");
  if (strcmp(c->what, "third") == 0)
    fake_run(f, &inner, c->self, fake_name(f, "called"), POE_ET_CALL);
  if (strcmp(c->what, "second") != 0) return;
  ok(poe_context_begin(f->k, &elsewhere, "a=b", 3), "a handler runs");
  look(f);
  fake_alarm(f, c->self, "third", f->now);
}

static void carried(void) {
  fake_t *f = traced();
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_context_t c;
  uint8_t parent[8];
  f->hook = chain;
  fake_post(f, s, "first");
  fake_slices(f, 4);
  is_int(n_seen, 5, "four handlers, one of which looked twice");
  ok(same_trace(0, 1), "what is sent belongs to the trace of the sender");
  ok(memcmp(seen[2].c.trace, elsewhere.trace, 16) == 0, "until another one begins");
  ok(memcmp(seen[1].c.span, seen[2].c.span, 8) == 0, "the handler is the same");
  ok(same_trace(2, 3) && same_trace(3, 4), "which goes on in alarms and calls");
  is_str(seen[4].state, "a=b", "with what came along");
  is_str(seen[1].state, "", "but not before");
  poe_context_of(f->k, poe_kernel_record(f->k, 1), &c);
  ok(memcmp(&c, &seen[2].c, sizeof c) == 0, "the record says the same");
  ok(!poe_context_parent(f->k, poe_kernel_record(f->k, 0), parent), "the first has none above");
  ok(poe_context_parent(f->k, poe_kernel_record(f->k, 1), parent), "the second");
  ok(memcmp(parent, elsewhere.span, 8) == 0, "is below that which was told");
  ok(poe_context_link(f->k, poe_kernel_record(f->k, 1), &c), "and was caused here");
  ok(memcmp(c.trace, seen[0].c.trace, 16) == 0, "in the trace of before");
  ok(memcmp(c.span, seen[0].c.span, 8) == 0, "by the first");
  ok(!poe_context_link(f->k, poe_kernel_record(f->k, 3), &c), "what is of one trace has no link");
  ok(poe_context_parent(f->k, poe_kernel_record(f->k, 3), parent), "the third");
  ok(memcmp(parent, seen[2].c.span, 8) == 0, "below the second");
  fake_free(f);
}

/* ---- more than are kept ---- */

static void begin_one(fake_t *f, const fake_call_t *c) {
  poe_context_t of = elsewhere;
  bool last = strcmp(c->what, "last") == 0;
  if (last) look(f);
  for (int i = 0; i < (last ? POE_CONTEXTS_MOST : 1); i++) {
    of.trace[15] = (uint8_t)i;
    poe_context_begin(f->k, &of, "x", 1);
    if (!last) fake_post(f, c->self, "last");
    if (!last) fake_post(f, c->self, "end");
  }
}

static void look_only(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "end") == 0)
    look(f);
  else
    begin_one(f, c);
}

static void oldest_goes(void) {
  fake_t *f = traced();
  poe_session_t *s = fake_kept_session(f, NULL);
  f->hook = look_only;
  fake_post(f, s, "first");
  fake_slices(f, 3);
  ok(memcmp(seen[0].c.trace, elsewhere.trace, 16) == 0, "one of a few is known");
  ok(!same_trace(0, 1), "after many more it is not");
  is_str(seen[1].state, "", "nor what came with it");
  ok(seen[1].c.sampled, "it goes on as one of our own");
  fake_free(f);
}

/* ---- what there is without ---- */

static void none(void) {
  fake_t *f = fake_new();
  poe_context_t c;
  const char *state;
  size_t len;
  ok(!poe_context_now(f->k, &c, &state, &len), "nothing runs, nothing is measured");
  ok(!poe_context_begin(f->k, &elsewhere, NULL, 0), "nor can anything be begun");
  ok(!poe_context_is_seeded(f->k), "without a seed");
  fake_free(f);
}

static void samples(void) {
  fake_t *f = traced();
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_look_trace_t want = {.most = 1000, .ids = true};
  poe_text_t t = {0};
  poe_kernel_trace(f->k, 1024);
  for (int i = 0; i < 1000; i++) fake_post(f, s, "it");
  poe_context_sample(f->k, UINT64_C(1) << 30);
  fake_slices(f, 1);
  poe_look_trace(f->k, &want, &t, 2000);
  ok(want.rows > 180 && want.rows < 320, "about a quarter: %d", (int)want.rows);
  poe_text_free(&t);
  poe_context_sample(f->k, 0);
  want = (poe_look_trace_t){.most = 1000, .ids = true};
  poe_look_trace(f->k, &want, &t, 2000);
  is_int(want.rows, 0, "or none");
  poe_text_free(&t);
  fake_free(f);
}

int main(void) {
  carried();
  oldest_goes();
  none();
  samples();
  return tap_done();
}
