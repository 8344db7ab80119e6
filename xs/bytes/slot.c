/* slot.c: the elements of filters and drivers, however the program made them. */
#include "xs/bytes/bytes.h"

SV *poexs_slot_slowly(pTHX_ AV *self, SSize_t i) {
  SV **svp = av_fetch(self, i, 0);
  if (!svp) return &PL_sv_undef;
  SvGETMAGIC(*svp);
  return *svp;
}

void poexs_slot_set_slowly(pTHX_ AV *self, SSize_t i, IV value) {
  SV **svp = av_fetch(self, i, 1);
  sv_setiv_mg(*svp, value);
}

SV *poexs_object_scalar(pTHX_ SV *ref, const char *what) {
  if (!SvROK(ref) || SvTYPE(SvRV(ref)) >= SVt_PVAV) croak("%s is not an object of its class", what);
  return SvRV(ref);
}

AV *poexs_object_av(pTHX_ SV *ref, const char *what) {
  if (!SvROK(ref) || SvTYPE(SvRV(ref)) != SVt_PVAV) croak("%s is not an object of its class", what);
  return (AV *)SvRV(ref);
}
