/* views.h: the kernel's tables as Perl data, for those who look: introspection modules, tests, the
 * observer.
 *
 * For: records in the shapes that such modules expect (view.c), the elements of @$poe_kernel
 * (slots.c), the observer as a Perl function (observe.c), tables as JSON (look.c),
 * the line that holds up the loop (watchdog.c).
 *
 * Invariants: looking changes nothing and keeps nothing alive but the values handed out.
 *
 * Ownership: each function gives a counted value, or a mortal one where it says so.
 *
 * Callers: compiled functions of the packages; the observer is called by the kernel.
 *
 * Perl code: the observer, under an eval; functions that make slots of @$poe_kernel. */
#ifndef POEXS_VIEWS_H
#define POEXS_VIEWS_H

#include "csrc/look/look.h"
#include "xs/base/base.h"

typedef struct poexs_watchdog poexs_watchdog_t;

typedef struct poexs_views {
  poexs_watchdog_t *watchdog; /* owned, or NULL */
  SV *observer;               /* owned, or NULL */
  U32 moments, with_args;     /* which it wants, a bit each; with the event's arguments */
  bool is_observing;          /* it runs: what that brings about is not told */
  poe_histogram_t *lag;       /* owned: what it was when it was last asked for; or NULL */
} poexs_views_t;

void poexs_views_init(pTHX_ poexs_t *px);
void poexs_views_free(pTHX_ poexs_t *px);

/* ---- view.c ---- */
AV *poexs_alias_names(pTHX_ const poe_session_t *s); /* mortal, sorted */
AV *poexs_held_in(pTHX_ SV *sv);                     /* mortal */
SV *poexs_queue_item(pTHX_ poexs_t *px, const poe_event_t *e);
SV *poexs_child_record(pTHX_ poexs_t *px, const poe_child_watch_t *c);
SV *poexs_touched(pTHX_ poexs_t *px);
SV *poexs_statistics(pTHX_ poexs_t *px);
SV *poexs_event_record(pTHX_ poexs_t *px, const poe_event_t *e);
SV *poexs_file_sessions(pTHX_ poexs_t *px, int fd, poe_mode_t mode);
SV *poexs_watcher_record(pTHX_ poexs_t *px, const poe_watcher_t *w);
SV *poexs_signal_record(pTHX_ poexs_t *px, const poe_pair_t *p);

/* ---- look.c: JSON, for the probe; all counted ---- */
typedef struct poexs_look poexs_look_t;
#define POEXS_LOOK_MOST 100000 /* rows of the first of an order */
#define POEXS_LOOK_HELD                                                                            \
  600.0                      /* seconds that references alone keep a session for, that is suspect */
#define POEXS_LOOK_MANY 1000 /* events or alarms of one session that are */
SV *poexs_look_head(pTHX_ poexs_t *px);
UV poexs_look_lag(pTHX_ poexs_t *px, double part); /* since the last time, nanoseconds */
SV *poexs_look_late(pTHX_ poexs_t *px);
SV *poexs_look_session(pTHX_ poexs_t *px, poe_session_t *s, U32 shown);
SV *poexs_look_event(pTHX_ poexs_t *px, SV *name); /* undef: nothing is known of it */
poexs_look_t *poexs_look_new(pTHX_ poexs_t *px, const poe_look_query_t *q);
SV *poexs_look_on(pTHX_ poexs_look_t *l, UV nanoseconds, bool *more);
SV *poexs_look_trace(pTHX_ poexs_t *px, poe_look_trace_t *trace, UV nanoseconds, bool *more);
void poexs_look_free(poexs_look_t *l);

/* ---- watchdog.c: a thread that looks whether a handler takes long ---- */
bool poexs_watchdog_start(pTHX_ poexs_t *px, UV nanoseconds);
void poexs_watchdog_end(pTHX_ poexs_t *px);

/* ---- slots.c: @$poe_kernel ---- */
void poexs_slots_init(pTHX_ poexs_t *px);

/* ---- observe.c: the observer hook as a Perl function ---- */
/* off, counts, times or trace; other values are true or false.  Croaks at other words. */
poe_measure_t poexs_measure_of(pTHX_ SV *level);
/* A function that is given a hash for each moment; undef: nobody.  Bits are those of moments. */
void poexs_observe(pTHX_ poexs_t *px, SV *code, U32 moments, U32 with_args);
const char *poexs_moment_word(poe_moment_t at); /* NULL: there is no such moment */

#endif
