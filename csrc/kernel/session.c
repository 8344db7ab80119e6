/* session.c: the session table, the tree of parents and children, reference counts, stopping. */
#include <assert.h>
#include <string.h>

#include "csrc/kernel/private.h"

void poe__session_init(poe_kernel_t *k) {
  poe_map_init(&k->sessions);
  poe_map_init(&k->reserved_ids);
  poe_list_init(&k->all);
  poe_list_init(&k->marked);
  poe_pool_init(&k->session_pool, sizeof(poe_session_t) + k->host.session_bytes);
  k->next_session_id = 1;
}

void poe__session_destroy(poe_kernel_t *k) {
  poe_node_t *n;
  size_t bucket = 0;
  while ((n = poe_map_any(&k->reserved_ids, &bucket)))
    poe_session_reserve_id(k, (int64_t)n->key, false);
  poe_map_free(&k->reserved_ids);
  poe_map_free(&k->sessions);
  poe__pool_end(k, &k->session_pool);
}

/* ---- reference counts ---- */

void poe_session_ref(poe_kernel_t *k, poe_session_t *s) {
  (void)k;
  if (s->refs++ == 0) poe_list_remove(&s->marked);
}

/* At 0 a session is only marked: it may get a new reference before the next collection.  The
 * kernel's own session lives until it is stopped for idleness. */
static void mark(poe_kernel_t *k, poe_session_t *s) {
  if (s->gone || s == k->own) return;
  poe_list_remove(&s->marked);
  poe_list_append(&k->marked, &s->marked);
}

void poe_session_unref(poe_kernel_t *k, poe_session_t *s) {
  if (--s->refs <= 0) mark(k, s);
}

/* The kernel's own session may be registered again after a run, and stays. */
static void destroy(poe_kernel_t *k, poe_session_t *s) {
  if (s == k->own) return;
  if (s->host) k->host.session_free(k->host.data, s);
  poe_pool_put(&k->session_pool, s);
}

void poe_session_unpin(poe_kernel_t *k, poe_session_t *s) {
  if (--s->pins == 0 && s->gone) destroy(k, s);
}

/* Latest marked first, until a whole round marked nothing new. */
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

/* ---- birth ---- */

static poe_node_t *reserved(const poe_kernel_t *k, int64_t id) {
  return poe_map_first(&k->reserved_ids, (uint64_t)id);
}

int64_t poe_session_allocate_id(poe_kernel_t *k) {
  while (poe_session_find(k, k->next_session_id) || reserved(k, k->next_session_id))
    k->next_session_id++;
  return k->next_session_id++;
}

void poe_session_reserve_id(poe_kernel_t *k, int64_t id, bool on) {
  poe_node_t *n = reserved(k, id);
  if (on && !n) {
    poe_map_insert(&k->reserved_ids, poe_malloc(sizeof *n), (uint64_t)id);
  } else if (!on && n) {
    poe_map_remove(&k->reserved_ids, n);
    poe_free(n);
  }
}

static void set_up(poe_session_t *s) {
  poe_list_init(&s->children);
  poe_list_init(&s->sibling);
  poe_list_init(&s->events_to);
  poe_list_init(&s->events_from);
  poe_list_init(&s->aliases);
  poe_list_init(&s->pairs);
  poe_list_init(&s->watchers);
  poe_list_init(&s->children_watched);
  poe_list_init(&s->marked);
  poe_list_init(&s->all);
}

static void enrol(poe_kernel_t *k, poe_session_t *s, int64_t id) {
  s->gone = s->stopping = false;
  poe_list_append(&k->all, &s->all);
  poe_map_insert(&k->sessions, &s->by_id, (uint64_t)id);
  k->session_count++;
}

poe_session_t *poe_session_new(poe_kernel_t *k, int64_t id, poe_session_t *parent, void *host) {
  poe_session_t *s = poe_pool_get(&k->session_pool);
  memset(s, 0, sizeof *s);
  set_up(s);
  s->host = k->host.session_bytes ? memcpy(s + 1, host, k->host.session_bytes) : host;
  enrol(k, s, id);
  if (parent && !parent->gone) {
    s->parent = parent;
    poe_list_append(&parent->children, &s->sibling);
    poe_session_ref(k, parent);
  }
  mark(k, s);
  if (POE_UNLIKELY(k->watched)) poe__stats_note(k, POE_AT_BIRTH, s, NULL);
  return s;
}

/* By now the parent may be another than the creator: the session can detach itself in _start. */
void poe_session_announce(poe_kernel_t *k, poe_session_t *s, void *value) {
  if (s->parent && !s->parent->gone && s->parent != k->own)
    k->host.child(k->host.data, s->parent, POE_CHILD_CREATE, s, value, NULL);
}

poe_session_t *poe_kernel_session(poe_kernel_t *k) { return k->own; }

void poe_kernel_register(poe_kernel_t *k) {
  if (!k->own) {
    k->own = poe_calloc(1, sizeof *k->own);
    k->own->gone = true;
  }
  if (!k->own->gone) return;
  set_up(k->own);
  k->own->refs = 0;
  enrol(k, k->own, 0);
}

/* ---- looking ---- */

poe_session_t *poe_session_find(const poe_kernel_t *k, int64_t id) {
  poe_node_t *n = poe_map_first(&k->sessions, (uint64_t)id);
  return n ? POE_CONTAINER(n, poe_session_t, by_id) : NULL;
}

poe_session_t *poe_session_each(const poe_kernel_t *k, const poe_session_t *after) {
  const poe_link_t *l = after ? after->all.next : k->all.next;
  return l == &k->all ? NULL : POE_CONTAINER(l, poe_session_t, all);
}

uint32_t poe_session_count(const poe_kernel_t *k) { return k->session_count; }

bool poe_session_is_ancestor(const poe_session_t *ancestor, const poe_session_t *s) {
  while (s && s != ancestor) s = s->parent;
  return s != NULL;
}

/* ---- moving ---- */

void poe_session_move(poe_kernel_t *k, poe_session_t *s, poe_session_t *new_parent) {
  poe_session_t *old = s->parent;
  if (new_parent && new_parent->gone) new_parent = NULL;
  if (old) poe_list_remove(&s->sibling);
  s->parent = new_parent;
  if (new_parent) {
    poe_list_append(&new_parent->children, &s->sibling);
    poe_session_ref(k, new_parent);
  }
  if (old) poe_session_unref(k, old);
}

int poe_session_detach(poe_kernel_t *k, poe_session_t *s, bool tell_parent, const poe_place_t *at) {
  poe_session_t *old = s->parent;
  if (!old || old == k->own) return POE_EPERM;
  poe_session_pin(s);
  poe_session_pin(old);
  if (tell_parent) k->host.child(k->host.data, old, POE_CHILD_LOSE, s, NULL, at);
  if (!s->gone) k->host.parent(k->host.data, s, old, k->own, at);
  if (!s->gone) poe_session_move(k, s, k->own);
  poe_session_unpin(k, old);
  poe_session_unpin(k, s);
  return POE_OK;
}

/* ---- death ---- */

/* The parent gains the children of a stopping session; nothing moves until it is freed. */
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

void poe_session_stop(poe_kernel_t *k, poe_session_t *s) {
  void *value;
  if (s->stopping || s->gone) return;
  s->stopping = true;
  poe_session_pin(s);
  if (!poe_list_is_empty(&s->children)) hand_over_children(k, s);
  value = s->gone ? NULL : k->host.stop(k->host.data, s);
  if (s->parent && !s->parent->gone)
    k->host.child(k->host.data, s->parent, POE_CHILD_LOSE, s, value, NULL);
  if (value) k->host.value_free(k->host.data, value);
  poe_session_free(k, s);
  poe_session_unpin(k, s);
}

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
  leave_tree(k, s);
  poe_list_remove(&s->marked);
  poe_list_remove(&s->all);
  poe_map_remove(&k->sessions, &s->by_id);
  k->session_count--;
  poe__take_signals(k, s, &d);
  poe_session_clear_aliases(k, s);
  poe_session_clear_extrefs(k, s);
  poe__take_files(k, s, &d);
  poe__take_events(k, s, &d);
  poe__doomed_release(k, &d);
  if (POE_UNLIKELY(k->watched)) poe__stats_note(k, POE_AT_DEATH, s, NULL);
  if (k->session_count == 0 && k->loop.halt) k->loop.halt(k->loop.data);
  poe_session_unpin(k, s);
}

/* ---- what the dead leave behind ---- */

void poe__doomed_init(poe_doomed_t *d) {
  memset(d, 0, sizeof *d);
  poe_list_init(&d->events);
}

/* Grows at each power of two. */
void poe__doomed_add(poe_doomed_t *d, void *payload) {
  uint32_t n = d->n_payloads;
  if (!payload) return;
  if (!(n & (n - 1))) d->payloads = poe_realloc(d->payloads, (n ? n * 2 : 1) * sizeof *d->payloads);
  d->payloads[d->n_payloads++] = payload;
}

/* The host hears of each signal that nobody watches any more, to give it back to the system; with
 * no name when nobody waits for a child process any more. */
static void report_unwatched(poe_kernel_t *k, poe_doomed_t *d) {
  for (uint32_t i = 0; i < d->n_unwatched; i++) {
    poe_name_t *sig = d->unwatched[i];
    if (!poe_signal_is_watched(sig) && k->host.signal_unwatched)
      k->host.signal_unwatched(k->host.data, sig);
    poe_name_unref(k, sig);
  }
  if (d->child_gone && !k->children.count && k->host.signal_unwatched)
    k->host.signal_unwatched(k->host.data, NULL);
}

void poe__doomed_release(poe_kernel_t *k, poe_doomed_t *d) {
  report_unwatched(k, d);
  for (uint32_t i = 0; i < d->n_payloads; i++) k->host.payload_free(k->host.data, d->payloads[i]);
  while (!poe_list_is_empty(&d->events)) {
    poe_event_t *e = POE_CONTAINER(d->events.next, poe_event_t, chain);
    poe_list_remove(&e->chain);
    poe_event_free(k, e);
  }
  poe_free(d->payloads);
  poe_free(d->unwatched);
}

/* ---- lists of sessions ---- */

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
