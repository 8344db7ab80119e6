/* thrown.c: exceptions that could not be raised where they came up. */
#include "xs/base/base.h"

/* An object counts without being asked: its class may have its own idea of truth, or die of it. */
static bool is_pending(pTHX_ SV *sv) {
  return sv && (SvROK(sv) || (SvOK(sv) && SvTRUE_nomg_NN(sv)));
}

bool poexs_is_failing(void *data) {
  dPOEXS(data);
  return is_pending(aTHX_ GvSV(px->exception_gv));
}

/* Whoever wants to look at what there is, before all of it is stopped.  What that throws is lost.
 */
void poexs_tell_of_failure(pTHX_ poexs_t *px, SV *exception, bool is_final) {
  SV *code = px->on_failure;
  dSP;
  if (LIKELY(!code)) return;
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  mXPUSHs(newSVsv(exception));
  XPUSHs(boolSV(is_final));
  PUTBACK;
  call_sv(code, G_VOID | G_DISCARD | G_EVAL | G_KEEPERR);
  FREETMPS;
  LEAVE;
}

void poexs_fail(pTHX_ poexs_t *px, SV *exception) {
  bool first = !poexs_is_failing(px);
  sv_setsv_mg(GvSVn(px->exception_gv), exception);
  if (first) poexs_tell_of_failure(aTHX_ px, exception, true);
}

/* After a call under an eval: what was thrown, perhaps by a %SIG handler that came in between, is
 * raised once the kernel is off the stack.  True if anything was. */
bool poexs_keep_thrown(pTHX_ poexs_t *px) {
  if (LIKELY(!poexs_has_thrown(aTHX))) return false;
  if (!px->thrown) px->thrown = newSVsv(ERRSV);
  CLEAR_ERRSV();
  return true;
}

void poexs_rethrow(pTHX_ poexs_t *px) {
  SV *thrown = px->thrown, *pending = GvSVn(px->exception_gv);
  if (thrown) {
    px->thrown = NULL;
    croak_sv(sv_2mortal(thrown));
  }
  if (is_pending(aTHX_ pending)) {
    SV *copy = sv_mortalcopy(pending);
    sv_setsv_mg(pending, &PL_sv_undef);
    croak_sv(copy);
  }
}
