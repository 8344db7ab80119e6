/* ticks.c: a clock for durations, cheap enough to be read after each handler.
 *
 * It is the processor's own counter where the system keeps its time by that, too, and so has found
 * that it is steady and the same on all processors; to read it directly costs a third, and does not
 * hold up what the processor does besides.  Elsewhere it is the system's clock. */
#include "xs/base/base.h"

#include <pthread.h>
#include <time.h>

enum { SECOND = 1000000000 };

static uint64_t system_ticks(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

#if defined(__x86_64__) && defined(__linux__) && defined(__SIZEOF_INT128__)

enum { MEASURED_FOR = 2000000 }; /* nanoseconds: to some ten parts in a million */
#define FRACTION 32

static struct {
  uint64_t from, at; /* of the counter, and what the system's clock said then */
  uint64_t each;     /* nanoseconds of one count, of 2**32; 0: the counter is not used */
} counter;

static bool system_trusts_the_counter(void) {
  char name[8] = "";
  FILE *file = fopen("/sys/devices/system/clocksource/clocksource0/current_clocksource", "r");
  bool is_it;
  if (!file) return false;
  is_it = fgets(name, sizeof name, file) && strcmp(name, "tsc\n") == 0;
  fclose(file);
  return is_it;
}

static void measure_counter(void) {
  uint64_t from = __builtin_ia32_rdtsc(), at = system_ticks(), now, count;
  if (!system_trusts_the_counter()) return;
  do {
    now = system_ticks();
    count = __builtin_ia32_rdtsc();
  } while (now - at < MEASURED_FOR);
  if (count <= from) return;
  counter.from = from;
  counter.at = at;
  __atomic_store_n(&counter.each,
                   (uint64_t)(((unsigned __int128)(now - at) << FRACTION) / (count - from)),
                   __ATOMIC_RELEASE);
}

void poexs_ticks_init(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, measure_counter);
}

uint64_t poexs_ticks(void *unused) {
  const uint64_t each = __atomic_load_n(&counter.each, __ATOMIC_ACQUIRE);
  PERL_UNUSED_ARG(unused);
  if (UNLIKELY(!each)) return system_ticks();
  return counter.at +
         (uint64_t)(((unsigned __int128)(__builtin_ia32_rdtsc() - counter.from) * each) >>
                    FRACTION);
}

#else

void poexs_ticks_init(void) {}

uint64_t poexs_ticks(void *unused) {
  PERL_UNUSED_ARG(unused);
  return system_ticks();
}

#endif
