/* base.h: an interpreter's binding, and what every room of xs/ stands on.
 *
 * For: finding the binding of an interpreter (here.c), calling Perl functions from C (perlcall.c),
 * what was thrown where it could not be raised (thrown.c), the clock, and how deep C's stack is.
 *
 * Invariants: one poexs_t an interpreter, found through MY_CXT and handed to the kernel as host
 * data. Each room keeps what it needs to remember in a structure of its own, of which the binding
 * holds the pointer; the structures are there as long as the binding is.
 *
 * Ownership: the binding owns the kernel and the rooms' structures; XS.xs makes and ends all of
 * them.
 *
 * Callers: every room, in the interpreter's own thread.  poexs_keep_thrown and what may croak say
 * so.
 *
 * Perl code: runs in poexs_call_perl and its kin, and wherever a reference count drops: so change
 * state first and drop last.  Nothing that the kernel calls back may croak: errors go to poexs_fail
 * or to px->thrown, and are raised again once no frame of the kernel is on the stack. */
#ifndef POEXS_BASE_H
#define POEXS_BASE_H

#ifndef PERL_NO_GET_CONTEXT
#define PERL_NO_GET_CONTEXT
#endif
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"

#include "csrc/kernel/kernel.h"
#include "xs/base/assert.h"
#include "xs/base/compat.h"

/* Bits of the run flags, as programs see them. */
enum { POEXS_RUN_CALLED = 1, POEXS_RUN_SESSION = 2, POEXS_RUN_DONE = 4 };

/* A C stack that handlers run on: they may nest down to its end. */
typedef struct poexs_stack {
  const char *high, *end;
} poexs_stack_t;
enum { POEXS_STACKS = 8 };

/* A handler that runs while somebody observes. */
typedef struct poexs_handling {
  struct poexs *px;
  poe_span_call_t call; /* its session is pinned, its names are held */
  poe_name_t *from_state;
  SV **argv; /* borrowed, until it runs */
  U32 argc;
  uint64_t began;
  bool entered, returned; /* neither died nor was jumped out of */
} poexs_handling_t;

typedef struct poexs {
#ifdef MULTIPLICITY
  PerlInterpreter *perl;
#endif
  poe_kernel_t *k;              /* owned */
  const poe_watched_t *watched; /* borrowed: are handlers measured, or observed? */
  /* Told of handlers that begin and end; NULL: nobody wants to be. */
  void (*observing)(pTHX_ poe_moment_t at, const poexs_handling_t *h);
  AV *object;       /* owned (counted): the referent of $poe_kernel */
  GV *kernel_gv;    /* borrowed: the glob of $poe_kernel */
  GV *exception_gv; /* borrowed: that of $kr_exception */
  SV *id;           /* owned: the kernel's ID */
  SV *on_failure;   /* owned: told of an exception that is about to end the run; or NULL */
  SV *thrown;       /* owned: an exception to raise when the kernel is off the stack; or NULL */
  I32 depth;        /* how many handlers run within another, counted from the floor */
  I32 floor;        /* 0, or beyond all that is lent while handlers of other strands are */
  AV *strand;       /* borrowed, never looked into: the main stack of the coroutine that runs */
  struct poexs_strand *aside; /* owned: strands with handlers that do not run now */
  void (*change_strand)(pTHX_ struct poexs *px);
  poexs_stack_t stacks[POEXS_STACKS]; /* those used last, this one first */
  UV run_flags;
  IV pid;          /* the process that the kernel belongs to */
  int forks;       /* and how many forks it had seen then */
  bool finalizing; /* the run is over: signals count no more */
  /* Owned: what the rooms remember; see their headers. */
  struct poexs_values *values;
  struct poexs_signals *signals;
  struct poexs_dispatch *dispatch;
  struct poexs_loop *loop;
  struct poexs_calls *calls;
  struct poexs_bytes *bytes;
  struct poexs_wheels *wheels;
  struct poexs_views *views;
} poexs_t;

#ifdef MULTIPLICITY
#define dPOEXS(data)                                                                               \
  poexs_t *px = (poexs_t *)(data);                                                                 \
  dTHXa(px->perl)
#else
#define dPOEXS(data) poexs_t *px = (poexs_t *)(data)
#endif

/* ---- strands ---- */
/* Coroutines change perl's stacks in any Perl code, each going on in its own handlers.  So what the
 * kernel and the binding know of running handlers is that of the coroutine that runs: looked after
 * whenever Perl code comes to us or gives back to us.  xs/dispatch knows how. */
#define POEXS_BE_HOME(px)                                                                          \
  if (UNLIKELY((px)->strand != PL_mainstack)) (px)->change_strand(aTHX_ px)

/* ---- here.c ---- */
poexs_t *poexs_here(pTHX); /* croaks when the binding of this interpreter has ended */
/* For XS.xs alone: may be NULL; puts another one there; the same in a new thread. */
poexs_t *poexs_here_or_null(pTHX);
void poexs_here_init(pTHX_ poexs_t *px);
poexs_t *poexs_here_clone(pTHX); /* that of the thread's maker; the thread's own is to be set */
void poexs_here_set(pTHX_ poexs_t *px);

/* ---- perlcall.c ---- */
/* A function of ours by name, or with G_METHOD a method of the first argument.  Returns the value,
 * counted, when the flags ask for a scalar. */
SV *poexs_call_perl(pTHX_ const char *name, SV **args, I32 n, I32 flags);
SV *poexs_call_glob(pTHX_ GV *function, SV **args, I32 n, I32 flags);
void poexs_call_plain(pTHX_ const char *name); /* without arguments; may croak */
I32 poexs_nothing(pTHX_ I32 flags, SV *value); /* what a call that gives nothing leaves behind */

/* A Perl function that ended by going to a compiled one leaves perl's floor of temporaries where
 * that one put it, and ours would not be freed: so around a call of the program's SSize_t floor =
 * PL_tmps_floor;  n = call_sv(...);  POEXS_LOWER_FLOOR(floor); */
#define POEXS_LOWER_FLOOR(floor) (PL_tmps_floor = (floor))

/* ---- thrown.c ---- */
static inline bool poexs_has_thrown(pTHX) {
  SV *err = ERRSV;
  return SvROK(err) || (SvPOK(err) && SvCUR(err) > 0);
}
bool poexs_keep_thrown(pTHX_ poexs_t *px); /* after a call under an eval: true if it threw */
bool poexs_is_failing(void *data);         /* an exception that must end the run is pending */
void poexs_fail(pTHX_ poexs_t *px, SV *exception); /* makes it pending */
void poexs_tell_of_failure(pTHX_ poexs_t *px, SV *exception, bool is_final);
void poexs_rethrow(pTHX_ poexs_t *px); /* raises what is pending or was thrown */

/* ---- clock.c ---- */
double poexs_now(void *unused);    /* seconds since the epoch, of the clock on the wall */
double poexs_steady(void *unused); /* as they were when we began, and no one can set them */
void poexs_clock_init(void);

/* ---- ticks.c ---- */
uint64_t poexs_ticks(void *unused); /* nanoseconds from some beginning, for durations */
void poexs_ticks_init(void); /* before many are read: makes it cheap; takes milliseconds once */

/* ---- stack.c ---- */
void poexs_guard_stack(pTHX_ poexs_t *px); /* croaks when handlers nest too deeply */

/* ---- companions.c ---- */
/* The package's module is loaded when anybody looks for something in it; may croak. */
void poexs_add_companion(pTHX_ SV *package);

/* ---- classes ---- */

/* Changes with every method of the class, of one above it, or of UNIVERSAL. */
static inline U32 poexs_generation_of(pTHX_ HV *stash) {
  const struct mro_meta *meta = HvMROMETA(stash);
  return PL_sub_generation + meta->cache_gen + meta->pkg_gen;
}

#endif
