/* process.h: what a process is told by its system: signals, and the ends of its children.
 *
 * For: noting signals in a signal handler until somebody outside of it reads them (notes.c), and
 * finding children that are over (reaper.c).  Which signals and children matter is for the caller
 * to know; nothing here knows the kernel, a loop or a session.
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
bool poe_notes_any(const poe_notes_t *n); /* true also for one that is still being put */
int poe_notes_next(poe_notes_t *n);       /* 0: none, or the next one is still being put */
void poe_notes_forget(poe_notes_t *n);    /* what was put so far; what is put meanwhile stays */

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

#endif
