/* span.c: how long handlers take.
 *
 * A span is a handler that runs.  Spans nest as the C frames that they are told of, whose addresses
 * say which of them a long jump has skipped.  One reading of the clock an event is enough: within a
 * slice the end of one handler is the beginning of the next. */
#include <string.h>

#include "csrc/kernel/flow.h"

/* ---- spans ---- */

static const poe_span_t *innermost(const poe_kernel_t *k) {
  return &k->watch->spans.v[k->watch->spans.n - 1];
}

/* Room for one more, which counts already. */
static poe_span_t *add(poe_spans_t *l) {
  if (POE_UNLIKELY(l->n == l->cap)) {
    l->cap = l->cap ? l->cap * 2 : 16;
    l->v = poe_realloc(l->v, l->cap * sizeof *l->v);
  }
  return &l->v[l->n++];
}

const uint64_t *poe_kernel_beat(const poe_kernel_t *k) { return k->watch ? &k->watch->beat : NULL; }

/* Odd while a handler runs. */
static inline void set_beat(poe_watch_t *w, bool running) {
  const uint64_t next = running ? (w->beat + 1) | 1 : (w->beat | 1) + 1;
  __atomic_store_n(&w->beat, next, __ATOMIC_RELAXED);
}

/* Kept last, with all else done: what it needs is where it was until another begins. */
static __attribute__((noinline)) void note(poe_kernel_t *k, const poe_span_t *span, uint64_t took) {
  if (took >= k->watch->slow_limit && span->of_name != &k->watch->hidden)
    poe__tally_slow(k, span, took);
  if (k->measures == POE_MEASURE_TRACE) poe__trace_note(k, span, took);
}

/* The innermost one is over; the time of it is that of all around it, too. */
static inline __attribute__((always_inline)) void finish(poe_kernel_t *k, uint64_t now) {
  poe_watch_t *w = k->watch;
  const uint32_t around = --w->spans.n;
  const poe_span_t *span = &w->spans.v[around];
  uint64_t took = now > span->began ? now - span->began : 0,
           own = took > span->inner ? took - span->inner : 0;
  poe_session_stat_t *s = span->to->stat;
  poe_histogram_add(&span->of_name->run, took);
  span->of_name->own += own;
  s->own += own;
  s->last = now;
  if (took > s->most) s->most = took;
  if (POE_UNLIKELY(around))
    w->spans.v[around - 1].inner += took;
  else
    set_beat(w, false);
  if (POE_UNLIKELY(took >= w->note_limit)) note(k, span, took);
}

/* One that a long jump skipped: who sent it the event may have gone with that. */
static __attribute__((noinline)) void finish_skipped(poe_kernel_t *k, uint64_t now) {
  k->watch->spans.v[k->watch->spans.n - 1].file = NULL;
  finish(k, now);
}

void poe__span_end_skipped(poe_kernel_t *k, const void *where) {
  poe__read_clock(k);
  while (poe__span_is_skipped(k, where)) finish_skipped(k, k->watch->tick);
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

/* Within `in`, or as the outermost one. */
static inline void open_span(poe_watch_t *w, const void *where, const poe_span_call_t *c,
                             poe_span_t *span, const poe_span_t *in, uint64_t now) {
  const uint64_t id = ++w->last_span, cause = in ? in->id : w->next_cause;
  span->where = where;
  span->to = c->to;
  span->of_name = poe__tally_name_of(w, c->to, c->name);
  span->from = c->from;
  span->id = id;
  span->cause = cause;
  span->root = !cause ? id : in ? in->root : w->next_root;
  span->wait = in ? 0 : w->waited;
  span->began = now;
  span->inner = 0;
  span->file = c->file;
  span->line = c->line;
  span->type = c->type;
  w->next_cause = w->waited = 0;
}

/* The outermost handler is that of the event which the pass handed out, and begins when the one
 * before it ended; one further in was called by that around it, and begins now. */
static __attribute__((noinline)) void begin_anywhere(poe_kernel_t *k, const void *where,
                                                     const poe_span_call_t *c) {
  poe_watch_t *w = k->watch;
  poe_span_t *span;
  uint64_t now;
  while (w->spans.n && POE_UNLIKELY(innermost(k)->where <= where))
    finish_skipped(k, poe__read_clock(k));
  now = w->spans.n ? poe__read_clock(k) : poe__time_now(k);
  span = add(&w->spans);
  if (w->spans.n == 1) set_beat(w, true);
  open_span(w, where, c, span, w->spans.n > 1 ? span - 1 : NULL, now);
}

static inline void begin(poe_kernel_t *k, const void *where, const poe_span_call_t *c) {
  poe_watch_t *w = k->watch;
  if (POE_UNLIKELY(w->spans.n || !w->fresh || !w->spans.cap)) {
    begin_anywhere(k, where, c);
    return;
  }
  w->spans.n = 1;
  set_beat(w, true);
  open_span(w, where, c, w->spans.v, NULL, w->tick);
}

static inline void count(poe_kernel_t *k, const void *where, const poe_span_call_t *c) {
  poe__tally_name_of(k->watch, c->to, c->name)->count++;
  c->to->stat->count++;
  if (c->type & POE_ET_CALL) k->watch->flow.calls += !c->to->background;
  if (poe__is_timed(k)) begin(k, where, c);
}

/* Calls that are seldom needed are kept out of what runs once an event, which so needs no frame. */
static __attribute__((noinline)) void enter_first(poe_kernel_t *k, const void *where,
                                                  const poe_span_call_t *c) {
  poe__tally_know(k, c->to, c->name);
  count(k, where, c);
}

static inline void enter(poe_kernel_t *k, const void *where, const poe_span_call_t *c) {
  if (!k->measures) return;
  if (POE_LIKELY(poe__tally_knows(c->to, c->name)))
    count(k, where, c);
  else
    enter_first(k, where, c);
}

static __attribute__((noinline)) void enter_observed(poe_kernel_t *k, const void *where,
                                                     const poe_span_call_t *c) {
  k->observer(k->observer_data, POE_AT_ENTER, c->to, c->name);
  enter(k, where, c);
}

void poe_span_enter(poe_kernel_t *k, const void *where, const poe_span_call_t *c) {
  if (POE_UNLIKELY(k->observer != NULL))
    enter_observed(k, where, c);
  else
    enter(k, where, c);
}

static __attribute__((noinline)) void tell_of_leave(poe_kernel_t *k) {
  const poe_frame_t *f = k->frame;
  k->observer(k->observer_data, POE_AT_LEAVE, f ? f->session : k->own, NULL);
}

static inline bool is_innermost(const poe_kernel_t *k, const void *where) {
  return k->watch->spans.n && innermost(k)->where == where;
}

/* Nothing was begun for a handler during which the level was changed. */
void poe_span_leave(poe_kernel_t *k, const void *where) {
  if (POE_LIKELY(poe__is_timed(k))) {
    if (POE_UNLIKELY(!is_innermost(k, where))) poe__span_settle(k, where);
    if (POE_LIKELY(is_innermost(k, where))) finish(k, poe__read_clock(k));
  }
  if (POE_UNLIKELY(k->observer != NULL)) tell_of_leave(k);
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
