/* refs.c: how long a session lasts: references, which keep it in service, and pins, which keep its
 * memory.
 *
 * Children, aliases, tags, watched descriptors and awaited processes count one each; all events
 * that are addressed to a session count one together, and so do those that it sent to others.  A
 * session whose count reaches 0 is marked, and ended by the next collection if it is at 0 then. */
#include "csrc/kernel/private.h"

/* ---- references ---- */

/* A session that was marked is taken off the list by its first new reference. */
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

/* Below 0 the count can go only by tools that give back references which they never took, through
 * the private functions that POE has; that ends the session. */
void poe_session_unref(poe_kernel_t *k, poe_session_t *s) {
  if (--s->refs <= 0) poe__session_mark(k, s);
}

/* ---- pins ---- */

/* The host's record goes first, and its destructors with it, while the block is still there for
 * them.  The kernel's own session may be registered again after a run, and stays. */
static void destroy(poe_kernel_t *k, poe_session_t *s) {
  if (s == k->own) return;
  poe__tally_end_session(k, s);
  poe__focus_end(k, s);
  poe__origin_end(k, &s->origin);
  POE_ASSERT_SLOW(poe_list_is_empty(&s->all) && poe_list_is_empty(&s->marked));
  if (s->host) k->host.session_free(k->host.data, s);
  poe_pool_put(&k->session_pool, s);
}

/* Runs session_free when it was the last pin of one that is gone: the pointer is dead then. */
void poe_session_unpin(poe_kernel_t *k, poe_session_t *s) {
  POE_ASSERT_SLOW(s->pins > 0);
  if (--s->pins == 0 && s->gone) destroy(k, s);
}

/* ---- where it all comes from ---- */

void poe__origin_at(poe_kernel_t *k, poe_origin_t *o, const poe_place_t *at) {
  o->place = *at;
  if (o->place.file) o->place.file = poe_name_hold(k, o->place.file);
  o->born = k->pass_depth ? k->pass.now : k->loop.now(k->loop.data);
}

void poe__origin_set(poe_kernel_t *k, poe_origin_t *o) {
  poe_place_t at = {NULL, 0};
  if (k->host.place) k->host.place(k->host.data, &at);
  poe__origin_at(k, o, &at);
}

/* ---- lists of pinned sessions ---- */

/* Pinned, they are there when their turn comes, though perhaps gone. */
void poe__session_list_add(poe_session_list_t *l, poe_session_t *s) {
  if (l->n == l->cap) {
    l->cap = l->cap ? l->cap * 2 : 16;
    l->v = poe_realloc(l->v, l->cap * sizeof *l->v);
  }
  assert(l->n < l->cap);
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

/* Unpinning can end sessions, whose destructors may add to the same list: it is empty before the
 * first. */
void poe__session_list_clear(poe_kernel_t *k, poe_session_list_t *l) {
  poe_session_t **v = l->v;
  uint32_t n = l->n;
  l->v = NULL;
  l->n = l->cap = 0;
  for (uint32_t i = 0; i < n; i++) poe_session_unpin(k, v[i]);
  poe_free(v);
}
