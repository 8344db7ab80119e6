/* dispatch.h: what handlers under an eval of their own and those of a batch have in common. */
#ifndef POEXS_DISPATCH_H
#define POEXS_DISPATCH_H

#include "xs/base/poexs.h"

static inline bool poexs_has_thrown(pTHX) {
  SV *err = ERRSV;
  return SvROK(err) || (SvPOK(err) && SvCUR(err) > 0);
}

/* A handler died in the active frame: its session hears of it by signal, unless it is past that. */
void poexs_caught(pTHX_ poexs_t *px, const poexs_call_t *c);

/* ---- $SIG{__DIE__} ---- */
bool poexs_set_die_hook(pTHX_ poexs_t *px);
void poexs_check_die_hook(pTHX_ poexs_t *px); /* the handler may have set one of its own */

/* With no hook set, ours, which does nothing, is put there and stays.  True if that was now. */
static inline bool poexs_guard_die_hook(pTHX_ poexs_t *px) {
  return LIKELY(PL_diehook != NULL) ? false : poexs_set_die_hook(aTHX_ px);
}

/* ---- exit ---- */
/* The outermost scope that holds frames is left; for SAVEDESTRUCTOR_X. */
void poexs_leave_outermost(pTHX_ void *px);

static inline bool poexs_is_outermost(const poexs_t *px) {
  return !px->batch_state && !poe_frame_top(px->k);
}

#endif
