/* flow.h: where the time of a loop goes that no handler takes, and the clock that spans are
 * measured by.  Inline, as all of it runs once an event in programs that are busy with themselves.
 *
 * One reading of the clock an event is enough: within a slice the end of one handler is the
 * beginning of the next.  Called only while handlers are timed. */
#ifndef POE_KERNEL_FLOW_H
#define POE_KERNEL_FLOW_H

#include "csrc/kernel/private.h"

static inline uint64_t poe__read_clock(poe_kernel_t *k) {
  return k->watch->tick = poe_kernel_ticks(k);
}

/* What the clock said last, where that is now. */
static inline uint64_t poe__time_now(poe_kernel_t *k) {
  return k->watch->fresh ? k->watch->tick : poe__read_clock(k);
}

/* Adds what went by since a part began, up to the last reading of the clock. */
static inline void poe__flow_add(const poe_watch_t *w, uint64_t *sum) {
  if (w->tick > w->part_began) *sum += w->tick - w->part_began;
}

static inline void poe__flow_before_wait(poe_kernel_t *k) {
  k->watch->part_began = poe__time_now(k);
}

/* alike: it did not wait, and found nothing. */
void poe__flow_after_wait(poe_kernel_t *k, bool alike);

static inline void poe__flow_after_files(poe_kernel_t *k) {
  poe__flow_add(k->watch, &k->watch->flow.files);
}

static inline void poe__flow_before_pass(poe_kernel_t *k) {
  k->watch->part_began = poe__time_now(k);
  k->watch->fresh = true;
}

/* Before sessions that nothing keeps are ended. */
static inline void poe__flow_after_pass(poe_kernel_t *k) {
  poe__flow_add(k->watch, &k->watch->flow.events);
  k->watch->part_began = k->watch->tick;
}

static inline void poe__flow_after_collect(poe_kernel_t *k) {
  poe__flow_add(k->watch, &k->watch->flow.collect);
}

#endif
