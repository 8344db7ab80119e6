/* ask.c: questions.
 *
 * An event that asks carries its reply, a future, which the handler's answer completes: what it
 * returned, in list context as a rule, or what the future becomes that it returned.  What the
 * handler dies of is the reply's failure, and nobody else's as long as somebody may take it.  An
 * event that is dropped without an answer fails its reply (xs/kernel/send.c). */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"

/* The future that completes the reply later, if the answer is one. */
static SV *future_in(pTHX_ SV **answer, I32 n) {
  SV *sv = n == 1 ? answer[0] : NULL;
  if (!sv || !SvROK(sv) || !SvOBJECT(SvRV(sv))) return NULL;
  return gv_fetchmethod_autoload(SvSTASH(SvRV(sv)), "AWAIT_ON_READY", FALSE) ? sv : NULL;
}

static void complete(pTHX_ SV *reply, const char *method, SV **with, I32 n) {
  dSP;
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  EXTEND(SP, n + 1);
  PUSHs(reply);
  for (I32 i = 0; i < n; i++) PUSHs(with[i]);
  PUTBACK;
  call_method(method, G_VOID | G_DISCARD | G_EVAL);
  FREETMPS;
  LEAVE;
}

/* By the n topmost values on the stack, which may move. */
static void answer(pTHX_ poexs_t *px, SV *reply, I32 n) {
  HV *h = poexs_future_hash(px, reply);
  SV **values;
  if (h && poexs_future_is_simple(aTHX_ px, h) &&
      poexs_future_done(aTHX_ px, reply, PL_stack_sp - n + 1, n))
    return;
  Newx(values, n + 1, SV *);
  SAVEFREEPV(values);
  Copy(PL_stack_sp - n + 1, values, n, SV *);
  complete(aTHX_ reply, "done", values, n);
}

static void refuse(pTHX_ SV *reply, const poexs_call_t *c) {
  SV *failure[3];
  failure[0] = sv_2mortal(newSVpvf("ask: session %" IVdf " has no handler for '%s'\n",
                                   (IV)poe_session_id(c->to), c->name->str));
  failure[1] = sv_2mortal(newSVpvs("poe"));
  failure[2] = sv_2mortal(newSViv(ENOSYS));
  complete(aTHX_ reply, "fail", failure, 3);
}

/* An async handler's future is a wait of its session, which then has the reply, too. */
static void follow(pTHX_ const poexs_call_t *c, SV *reply, SV *future) {
  SV *both[2];
  if (poexs_wait_takes_reply(aTHX_ c, future, reply)) return;
  both[0] = reply;
  both[1] = future;
  SvREFCNT_dec(poexs_call_perl(aTHX_ "POE::Future::_follow", both, 2, G_SCALAR | G_EVAL));
}

static void throw_on(pTHX_ SV *thrown, I32 flags) {
  sv_2mortal(thrown);
  if (!(flags & G_EVAL)) croak_sv(thrown);
  sv_setsv(ERRSV, thrown);
}

/* Who asks from afar may want one value: its reply says so before the handler is called. */
static I32 wanted(pTHX_ poexs_t *px, SV *reply) {
  HV *h = poexs_future_hash(px, reply);
  return h && hv_exists(h, "wants_one", 9) ? G_SCALAR : G_LIST;
}

/* What it throws is thrown on if whoever asked is not there any more. */
I32 poexs_invoke_asked(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags,
                       poexs_invoke_t *invoke) {
  SV *reply = poexs_given_reply(aTHX_ c->given), *future, *thrown = NULL;
  poexs_call_t call = *c;
  I32 n;
  call.type = POE_ET_POST;
  if (!reply) return invoke(aTHX_ px, &call, flags);
  if (poexs_is_ready(aTHX_ reply)) return 0;
  ENTER;
  SAVETMPS;
  save_scalar(PL_errgv);
  px->dispatch->unhandled = -1;
  n = invoke(aTHX_ px, &call, wanted(aTHX_ px, reply) | G_EVAL);
  if (poexs_has_thrown(aTHX)) {
    thrown = newSVsv(ERRSV);
    if (!poexs_is_ready(aTHX_ reply)) {
      complete(aTHX_ reply, "fail", &thrown, 1);
      SvREFCNT_dec(thrown);
      thrown = NULL;
    }
  } else if (px->dispatch->unhandled == px->depth) {
    refuse(aTHX_ reply, c);
  } else if ((future = future_in(aTHX_ PL_stack_sp - n + 1, n))) {
    follow(aTHX_ c, reply, future);
  } else {
    answer(aTHX_ px, reply, n);
  }
  PL_stack_sp -= n;
  FREETMPS;
  LEAVE;
  if (thrown) throw_on(aTHX_ thrown, flags);
  return 0;
}

/* ---- events that are waited for, in place of their handlers ---- */

bool poexs_is_expected(pTHX_ const poexs_call_t *c) {
  SV *taken;
  bool is;
  dSP;
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  EXTEND(SP, (SSize_t)c->argc + 2);
  mPUSHi((IV)poe_session_id(c->to));
  mPUSHs(poexs_name_newsv(aTHX_ c->name));
  for (U32 i = 0; i < c->argc; i++) PUSHs(c->argv[i]);
  PUTBACK;
  call_pv("POE::Future::Verbs::_take", G_SCALAR);
  taken = *PL_stack_sp--;
  is = SvTRUE(taken);
  FREETMPS;
  LEAVE;
  return is;
}
