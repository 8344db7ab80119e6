/* wait.c: handlers that wait for something. */
#include "csrc/kernel/private.h"

void poe_wait_begin(poe_kernel_t *k, poe_wait_t *w, poe_session_t *s, poe_name_t *event) {
  assert(!s->gone);
  w->session = s;
  w->event = poe_name_hold(k, event);
  poe_list_append(&s->waits, &w->of_session);
  s->n_waits++;
  poe_session_ref(k, s);
}

void poe_wait_note(poe_kernel_t *k, poe_wait_t *w, const poe_place_t *at) {
  poe__origin_end(k, &w->origin);
  poe__origin_at(k, &w->origin, at);
}

bool poe_waits_elsewhere(const poe_kernel_t *k) {
  for (const poe_session_t *s = NULL; (s = poe_session_each(k, s));)
    for (const poe_link_t *l = s->waits.next; l != &s->waits; l = l->next)
      if (k->host.wait_is_elsewhere(k->host.data, POE_CONTAINER(l, const poe_wait_t, of_session)))
        return true;
  return false;
}

void poe_wait_end(poe_kernel_t *k, poe_wait_t *w) {
  poe_session_t *s = w->session;
  poe__origin_end(k, &w->origin);
  if (!s) return;
  w->session = NULL;
  poe_list_remove(&w->of_session);
  s->n_waits--;
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
