/* values.c: what the room remembers. */
#include "xs/values/values.h"

/* The stock method is taken while nothing but the compiled one can be there. */
void poexs_values_init(pTHX_ poexs_t *px) {
  Newxz(px->values, 1, poexs_values_t);
  poexs_names_init(aTHX_ px);
  poexs_internals_init(aTHX_ px);
  px->values->stock_invoke = get_cv("POE::Session::_invoke_state", 0);
}

/* After the kernel, whose names and events hold values: only what handlers were lent is left, and
 * what goes with it may run destructors. */
void poexs_values_free(pTHX_ poexs_t *px) {
  poexs_lent_free(aTHX_ px);
  poexs_futures_free(aTHX_ px);
  SvREFCNT_dec(px->values->kernel);
  Safefree(px->values);
  px->values = NULL;
}
