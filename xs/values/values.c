/* values.c: what the room remembers. */
#include "xs/values/values.h"

void poexs_values_init(pTHX_ poexs_t *px) {
  Newxz(px->values, 1, poexs_values_t);
  poexs_names_init(aTHX_ px);
  px->values->stock_invoke = get_cv("POE::Session::_invoke_state", 0);
}

void poexs_values_free(pTHX_ poexs_t *px) {
  poexs_lent_free(aTHX_ px);
  SvREFCNT_dec((SV *)px->values->retired);
  Safefree(px->values);
  px->values = NULL;
}
