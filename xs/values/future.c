/* future.c: what POE::Future has in place of the slower methods of Future::PP.
 *
 * A future of exactly that class is a hash with the keys of Future::PP, which its other methods go
 * on using, and these: `session`, the ID of the session in which it was made; `waiter`, the sub
 * that awaits it, which is called before any callback; `awaits`, what the sub whose future it is
 * awaits, and is cancelled with it.  For objects of subclasses the methods of Future::PP are
 * called, as those may have replaced what they are made of. */
#include "xs/values/values.h"

enum {
  READY,
  RESULT,
  FAILURE,
  CANCELLED,
  CALLBACKS,
  ON_CANCEL,
  REVOKE,
  SUBS,
  SESSION,
  WAITER,
  AWAITS,
  KEYS
};

typedef struct poexs_futures {
  HV *stash;                      /* borrowed: POE::Future */
  SV *times;                      /* borrowed: $Future::TIMES */
  SV *keys[KEYS];                 /* owned */
  bool (*resume)(pTHX_ SV *);     /* of a sub that is suspended; NULL before one was */
  CV *base[POEXS_FUTURE_METHODS]; /* owned: those of Future::PP */
} poexs_futures_t;

/* ---- the class ---- */

/* Names as in POEXS_FUTURE_METHODS. */
void poexs_futures_init(pTHX_ poexs_t *px, AV *base) {
  static const char *const names[KEYS] = {
      "ready", "result",  "failure", "cancelled", "callbacks", "on_cancel", "revoke_when_ready",
      "subs",  "session", "waiter",  "awaits"};
  poexs_futures_t *f;
  if (px->values->futures) return;
  Newxz(f, 1, poexs_futures_t);
  f->stash = gv_stashpvs("POE::Future", GV_ADD);
  f->times = get_sv("Future::TIMES", GV_ADD);
  for (int i = 0; i < KEYS; i++) f->keys[i] = newSVpvn_share(names[i], (I32)strlen(names[i]), 0);
  for (int i = 0; i < POEXS_FUTURE_METHODS; i++)
    f->base[i] = (CV *)SvREFCNT_inc(SvRV(*av_fetch(base, i, 0)));
  px->values->futures = f;
}

void poexs_futures_wake_by(poexs_t *px, bool (*resume)(pTHX_ SV *)) {
  if (px->values->futures) px->values->futures->resume = resume;
}

void poexs_futures_free(pTHX_ poexs_t *px) {
  poexs_futures_t *f = px->values->futures;
  if (!f) return;
  px->values->futures = NULL;
  for (int i = 0; i < KEYS; i++) SvREFCNT_dec(f->keys[i]);
  for (int i = 0; i < POEXS_FUTURE_METHODS; i++) SvREFCNT_dec((SV *)f->base[i]);
  Safefree(f);
}

/* A new thread has the class already, but not what is compiled of it. */
static poexs_futures_t *compiled(pTHX_ poexs_t *px) {
  if (UNLIKELY(!px->values->futures)) poexs_call_plain(aTHX_ "POE::Future::_compile");
  return px->values->futures;
}

CV *poexs_future_base(pTHX_ poexs_t *px, int method) { return compiled(aTHX_ px)->base[method]; }

/* ---- the hash ---- */

HV *poexs_future_hash(const poexs_t *px, SV *sv) {
  const poexs_futures_t *f = px->values->futures;
  SV *hv;
  if (!f || !SvROK(sv)) return NULL;
  hv = SvRV(sv);
  return SvOBJECT(hv) && SvSTASH(hv) == f->stash && SvTYPE(hv) == SVt_PVHV ? (HV *)hv : NULL;
}

bool poexs_future_is_ours(pTHX_ SV *sv) {
  const poexs_t *px = poexs_here(aTHX);
  return poexs_future_hash(px, sv) || (SvROK(sv) && sv_derived_from(sv, "POE::Future"));
}

static SV *slot(pTHX_ const poexs_t *px, HV *h, int key) {
  SV *name = px->values->futures->keys[key];
  HE *he = hv_fetch_ent(h, name, 0, SvSHARED_HASH(name));
  return he ? HeVAL(he) : NULL;
}

static bool is_set(pTHX_ const poexs_t *px, HV *h, int key) {
  SV *sv = slot(aTHX_ px, h, key);
  return sv && SvTRUE_nomg(sv);
}

static void set(pTHX_ const poexs_t *px, HV *h, int key, SV *value) {
  SV *name = px->values->futures->keys[key];
  (void)hv_store_ent(h, name, value, SvSHARED_HASH(name));
}

static void drop(pTHX_ const poexs_t *px, HV *h, int key) {
  SV *name = px->values->futures->keys[key];
  (void)hv_delete_ent(h, name, G_DISCARD, SvSHARED_HASH(name));
}

/* ---- its life ---- */

static SV *of_stash(pTHX_ poexs_t *px, HV *stash) {
  HV *h = newHV();
  SV *self = sv_2mortal(newRV_noinc((SV *)h));
  set(aTHX_ px, h, SESSION, newSViv((IV)poe_session_id(poe_active_session(px->k))));
  return sv_bless(self, stash);
}

/* Mortal.  The prototype is a class or an object of one. */
SV *poexs_future_new(pTHX_ poexs_t *px, SV *proto) {
  HV *stash =
      SvROK(proto) && SvOBJECT(SvRV(proto)) ? SvSTASH(SvRV(proto)) : gv_stashsv(proto, GV_ADD);
  (void)compiled(aTHX_ px);
  return of_stash(aTHX_ px, stash);
}

/* Mortal; NULL where the class is not compiled. */
SV *poexs_future_plain(pTHX_ poexs_t *px) {
  const poexs_futures_t *f = px->values->futures;
  return f ? of_stash(aTHX_ px, f->stash) : NULL;
}

static AV *copies_of(pTHX_ SV **from, I32 n) {
  AV *av = newAV();
  if (n > 0) av_extend(av, n - 1);
  for (I32 i = 0; i < n; i++) av_push(av, newSVsv_flags(from[i], SV_GMAGIC | SV_NOSTEAL));
  return av;
}

/* Counted, or NULL. */
static SV *take_waiter(pTHX_ const poexs_t *px, HV *h) {
  SV *waiter = slot(aTHX_ px, h, WAITER);
  if (!waiter) return NULL;
  SvREFCNT_inc_simple_void_NN(waiter);
  drop(aTHX_ px, h, WAITER);
  return waiter;
}

/* What was waiting is let go before this is over. */
static void wake(pTHX_ const poexs_t *px, HV *h, SV *self) {
  bool (*resume)(pTHX_ SV *) = px->values->futures->resume;
  SV *waiter = take_waiter(aTHX_ px, h);
  dSP;
  if (!waiter || (resume && resume(aTHX_ waiter))) return;
  ENTER;
  SAVEFREESV(waiter);
  PUSHMARK(SP);
  XPUSHs(self);
  PUTBACK;
  call_sv(waiter, G_VOID | G_DISCARD);
  LEAVE;
}

static void be_ready(pTHX_ const poexs_t *px, HV *h) {
  set(aTHX_ px, h, READY, newSViv(1));
  drop(aTHX_ px, h, AWAITS);
}

/* False if Future::PP has to do it. */
bool poexs_future_done(pTHX_ poexs_t *px, SV *self, SV **result, I32 n) {
  HV *h = poexs_future_hash(px, self);
  if (!h || SvTRUE_nomg(px->values->futures->times)) return false;
  if (slot(aTHX_ px, h, READY) || slot(aTHX_ px, h, SUBS)) return false;
  if (is_set(aTHX_ px, h, CANCELLED)) return true;
  set(aTHX_ px, h, RESULT, newRV_noinc((SV *)copies_of(aTHX_ result, n)));
  if (!poexs_future_is_simple(aTHX_ px, h)) {
    SV *args[2] = {self, sv_2mortal(newSVpvs("done"))};
    poexs_call_perl(aTHX_ "_mark_ready", args, 2, G_METHOD | G_VOID | G_DISCARD);
    return true;
  }
  be_ready(aTHX_ px, h);
  drop(aTHX_ px, h, ON_CANCEL);
  wake(aTHX_ px, h, self);
  return true;
}

/* It has no callbacks, which might throw something. */
bool poexs_future_is_simple(pTHX_ const poexs_t *px, HV *h) {
  return !slot(aTHX_ px, h, CALLBACKS) && !slot(aTHX_ px, h, REVOKE);
}

/* Mortal: one that is done from the beginning. */
SV *poexs_future_new_done(pTHX_ poexs_t *px, SV *class, SV **result, I32 n) {
  SV *self = poexs_future_new(aTHX_ px, class);
  HV *h = (HV *)SvRV(self);
  set(aTHX_ px, h, READY, newSViv(1));
  set(aTHX_ px, h, RESULT, newRV_noinc((SV *)copies_of(aTHX_ result, n)));
  return self;
}

/* What Future::PP does after that is up to the caller. */
void poexs_future_wakes(pTHX_ poexs_t *px, SV *self) {
  HV *h = SvROK(self) && SvTYPE(SvRV(self)) == SVt_PVHV ? (HV *)SvRV(self) : NULL;
  if (!h) return;
  be_ready(aTHX_ px, h);
  wake(aTHX_ px, h, self);
}

/* ---- what is asked of it ---- */

bool poexs_future_is_ready(pTHX_ const poexs_t *px, HV *h) { return is_set(aTHX_ px, h, READY); }

/* Asked first when a sub goes on: what it awaited is let go. */
bool poexs_future_is_cancelled(pTHX_ const poexs_t *px, HV *h) {
  SV *awaited = slot(aTHX_ px, h, AWAITS);
  HV *other = awaited ? poexs_future_hash(px, awaited) : NULL;
  if (other && poexs_future_is_ready(aTHX_ px, other)) drop(aTHX_ px, h, AWAITS);
  return is_set(aTHX_ px, h, CANCELLED);
}

/* What it is done with; NULL of one that is not. */
AV *poexs_future_result(pTHX_ const poexs_t *px, HV *h) {
  SV *result;
  if (!is_set(aTHX_ px, h, READY) || slot(aTHX_ px, h, FAILURE) || slot(aTHX_ px, h, CANCELLED))
    return NULL;
  result = slot(aTHX_ px, h, RESULT);
  return result && SvROK(result) && SvTYPE(SvRV(result)) == SVt_PVAV ? (AV *)SvRV(result) : NULL;
}

/* False if Future::PP has to keep it behind other callbacks. */
bool poexs_future_wait(pTHX_ const poexs_t *px, HV *h, SV *code) {
  if (slot(aTHX_ px, h, WAITER) || slot(aTHX_ px, h, CALLBACKS)) return false;
  set(aTHX_ px, h, WAITER, newSVsv(code));
  return true;
}

void poexs_future_chain(pTHX_ const poexs_t *px, HV *h, SV *awaited) {
  set(aTHX_ px, h, AWAITS, newSVsv(awaited));
}
