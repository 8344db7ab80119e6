/* here.c: which binding belongs to the interpreter that runs. */
#include "xs/base/base.h"

#define MY_CXT_KEY "POE::XS::_guts" XS_VERSION
typedef struct {
  poexs_t *px; /* owned */
} my_cxt_t;
START_MY_CXT

poexs_t *poexs_here_or_null(pTHX) {
  dMY_CXT;
  return MY_CXT.px;
}

poexs_t *poexs_here(pTHX) {
  dMY_CXT;
  if (UNLIKELY(!MY_CXT.px)) croak("POE::XS: the event kernel of this interpreter is gone");
  POEXS_BE_HOME(MY_CXT.px);
  return MY_CXT.px;
}

void poexs_here_init(pTHX_ poexs_t *px) {
  MY_CXT_INIT;
  MY_CXT.px = px;
}

/* The maker's is not this thread's to change: until the thread has its own, it has none. */
poexs_t *poexs_here_clone(pTHX) {
  MY_CXT_CLONE;
  poexs_t *makers = MY_CXT.px;
  MY_CXT.px = NULL;
  return makers;
}

void poexs_here_set(pTHX_ poexs_t *px) {
  dMY_CXT;
  MY_CXT.px = px;
}
