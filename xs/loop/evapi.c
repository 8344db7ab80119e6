/* evapi.c: EV's table of libev's functions. */
#include "xs/loop/ev.h"

struct EVAPI *poexs_ev_api;

void poexs_ev_find_api(pTHX) { I_EV_API("POE::XS"); }
