/* flow.h: where the time of a loop goes that no handler takes, and the clock that spans are
 * measured by.  Inline, as all of it runs once an event in programs that are busy with themselves.
 *
 * One reading of the clock an event is enough: within a slice the end of one handler is the
 * beginning of the next.  Called only while handlers are timed. */
#ifndef POE_KERNEL_FLOW_H
#define POE_KERNEL_FLOW_H

#include "csrc/kernel/private.h"

static inline uint64_t poe__read_clock(poe_kernel_t *k) {
  return k->watch->tick =
             POE_LIKELY(k->loop.ticks) ? k->loop.ticks(k->loop.data) : poe_kernel_ticks(k);
}

uint64_t poe__flow_read_clock(poe_kernel_t *k); /* the same, where it hardly ever is */

/* What the clock said last, where that is now. */
static inline uint64_t poe__time_now(poe_kernel_t *k) {
  return POE_LIKELY(k->watch->fresh) ? k->watch->tick : poe__flow_read_clock(k);
}

/* Adds what went by since a part began, up to the last reading of the clock. */
static inline void poe__flow_add(const poe_watch_t *w, uint64_t *sum) {
  if (w->tick > w->part_began) *sum += w->tick - w->part_began;
}

static inline void poe__flow_before_wait(poe_kernel_t *k) {
  k->watch->part_began = poe__time_now(k);
}

/* Of polls that found nothing and did not wait, the first ones and then one in so many are
 * measured: a program that is busy with itself polls once an event.  The quick ones stand for the
 * others, so that what begins after one never seems to begin late. */
enum { POE_POLLS_MEASURED = 16 };
void poe__flow_measure_wait(poe_kernel_t *k, bool alike);

/* alike: it did not wait, and found nothing. */
static inline void poe__flow_after_wait(poe_kernel_t *k, bool alike) {
  poe_watch_t *w = k->watch;
  w->fresh = true;
  if (alike && ++w->short_polls > POE_POLLS_MEASURED && w->short_polls % POE_POLLS_MEASURED)
    w->tick += w->short_poll;
  else
    poe__flow_measure_wait(k, alike);
  poe__flow_add(w, &w->flow.wait);
  w->part_began = w->tick;
}

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
