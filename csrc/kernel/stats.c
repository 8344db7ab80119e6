/* stats.c: counters, levels and the observer hook.  Nothing here runs unless somebody asked for it:
 * elsewhere a single flag is tested. */
#include "csrc/kernel/private.h"

static void update(poe_kernel_t *k) {
  k->watched.any = k->measures || k->observer;
  k->watched.ends = poe__is_timed(k) || k->observer;
}

void poe_kernel_observe(poe_kernel_t *k, poe_observer_fn fn, void *data) {
  k->observer = fn;
  k->observer_data = data;
  update(k);
}

const poe_event_t *poe_kernel_seen(const poe_kernel_t *k) { return k->seen; }

/* Handlers that run are timed only if they began while times were measured. */
void poe_kernel_measure(poe_kernel_t *k, poe_measure_t level) {
  if (level) poe__tally_begin(k);
  if (level < POE_MEASURE_TIMES) poe__span_drop_all(k);
  if (k->watch) k->watch->fresh = false;
  k->measures = level;
  if (k->watch) poe__tally_set_limit(k);
  update(k);
}

const char *poe_measure_word(poe_measure_t level) {
  static const char *const words[] = {"off", "counts", "times", "trace"};
  return level < sizeof words / sizeof *words ? words[level] : NULL;
}

poe_measure_t poe_kernel_measures(const poe_kernel_t *k) { return k->measures; }
const poe_stats_t *poe_kernel_stats(const poe_kernel_t *k) { return &k->stats; }
const poe_flow_t *poe_kernel_flow(const poe_kernel_t *k) {
  return k->watch ? &k->watch->flow : NULL;
}
const poe_watched_t *poe_kernel_watched(const poe_kernel_t *k) { return &k->watched; }

/* Handlers that run go on without being timed: their numbers would be in what is forgotten. */
void poe_kernel_forget(poe_kernel_t *k) {
  if (!k->watch) return;
  poe__span_drop_all(k);
  poe_kernel_trace(k, 0);
  poe__tally_forget(k);
}

void poe__stats_destroy(poe_kernel_t *k) {
  if (!k->watch) return;
  poe__span_drop_all(k);
  poe_kernel_trace(k, 0);
  poe__context_destroy(k);
  poe__tally_destroy(k);
}

/* ---- moments ---- */

#define NANOSECONDS 1e9

static uint32_t bucket_of(uint64_t nanoseconds) {
  const uint64_t us = nanoseconds / 1000, most = 1 << (POE_STATS_BUCKETS - 2);
  if (POE_LIKELY(!us)) return 0;
  return us < most ? 32 - (uint32_t)__builtin_clz((uint32_t)us) : POE_STATS_BUCKETS - 1;
}

/* The kernel's own session was never born, and ends with each run. */
static void count(poe_kernel_t *k, poe_moment_t at, const poe_session_t *s) {
  poe_stats_t *st = &k->stats;
  switch (at) {
  case POE_AT_READY: st->ready++; break;
  case POE_AT_BIRTH: st->born++; break;
  case POE_AT_DEATH: st->died += s != k->own; break;
  default: break;
  }
}

/* Called in the midst of what happens: an observer may look at everything, and change nothing of
 * it. */
void poe__stats_note(poe_kernel_t *k, poe_moment_t at, const poe_session_t *s,
                     const poe_name_t *event) {
  if (k->measures && !s->background) count(k, at, s);
  if (k->observer) k->observer(k->observer_data, at, s, event);
}

/* An observer that brings about others is told of those first. */
__attribute__((noinline)) void poe__stats_show(poe_kernel_t *k, poe_moment_t at,
                                               const poe_event_t *e) {
  const poe_event_t *outer = k->seen;
  k->seen = e;
  k->observer(k->observer_data, at, e->to, e->name);
  k->seen = outer;
}

static inline void count_enqueued(poe_kernel_t *k, poe_event_t *e) {
  poe_session_t *to = e->to;
  const poe_spans_t *open = &k->watch->spans;
  if (open->n) {
    e->cause = open->v[open->n - 1].id;
    e->root = open->v[open->n - 1].root;
  }
  k->stats.enqueued += !to->background;
  if (e->type == POE_ET_POST && e->from == to)
    to->stat->sent_to_itself++;
  else if (e->type & (POE_ET_POST | POE_ET_ALARM))
    to->stat->sent_by_others++;
  if (to->n_to > to->queue_most) to->queue_most = to->n_to;
}

static __attribute__((noinline)) void enqueue_first(poe_kernel_t *k, poe_event_t *e) {
  poe__tally_add_session(k, e->to);
  poe__stats_enqueue(k, e);
}

void poe__stats_enqueue(poe_kernel_t *k, poe_event_t *e) {
  if (k->measures) {
    if (POE_UNLIKELY(!e->to->stat)) {
      enqueue_first(k, e);
      return;
    }
    count_enqueued(k, e);
  }
  if (POE_UNLIKELY(k->observer != NULL)) poe__stats_show(k, POE_AT_ENQUEUE, e);
}

/* In nanoseconds. */
static inline int64_t nanoseconds(double late) {
  const double most = NANOSECONDS;
  return (int64_t)((POE_LIKELY(late < most) ? late : most) * NANOSECONDS);
}

/* Early counts as on time.  The clock was read when the pass began, and after each handler. */
static inline uint64_t lateness(const poe_kernel_t *k, const poe_event_t *e) {
  const poe_watch_t *w = k->watch;
  int64_t ns = nanoseconds(k->pass.now - e->due);
  if (w->tick > w->part_began) ns += (int64_t)(w->tick - w->part_began);
  return ns > 0 ? (uint64_t)ns : 0;
}

static inline __attribute__((always_inline)) void note_wait(poe_kernel_t *k, const poe_event_t *e) {
  const uint64_t waited = lateness(k, e);
  poe_watch_t *w = k->watch;
  poe_session_stat_t *s = e->to->stat;
  if (POE_LIKELY(!e->to->background)) {
    k->stats.dispatched++;
    k->stats.late[bucket_of(waited)]++;
  }
  poe_histogram_add(&poe__tally_name_of(w, e->to, e->name)->wait, waited);
  s->wait += waited;
  if (waited > s->wait_most) s->wait_most = waited;
  w->waited = waited;
  w->next_cause = e->cause;
  w->next_root = e->root;
}

static inline void count_late(poe_kernel_t *k, const poe_event_t *e) {
  const double late = k->pass.now - e->due;
  if (POE_UNLIKELY(e->to->background)) return;
  k->stats.dispatched++;
  k->stats.late[POE_LIKELY(late < 1e-6) ? 0 : bucket_of((uint64_t)nanoseconds(late))]++;
}

static __attribute__((noinline)) void dispatch_first(poe_kernel_t *k, const poe_event_t *e) {
  poe__tally_know(k, e->to, e->name);
  note_wait(k, e);
}

/* A dispatch begins when a pass hands the event out and ends when the event is freed.  The receiver
 * is pinned so that an observer can be told of the end of it, whatever the handler did. */
static void begin_dispatch(poe_kernel_t *k, poe_event_t *e) {
  assert(!e->observed);
  e->observed = true;
  poe_session_pin(e->to);
  poe__stats_show(k, POE_AT_DISPATCH, e);
}

static __attribute__((noinline)) void dispatch_observed(poe_kernel_t *k, poe_event_t *e) {
  if (poe__is_timed(k))
    dispatch_first(k, e);
  else if (k->measures)
    count_late(k, e);
  begin_dispatch(k, e);
}

/* Of an event that a pass hands out. */
void poe__stats_dispatch(poe_kernel_t *k, poe_event_t *e) {
  if (POE_UNLIKELY(k->observer != NULL))
    dispatch_observed(k, e);
  else if (!poe__is_timed(k))
    count_late(k, e);
  else if (POE_LIKELY(poe__tally_knows(e->to, e->name)))
    note_wait(k, e);
  else
    dispatch_first(k, e);
}
