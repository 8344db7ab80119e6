/* flow.c: how long a loop waits. */
#include "csrc/kernel/flow.h"

#define NANOSECONDS 1e9

uint64_t poe_kernel_ticks(const poe_kernel_t *k) {
  return k->loop.ticks ? k->loop.ticks(k->loop.data)
                       : (uint64_t)(k->loop.now(k->loop.data) * NANOSECONDS);
}

uint64_t poe__flow_read_clock(poe_kernel_t *k) { return poe__read_clock(k); }

static void learn(poe_watch_t *w, uint64_t took) {
  if (!w->short_poll || took < w->short_poll)
    w->short_poll = took;
  else
    w->short_poll += (took - w->short_poll) / POE_POLLS_MEASURED;
}

void poe__flow_measure_wait(poe_kernel_t *k, bool alike) {
  poe_watch_t *w = k->watch;
  poe__read_clock(k);
  if (alike && w->tick > w->part_began) learn(w, w->tick - w->part_began);
}

void poe_kernel_rest(poe_kernel_t *k) {
  if (k->watch) k->watch->fresh = false;
}
