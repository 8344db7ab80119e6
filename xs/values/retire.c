/* retire.c: values that handlers were given, and that others have taken the place of. */
#include "xs/values/values.h"

/* Takes the value.  A handler further out may have it in its @_, which counts nothing, so it waits
 * until none is left, in any coroutine.  Outside of handlers it is dropped at once, which may run a
 * destructor. */
void poexs_retire(pTHX_ poexs_t *px, SV *sv) {
  if (!sv) return;
  if (px->depth == px->floor && !px->aside) {
    SvREFCNT_dec_NN(sv);
    return;
  }
  if (!px->values->retired) px->values->retired = newAV();
  av_push(px->values->retired, sv);
}

/* When the outermost handler has returned.  Destructors may call handlers, and retire others. */
void poexs_drop_retired(pTHX_ poexs_t *px) {
  AV *retired = px->values->retired;
  POEXS_ASSERT(px->depth == px->floor && !px->aside);
  px->values->retired = NULL;
  SvREFCNT_dec((SV *)retired);
}
