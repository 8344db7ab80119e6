/* notes.c: signals from the handler to the loop, without a lock.
 *
 * A handler may be interrupted by another one anywhere, and handlers of several threads run at
 * once.  Each claims a place of its own by counting up; only then does it write.  The reader can
 * thus meet a place that is claimed and still empty: it stops there, because what is behind it came
 * later, and whoever claimed it wakes the loop once more after writing. */
#include "csrc/process/process.h"

#include "csrc/base/check.h"

static_assert(ATOMIC_INT_LOCK_FREE == 2, "a lock could be held by what the handler interrupted");
static_assert(!(POE_NOTES & (POE_NOTES - 1)), "counters that wrap must go on at the same place");

static atomic_int *place_of(poe_notes_t *n, unsigned at) { return &n->place[at % POE_NOTES]; }

void poe_notes_init(poe_notes_t *n) {
  for (unsigned i = 0; i < POE_NOTES; i++) atomic_init(&n->place[i], 0);
  atomic_init(&n->begin, 0);
  atomic_init(&n->end, 0);
}

/* Async-signal-safe: allocates nothing, waits for nobody.  `at` may be far behind the reader when
 * the handler was interrupted after looking at it, hence the comparison as a signed number: the
 * exchange fails then, and fetches it anew. */
bool poe_notes_put(poe_notes_t *n, int sig) {
  unsigned at = atomic_load_explicit(&n->end, memory_order_relaxed);
  assert(sig != 0);
  do {
    unsigned begin = atomic_load_explicit(&n->begin, memory_order_acquire);
    if ((int)(at - begin) >= POE_NOTES) return false;
  } while (!atomic_compare_exchange_weak_explicit(&n->end, &at, at + 1, memory_order_acq_rel,
                                                  memory_order_relaxed));
  atomic_store_explicit(place_of(n, at), sig, memory_order_release);
  return true;
}

/* The place is emptied before it is counted as free: no handler claims it while the old number is
 * still in it. */
int poe_notes_next(poe_notes_t *n) {
  unsigned at = atomic_load_explicit(&n->begin, memory_order_relaxed);
  int sig = atomic_load_explicit(place_of(n, at), memory_order_acquire);
  if (!sig) return 0;
  atomic_store_explicit(place_of(n, at), 0, memory_order_relaxed);
  atomic_store_explicit(&n->begin, at + 1, memory_order_release);
  return sig;
}

/* In the child of a fork: threads that had claimed a place are not there to write into it, so empty
 * places are passed, too.  Signals that come while this runs are the child's own; their places lie
 * behind the end that was read first. */
void poe_notes_forget(poe_notes_t *n) {
  unsigned end = atomic_load_explicit(&n->end, memory_order_acquire);
  unsigned at = atomic_load_explicit(&n->begin, memory_order_relaxed);
  for (; at != end; at++) atomic_store_explicit(place_of(n, at), 0, memory_order_relaxed);
  atomic_store_explicit(&n->begin, end, memory_order_release);
}
