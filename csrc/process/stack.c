/* stack.c: where the stack is that runs, and where it ends. */
#define _POSIX_C_SOURCE 200809L /* NOLINT(bugprone-reserved-identifier) */

#include "csrc/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Linux lists a process's memory, a line a mapping, from the lowest up:
 *   7ffd1000-7ffd3000 rw-p 00000000 00:00 0      [stack]
 * A stack of a thread or a coroutine is a mapping of its own, as what guards it may not be touched.
 */

/* The system keeps a gap below a stack that grows. */
enum { GAP = 1 << 20 };

typedef struct mapping {
  unsigned long low, high;
  bool is_first; /* the first thread's stack */
} mapping_t;

/* Tools that run a program on memory of their own, such as valgrind, do not have it labelled; glibc
 * knows where it began. */
#ifdef __GLIBC__
extern void *__libc_stack_end; /* NOLINT(bugprone-reserved-identifier) */
static bool holds_beginning(const mapping_t *m) {
  unsigned long begun = (unsigned long)__libc_stack_end;
  return begun >= m->low && begun < m->high;
}
#else
static bool holds_beginning(const mapping_t *m) {
  (void)m;
  return false;
}
#endif

static bool parse(const char *line, mapping_t *m) {
  if (sscanf(line, "%lx-%lx", &m->low, &m->high) != 2) return false;
  m->is_first = strstr(line, "[stack]") != NULL || holds_beginning(m);
  return true;
}

static void found(const mapping_t *m, unsigned long below, poe_stack_t *stack) {
  stack->low = stack->floor = (const char *)m->low;
  stack->high = (const char *)m->high;
  stack->grows = m->is_first;
  if (m->is_first && below + GAP < m->low) stack->floor = (const char *)(below + GAP);
}

static bool search(FILE *maps, unsigned long here, poe_stack_t *stack) {
  char line[512];
  unsigned long below = 0;
  while (fgets(line, sizeof line, maps)) {
    mapping_t m;
    if (!parse(line, &m)) continue; /* the rest of a line with a long name */
    if (here >= m.low && here < m.high) {
      found(&m, below, stack);
      return true;
    }
    below = m.high;
  }
  return false;
}

bool poe_stack_around(const void *here, poe_stack_t *stack) {
  int saved = errno;
  FILE *maps = fopen("/proc/self/maps", "re");
  bool known = maps && search(maps, (unsigned long)here, stack);
  if (maps) (void)fclose(maps);
  errno = saved;
  return known;
}
