/* flow.c: how long a loop waits. */
#include "csrc/kernel/flow.h"

#define NANOSECONDS 1e9

uint64_t poe_kernel_ticks(const poe_kernel_t *k) {
  return k->loop.ticks ? k->loop.ticks(k->loop.data)
                       : (uint64_t)(k->loop.now(k->loop.data) * NANOSECONDS);
}

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
    poe__read_clock(k);
    if (alike && w->tick > w->part_began) learn(w, w->tick - w->part_began);
  }
  poe__flow_add(w, &w->flow.wait);
  w->part_began = w->tick;
}

void poe_kernel_rest(poe_kernel_t *k) {
  if (k->watch) k->watch->fresh = false;
}
