/* signals.h: signals of the operating system on their way into the queue.
 *
 * For: noting a signal where it arrives (caught.c), waking the loop that sleeps, and turning the
 * notes into events when the loop next waits (notes.c).
 *
 * Invariants: signals become events in the order in which they were seen; what was noted before a
 * fork is its parent's alone.
 *
 * Ownership: this room owns the notes.  Who sleeps is told by the loop, which takes itself out
 * before it ends.
 *
 * Callers: the loop, before and after it waits; caught.c's handler runs in the middle of anything,
 * in any thread, and may neither allocate, lock nor touch Perl values but to compare.
 *
 * Perl code: poexs_async_check runs %SIG handlers, under an eval; poexs_signals_read runs the
 * kernel's own functions for child processes. */
#ifndef POEXS_SIGNALS_H
#define POEXS_SIGNALS_H

#include "csrc/process/process.h"
#include "xs/base/base.h"

typedef struct poexs_signals {
  AV *caught;                /* owned: signals on their way, [name, forks] flattened */
  CV *note;                  /* borrowed: the %SIG handler that only notes the name */
  int signal_fd;             /* read end of the signal pipe of a foreign loop, or -1 */
  int wake_fd;               /* its write end */
  poe_unwaited_t unwaited;   /* the child that nobody waits for */
  bool child_signal_minded;  /* $SIG{CHLD} is ours, and watched over */
  bool child_signal_touched; /* it was set, or restored, since then */
} poexs_signals_t;

void poexs_signals_init(pTHX_ poexs_t *px);
void poexs_signals_free(pTHX_ poexs_t *px);

/* ---- caught.c ---- */
void poexs_caught_init(pTHX_ poexs_t *px); /* once a process, by its first interpreter */
void poexs_caught_end(const poexs_t *px);
/* A descriptor that forked processes lose, or no longer; before it is closed. */
bool poexs_not_for_children(int fd, bool on);
int poexs_forks(void); /* how often this process is the child of a fork, since POE was loaded */
/* Changed by that file alone. */
extern poexs_t *volatile poexs_noter; /* whose handlers are noted; NULL: nobody's */
extern poe_notes_t poexs_notes;
int poexs_caught_next(const poexs_t *px); /* its number, or 0 */
bool poexs_is_others_signal(int sig);     /* neither perl handles it nor the system */

/* Whoever sleeps, or is about to, and how it is woken: from a signal handler. */
typedef struct poexs_sleeper {
  void (*wake)(struct poexs_sleeper *s);
} poexs_sleeper_t;
void poexs_set_sleeper(poexs_sleeper_t *s); /* borrowed; NULL: nobody */
void poexs_not_sleeper(const poexs_sleeper_t *s);

/* ---- childentry.c: $SIG{CHLD} ---- */
void poexs_mind_child_signal(pTHX_ poexs_t *px, SV *entry);
/* Has children looked for if one may have ended while the entry was another's: true if so. */
bool poexs_check_child_signal(pTHX_ poexs_t *px);

/* ---- notes.c ---- */
void poexs_async_check(pTHX_ poexs_t *px); /* runs %SIG handlers that are due; never croaks */
static inline bool poexs_signals_waiting(pTHX_ const poexs_t *px) {
  PERL_UNUSED_CONTEXT;
  return AvFILLp(px->signals->caught) >= 0 || (px == poexs_noter && poe_notes_any(&poexs_notes));
}
bool poexs_signals_read(pTHX_ poexs_t *px); /* handles caught signals; true if there were any */
void poexs_signal_caught(pTHX_ poexs_t *px, SV *name);
void poexs_post_signal(pTHX_ poexs_t *px, poe_session_t *to, poe_session_t *from, poe_event_t *e);
void poexs_child_reaped(poexs_t *px, int pid, int status); /* by libev's default loop */

#endif
