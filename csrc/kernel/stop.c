/* stop.c: the end of sessions: of one, of those that nothing keeps, of all.
 *
 * Stopping tells everybody concerned and then frees; freeing unregisters, takes away all that the
 * session had, and releases it.  The memory goes with the last pin. */
#include "csrc/kernel/private.h"

/* ---- one session ---- */

/* The parent gains the children of a stopping session; nothing moves until it is freed.  Any
 * handler may end any of those concerned, or move them, so each is looked at again. */
static void hand_over_children(poe_kernel_t *k, poe_session_t *s) {
  poe_session_list_t children = {NULL, 0, 0};
  for (poe_link_t *l = s->children.next; l != &s->children; l = l->next)
    poe__session_list_add(&children, POE_CONTAINER(l, poe_session_t, sibling));
  for (uint32_t i = 0; i < children.n; i++) {
    poe_session_t *child = children.v[i];
    if (child->gone || child->parent != s) continue;
    if (s->parent) k->host.child(k->host.data, s->parent, POE_CHILD_GAIN, child, NULL, NULL);
    if (!child->gone && s->parent) k->host.parent(k->host.data, child, s, s->parent, NULL);
  }
  poe__session_list_clear(k, &children);
}

/* Children are handed over, _stop runs, the parent is told what that returned: in POE's order.  A
 * session that is stopped again in its own _stop, or by a handler that was told of it, is being
 * stopped already.  The pointer is dead afterwards, unless the caller had pinned it. */
void poe_session_stop(poe_kernel_t *k, poe_session_t *s) {
  void *value;
  if (s->stopping || s->gone) return;
  s->stopping = true;
  poe_session_pin(s);
  if (POE_UNLIKELY(!poe_list_is_empty(&s->waits))) poe__waits_cancel(k, s);
  if (!poe_list_is_empty(&s->children)) hand_over_children(k, s);
  value = s->gone ? NULL : k->host.stop(k->host.data, s);
  if (s->parent && !s->parent->gone)
    k->host.child(k->host.data, s->parent, POE_CHILD_LOSE, s, value, NULL);
  if (value) k->host.value_free(k->host.data, value);
  poe_session_free(k, s);
  poe_session_unpin(k, s);
}

/* Children go to the grandparent, or nowhere if there is none. */
static void leave_tree(poe_kernel_t *k, poe_session_t *s) {
  poe_session_t *parent = s->parent;
  while (!poe_list_is_empty(&s->children))
    poe_session_move(k, POE_CONTAINER(s->children.next, poe_session_t, sibling), parent);
  if (parent) poe_session_move(k, s, NULL);
}

/* Unregisters first, so that nothing new can reach the session, then takes out all that it had,
 * and releases that when the kernel knows no more of it. */
void poe_session_free(poe_kernel_t *k, poe_session_t *s) {
  poe_doomed_t d;
  if (s->gone) return;
  poe__doomed_init(&d);
  poe_session_pin(s);
  s->gone = true;
  assert(s->background || k->session_count > 0);
  leave_tree(k, s);
  poe_list_remove(&s->marked);
  poe_list_remove(&s->all);
  poe_map_remove(&k->sessions, &s->by_id);
  if (POE_LIKELY(!s->background)) k->session_count--;
  poe_list_remove(&s->in_background);
  poe__take_signals(k, s, &d);
  poe__take_children(k, s, &d);
  poe__waits_cancel(k, s);
  poe_session_clear_aliases(k, s);
  poe_session_clear_extrefs(k, s);
  poe__take_files(k, s, &d);
  poe__take_events(k, s, &d);
  assert(!s->n_to && !s->n_from && !s->n_extrefs && poe_list_is_empty(&s->watchers));
  assert(poe_list_is_empty(&s->children) && poe_list_is_empty(&s->aliases));
  assert(poe_list_is_empty(&s->children_watched));
  poe__doomed_release(k, &d);
  if (POE_UNLIKELY(k->watched.any)) poe__stats_note(k, POE_AT_DEATH, s, NULL);
  if (k->session_count == 0 && k->loop.halt) k->loop.halt(k->loop.data);
  poe_session_unpin(k, s);
}

/* ---- those that nothing keeps ---- */

/* Latest marked first, until a whole round marked nothing new.  Runs the handlers of each end; one
 * that gives a session of the same round a reference saves it. */
void poe_kernel_collect(poe_kernel_t *k) {
  while (POE_UNLIKELY(!poe_list_is_empty(&k->marked))) {
    poe_link_t round;
    poe_list_init(&round);
    poe_list_splice(&round, &k->marked);
    while (!poe_list_is_empty(&round)) {
      poe_session_t *s = POE_CONTAINER(round.prev, poe_session_t, marked);
      poe_list_remove(&s->marked);
      poe_session_stop(k, s);
    }
  }
}

/* ---- all of them ---- */

/* All but the kernel's own, breadth first.  One that outlived the kernel's own session has no
 * parent. */
static void list_all(poe_kernel_t *k, poe_session_list_t *l) {
  for (poe_link_t *at = k->all.next; at != &k->all; at = at->next) {
    poe_session_t *s = POE_CONTAINER(at, poe_session_t, all);
    if (s != k->own && !s->parent) poe__session_list_add(l, s);
  }
  for (poe_link_t *c = k->own->children.next; c != &k->own->children; c = c->next)
    poe__session_list_add(l, POE_CONTAINER(c, poe_session_t, sibling));
  poe__session_list_descend(l, 0);
}

/* A generation after the other, the youngest first.  One that is being stopped already, further out
 * on the stack, is left to that; those that are born meanwhile live. */
void poe_kernel_stop(poe_kernel_t *k) {
  poe_session_list_t list = {NULL, 0, 0};
  list_all(k, &list);
  for (uint32_t i = list.n; i-- > 0;)
    if (!list.v[i]->gone) poe_session_stop(k, list.v[i]);
  poe__session_list_clear(k, &list);
  if (k->frame) k->frame->session = k->own;
  poe_kernel_collect(k);
}
