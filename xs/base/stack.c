/* stack.c: how much of C's stack nested handlers may take. */
#include "xs/base/base.h"

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

static size_t raise_limit(const poexs_t *px) {
  struct rlimit limit;
  if (px->in_thread || getrlimit(RLIMIT_STACK, &limit)) return px->stack_limit;
  if (limit.rlim_cur < most_bytes) {
    limit.rlim_cur = limit.rlim_max < most_bytes ? limit.rlim_max : most_bytes;
    (void)setrlimit(RLIMIT_STACK, &limit);
  }
  return poexs_stack_limit();
}

/* A first thread may have more of its stack than the system's soft limit says; past that, stop
 * while there is enough left for perl itself.  An address that no stack of ours can reach is on
 * another one, of a new thread or a coroutine: from there the counting begins anew. */
static __attribute__((noinline)) void check_stack(pTHX_ poexs_t *px, char *here) {
  size_t used = (size_t)labs((long)(px->stack_base - here));
  if (used > most_bytes) {
    px->stack_base = here;
    return;
  }
  px->stack_limit = raise_limit(px);
  if (used < px->stack_limit) return;
  Perl_croak(aTHX_ "POE::Kernel::call: handlers are nested too deeply (%lu KiB of stack in use)",
             (unsigned long)(used / 1024));
}

/* Each nested handler takes some of C's stack. */
void poexs_guard_stack(pTHX_ poexs_t *px) {
  char here;
  size_t used = (size_t)labs((long)(px->stack_base - &here));
  if (UNLIKELY(used >= px->stack_limit)) check_stack(aTHX_ px, &here);
}
