/* refs.c: how long a session lasts: references, which keep it in service, and pins, which keep its
 * memory. */
#include "csrc/kernel/private.h"

/* ---- references ---- */

void poe_session_ref(poe_kernel_t *k, poe_session_t *s) {
  (void)k;
  if (s->refs++ == 0) poe_list_remove(&s->marked);
}

/* At 0 a session is only marked: it may get a new reference before the next collection.  The
 * kernel's own session lives until it is stopped for idleness. */
void poe__session_mark(poe_kernel_t *k, poe_session_t *s) {
  if (s->gone || s == k->own) return;
  poe_list_remove(&s->marked);
  poe_list_append(&k->marked, &s->marked);
}

void poe_session_unref(poe_kernel_t *k, poe_session_t *s) {
  if (--s->refs <= 0) poe__session_mark(k, s);
}

/* ---- pins ---- */

/* The kernel's own session may be registered again after a run, and stays. */
static void destroy(poe_kernel_t *k, poe_session_t *s) {
  if (s == k->own) return;
  if (s->host) k->host.session_free(k->host.data, s);
  poe_pool_put(&k->session_pool, s);
}

void poe_session_unpin(poe_kernel_t *k, poe_session_t *s) {
  if (--s->pins == 0 && s->gone) destroy(k, s);
}

/* ---- lists of pinned sessions ---- */

void poe__session_list_add(poe_session_list_t *l, poe_session_t *s) {
  if (l->n == l->cap) {
    l->cap = l->cap ? l->cap * 2 : 16;
    l->v = poe_realloc(l->v, l->cap * sizeof *l->v);
  }
  poe_session_pin(s);
  l->v[l->n++] = s;
}

void poe__session_list_descend(poe_session_list_t *l, uint32_t from) {
  for (uint32_t i = from; i < l->n; i++) {
    const poe_link_t *head = &l->v[i]->children;
    for (const poe_link_t *c = head->next; c != head; c = c->next)
      poe__session_list_add(l, POE_CONTAINER(c, poe_session_t, sibling));
  }
}

void poe__session_list_clear(poe_kernel_t *k, poe_session_list_t *l) {
  poe_session_t **v = l->v;
  uint32_t n = l->n;
  l->v = NULL;
  l->n = l->cap = 0;
  for (uint32_t i = 0; i < n; i++) poe_session_unpin(k, v[i]);
  poe_free(v);
}
