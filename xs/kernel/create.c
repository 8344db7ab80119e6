/* create.c: the short way through POE::Session->create.
 *
 * Most sessions are made of inline states, perhaps a heap and arguments, by a class that keeps
 * POE::Session's own constructor methods.  These are built here, in the very shape that the Perl
 * constructor gives them; for anything else, errors included, poexs_create_plain returns NULL and
 * the caller goes the long way. */
#include "xs/kernel/kernel.h"

#include "xs/values/values.h"

static const char *const hooks[POEXS_HOOKS] = {"instantiate", "_register_state", "try_alloc",
                                               "_set_id"};

/* One class is remembered, as programs hardly use more.  No Perl code runs. */
bool poexs_has_stock_hooks(pTHX_ poexs_t *px, HV *stash) {
  U32 generation = poexs_generation_of(aTHX_ stash);
  if (LIKELY(px->calls->plain_stash == stash && px->calls->plain_generation == generation))
    return true;
  for (int i = 0; i < POEXS_HOOKS; i++) {
    GV *gv = gv_fetchmeth_pvn(stash, hooks[i], strlen(hooks[i]), 0, 0);
    if (!gv || GvCV(gv) != px->calls->stock_hooks[i]) return false;
  }
  px->calls->plain_stash = stash;
  px->calls->plain_generation = poexs_generation_of(aTHX_ stash);
  return true;
}

typedef struct poexs_plain {
  HV *states;
  SV *heap, *args;
} poexs_plain_t;

/* False: the parameter, or its kind, is for the Perl constructor.  Borrowed from the caller's
 * stack.  The last of several of a name counts, as in a hash. */
static bool take_parameter(pTHX_ poexs_plain_t *p, SV *name, SV *value) {
  const char *key =
      SvPOK(name) && strlen(SvPVX_const(name)) == SvCUR(name) ? SvPVX_const(name) : "";
  PERL_UNUSED_CONTEXT;
  if (SvGMAGICAL(name) || SvGMAGICAL(value)) return false;
  if (strEQ(key, "inline_states")) {
    if (!SvROK(value) || SvTYPE(SvRV(value)) != SVt_PVHV || SvOBJECT(SvRV(value))) return false;
    p->states = (HV *)SvRV(value);
    return !SvMAGICAL(p->states);
  }
  if (strEQ(key, "heap")) return p->heap = value, true;
  if (strEQ(key, "args")) return p->args = value, true;
  return false;
}

/* Every value a plain code reference, _start among the keys, _signal not. */
static bool are_plain_states(pTHX_ HV *states) {
  HE *he;
  if (!hv_exists(states, "_start", 6) || hv_exists(states, "_signal", 7)) return false;
  hv_iterinit(states);
  while ((he = hv_iternext(states))) {
    SV *code = HeVAL(he);
    if (!SvROK(code) || SvTYPE(SvRV(code)) != SVt_PVCV || SvOBJECT(SvRV(code))) return false;
  }
  return true;
}

/* A counted reference to a new object, as POE::Session lays it out: heap, options, states.  The
 * states are copied, because the session may change its own. */
static SV *build(pTHX_ HV *stash, const poexs_plain_t *p) {
  AV *av = newAV();
  av_extend(av, 3);
  av_push(av, p->heap ? newSVsv(p->heap) : newRV_noinc((SV *)newHV()));
  av_push(av, newRV_noinc((SV *)newHV()));
  av_push(av, newRV_noinc((SV *)newHVhv(p->states)));
  return sv_bless(newRV_noinc((SV *)av), stash);
}

/* Croaks at too deep a nesting, before anything is in service.  _start runs, and dies as any
 * handler: its session hears of that, not the creator.  What it returned is the parent's to know,
 * and nobody else's. */
static void start(pTHX_ poexs_t *px, SV *self, SV *args) {
  int64_t id = poexs_session_identify(aTHX_ px, self);
  bool listed = args && SvROK(args) && SvTYPE(SvRV(args)) == SVt_PVAV && !SvOBJECT(SvRV(args));
  poe_event_t *e = listed ? poexs_event_from_av(aTHX_ px, args)
                          : poexs_event_copy(aTHX_ px, &args, args && SvOK(args) ? 1 : 0);
  SvREFCNT_dec(poexs_session_start(aTHX_ px, self, id, e));
}

/* A new mortal reference to the session, or NULL, with nothing done.  The arguments are on Perl's
 * stack and are no longer read once _start may run. */
SV *poexs_create_plain(pTHX_ poexs_t *px, SV *type, SV **params, I32 n) {
  poexs_plain_t p = {NULL, NULL, NULL};
  HV *stash;
  SV *self;
  if (!px->calls->may_create_plain || n % 2 || SvROK(type) || (px->run_flags & POEXS_RUN_DONE))
    return NULL;
  stash = gv_stashsv(type, 0);
  if (!stash || !poexs_has_stock_hooks(aTHX_ px, stash)) return NULL;
  for (I32 i = 0; i < n; i += 2)
    if (!take_parameter(aTHX_ & p, params[i], params[i + 1])) return NULL;
  if (!p.states || !are_plain_states(aTHX_ p.states)) return NULL;
  if (p.args && SvROK(p.args) && SvMAGICAL(SvRV(p.args))) return NULL;
  self = sv_2mortal(build(aTHX_ stash, &p));
  px->run_flags |= POEXS_RUN_SESSION;
  start(aTHX_ px, self, p.args);
  return self;
}

/* Called once all of POE::Session is compiled. */
void poexs_create_init(pTHX_ poexs_t *px, bool may) {
  for (int i = 0; i < POEXS_HOOKS; i++)
    px->calls->stock_hooks[i] = get_cv(Perl_form(aTHX_ "POE::Session::%s", hooks[i]), 0);
  px->calls->may_create_plain = may;
}

/* ---- what the room remembers ---- */

void poexs_calls_init(pTHX_ poexs_t *px) {
  Newxz(px->calls, 1, poexs_calls_t);
  px->calls->call_gv = gv_fetchpvs("POE::Kernel::call", GV_ADDMULTI, SVt_PVCV);
  px->calls->stock_call = GvCV(px->calls->call_gv);
}

void poexs_calls_free(poexs_t *px) {
  Safefree(px->calls);
  px->calls = NULL;
}
