/* kernel.h: what the methods of POE::Kernel and POE::Session do.
 *
 * For: posting, calling, detaching and the birth of sessions (send.c), alarms (alarm.c), file
 * watchers (file.c), signal and child watchers (signal.c), futures (future.c), and the short ways
 * through POE::Session->create (create.c) and kernel->state (state.c).
 *
 * Invariants: arguments have been read (POEXS_ARGS) before anything is looked up; the short ways
 * build what the Perl functions would, and give way to them wherever a program could tell the
 * difference.
 *
 * Ownership: events are given to the queue; file, signal and child watchers take their payloads.
 *
 * Callers: compiled functions of the packages, and wheels.  All of them may croak, with nothing
 * left half done; so none of them may be called from the kernel or from libev.
 *
 * Perl code: magic and destructors of what a program gave; handlers, in calls and births. */
#ifndef POEXS_KERNEL_H
#define POEXS_KERNEL_H

#include "xs/base/base.h"
#include "xs/values/values.h"

enum { POEXS_HOOKS = 4 };

typedef struct poexs_calls {
  GV *call_gv;                  /* borrowed: &POE::Kernel::call, as it is now */
  CV *stock_call;               /* and as we compiled it */
  CV *stock_hooks[POEXS_HOOKS]; /* the methods of POE::Session's constructor */
  HV *plain_stash;      /* borrowed: a class that has all of them, when its methods were at */
  U32 plain_generation; /* this generation */
  bool may_create_plain;
} poexs_calls_t;

void poexs_calls_init(pTHX_ poexs_t *px);
void poexs_calls_free(poexs_t *px);

static inline bool poexs_call_is_stock(const poexs_t *px) {
  return GvCV(px->calls->call_gv) == px->calls->stock_call;
}

/* ---- send.c: post, call, detach and the birth of sessions ---- */
bool poexs_post(pTHX_ poexs_t *px, poe_session_t *to, poexs_event_name_t event, SV **args, I32 n,
                poe_type_t type);
I32 poexs_call_session(pTHX_ poexs_t *px, poe_session_t *to, poexs_event_name_t event, SV **args,
                       I32 n, I32 gimme);
UV poexs_enqueue(pTHX_ poexs_t *px, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                 SV *word, U32 type, SV *walltime, SV *delta, SV *due);
I32 poexs_dispatch_now(pTHX_ poexs_t *px, poe_session_t *to, poe_session_t *from,
                       poexs_event_name_t event, U32 type, SV *args, SV **where, I32 n, I32 gimme);
int poexs_detach(pTHX_ poexs_t *px, poe_session_t *s, bool tell_parent); /* as from csrc */
int64_t poexs_session_identify(pTHX_ poexs_t *px, SV *object);
SV *poexs_session_start(pTHX_ poexs_t *px, SV *object, int64_t id, poe_event_t *e);

/* ---- future.c: what completes futures ---- */
UV poexs_complete_later(pTHX_ poexs_t *px, SV *time, bool at_wall, SV **words, I32 n);
SV *poexs_ask(pTHX_ poexs_t *px, SV **words, I32 n); /* a future, mortal */

/* ---- create.c ---- */
SV *poexs_create_plain(pTHX_ poexs_t *px, SV *type, SV **params, I32 n);
void poexs_create_init(pTHX_ poexs_t *px, bool may);
/* True of a class that keeps what POE::Session makes sessions with. */
bool poexs_has_stock_hooks(pTHX_ poexs_t *px, HV *stash);

/* ---- state.c ---- */
void poexs_state_set(pTHX_ poexs_t *px, SV *name, SV *handler, SV *method);
bool poexs_state_is_plain(pTHX_ poexs_t *px, const poe_session_t *s);

/* ---- when.c: what an alarm or a delay is given ---- */
typedef struct poexs_when {
  NV seconds; /* of a delay */
  NV due;     /* by the wall clock, and for a delay by the steady one */
  SV *sum;    /* borrowed: the time as an object; NULL for a plain number */
} poexs_when_t;
poexs_when_t poexs_at(pTHX_ SV *time);
poexs_when_t poexs_after(pTHX_ SV *seconds);
SV *poexs_adjust_by_object(pTHX_ poexs_t *px, SV *id, SV *object, bool from_now);

/* ---- alarm.c ---- */
UV poexs_alarm_at(pTHX_ poexs_t *px, poexs_event_name_t name, const poexs_when_t *when, SV **args,
                  I32 n, bool replace);
UV poexs_alarm_after(pTHX_ poexs_t *px, poexs_event_name_t name, const poexs_when_t *when,
                     SV **args, I32 n, bool replace, bool record);
void poexs_alarm_clear(pTHX_ poexs_t *px, SV *name);
poe_event_t *poexs_event_by_id(pTHX_ poexs_t *px, SV *id);
poe_event_t *poexs_alarm_mine(pTHX_ poexs_t *px, SV *id);
SV *poexs_alarm_time(pTHX_ const poexs_t *px, const poe_event_t *e);
NV poexs_alarm_adjust(poexs_t *px, poe_event_t *e, NV delta);
NV poexs_delay_adjust(poexs_t *px, poe_event_t *e, NV seconds);
void poexs_alarm_take(pTHX_ poexs_t *px, poe_event_t *e, SV *out[3]);
void poexs_event_retime(pTHX_ poexs_t *px, poe_event_t *e, NV due, SV *walltime, SV *delta);
AV *poexs_alarm_take_all(pTHX_ poexs_t *px, poe_session_t *s);

/* ---- file.c ---- */
void poexs_file_watch(pTHX_ poexs_t *px, poe_session_t *s, SV *handle, poe_mode_t mode,
                      poexs_event_name_t event, SV **args, I32 n);
void poexs_file_ignore(pTHX_ poexs_t *px, poe_session_t *s, SV *handle, poe_mode_t mode);
void poexs_file_select(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, poexs_event_name_t event,
                       SV **args, I32 n); /* POEXS_NO_EVENT: to be watched no more */
/* Lets the writer of a handle, which copes with one that is not ready, run at the next poll. */
void poexs_writer_try(pTHX_ poexs_t *px, SV *handle);
bool poexs_file_pause(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, bool pause);
void poexs_file_found(pTHX_ poexs_t *px, IV fd, poe_mode_t mode); /* a foreign loop found it */

/* ---- signal.c ---- */
bool poexs_signal_watch(pTHX_ poexs_t *px, poe_session_t *s, SV *sig, poexs_event_name_t event,
                        SV *args);
void poexs_child_watch(pTHX_ poexs_t *px, poe_session_t *s, IV pid, poexs_event_name_t event,
                       SV *args);
void poexs_forget_parents_children(poexs_t *px); /* watched before the last fork */

#endif
