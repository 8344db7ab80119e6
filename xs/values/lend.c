/* lend.c: values that handlers see and that are others with each event.
 *
 * Each depth of nesting has its own, used again for the next event there: the handler further out
 * goes on after this one.  One that a handler changed or kept is left to it. */
#include "xs/values/values.h"

enum { PLAIN_IV = SVt_IV | SVf_IOK | SVp_IOK, PLAIN_REF = SVt_IV | SVf_ROK };

/* What was lent is dropped when the event is over: a handler may have made an object of it, whose
 * destructor can call handlers at this very depth. */
static void drop(pTHX_ SV *old) {
  if (old) sv_2mortal(old);
}

static SV *renew(pTHX_ SV **slot) {
  drop(aTHX_ * slot);
  return *slot = newSV_type(SVt_IV);
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

/* The name is held so that no other can be where it was.  The end of the old one may run handlers,
 * which put others there. */
static void put_name(pTHX_ poexs_t *px, poexs_lent_name_t *l, poe_name_t *name) {
  poexs_lent_name_t old = *l;
  l->name = poe_name_hold(px->k, name);
  l->sv = poexs_name_newsv(aTHX_ name);
  l->pv = SvPVX_const(l->sv);
  poe_name_unref(px->k, old.name);
  drop(aTHX_ old.sv);
}

SV *poexs_lend_another_name(pTHX_ poexs_t *px, poe_name_t *name, int role) {
  poexs_lent_t *lent = here(px);
  poexs_lent_name_t *l;
  if (UNLIKELY(!lent)) return sv_2mortal(poexs_name_newsv(aTHX_ name));
  l = &lent->names[role][(PTR2UV(name) >> 4 ^ PTR2UV(name) >> 8) % POEXS_LENT_NAMES];
  while (UNLIKELY(l->name != name || !poexs_name_is_pristine(l->sv, l->pv)))
    put_name(aTHX_ px, l, name);
  lent->last[role] = l;
  return l->sv;
}

/* A plain undef, of which the handler may make something. */
SV *poexs_lend_nothing(pTHX_ poexs_t *px) {
  poexs_lent_t *lent = here(px);
  if (UNLIKELY(!lent)) return sv_newmortal();
  if (LIKELY(is_ours(lent->nothing, 0))) return lent->nothing;
  drop(aTHX_ lent->nothing);
  return lent->nothing = newSV(0);
}

static inline __attribute__((always_inline)) SV *lend_ref(pTHX_ SV **slot, SV *target) {
  SV *sv = is_ours(*slot, SVt_IV) ? *slot : renew(aTHX_ slot);
  POEXS_ASSERT(is_ours(sv, SVt_IV));
  SvRV_set(sv, SvREFCNT_inc_simple_NN(target));
  SvROK_on(sv);
  return sv;
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
  out[0] = lend_ref(aTHX_ & lent->handle, SvRV(handle));
  out[1] = lend_iv(aTHX_ & lent->mode, mode);
}

/* After the handler, at the depth where it was lent, however the handler ended.  What a handler
 * kept is left to it, with its count. */
static inline __attribute__((always_inline)) void take_back(pTHX_ SV **slot) {
  SV *sv = *slot, *target;
  if (!sv || is_ours(sv, SVt_IV)) return;
  if (UNLIKELY(!is_ours(sv, PLAIN_REF))) {
    *slot = NULL;
    SvREFCNT_dec_NN(sv);
    return;
  }
  target = SvRV(sv);
  SvROK_off(sv);
  SvRV_set(sv, NULL);
  SvREFCNT_dec_NN(target);
}

void poexs_take_back_file(pTHX_ poexs_t *px) {
  poexs_lent_t *lent = here(px);
  if (lent) take_back(aTHX_ & lent->handle);
}

static SV *object_of(const poexs_t *px, const poe_session_t *s) {
  return s->host ? ((poexs_session_t *)s->host)->object : (SV *)px->object;
}

void poexs_lend_ends(pTHX_ poexs_t *px, const poe_session_t *to, const poe_session_t *from,
                     SV *out[2]) {
  poexs_lent_t *lent = here(px);
  if (LIKELY(lent != NULL)) {
    out[0] = lend_ref(aTHX_ & lent->session, object_of(px, to));
    out[1] = lend_ref(aTHX_ & lent->sender, object_of(px, from));
  } else {
    out[0] = sv_2mortal(poexs_session_newref(aTHX_ px, to));
    out[1] = sv_2mortal(poexs_session_newref(aTHX_ px, from));
  }
}

void poexs_take_back_ends(pTHX_ poexs_t *px) {
  poexs_lent_t *lent = here(px);
  if (!lent) return;
  take_back(aTHX_ & lent->session);
  take_back(aTHX_ & lent->sender);
}

/* The names went with the kernel. */
void poexs_lent_free(pTHX_ poexs_t *px) {
  for (int i = 0; i < POEXS_LENT; i++) {
    poexs_lent_t *lent = &px->values->lent[i];
    SvREFCNT_dec(lent->line);
    SvREFCNT_dec(lent->handle);
    SvREFCNT_dec(lent->mode);
    SvREFCNT_dec(lent->nothing);
    SvREFCNT_dec(lent->session);
    SvREFCNT_dec(lent->sender);
    for (int role = 0; role < POEXS_NAME_ROLES; role++)
      for (int n = 0; n < POEXS_LENT_NAMES; n++) SvREFCNT_dec(lent->names[role][n].sv);
  }
}
