/* dispatch.h: running handlers.
 *
 * For: finding the handler of an event and calling it (handler.c, adapt.c), what is around it: the
 * active frame, its death, $SIG{__DIE__}, exit (dispatch.c), whole runs of the loop under one eval
 * (batch.c), what the kernel calls back (host.c), checks and traces in front of functions (wrap.c).
 *
 * Invariants: while a handler runs its frame is the kernel's innermost, and px->depth is the number
 * of handlers on C's stack, without pumps, which have no @_ that another could see.  What a handler
 * throws ends here, as a DIE signal or as $kr_exception.
 *
 * Ownership: a poexs_call_t borrows all that it is made of, usually from the event that is being
 * handled, which whoever took it from the queue frees.
 *
 * Callers: the kernel through its host table; xs/kernel for calls; the loop for slices.  Nothing
 * may be thrown into a frame of csrc or of libev, so all but poexs_run, poexs_slice and
 * poexs_invoke without G_EVAL catch what handlers throw.
 *
 * Perl code: all of the program's. */
#ifndef POEXS_DISPATCH_H
#define POEXS_DISPATCH_H

#include "xs/base/base.h"
#include "xs/values/values.h"

typedef struct poexs_dispatch {
  CV *batch;                       /* borrowed: runs due events under one eval */
  struct poexs_batch *batch_state; /* borrowed: the innermost batch in progress */
  CV *dummy_die;                   /* borrowed: &_dummy_sigdie_handler */
  bool catching;                   /* CATCH_EXCEPTIONS */
  XSUBADDR_t pump_bodies[2];       /* what reads and writes for wheels, once it was needed */
  SV *for_pump;                    /* borrowed: the handle for the pump that is being called */
  I32 unhandled;                   /* depth at which the last event had no handler, or -1 */
  bool expects;                    /* some handler waits for an event that is to come */
  char layout; /* whether that of what Future::AsyncAwait keeps is known; 0 before it was asked */
  bool hooked; /* so that we hear of subs that are suspended */
  bool awaits; /* Future::AsyncAwait is loaded */
  Perl_ppaddr_t leave_async;   /* of the op that ends an async sub, once one was seen */
  poe_link_t waits;            /* of all waits of handlers */
  struct poexs_wait *awaiting; /* borrowed: that of the async handler that runs, or NULL */
  const struct poexs_call
      *for_class; /* borrowed: what the _invoke_state that runs was called for */
  I32 wanted;     /* the context of the class or tool that is called to call ours; or 0 */
  IV elsewhere;   /* how many futures other frameworks are to complete */
} poexs_dispatch_t;

void poexs_dispatch_init(pTHX_ poexs_t *px); /* when the functions named above are compiled */
void poexs_dispatch_free(pTHX_ poexs_t *px);

/* ---- handler.c: calling handlers ---- */
typedef struct poexs_call {
  union {
    struct {
      poe_session_t *to, *from;
      poe_name_t *name, *file;
      uint32_t line, type;
    };
    poe_span_call_t span; /* the same, as the kernel wants to know it */
  };
  poe_name_t *from_state;
  AV *given; /* names that are no plain strings, or NULL; see poexs_given_new */
  SV **argv;
  U32 argc;
} poexs_call_t;
I32 poexs_invoke(pTHX_ poexs_t *px, const poexs_call_t *c, I32 gimme);
/* The same from Perl's side: any object may be the session, any value the sender. */
I32 poexs_invoke_stock(pTHX_ poexs_t *px, SV *self, SV *source, SV *event, SV *args, SV *file,
                       SV *line, SV *from_state, I32 gimme);

/* For a class with an _invoke_state in Perl: the handler, what is in OBJECT's place for it, and the
 * rest of @_, whose elements are the caller's own.  One value is left on the stack. */
I32 poexs_invoke_for_class(pTHX_ poexs_t *px, SV *handler, SV **rest, I32 n);

/* ---- adapt.c ---- */
/* A handler that calls code: with another argument in front, or if the heap's element `key` is as
 * true as `when`. Either may be NULL. */
SV *poexs_adapt(pTHX_ SV *code, SV *first, SV *key, bool when);
SV *poexs_adapted(pTHX_ SV *handler, SV *heap, SV **first); /* what it calls; NULL: nothing */

/* ---- dispatch.c: what is around handlers ---- */
void poexs_call_of(poexs_call_t *c, poe_event_t *e); /* borrows all that it is made of */
enum { POEXS_ROOM = 8 };
/* The handle was closed while a copy of it is open, which goes on being ready: nobody is called,
 * and when nobody else watches the number the loop is not asked any more.  True if so. */
bool poexs_finds_closed(pTHX_ poexs_t *px, poe_watcher_t *w);
static inline bool poexs_rests(pTHX_ poexs_t *px, poe_watcher_t *w) {
  enum { OFTEN = 16 }; /* a handle that was opened anew as another file is found a little later */
  poexs_payload_t *p = (poexs_payload_t *)w->payload;
  if (LIKELY(poexs_is_open(p->handle) && ++p->looked % OFTEN)) return false;
  return poexs_finds_closed(aTHX_ px, w);
}
/* That of a file event, within a scope: few arguments are put into the room. */
void poexs_call_of_file(pTHX_ poexs_t *px, poexs_call_t *c, poe_watcher_t *w, SV *room[POEXS_ROOM]);
void poexs_end_of_file(pTHX_ poexs_t *px, const poexs_call_t *c); /* takes back what that lent */
I32 poexs_dispatch_call(pTHX_ poexs_t *px, const poexs_call_t *c, poe_event_t *e, I32 gimme);
void poexs_own_results(pTHX_ I32 n); /* of the n topmost values on the Perl stack */
void poexs_dispatch_signal(pTHX_ poexs_t *px, poe_event_t *e);
void poexs_dispatch_void(pTHX_ poexs_t *px, const poexs_call_t *c);
SV *poexs_dispatch_scalar(pTHX_ poexs_t *px, const poexs_call_t *c);

/* A handler died in the active frame: its session hears of it by signal, unless it is past that. */
void poexs_caught(pTHX_ poexs_t *px, const poexs_call_t *c);

bool poexs_set_die_hook(pTHX_ poexs_t *px);
void poexs_check_die_hook(pTHX_ poexs_t *px); /* the handler may have set one of its own */

/* With no $SIG{__DIE__} set, ours, which does nothing, is put there and stays.  True if that was
 * now. */
static inline bool poexs_guard_die_hook(pTHX_ poexs_t *px) {
  return LIKELY(PL_diehook != NULL) ? false : poexs_set_die_hook(aTHX_ px);
}

/* The outermost scope that holds frames is left; for SAVEDESTRUCTOR_X. */
void poexs_leave_outermost(pTHX_ void *px);

static inline bool poexs_is_outermost(const poexs_t *px) {
  return !px->dispatch->batch_state && !poe_frame_top(px->k);
}

/* ---- batch.c: runs of the loop ---- */
void poexs_run_batch(pTHX_ poexs_t *px); /* the body of the batch function */
void poexs_pass(void *data);             /* everything that is due */
void poexs_slice(pTHX_ poexs_t *px);     /* of the native loop; raises what was thrown */
void poexs_run(pTHX_ poexs_t *px);       /* slices until no session is left */
void poexs_driven_slice(poexs_t *px);    /* EV::run found something: files, then what is due */

/* ---- replaced.c: by functions of a tool's ---- */
I32 poexs_dispatch_replaced(pTHX_ poexs_t *px, const poexs_call_t *c, const poe_event_t *e,
                            I32 gimme);
I32 poexs_wanted(pTHX_ const poexs_t *px); /* by who calls our _dispatch_event or _invoke_state */
void poexs_due(pTHX_ poexs_t *px);         /* everything that is due, by whoever sees to that */

/* ---- host.c ---- */
void poexs_host_init(pTHX_ poexs_t *px, poe_host_t *host);
void poexs_test_for_zombie(pTHX_ poexs_t *px);

/* ---- strand.c: coroutines ---- */
void poexs_change_strand(pTHX_ poexs_t *px); /* another one runs: see POEXS_BE_HOME */
bool poexs_strand_ends(pTHX_ poexs_t *px);   /* it never goes on: true if that was all to be done */
void poexs_strands_free(pTHX_ poexs_t *px);

/* ---- await.c: handlers that wait ---- */
void poexs_await_init(pTHX_ poexs_t *px);
void poexs_await_free(pTHX_ poexs_t *px); /* while the kernel is still there */
bool poexs_is_async(pTHX_ poexs_t *px, const CV *cv);
I32 poexs_call_async(pTHX_ poexs_t *px, CV *cv, const poexs_call_t *c, bool has_first, I32 flags);
I32 poexs_invoke_resumption(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags);
void poexs_cancel_wait(void *px, poe_wait_t *w);
bool poexs_wait_is_elsewhere(void *px, const poe_wait_t *w);
I32 poexs_complete(pTHX_ const poexs_call_t *c,
                   I32 flags); /* a future, by a method with arguments */

bool poexs_is_ready(pTHX_ SV *future);
/* False if no async handler of the session has returned this future. */
bool poexs_wait_takes_reply(pTHX_ const poexs_call_t *c, SV *future, SV *reply);

/* ---- ask.c: questions ---- */
typedef I32 poexs_invoke_t(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags);
/* By the function that calls handlers. */
I32 poexs_invoke_asked(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags, poexs_invoke_t *invoke);
bool poexs_is_expected(pTHX_ const poexs_call_t *c); /* somebody waited for it, and has it now */

/* ---- wrap.c ---- */
SV *poexs_wrap(pTHX_ SV *code, SV *check); /* a function that runs check, then code */

#endif
