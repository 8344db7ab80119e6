/* clock.c: what time it is. */
#include "xs/base/base.h"

#include <sys/time.h>
#include <time.h>

/* The same clock and the same rounding as Time::HiRes::time: programs compare the two. */
double poexs_now(void *unused) {
  struct timeval tv;
  PERL_UNUSED_ARG(unused);
  gettimeofday(&tv, NULL);
  return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

/* ---- the steady clock ---- */

enum { MICRO = 1000, SECOND = 1000000000 };

static int64_t nanoseconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

/* By how much the wall's was ahead of the one that counts from the machine's start. */
static struct timespec ahead;

/* The closest pair of a few: whatever stopped us between the two readings makes the steady clock
 * slow, never fast, so that nothing comes before the time that its program sees. */
void poexs_clock_init(void) {
  int64_t closest = INT64_MAX;
  if (ahead.tv_sec || ahead.tv_nsec) return;
  for (int i = 0; i < 8; i++) {
    int64_t before = nanoseconds(CLOCK_MONOTONIC), wall = nanoseconds(CLOCK_REALTIME);
    int64_t after = nanoseconds(CLOCK_MONOTONIC), by = wall - after;
    if (after - before >= closest) continue;
    closest = after - before;
    ahead.tv_sec = (time_t)(by / SECOND - (by % SECOND < 0));
    ahead.tv_nsec = (long)(by - (int64_t)ahead.tv_sec * SECOND);
  }
}

/* In the wall clock's grain. */
double poexs_steady(void *unused) {
  struct timespec t;
  PERL_UNUSED_ARG(unused);
  clock_gettime(CLOCK_MONOTONIC, &t);
  t.tv_sec += ahead.tv_sec;
  t.tv_nsec += ahead.tv_nsec;
  if (t.tv_nsec >= SECOND) {
    t.tv_sec++;
    t.tv_nsec -= SECOND;
  }
  return (double)t.tv_sec + (double)((uint32_t)t.tv_nsec / MICRO) / 1e6;
}
