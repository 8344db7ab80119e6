/* slot.c: the elements of filters and drivers, however the program made them. */
#include "xs/bytes/bytes.h"

/* For a tied array, or an element with magic, whose value is asked for: Perl code runs, and may
 * croak.  Borrowed, until the array is changed. */
SV *poexs_slot_slowly(pTHX_ AV *self, SSize_t i) {
  SV **svp = av_fetch(self, i, 0);
  if (!svp) return &PL_sv_undef;
  SvGETMAGIC(*svp);
  return *svp;
}

/* Makes the element where there is none, and its magic is told. */
void poexs_slot_set_slowly(pTHX_ AV *self, SSize_t i, IV value) {
  SV **svp = av_fetch(self, i, 1);
  sv_setiv_mg(*svp, value);
}

/* Borrowed from the reference, which the caller's stack holds.  Any class will do, as subclasses
 * call up to the compiled methods; only the layout has to be right. */
SV *poexs_object_scalar(pTHX_ SV *ref, const char *what) {
  if (!SvROK(ref) || SvTYPE(SvRV(ref)) >= SVt_PVAV) croak("%s is not an object of its class", what);
  return SvRV(ref);
}

AV *poexs_object_av(pTHX_ SV *ref, const char *what) {
  if (!SvROK(ref) || SvTYPE(SvRV(ref)) != SVt_PVAV) croak("%s is not an object of its class", what);
  return (AV *)SvRV(ref);
}
