/* retire.c: values that handlers were given, and that others have taken the place of. */
#include "xs/values/values.h"

/* A handler further out may have it in its @_, which counts nothing. */
void poexs_retire(pTHX_ poexs_t *px, SV *sv) {
  if (!sv) return;
  if (!px->depth) {
    SvREFCNT_dec_NN(sv);
    return;
  }
  if (!px->values->retired) px->values->retired = newAV();
  av_push(px->values->retired, sv);
}

void poexs_drop_retired(pTHX_ poexs_t *px) {
  AV *retired = px->values->retired;
  px->values->retired = NULL;
  SvREFCNT_dec((SV *)retired);
}
