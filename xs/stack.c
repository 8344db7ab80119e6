/* stack.c: how much of C's stack nested handlers may take. */
#include "poexs.h"

#include <sys/resource.h>

/* The most that is ever asked for: what Linux leaves free below the first thread's stack. */
static const size_t most_bytes = (size_t)96 << 20;

/* Three quarters of the soft limit: the rest is perl's own. */
size_t poexs_stack_limit(void) {
  struct rlimit limit;
  size_t bytes = most_bytes;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < bytes)
    bytes = (size_t)limit.rlim_cur;
  return bytes / 4 * 3;
}

size_t poexs_raise_stack_limit(const poexs_t *px) {
  struct rlimit limit;
  if (px->in_thread || getrlimit(RLIMIT_STACK, &limit)) return px->stack_limit;
  if (limit.rlim_cur < most_bytes) {
    limit.rlim_cur = limit.rlim_max < most_bytes ? limit.rlim_max : most_bytes;
    (void)setrlimit(RLIMIT_STACK, &limit);
  }
  return poexs_stack_limit();
}
