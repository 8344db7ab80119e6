/* wait.c: handlers that wait for something. */
#include "csrc/kernel/private.h"

void poe_wait_begin(poe_kernel_t *k, poe_wait_t *w, poe_session_t *s, poe_name_t *event) {
  assert(!s->gone);
  w->session = s;
  w->event = poe_name_hold(k, event);
  poe__origin_set(k, &w->origin);
  poe_list_append(&s->waits, &w->of_session);
  if (w->elsewhere) k->waits_elsewhere++;
  poe_session_ref(k, s);
}

/* May be said before it begins. */
void poe_wait_for_elsewhere(poe_kernel_t *k, poe_wait_t *w, bool is) {
  if (w->session && is != w->elsewhere) is ? k->waits_elsewhere++ : k->waits_elsewhere--;
  w->elsewhere = is;
}

uint32_t poe_waits_elsewhere(const poe_kernel_t *k) { return k->waits_elsewhere; }

void poe_wait_again(poe_kernel_t *k, poe_wait_t *w) {
  assert(w->session);
  poe__origin_end(k, &w->origin);
  poe__origin_set(k, &w->origin);
}

void poe_wait_end(poe_kernel_t *k, poe_wait_t *w) {
  poe_session_t *s = w->session;
  if (!s) return;
  w->session = NULL;
  poe_list_remove(&w->of_session);
  if (w->elsewhere) k->waits_elsewhere--;
  poe__origin_end(k, &w->origin);
  poe_name_unref(k, w->event);
  poe_session_unref(k, s);
}

/* The youngest first; one that the host does not end is ended here. */
void poe__waits_cancel(poe_kernel_t *k, poe_session_t *s) {
  while (!poe_list_is_empty(&s->waits)) {
    poe_wait_t *w = POE_CONTAINER(s->waits.prev, poe_wait_t, of_session);
    k->host.wait_cancel(k->host.data, w);
    if (!poe_list_is_empty(&s->waits) && s->waits.prev == &w->of_session) poe_wait_end(k, w);
  }
}
