/* wheels.h: wheels' compiled parts: the pump that joins driver, filter and session, the life of a
 * POE::Wheel::ReadWrite, programs started for POE::Wheel::Run.
 *
 * For: moving bytes from a descriptor to a handler and back without a Perl function in between.
 *
 * Invariants: a pump holds the wheel's slots, not the wheel; it may go on when the wheel is gone.
 * The short ways are taken only by classes, drivers, filters and kernels whose methods are the
 * compiled ones.
 *
 * Ownership: what a pump's closure holds it has counted; open outlets hold their session and their
 * pump.
 *
 * Callers: the kernel's dispatch (the closures are handlers), and compiled functions of the
 * packages; all of them may croak.
 *
 * Perl code: the program's handlers, foreign drivers' and filters' methods. */
#ifndef POEXS_WHEELS_H
#define POEXS_WHEELS_H

#include "xs/base/base.h"

enum { POEXS_WATCHERS = 4 };

typedef struct poexs_wheels {
  GV *watch_gv[POEXS_WATCHERS]; /* borrowed: what wheels ask of the kernel, as it is now */
  CV *stock_watch[POEXS_WATCHERS];
  struct poexs_outlet *outlets; /* owned: those of pumps that are done, for the next */
  HV *wheel_stash;              /* borrowed: POE::Wheel::ReadWrite */
  GV *take_id_gv, *free_id_gv;  /* borrowed: numbers of wheels */
  GV *driver_gv;                /* borrowed: POE::Driver::SysRW's &new, as it is now */
  CV *stock_driver;             /* and as we compiled it */
  SV *wheel_ends[2]; /* owned: what wheels do when they can read or write no more, or NULL */
  poe_place_t place; /* the file held: where in its module a POE::Wheel::ReadWrite sends events */
} poexs_wheels_t;

void poexs_wheels_init(pTHX_ poexs_t *px); /* while nothing but the compiled methods can be there */
void poexs_wheels_free(pTHX_ poexs_t *px);

/* ---- pump.c ---- */
/* For the line that calls, which handlers see: driver, filter, event, id, at_end ... */
SV *poexs_reader_new(pTHX_ SV **args, I32 n);
SV *poexs_writer_new(pTHX_ SV **args, I32 n);
SV *poexs_wheel_state_name(pTHX_ SV *wheel, SV *id, const char *what);
void poexs_deliver(pTHX_ poexs_t *px, SV *filter, SV *event, SV *id, SV *chunks);
/* What the kernel set aside for it, or ARG0 of a select handler; it lives as long as the pump runs.
 */
SV *poexs_pump_handle(pTHX_ poexs_t *px, SV **args, I32 n);
void poexs_outlets_free(pTHX_ poexs_t *px);
void poexs_reader_run(pTHX_ poexs_t *px, CV *cv, SV *handle);
void poexs_writer_run(pTHX_ poexs_t *px, CV *cv, SV *handle);

/* Handlers see the place as the one from which the wheel called them. */
SV *poexs_reader_on(pTHX_ const poe_place_t *at, SV *driver, SV *filter, SV *event, SV *id,
                    SV *at_end, SV *error);
SV *poexs_writer_on(pTHX_ const poe_place_t *at, SV *driver, SV *octets, SV *flushed, SV *id,
                    SV *on_error, SV *error);

/* ---- wheel.c ---- */
SV *poexs_readwrite_new(pTHX_ poexs_t *px, SV *class, SV **params, I32 n); /* or NULL */
bool poexs_readwrite_end(pTHX_ poexs_t *px, SV *object); /* false: the long way has to be gone */

/* ---- readwrite.c ---- */
IV poexs_readwrite_put(pTHX_ poexs_t *px, SV *self, SV **records, I32 n);

/* ---- spawn.c ---- */
IV poexs_spawn(pTHX_ HV *hash); /* starts a program; its process, or -1 if that takes a fork */

#endif
