/* stats.c: counters and the observer hook.  Nothing here runs unless somebody asked for it:
 * elsewhere a single flag is tested. */
#include "csrc/kernel/private.h"

static void update(poe_kernel_t *k) { k->watched = k->measuring || k->observer; }

void poe_kernel_observe(poe_kernel_t *k, poe_observer_fn fn, void *data) {
  k->observer = fn;
  k->observer_data = data;
  update(k);
}

void poe_kernel_measure(poe_kernel_t *k, bool on) {
  k->measuring = on;
  update(k);
}

const poe_stats_t *poe_kernel_stats(const poe_kernel_t *k) { return &k->stats; }

/* Early counts as on time. */
static uint32_t bucket_of(double seconds) {
  uint32_t b = 0;
  double us = seconds * 1e6;
  while (us >= 1.0 && b < POE_STATS_BUCKETS - 1) {
    us /= 2;
    b++;
  }
  return b;
}

/* The kernel's own session was never born, and ends with each run. */
static void count(poe_kernel_t *k, poe_moment_t at, const poe_session_t *s, const poe_event_t *e) {
  poe_stats_t *st = &k->stats;
  switch (at) {
  case POE_AT_ENQUEUE: st->enqueued++; break;
  case POE_AT_DISPATCH:
    st->dispatched++;
    if (e) st->late[bucket_of(k->loop.now(k->loop.data) - e->due)]++;
    break;
  case POE_AT_READY: st->ready++; break;
  case POE_AT_BIRTH: st->born++; break;
  case POE_AT_DEATH: st->died += s != k->own; break;
  case POE_AT_NONE:
  case POE_AT_DISPATCHED: break;
  }
}

/* Called in the midst of what happens: an observer may look at everything, and change nothing of
 * it.  The end of a dispatch that was observed comes here even if nobody observes any more. */
void poe__stats_note(poe_kernel_t *k, poe_moment_t at, const poe_session_t *s,
                     const poe_event_t *e) {
  if (k->measuring) count(k, at, s, e);
  if (k->observer) k->observer(k->observer_data, at, s, e);
}
