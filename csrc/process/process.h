/* process.h: what a process is told by its system: signals, the ends of its children, whether a
 * descriptor is still its own.
 *
 * For: noting signals in a signal handler until somebody outside of it reads them (notes.c), and
 * finding children that are over (reaper.c), and telling a descriptor of ours from another one that
 * has its number (descriptor.c).  Which signals and children matter is for the caller to know;
 * nothing here knows the kernel, a loop or a session.
 *
 * Invariants: a noted number is read once, in the order in which the handlers began to note them; a
 * place whose number is not written yet is never read as what it held before.  What looks for
 * children never waits, and leaves errno and the children of others as they were.
 *
 * Ownership: whoever has a poe_notes_t or a poe_unwaited_t owns it, and there is nothing to free.
 *
 * Callers: poe_notes_put belongs into signal handlers, nested ones and those of several threads at
 * once; all else is for one thread at a time outside of handlers, and poe_notes_forget for the
 * child of a fork.  They may be called within callbacks of the kernel and while it is torn down.
 *
 * Perl code: none can run inside, as there is no callback. */
#ifndef POE_PROCESS_H
#define POE_PROCESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- signals: notes.c ---- */

enum { POE_NOTES = 1024 }; /* a power of two, so that counters may wrap */

/* A ring.  Handlers count `end` up to claim a place and write their number afterwards; the reader
 * empties the place before it counts `begin` up.  All zeroes are an empty one. */
typedef struct poe_notes {
  atomic_int place[POE_NOTES]; /* 0: empty, or claimed and not written yet */
  atomic_uint begin;           /* the next to be read; only the reader changes it */
  atomic_uint end;             /* the next to be claimed */
} poe_notes_t;

void poe_notes_init(poe_notes_t *n);
/* `sig` is not 0.  False when all places are taken; then nothing was noted. */
bool poe_notes_put(poe_notes_t *n, int sig);
int poe_notes_next(poe_notes_t *n);    /* 0: none, or the next one is still being put */
void poe_notes_forget(poe_notes_t *n); /* what was put so far; what is put meanwhile stays */
/* An unwritten place counts: a loop that is about to sleep, or a program about to end, must not do
 * so with a signal under way. */
static inline bool poe_notes_any(const poe_notes_t *n) {
  return atomic_load_explicit(&n->begin, memory_order_relaxed) !=
         atomic_load_explicit(&n->end, memory_order_acquire);
}

/* ---- children: reaper.c ---- */

/* Takes the status of a child that exited or was killed: of that pid, or of any with -1.  Returns
 * its pid, 0 when none of those meant is over yet, -1 when there is no such child. */
int poe_reap(int pid, int *status);
bool poe_has_children(void); /* running, or over and not waited for */
int poe_first_zombie(void);  /* pid of a child that is over and not waited for; 0: none */

/* How long the same child has been the first that nobody waited for.  All zeroes to begin with. */
typedef struct poe_unwaited {
  int zombie; /* 0: none */
  double since;
} poe_unwaited_t;

/* Takes what poe_first_zombie said at `now`: true once it has said the same for `limit` seconds. */
bool poe_unwaited_too_long(poe_unwaited_t *u, int zombie, double now, double limit);

/* ---- descriptors: descriptor.c ----
 *
 * A program that becomes a daemon closes whatever is open, ours too, and its next files have our
 * numbers. */

/* One that we opened, by its number and by what it was then.  Another of the same kind (an epoll
 * set in the place of an epoll set) cannot be told from it. */
typedef struct poe_descriptor {
  int fd; /* -1: none */
  uint64_t device, inode;
  uint32_t kind; /* type and permissions */
} poe_descriptor_t;

void poe_descriptor_take(poe_descriptor_t *d, int fd);  /* owns it from now on; -1: none */
bool poe_descriptor_is_ours(const poe_descriptor_t *d); /* also in a signal handler */
void poe_descriptor_close(poe_descriptor_t *d); /* if it is still ours; none is there afterwards */
int poe_descriptor_lowest(void); /* the number that the next one to be opened gets; -1: none left */

/* ---- the C stack: stack.c ---- */

/* The stack that an address is on: of the first thread, another one, or a coroutine. */
typedef struct poe_stack {
  const char *low, *high; /* the memory that it has, low included */
  const char *floor; /* how far down it may come to reach; below `low` only for one that grows */
  bool grows;        /* the first thread's: as far as RLIMIT_STACK allows */
} poe_stack_t;

/* False where the system does not tell.  Opens a file, so it is not for each call. */
bool poe_stack_around(const void *here, poe_stack_t *stack);

#endif
