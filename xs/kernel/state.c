/* state.c: kernel->state, for what wheels and most programs do with it: a code reference under a
 * plain name, or none any more, in a session of a class that keeps POE::Session's
 * _register_state. */
#include "xs/kernel/kernel.h"

#include "xs/values/values.h"

enum { OPTIONS = 1, STATES = 2 };

/* Borrowed; NULL for a tied table, which the Perl function sees to. */
static HV *plain_hash(pTHX_ AV *session, SSize_t slot) {
  SV **svp = av_fetch(session, slot, 0);
  SV *hash = svp && SvROK(*svp) ? SvRV(*svp) : NULL;
  return hash && SvTYPE(hash) == SVt_PVHV && !SvMAGICAL(hash) ? (HV *)hash : NULL;
}

/* The array behind a session whose own method would do nothing else. */
static AV *plain_session(pTHX_ poexs_t *px, const poe_session_t *s) {
  SV *object = s->host && !s->gone ? ((poexs_session_t *)s->host)->object : NULL;
  if (!object || SvTYPE(object) != SVt_PVAV || SvRMAGICAL(object)) return NULL;
  return poexs_has_stock_hooks(aTHX_ px, SvSTASH(object)) ? (AV *)object : NULL;
}

/* _signal is refused by POE::Session's method, which has the words for it. */
static bool is_plain_name(SV *name) {
  return SvPOK(name) && !SvGMAGICAL(name) && !SvROK(name) && strNE(SvPVX_const(name), "_signal");
}

/* A blessed function may be an object with methods: [object, method] is then meant. */
static bool is_plain_code(SV *handler) {
  return SvROK(handler) && SvTYPE(SvRV(handler)) == SVt_PVCV && !SvOBJECT(SvRV(handler));
}

/* A session with options has more to say. */
static HV *plain_states(pTHX_ poexs_t *px, const poe_session_t *s) {
  AV *session = plain_session(aTHX_ px, s);
  HV *options = session ? plain_hash(aTHX_ session, OPTIONS) : NULL;
  return options && !HvUSEDKEYS(options) ? plain_hash(aTHX_ session, STATES) : NULL;
}

/* For wheels: whether their states are set and taken back without any Perl code. */
bool poexs_state_is_plain(pTHX_ poexs_t *px, const poe_session_t *s) {
  return plain_states(aTHX_ px, s) != NULL;
}

/* False: not done.  The handler that was there goes with this, and what it closes over: destructors
 * may run. */
static bool set_directly(pTHX_ HV *states, SV *name, SV *handler) {
  if (!is_plain_name(name) || SvGMAGICAL(handler)) return false;
  if (is_plain_code(handler))
    (void)hv_store_ent(states, name, newSVsv(handler), 0);
  else if (!SvROK(handler) && !SvTRUE_nomg(handler))
    (void)hv_delete_ent(states, name, G_DISCARD, 0);
  else
    return false;
  return true;
}

/* Names a handler of the active session, or with a false one takes it away. */
void poexs_state_set(pTHX_ poexs_t *px, SV *name, SV *handler, SV *method) {
  HV *states = plain_states(aTHX_ px, poe_active_session(px->k));
  SV *args[3];
  if (LIKELY(states && set_directly(aTHX_ states, name, handler))) return;
  args[0] = name;
  args[1] = handler;
  args[2] = method;
  poexs_call_perl(aTHX_ "POE::Kernel::_register_any", args, 3, G_VOID | G_DISCARD);
}
