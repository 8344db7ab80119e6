/* span.c: how long handlers take, and where the rest of a loop's time goes.
 *
 * A span is a handler that runs.  Spans nest as the C frames that they are told of, whose addresses
 * say which of them a long jump has skipped.  One reading of the clock an event is enough: within a
 * slice the end of one handler is the beginning of the next. */
#include <string.h>

#include "csrc/kernel/private.h"

#define NANOSECONDS 1e9

uint64_t poe_kernel_ticks(const poe_kernel_t *k) {
  return k->loop.ticks ? k->loop.ticks(k->loop.data)
                       : (uint64_t)(k->loop.now(k->loop.data) * NANOSECONDS);
}

static uint64_t read_clock(poe_kernel_t *k) { return k->watch->tick = poe_kernel_ticks(k); }

/* What the clock said last, where that is now. */
static uint64_t time_now(poe_kernel_t *k) {
  return k->watch->fresh ? k->watch->tick : read_clock(k);
}

/* ---- spans ---- */

static const poe_span_t *innermost(const poe_kernel_t *k) {
  return &k->watch->spans.v[k->watch->spans.n - 1];
}

static void push(poe_watch_t *w, const poe_span_t *span) {
  poe_spans_t *l = &w->spans;
  if (l->n == l->cap) {
    l->cap = l->cap ? l->cap * 2 : 16;
    l->v = poe_realloc(l->v, l->cap * sizeof *l->v);
  }
  l->v[l->n++] = *span;
}

const uint64_t *poe_kernel_beat(const poe_kernel_t *k) { return k->watch ? &k->watch->beat : NULL; }

static void set_beat(poe_watch_t *w, bool running) {
  uint64_t beat = w->beat + 1;
  if ((beat & 1) != running) beat++;
  __atomic_store_n(&w->beat, beat, __ATOMIC_RELAXED);
}

/* The innermost one is over; the time of it is that of all around it, too. */
static void finish(poe_kernel_t *k, uint64_t now) {
  poe_spans_t *l = &k->watch->spans;
  const poe_span_t *span = &l->v[--l->n];
  uint64_t took = now > span->began ? now - span->began : 0,
           own = took > span->inner ? took - span->inner : 0;
  poe_session_stat_t *s = span->of_session;
  poe_histogram_add(&span->of_name->run, took);
  span->of_name->own += own;
  s->own += own;
  s->last = now;
  if (took > s->most) s->most = took;
  if (POE_UNLIKELY(took >= k->watch->slow_limit) && span->of_name != &k->watch->hidden)
    poe__tally_slow(k, span, took);
  if (k->measures == POE_MEASURE_TRACE) poe__trace_note(k, span, took);
  if (l->n)
    l->v[l->n - 1].inner += took;
  else
    set_beat(k->watch, false);
}

/* One that a long jump skipped: who sent it the event may have gone with that. */
static void finish_skipped(poe_kernel_t *k, uint64_t now) {
  k->watch->spans.v[k->watch->spans.n - 1].sent_at.file = NULL;
  finish(k, now);
}

/* C's stack grows down. */
void poe__span_settle(poe_kernel_t *k, const void *where) {
  const poe_spans_t *l = &k->watch->spans;
  if (!l->n || l->v[l->n - 1].where >= where) return;
  read_clock(k);
  while (l->n && l->v[l->n - 1].where < where) finish_skipped(k, k->watch->tick);
}

void poe__span_drop(poe_kernel_t *k) {
  if (!k->watch) return;
  k->watch->spans.n = 0;
  set_beat(k->watch, false);
}

void poe__span_drop_all(poe_kernel_t *k) {
  poe__span_drop(k);
  if (!k->watch) return;
  for (poe_link_t *l = k->watch->aside.next; l != &k->watch->aside; l = l->next)
    POE_CONTAINER(l, poe_spans_t, aside)->n = 0;
}

/* The outermost handler is that of the event which the pass handed out; one further in was called
 * by that around it. */
static void describe(poe_kernel_t *k, poe_span_t *span, const void *where, const poe_span_call_t *c,
                     poe_name_stat_t *n) {
  poe_watch_t *w = k->watch;
  span->where = where;
  span->of_name = n;
  span->of_session = c->to->stat;
  span->session = poe_session_id(c->to);
  span->from = poe_session_id(c->from);
  span->sent_at = (poe_place_t){c->file, c->line};
  span->type = c->type;
  span->id = ++w->last_span;
  span->cause = w->spans.n ? innermost(k)->id : w->next_cause;
  span->root = w->spans.n ? innermost(k)->root : w->next_root;
  if (!span->cause) span->root = span->id;
  span->wait = w->spans.n ? 0 : w->waited;
  span->inner = 0;
  w->next_cause = w->waited = 0;
}

/* A handler that is called by another one begins when that is so, the outermost one when the one
 * before it ended. */
static void begin(poe_kernel_t *k, const void *where, const poe_span_call_t *c,
                  poe_name_stat_t *n) {
  const poe_spans_t *open = &k->watch->spans;
  poe_span_t span;
  while (open->n && POE_UNLIKELY(innermost(k)->where <= where)) finish_skipped(k, read_clock(k));
  describe(k, &span, where, c, n);
  span.began = open->n ? read_clock(k) : time_now(k);
  push(k->watch, &span);
  if (open->n == 1) set_beat(k->watch, true);
}

void poe_span_enter(poe_kernel_t *k, const void *where, const poe_span_call_t *c) {
  if (k->observer) k->observer(k->observer_data, POE_AT_ENTER, c->to, c->name);
  if (k->measures) {
    poe_name_stat_t *n = poe__tally_name(k, c->to, c->name);
    poe_session_stat_t *s = poe__tally_session(k, c->to);
    n->count++;
    s->count++;
    if (c->type & POE_ET_CALL) k->watch->flow.calls += !c->to->background;
    if (poe__is_timed(k)) begin(k, where, c, n);
  }
}

/* Nothing was begun for a handler during which the level was changed. */
void poe_span_leave(poe_kernel_t *k, const void *where) {
  if (poe__is_timed(k)) {
    poe__span_settle(k, where);
    if (k->watch->spans.n && innermost(k)->where == where) finish(k, read_clock(k));
  }
  if (k->observer) {
    const poe_frame_t *f = k->frame;
    k->observer(k->observer_data, POE_AT_LEAVE, f ? f->session : k->own, NULL);
  }
}

void poe_span_unhandled(poe_kernel_t *k, const poe_session_t *to, poe_name_t *name,
                        const poe_place_t *sent_at) {
  poe_name_stat_t *n;
  poe_name_t *old;
  if (!k->measures) return;
  k->watch->flow.unhandled++;
  n = poe__tally_name(k, to, name);
  old = n->unhandled_at.file;
  n->unhandled++;
  n->unhandled_at.file = sent_at->file ? poe_name_hold(k, sent_at->file) : NULL;
  n->unhandled_at.line = sent_at->line;
  poe_name_unref(k, old);
}

/* ---- strands ---- */

/* The handlers of a strand that is put aside go on taking time. */
void poe__span_put_aside(poe_kernel_t *k, poe_strand_t *to) {
  poe_watch_t *w = k->watch;
  to->spans = NULL;
  if (!w || !w->spans.n) return;
  to->spans = poe_malloc(sizeof *to->spans);
  *to->spans = w->spans;
  poe_list_append(&w->aside, &to->spans->aside);
  memset(&w->spans, 0, sizeof w->spans);
  set_beat(w, false);
}

void poe__span_take_back(poe_kernel_t *k, poe_strand_t *from) {
  poe_watch_t *w = k->watch;
  poe__span_drop(k);
  if (!from->spans) return;
  poe_free(w->spans.v);
  poe_list_remove(&from->spans->aside);
  w->spans = *from->spans;
  poe_free(from->spans);
  from->spans = NULL;
}

/* ---- where the time goes ---- */

/* Adds what went by since a moment, up to the last reading of the clock. */
static void add_since(const poe_watch_t *w, uint64_t *sum, uint64_t since) {
  if (w->tick > since) *sum += w->tick - since;
}

void poe__flow_before_wait(poe_kernel_t *k) { k->watch->part_began = time_now(k); }

/* Of polls that found nothing and did not wait, the first ones and then one in so many are
 * measured: a program that is busy with itself polls once an event.  The quick ones stand for the
 * others, so that what begins after one never seems to begin late. */
enum { POLLS_MEASURED = 16 };

static void learn(poe_watch_t *w, uint64_t took) {
  if (!w->short_poll || took < w->short_poll)
    w->short_poll = took;
  else
    w->short_poll += (took - w->short_poll) / POLLS_MEASURED;
}

void poe__flow_after_wait(poe_kernel_t *k, bool alike) {
  poe_watch_t *w = k->watch;
  w->fresh = true;
  if (alike && ++w->short_polls > POLLS_MEASURED && w->short_polls % POLLS_MEASURED) {
    w->tick += w->short_poll;
  } else {
    read_clock(k);
    if (alike && w->tick > w->part_began) learn(w, w->tick - w->part_began);
  }
  add_since(w, &w->flow.wait, w->part_began);
  w->part_began = w->tick;
}

void poe__flow_after_files(poe_kernel_t *k) {
  add_since(k->watch, &k->watch->flow.files, k->watch->part_began);
}

void poe__flow_before_pass(poe_kernel_t *k) {
  k->watch->part_began = time_now(k);
  k->watch->fresh = true;
}

/* Before sessions that nothing keeps are ended. */
void poe__flow_after_pass(poe_kernel_t *k) {
  add_since(k->watch, &k->watch->flow.events, k->watch->part_began);
  k->watch->part_began = k->watch->tick;
}

void poe__flow_after_collect(poe_kernel_t *k) {
  add_since(k->watch, &k->watch->flow.collect, k->watch->part_began);
}

void poe_kernel_rest(poe_kernel_t *k) {
  if (k->watch) k->watch->fresh = false;
}
