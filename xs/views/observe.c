/* observe.c: the kernel's observer hook as a Perl function.
 *
 * It is called with the moment's name, the session and the event's name (or undef).  What it throws
 * becomes a warning: an observer must not change what it observes. */
#include "xs/views/views.h"

#include "xs/values/values.h"

static const char *const moments[] = {"none",  "enqueue", "dispatch", "dispatched", "ready",
                                      "birth", "death",   "enter",    "leave"};

/* Called by the kernel at any of its moments, in the middle of its work: nothing is thrown, and $@
 * stays what it was.  The Perl function may call the kernel; what that brings about is observed,
 * too.  A session that has been freed has no object any more to show. */
static void observed(void *data, poe_moment_t at, const poe_session_t *s, const poe_name_t *event) {
  dPOEXS(data);
  dSP;
  SV *code = px->views->observer;
  if (!code) return;
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  EXTEND(SP, 3);
  PUSHs(sv_2mortal(newSVpv(moments[at], 0)));
  PUSHs(s && (!s->gone || s->host) ? sv_2mortal(poexs_session_newref(aTHX_ px, s)) : &PL_sv_undef);
  PUSHs(event ? sv_2mortal(poexs_name_newsv(aTHX_ event)) : &PL_sv_undef);
  PUTBACK;
  call_sv(code, G_VOID | G_DISCARD | G_EVAL | G_KEEPERR);
  FREETMPS;
  LEAVE;
}

poe_measure_t poexs_measure_of(pTHX_ SV *level) {
  const char *word;
  for (int i = 0; SvOK(level) && (word = poe_measure_word((poe_measure_t)i)); i++)
    if (strEQ(SvPV_nolen_const(level), word)) return (poe_measure_t)i;
  if (SvOK(level) && !looks_like_number(level) && *SvPV_nolen_const(level))
    croak("measure: \"%" SVf "\" is no level: off, counts, times or trace", SVfARG(level));
  return SvTRUE(level) ? POE_MEASURE_TIMES : POE_MEASURE_NOT;
}

/* The old function is dropped last: what goes with it may run, and finds the new one. */
void poexs_observe(pTHX_ poexs_t *px, SV *code) {
  SV *old = px->views->observer;
  px->views->observer = SvOK(code) ? newSVsv(code) : NULL;
  poe_kernel_observe(px->k, px->views->observer ? observed : NULL, px);
  SvREFCNT_dec(old);
}

/* ---- what the room remembers ---- */

void poexs_views_init(pTHX_ poexs_t *px) {
  PERL_UNUSED_CONTEXT;
  Newxz(px->views, 1, poexs_views_t);
}

void poexs_views_free(pTHX_ poexs_t *px) {
  poexs_watchdog_end(aTHX_ px);
  SvREFCNT_dec(px->views->observer);
  Safefree(px->views->lag);
  Safefree(px->views);
  px->views = NULL;
}
