/* pass.c: one go through what is due.
 *
 * The moment and the sequence number at its beginning are its limits: what its handlers post has a
 * later number and waits for the next pass, so that descriptors are polled between them.  Passes
 * nest, as handlers may run a slice; the outer one goes on with its own limits. */
#include "csrc/kernel/flow.h"

void poe_pass_begin(poe_kernel_t *k, poe_pass_t *outer) {
  *outer = k->pass;
  if (POE_UNLIKELY(k->on_wall)) poe__clock_look(k);
  k->pass.now = k->loop.now(k->loop.data);
  k->pass.seq = k->next_seq;
  k->pass_depth++;
  if (POE_UNLIKELY(poe__is_timed(k))) poe__flow_before_pass(k);
}

static __attribute__((noinline)) void collect(poe_kernel_t *k) {
  poe_kernel_collect(k);
  if (poe__is_timed(k)) poe__flow_after_collect(k);
}

/* Ends those sessions that nothing keeps any more, which runs handlers.  A loop with a timer of its
 * own is told of the next event once, here, not for each one that came and went. */
void poe_pass_end(poe_kernel_t *k, const poe_pass_t *outer) {
  double due;
  POE_ASSERT_SLOW(k->pass_depth > 0);
  k->pass_depth--;
  k->pass = *outer;
  if (POE_UNLIKELY(poe__is_timed(k))) poe__flow_after_pass(k);
  if (!poe_list_is_empty(&k->marked)) collect(k);
  if (!k->loop.timer_set) return;
  if (poe_event_next_due(k, &due))
    k->loop.timer_change(k->loop.data, poe_kernel_wall_of(k, due));
  else
    k->loop.timer_clear(k->loop.data);
}

/* Lane events of before this pass are due whatever the clock says.  An alarm that was set during
 * the pass for the very moment in which the pass began waits for the next one. */
static poe_event_t *next_due(const poe_kernel_t *k) {
  poe_event_t *a = poe__lane_head(k), *b = poe__heap_head(k);
  if (a && a->seq >= k->pass.seq) a = NULL;
  if (b && !(b->due < k->pass.now || (b->due <= k->pass.now && b->seq < k->pass.seq))) b = NULL;
  if (!a || !b) return a ? a : b;
  return poe__event_before(a, b) ? a : b;
}

/* With many sessions nearly everything that an event touches has left the cache: ask for what the
 * coming ones will need while this one is handled. */
static void fetch_ahead(const poe_kernel_t *k) {
  const poe_event_t *next;
  if (k->lane_count < 2) return;
  next = POE_CONTAINER(k->lane.next, poe_event_t, chain);
  __builtin_prefetch(next->to->host);
  next = POE_CONTAINER(next->chain.next, poe_event_t, chain);
  __builtin_prefetch(next->to);
  __builtin_prefetch(next->chain.next);
}

const poe_event_t *poe_pass_peek(const poe_kernel_t *k) { return poe__lane_head(k); }

/* The event is out of the queue, with its references to both ends dropped: they are marked if it
 * was all that kept them, and collected when the pass ends.  An event that was queued for no other
 * reason than to keep a session until then is no event for the host. */
poe_event_t *poe_pass_next(poe_kernel_t *k) {
  poe_event_t *e;
  while ((e = next_due(k))) {
    poe_event_unqueue(k, e);
    if (POE_LIKELY(e->type != POE_ET_GC)) {
      if (POE_UNLIKELY(k->watched.any)) poe__stats_dispatch(k, e);
      fetch_ahead(k);
      return e;
    }
    poe_event_free(k, e);
  }
  return NULL;
}

/* For hosts without a way of their own to run a pass, such as the unit programs'. */
void poe_pass_run(poe_kernel_t *k) {
  poe_pass_t outer;
  poe_event_t *e;
  poe_pass_begin(k, &outer);
  while ((e = poe_pass_next(k))) {
    k->host.dispatch(k->host.data, e);
    poe_event_free(k, e);
    if (k->host.is_failing(k->host.data)) poe_kernel_stop(k);
  }
  poe_pass_end(k, &outer);
}
