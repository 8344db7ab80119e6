/* perlcall.c: Perl functions called from C. */
#include "xs/base/base.h"

/* Calls on a Perl stack of its own: our callers point into theirs.  Returns the value, counted,
 * when the flags ask for a scalar. */
static SV *call_apart(pTHX_ GV *glob, const char *name, SV **args, I32 n, I32 flags) {
  SV *result = NULL;
  poexs_t *px;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  EXTEND(SP, n);
  for (I32 i = 0; i < n; i++) PUSHs(args[i]);
  PUTBACK;
  if (glob)
    call_sv((SV *)glob, flags);
  else if (flags & G_METHOD)
    call_method(name, flags & ~G_METHOD);
  else
    call_pv(name, flags);
  SPAGAIN;
  if ((flags & G_WANT) == G_SCALAR) result = newSVsv(POPs);
  PUTBACK;
  FREETMPS;
  LEAVE;
  POPSTACK;
  px = poexs_here_or_null(aTHX); /* which that may have ended */
  if (px) POEXS_BE_HOME(px);
  return result;
}

/* A function of ours by name, or a method of the first argument. */
SV *poexs_call_perl(pTHX_ const char *name, SV **args, I32 n, I32 flags) {
  return call_apart(aTHX_ NULL, name, args, n, flags);
}

SV *poexs_call_glob(pTHX_ GV *function, SV **args, I32 n, I32 flags) {
  return call_apart(aTHX_ function, NULL, args, n, flags);
}

/* A Perl function of ours, without arguments; it may croak. */
void poexs_call_plain(pTHX_ const char *name) {
  poexs_call_perl(aTHX_ name, NULL, 0, G_VOID | G_DISCARD);
}

I32 poexs_nothing(pTHX_ I32 flags, SV *value) {
  if ((flags & G_WANT) != G_SCALAR) return 0;
  {
    dSP;
    XPUSHs(value);
    PUTBACK;
  }
  return 1;
}
