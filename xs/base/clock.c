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

double poexs_mono(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
