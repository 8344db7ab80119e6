/* signal.c: which session wants which signal or child, and how a signal walks the tree. */
#include <assert.h>
#include <string.h>

#include "csrc/kernel/private.h"

void poe__signal_init(poe_kernel_t *k) {
  poe_map_init(&k->children);
  k->base_delivery.handled = -1;
  k->base_delivery.touched = &k->base_touched;
  k->delivery = &k->base_delivery;
}

void poe__signal_destroy(poe_kernel_t *k) {
  poe__session_list_clear(k, &k->base_touched);
  poe_map_free(&k->children);
}

poe_signal_type_t poe_signal_type_of(const char *name) {
  static const char *const terminal[] = {"QUIT", "INT", "KILL", "TERM", "HUP", "IDLE", "DIE"};
  static const char *const nonmaskable[] = {"ZOMBIE", "UIDESTROY"};
  for (size_t i = 0; i < sizeof terminal / sizeof *terminal; i++)
    if (strcmp(name, terminal[i]) == 0) return POE_SIGNAL_TERMINAL;
  for (size_t i = 0; i < sizeof nonmaskable / sizeof *nonmaskable; i++)
    if (strcmp(name, nonmaskable[i]) == 0) return POE_SIGNAL_NONMASKABLE;
  return POE_SIGNAL_BENIGN;
}

/* ---- watchers ---- */

static poe_signal_t *signal_for(poe_name_t *sig) {
  if (!sig->signal) {
    sig->signal = poe_malloc(sizeof *sig->signal);
    poe_list_init(&sig->signal->watchers);
  }
  return sig->signal;
}

bool poe_signal_is_watched(const poe_name_t *sig) {
  return sig->signal && !poe_list_is_empty(&sig->signal->watchers);
}

poe_pair_t *poe_signal_find(const poe_kernel_t *k, const poe_session_t *s, const poe_name_t *sig) {
  return poe__pair_find(k, s, sig, POE_PAIR_SIGNAL);
}

poe_pair_t *poe_signal_each(const poe_name_t *sig, const poe_pair_t *after) {
  const poe_link_t *l;
  if (!sig->signal) return NULL;
  l = after ? after->of_signal.next : sig->signal->watchers.next;
  return l == &sig->signal->watchers ? NULL : POE_CONTAINER(l, poe_pair_t, of_signal);
}

/* Replaces what a watcher holds.  The old name goes last: letting it rest may free another one,
 * such as a new one that nobody holds yet. */
static void set_handler(poe_kernel_t *k, poe_name_t **name, void **payload, poe_name_t *new_name,
                        void *new_payload) {
  poe_name_t *old_name = *name;
  void *old_payload = *payload;
  *name = poe_name_hold(k, new_name);
  *payload = new_payload;
  poe_name_unref(k, old_name);
  if (old_payload) k->host.payload_free(k->host.data, old_payload);
}

void poe_signal_watch(poe_kernel_t *k, poe_session_t *s, poe_name_t *sig, poe_name_t *event,
                      void *payload, bool *is_first) {
  poe_pair_t *p = poe_signal_find(k, s, sig);
  *is_first = !s->gone && !poe_signal_is_watched(sig);
  if (s->gone) {
    if (payload) k->host.payload_free(k->host.data, payload);
    return;
  }
  if (!p) {
    p = poe__pair_add(k, s, sig, POE_PAIR_SIGNAL);
    poe_list_append(&signal_for(sig)->watchers, &p->of_signal);
  }
  set_handler(k, &p->event, &p->payload, event, payload);
}

int poe_signal_ignore(poe_kernel_t *k, poe_session_t *s, poe_name_t *sig, bool *was_last) {
  poe_pair_t *p = poe_signal_find(k, s, sig);
  *was_last = false;
  if (!p) return POE_ESRCH;
  poe_name_hold(k, sig);
  poe__pair_free(k, p);
  *was_last = !poe_signal_is_watched(sig);
  poe_name_unref(k, sig);
  return POE_OK;
}

static void child_free(poe_kernel_t *k, poe_child_watch_t *c) {
  poe_session_t *s = c->session;
  void *payload = c->payload;
  poe_map_remove(&k->children, &c->node);
  poe_list_remove(&c->of_session);
  poe_name_unref(k, c->event);
  poe_free(c);
  poe_session_unref(k, s);
  if (payload) k->host.payload_free(k->host.data, payload);
}

static void take_signal(poe_kernel_t *k, poe_pair_t *p, poe_doomed_t *d) {
  poe_name_t *sig = poe_name_ref(p->name);
  poe__doomed_add(d, p->payload);
  p->payload = NULL;
  poe__pair_free(k, p);
  if (poe_signal_is_watched(sig)) {
    poe_name_unref(k, sig);
    return;
  }
  d->unwatched = poe_realloc(d->unwatched, (d->n_unwatched + 1) * sizeof *d->unwatched);
  d->unwatched[d->n_unwatched++] = sig;
}

void poe__take_signals(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d) {
  poe_pair_t *p;
  while ((p = poe_session_next_pair(s, POE_PAIR_SIGNAL, NULL))) take_signal(k, p, d);
  while (!poe_list_is_empty(&s->children_watched)) {
    poe_child_watch_t *c = POE_CONTAINER(s->children_watched.next, poe_child_watch_t, of_session);
    poe__doomed_add(d, c->payload);
    c->payload = NULL;
    child_free(k, c);
    d->child_gone = true;
  }
}

void poe_session_clear_signals(poe_kernel_t *k, poe_session_t *s) {
  poe_doomed_t d;
  poe__doomed_init(&d);
  poe__take_signals(k, s, &d);
  poe__doomed_release(k, &d);
}

/* ---- delivery ---- */

poe_delivery_t *poe_signal_delivery(poe_kernel_t *k) { return k->delivery; }

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

uint32_t poe_signal_touched(poe_kernel_t *k, poe_session_t *out[], uint32_t max) {
  const poe_session_list_t *l = k->delivery->touched;
  for (uint32_t i = 0; i < l->n && i < max; i++) out[i] = l->v[i];
  return l->n;
}

/* In reverse, so that children go before their parents. */
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

/* ---- children ---- */

poe_child_watch_t *poe_child_each(const poe_kernel_t *k, int64_t pid,
                                  const poe_child_watch_t *after) {
  poe_node_t *n = after ? poe_map_next(&after->node) : poe_map_first(&k->children, (uint64_t)pid);
  return n ? POE_CONTAINER(n, poe_child_watch_t, node) : NULL;
}

poe_child_watch_t *poe_child_any(const poe_kernel_t *k, const poe_child_watch_t *after) {
  poe_node_t *n = poe_map_each(&k->children, after ? &after->node : NULL);
  return n ? POE_CONTAINER(n, poe_child_watch_t, node) : NULL;
}

poe_child_watch_t *poe_child_find(const poe_kernel_t *k, const poe_session_t *s, int64_t pid) {
  poe_child_watch_t *c = NULL;
  while ((c = poe_child_each(k, pid, c)))
    if (c->session == s) break;
  return c;
}

/* Watching the same child again replaces event and payload and counts no second reference. */
void poe_child_watch(poe_kernel_t *k, poe_session_t *s, int64_t pid, poe_name_t *event,
                     void *payload) {
  poe_child_watch_t *c = poe_child_find(k, s, pid);
  if (s->gone) {
    if (payload) k->host.payload_free(k->host.data, payload);
    return;
  }
  if (!c) {
    c = poe_calloc(1, sizeof *c);
    c->session = s;
    poe_map_insert(&k->children, &c->node, (uint64_t)pid);
    poe_list_append(&s->children_watched, &c->of_session);
    poe_session_ref(k, s);
  }
  set_handler(k, &c->event, &c->payload, event, payload);
}

int poe_child_ignore(poe_kernel_t *k, poe_session_t *s, int64_t pid) {
  poe_child_watch_t *c = poe_child_find(k, s, pid);
  if (!c) return POE_ESRCH;
  child_free(k, c);
  return POE_OK;
}

uint32_t poe_child_count(const poe_kernel_t *k) { return (uint32_t)k->children.count; }
