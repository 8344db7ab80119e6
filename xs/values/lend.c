/* lend.c: values that handlers see and that are others with each event.
 *
 * Each depth of nesting has its own, used again for the next event there: the handler further out
 * goes on after this one.  One that a handler changed or kept is left to it. */
#include "xs/values/values.h"

enum { PLAIN_IV = SVt_IV | SVf_IOK | SVp_IOK, PLAIN_REF = SVt_IV | SVf_ROK };

/* A fresh one in place of what is there, which is dropped last: a handler may have made an object
 * of it, whose destructor can call handlers at this very depth.  So what is in the slot by then is
 * the one to use. */
static SV *renew(pTHX_ SV **slot) {
  SV *old = *slot;
  *slot = newSV_type(SVt_IV);
  SvREFCNT_dec(old);
  return *slot;
}

/* Whether nobody wrote to it or kept it: then it has one count, which is the slot's, and the flags
 * that we left. */
static bool is_ours(const SV *sv, U32 flags) {
  return sv && SvREFCNT(sv) == 1 && SvFLAGS(sv) == flags;
}

/* NULL: handlers are nested deeper than there are slots; they get mortal values. */
static poexs_lent_t *here(poexs_t *px) {
  POEXS_ASSERT(px->depth >= 0);
  return LIKELY(px->depth < POEXS_LENT) ? &px->values->lent[px->depth] : NULL;
}

/* Borrowed from the slot, and from there handed to a handler without a count of its own. */
static inline __attribute__((always_inline)) SV *lend_iv(pTHX_ SV **slot, IV value) {
  SV *sv = *slot;
  if (UNLIKELY(!is_ours(sv, PLAIN_IV))) {
    sv = renew(aTHX_ slot);
    (void)SvIOK_only(sv);
  }
  POEXS_ASSERT(is_ours(sv, PLAIN_IV));
  SvIV_set(sv, value);
  return sv;
}

/* The line of the caller, for CALLER_LINE.  Asked for before px->depth counts the handler that gets
 * it, as all that is lent. */
SV *poexs_lend_line(pTHX_ poexs_t *px, U32 line) {
  poexs_lent_t *lent = here(px);
  return lent ? lend_iv(aTHX_ & lent->line, (IV)line) : sv_2mortal(newSVuv(line));
}

/* The handle of a file event and its mode, until they are taken back.  The handle is a reference of
 * its own to what the program watches, so a handler may assign to it; while it is lent it counts,
 * as the handler may close or forget its other references. */
void poexs_lend_file(pTHX_ poexs_t *px, SV *handle, IV mode, SV *out[2]) {
  poexs_lent_t *lent = here(px);
  if (UNLIKELY(!lent || SvFLAGS(handle) != PLAIN_REF)) {
    out[0] = sv_mortalcopy(handle);
    out[1] = sv_2mortal(newSViv(mode));
    return;
  }
  out[0] = is_ours(lent->handle, SVt_IV) ? lent->handle : renew(aTHX_ & lent->handle);
  POEXS_ASSERT(is_ours(out[0], SVt_IV));
  SvRV_set(out[0], SvREFCNT_inc_simple_NN(SvRV(handle)));
  SvROK_on(out[0]);
  out[1] = lend_iv(aTHX_ & lent->mode, mode);
}

/* After the handler, at the depth where it was lent, however the handler ended.  A handle that the
 * program no longer holds is closed by this.  What a handler kept is left to it, with its count. */
void poexs_take_back_file(pTHX_ poexs_t *px) {
  poexs_lent_t *lent = here(px);
  SV *sv = lent ? lent->handle : NULL, *target;
  if (!sv || is_ours(sv, SVt_IV)) return;
  if (UNLIKELY(!is_ours(sv, PLAIN_REF))) {
    lent->handle = NULL;
    SvREFCNT_dec_NN(sv);
    return;
  }
  target = SvRV(sv);
  SvROK_off(sv);
  SvRV_set(sv, NULL);
  SvREFCNT_dec_NN(target);
}

void poexs_lent_free(pTHX_ poexs_t *px) {
  for (int i = 0; i < POEXS_LENT; i++) {
    SvREFCNT_dec(px->values->lent[i].line);
    SvREFCNT_dec(px->values->lent[i].handle);
    SvREFCNT_dec(px->values->lent[i].mode);
  }
}
