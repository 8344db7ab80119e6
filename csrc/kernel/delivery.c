/* delivery.c: how a signal walks the tree of sessions.
 *
 * A delivery touches sessions from the session it was sent to downwards, tells those that watch the
 * signal, children before parents, and at the end stops what it touched if the signal is one that
 * ends programs and nobody handled it.  Deliveries nest, as handlers do; those functions that
 * programs call mean the innermost one. */
#include <string.h>

#include "csrc/kernel/private.h"

/* Outside of any delivery the functions for programs find one that nobody reads, as POE has global
 * variables there. */
void poe__delivery_init(poe_kernel_t *k) {
  k->base_delivery.handled = -1;
  k->base_delivery.touched = &k->base_touched;
  k->delivery = &k->base_delivery;
}

void poe__delivery_destroy(poe_kernel_t *k) { poe__session_list_clear(k, &k->base_touched); }

/* Terminal signals end what nobody handles them for, nonmaskable ones whatever they were sent to.
 */
poe_signal_type_t poe_signal_type_of(const char *name) {
  static const char *const terminal[] = {"QUIT", "INT", "KILL", "TERM", "HUP", "IDLE", "DIE"};
  static const char *const nonmaskable[] = {"ZOMBIE", "UIDESTROY"};
  for (size_t i = 0; i < sizeof terminal / sizeof *terminal; i++)
    if (strcmp(name, terminal[i]) == 0) return POE_SIGNAL_TERMINAL;
  for (size_t i = 0; i < sizeof nonmaskable / sizeof *nonmaskable; i++)
    if (strcmp(name, nonmaskable[i]) == 0) return POE_SIGNAL_NONMASKABLE;
  return POE_SIGNAL_BENIGN;
}

poe_delivery_t *poe_signal_delivery(poe_kernel_t *k) { return k->delivery; }

/* Counts, as POE does, from the first to say so. */
void poe_signal_mark_handled(poe_kernel_t *k) {
  poe_delivery_t *d = k->delivery;
  d->handled = d->handled < 0 ? 1 : d->handled + 1;
}

void poe_signal_reset(poe_kernel_t *k, poe_signal_type_t type) {
  k->delivery->handled = -1;
  k->delivery->type = type;
  poe__session_list_clear(k, k->delivery->touched);
}

void poe_signal_touch(poe_kernel_t *k, poe_session_t *s) {
  poe__session_list_add(k->delivery->touched, s);
}

/* Fills what room there is and returns how many there are, so that a caller can ask again with
 * more. */
uint32_t poe_signal_touched(poe_kernel_t *k, poe_session_t *out[], uint32_t max) {
  const poe_session_list_t *l = k->delivery->touched;
  for (uint32_t i = 0; i < l->n && i < max; i++) out[i] = l->v[i];
  return l->n;
}

/* In reverse, so that children go before their parents.  The list is taken out first: the ends of
 * sessions run handlers, which may touch others. */
void poe_signal_free_touched(poe_kernel_t *k) {
  poe_delivery_t *d = k->delivery;
  poe_session_list_t list = *d->touched;
  bool fatal =
      d->type == POE_SIGNAL_NONMASKABLE || (d->type == POE_SIGNAL_TERMINAL && d->handled <= 0);
  *d->touched = (poe_session_list_t){NULL, 0, 0};
  for (uint32_t i = list.n; fatal && i-- > 0;) poe_session_stop(k, list.v[i]);
  poe__session_list_clear(k, &list);
}

/* Ancestors first, farthest in front, only for an exception; then the session and its descendants
 * breadth first.  The list is worked off from its end. */
static void touch_tree(poe_kernel_t *k, poe_session_list_t *l, poe_session_t *s, bool ancestors) {
  uint32_t i, n;
  if (ancestors) {
    for (poe_session_t *a = s->parent; a && a != k->own; a = a->parent) poe__session_list_add(l, a);
    n = l->n;
    for (i = 0; i < n / 2; i++) {
      poe_session_t *swap = l->v[i];
      l->v[i] = l->v[n - 1 - i];
      l->v[n - 1 - i] = swap;
    }
  }
  i = l->n;
  poe__session_list_add(l, s);
  poe__session_list_descend(l, i);
}

/* A session that an earlier handler of this delivery stopped is in the list still, but watches
 * nothing. */
static void tell(poe_kernel_t *k, poe_session_t *s, poe_event_t *e, const poe_name_t *sig) {
  poe_pair_t *p = s->gone ? NULL : poe_signal_find(k, s, sig);
  if (p) k->host.signal(k->host.data, p, e);
}

/* A benign signal touches nobody but its watchers; with a single one no tree need be walked. */
static bool deliver_to_one(poe_kernel_t *k, poe_event_t *e, const poe_name_t *sig) {
  poe_pair_t *p = poe_signal_each(sig, NULL);
  if (p && poe_signal_each(sig, p)) return false;
  if (p && poe_session_is_ancestor(e->to, p->session)) k->host.signal(k->host.data, p, e);
  return true;
}

/* Runs the handlers of all that watch the signal, and the ends of sessions.  The name is held as
 * its last watcher may go meanwhile.  The list may shrink under the walk, since a handler can reset
 * the delivery; each step looks whether it is still that long. */
int64_t poe_signal_dispatch(poe_kernel_t *k, poe_event_t *e, poe_name_t *sig) {
  poe_session_list_t touched = {NULL, 0, 0};
  poe_delivery_t d = {-1, poe_signal_type_of(sig->str), &touched}, *outer = k->delivery;
  if (e->to->gone) return -1;
  k->delivery = &d;
  poe_name_hold(k, sig);
  if (d.type != POE_SIGNAL_BENIGN || !deliver_to_one(k, e, sig)) {
    touch_tree(k, &touched, e->to, strcmp(sig->str, "DIE") == 0);
    for (uint32_t i = touched.n; i-- > 0;)
      if (i < touched.n) tell(k, touched.v[i], e, sig);
  }
  poe_signal_free_touched(k);
  poe__session_list_clear(k, &touched); /* what was touched while the others ended */
  poe_name_unref(k, sig);
  k->delivery = outer;
  return d.handled;
}
