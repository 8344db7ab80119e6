/* clock.c: delays keep to a clock that nobody sets, alarms to the one on the wall.
 *
 * The queue is in the order of the steady clock.  The drift is by how much the wall's is ahead of
 * it: an alarm has its place at its time less the drift, and all of them change places when the
 * wall clock was set.  Nobody looks at the second clock while no alarm is queued, nor is told of
 * any but the wall's times. */
#include <math.h>

#include "csrc/kernel/private.h"

/* The clocks are read one after the other: less than this, in seconds, is no setting. */
#define JUMP_SECONDS 1e-3

static double drift_now(const poe_kernel_t *k) {
  double drift = k->loop.wall(k->loop.data) - k->loop.now(k->loop.data);
  return fabs(drift - k->drift) < JUMP_SECONDS ? k->drift : drift;
}

/* Alarms that are queued stay at their times. */
void poe__clock_look(poe_kernel_t *k) {
  double drift, old = k->drift;
  if (!k->loop.wall) return;
  drift = drift_now(k);
  if (drift <= old && drift >= old) return;
  k->drift = drift;
  if (k->on_wall) poe__heap_shift(k, old - drift);
}

double poe_kernel_now(const poe_kernel_t *k) { return k->loop.now(k->loop.data); }

double poe_kernel_wall_of(poe_kernel_t *k, double steady) {
  poe__clock_look(k);
  return steady + k->drift;
}

double poe_kernel_steady_of(poe_kernel_t *k, double wall) {
  poe__clock_look(k);
  return wall - k->drift;
}

double poe_event_time(poe_kernel_t *k, const poe_event_t *e) {
  poe__clock_look(k);
  return e->due + k->drift;
}
