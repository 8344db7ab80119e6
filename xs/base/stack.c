/* stack.c: how much of C's stack nested handlers may take.
 *
 * Perl runs on whatever stack its thread, or a coroutine, has.  Which one it is shows by an address
 * on it; where it ends is asked once for each, and kept for some. */
#include "xs/base/base.h"

#include <sys/resource.h>

#include "csrc/process/process.h"

/* The most that a first thread's stack is raised to. */
static const size_t most_bytes = (size_t)160 << 20;

/* Left for perl itself: a quarter of a small stack, this much of a large one. */
static const size_t most_reserve = (size_t)1 << 20;

/* How far the system lets the first thread's stack grow; the soft limit is raised if it may be. */
static const char *raised_end(const poe_stack_t *s) {
  struct rlimit limit;
  const char *end = s->low;
  if (getrlimit(RLIMIT_STACK, &limit)) return end;
  if (limit.rlim_cur < most_bytes && limit.rlim_cur != RLIM_INFINITY) {
    limit.rlim_cur = limit.rlim_max < most_bytes ? limit.rlim_max : most_bytes;
    (void)setrlimit(RLIMIT_STACK, &limit);
    (void)getrlimit(RLIMIT_STACK, &limit);
  }
  if (limit.rlim_cur > most_bytes) limit.rlim_cur = most_bytes;
  end = s->high - limit.rlim_cur;
  return end > s->floor ? end : s->floor;
}

static size_t reserve_of(const char *low, const char *high) {
  size_t quarter = (size_t)(high - low) / 4;
  return quarter < most_reserve ? quarter : most_reserve;
}

/* Where nothing can be asked: what the limit of the first thread says, from here on. */
static void guess(const char *here, poexs_stack_t *out) {
  struct rlimit limit;
  size_t bytes = getrlimit(RLIMIT_STACK, &limit) ? (size_t)1 << 20 : (size_t)limit.rlim_cur;
  if (bytes > (size_t)64 << 20) bytes = (size_t)64 << 20;
  out->high = here + 4096;
  out->end = here - bytes / 4 * 3;
}

static void look_up(const char *here, poexs_stack_t *out) {
  poe_stack_t s;
  const char *low;
  if (!poe_stack_around(here, &s)) {
    guess(here, out);
    return;
  }
  low = s.grows ? raised_end(&s) : s.low;
  out->high = s.high;
  out->end = low + reserve_of(low, s.high);
}

static bool is_on(const char *here, const poexs_stack_t *s) {
  return here < s->high && here > s->end;
}

/* The one in use is the first of the list.  One that was kept may be another's memory by now, so an
 * address that it does not hold is looked up anew. */
static __attribute__((noinline)) bool has_room(poexs_t *px, const char *here) {
  poexs_stack_t found = {NULL, NULL};
  int at = 0;
  while (at < POEXS_STACKS - 1 && !is_on(here, &px->stacks[at])) at++;
  if (is_on(here, &px->stacks[at]))
    found = px->stacks[at];
  else
    look_up(here, &found);
  Move(px->stacks, px->stacks + 1, at, poexs_stack_t);
  px->stacks[0] = found;
  return is_on(here, &found);
}

void poexs_guard_stack(pTHX_ poexs_t *px) {
  char here = 0;
  if (LIKELY(is_on(&here, &px->stacks[0])) || has_room(px, &here)) return;
  Perl_croak(aTHX_ "POE::Kernel::call: handlers are nested too deeply (%lu KiB of stack in use)",
             (unsigned long)((px->stacks[0].high - &here) / 1024));
}
