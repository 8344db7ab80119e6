/* wrap.c: a function with another in front of it.
 *
 * Assertions and traces are Perl functions that run before a kernel function.  The kernel function
 * must still see its caller's file, line and context, which neither `goto &` nor a plain call from
 * Perl preserves for compiled functions: so the wrapper is compiled too. */
#include "xs/dispatch/dispatch.h"

/* The check sees the arguments themselves, and may throw: then the function is not called. */
static void run_check(pTHX_ SV *check, I32 ax, I32 items) {
  dSP;
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  EXTEND(SP, items);
  for (I32 i = 0; i < items; i++) PUSHs(PL_stack_base[ax + i]);
  PUTBACK;
  call_sv(check, G_VOID | G_DISCARD);
  FREETMPS;
  LEAVE;
}

/* Holds code and check: a new thread gets copies of both along with the function. */
static MGVTBL pair_vtbl = {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};

/* A compiled function is called in place of this one: it returns to our caller, and perl's idea of
 * the current statement is the program's.  The arguments lie below the check's, where they were. */
XS_INTERNAL(run_wrapped) {
  dXSARGS;
  AV *pair = (AV *)mg_findext((SV *)cv, PERL_MAGIC_ext, &pair_vtbl)->mg_obj;
  CV *code = (CV *)SvRV(AvARRAY(pair)[0]);
  I32 count;
  run_check(aTHX_ AvARRAY(pair)[1], ax, items);
  PUSHMARK(PL_stack_base + ax - 1);
  PL_stack_sp = PL_stack_base + ax + items - 1;
  if (CvISXSUB(code)) {
    CvXSUB(code)(aTHX_ code);
    return;
  }
  count = call_sv((SV *)code, GIMME_V);
  for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];
  XSRETURN(count);
}

/* Made once at start-up and kept as long as the interpreter. */
SV *poexs_wrap(pTHX_ SV *code, SV *check) {
  CV *cv = newXS(NULL, run_wrapped, __FILE__);
  AV *pair = newAV();
  av_push(pair, newSVsv(code));
  av_push(pair, newSVsv(check));
  sv_magicext((SV *)cv, (SV *)pair, PERL_MAGIC_ext, &pair_vtbl, NULL, 0);
  SvREFCNT_dec((SV *)pair);
  return newRV_noinc((SV *)cv);
}
