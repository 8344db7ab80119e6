/* loop.h: what the kernel asks of whoever polls.
 *
 * For: keeping the kernel from knowing libev, EV or any other event loop.  Each of them is a table
 * of functions, which the binding fills; the C tests fill one with a clock and descriptors that
 * they script.  The room is this header alone.
 *
 * Invariants: a loop tells of ready descriptors through poe_file_ready, and runs no handler itself.
 * For a descriptor and mode fd_start comes first and fd_stop last; pausing and resuming come in any
 * order between, more than once, too, and a descriptor may have been closed long before it is
 * stopped.
 *
 * Ownership: the kernel keeps a copy of the table; `data` is whoever's filled it, and outlives the
 * kernel or its next poe_kernel_set_loop.
 *
 * Callers: the kernel alone, in the thread that it was made in, wherever a watcher or an event
 * comes or goes: inside of handlers and destructors, while `wait` runs, and during teardown.  No
 * function may leave by longjmp.
 *
 * Perl code: a native loop runs none but in `wait`, which lets signal handlers run.  The functions
 * of a foreign loop are Perl, so that with one anything can run in each of them. */
#ifndef POE_LOOP_H
#define POE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

typedef enum poe_mode { POE_MODE_READ = 0, POE_MODE_WRITE = 1, POE_MODE_EXPEDITE = 2 } poe_mode_t;
enum { POE_MODES = 3 };

struct poe_watcher;

typedef struct poe_loop {
  void *data;
  /* Two clocks, in seconds: one that nobody sets, by which the kernel sorts, and the one on the
   * wall, which counts from the epoch.  `wall` may be NULL where both are the same. */
  double (*now)(void *data);
  double (*wall)(void *data);
  /* A clock for durations, in nanoseconds from any beginning.  NULL where `now` will do. */
  uint64_t (*ticks)(void *data);
  /* Watch a descriptor and mode, or no longer.  `w` is one of its watchers, borrowed for the call.
   * fd_start may refuse with a value other than 0; then nothing is watched. */
  int (*fd_start)(void *data, int fd, poe_mode_t mode, struct poe_watcher *w);
  void (*fd_stop)(void *data, int fd, poe_mode_t mode, struct poe_watcher *w);
  void (*fd_pause)(void *data, int fd, poe_mode_t mode, struct poe_watcher *w);
  void (*fd_resume)(void *data, int fd, poe_mode_t mode, struct poe_watcher *w);
  /* The time of the next event, by the clock on the wall: set for the first event of an empty
   * queue, changed when a new one comes before it and at the end of each pass, cleared when the
   * queue ran empty.  All three may be NULL for a loop that asks poe_kernel_wake_at when it waits.
   */
  void (*timer_set)(void *data, double due);
  void (*timer_change)(void *data, double due);
  void (*timer_clear)(void *data);
  /* Polls once: at most `timeout` seconds, less than 0 for no limit. */
  void (*wait)(void *data, double timeout);
  /* The last session is gone.  May be NULL. */
  void (*halt)(void *data);
  /* Others watch something in that loop which has to keep the program going; asked only when
   * nothing of the kernel's does.  May poll without waiting.  May be NULL. */
  bool (*is_busy)(void *data);
} poe_loop_t;

#endif
