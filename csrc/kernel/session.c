/* session.c: the session table, the tree of parents and children.
 *
 * IDs that are allocated count up and are never used twice.  Parents are kept by their children:
 * each child is a reference. At the top is the kernel's own session, number 0, which each run puts
 * into service anew. */
#include <string.h>

#include "csrc/kernel/private.h"

void poe__session_init(poe_kernel_t *k) {
  poe_map_init(&k->sessions, k->host.hash_key[1]);
  poe_map_init(&k->reserved_ids, k->host.hash_key[1]);
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

/* ---- birth ---- */

static poe_node_t *reserved(const poe_kernel_t *k, int64_t id) {
  return poe_map_first(&k->reserved_ids, (uint64_t)id);
}

/* Tools of POE's may register sessions under IDs of their own choice, which are passed over. */
int64_t poe_session_allocate_id(poe_kernel_t *k) {
  if (POE_UNLIKELY(k->to_background)) return k->next_background_id++;
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

/* Empty lists, and links that are in none. */
static void set_up(poe_session_t *s) {
  poe_list_init(&s->children);
  poe_list_init(&s->sibling);
  poe_list_init(&s->events_to);
  poe_list_init(&s->events_from);
  poe_list_init(&s->aliases);
  poe_list_init(&s->waits);
  s->n_waits = 0;
  poe_list_init(&s->pairs);
  poe_list_init(&s->watchers);
  poe_list_init(&s->children_watched);
  poe_list_init(&s->marked);
  poe_list_init(&s->all);
  poe_list_init(&s->in_background);
}

/* From here on the ID resolves, and walks over all sessions see it. */
static void enrol(poe_kernel_t *k, poe_session_t *s, int64_t id) {
  s->gone = s->stopping = false;
  poe_list_append(&k->all, &s->all);
  poe_map_insert(&k->sessions, &s->by_id, (uint64_t)id);
  if (POE_LIKELY(!s->background)) k->session_count++;
}

/* A session begins without references, marked: whatever keeps it has to come before the next
 * collection, most of it in its _start, which is for the host to run.  A parent that ended
 * meanwhile is none. */
poe_session_t *poe_session_new(poe_kernel_t *k, int64_t id, poe_session_t *parent, void *host) {
  poe_session_t *s = poe_pool_get(&k->session_pool);
  memset(s, 0, sizeof *s);
  set_up(s);
  if (POE_UNLIKELY(k->to_background)) {
    s->background = true;
    poe_list_append(&k->background, &s->in_background);
    parent = NULL;
  }
  s->host = k->host.session_bytes ? memcpy(s + 1, host, k->host.session_bytes) : host;
  enrol(k, s, id);
  poe__origin_set(k, &s->origin);
  if (parent && !parent->gone) {
    s->parent = parent;
    poe_list_append(&parent->children, &s->sibling);
    poe_session_ref(k, parent);
  }
  poe__session_mark(k, s);
  if (POE_UNLIKELY(k->watched.any)) poe__stats_note(k, POE_AT_BIRTH, s, NULL);
  return s;
}

/* By now the parent may be another than the creator: the session can detach itself in _start. */
void poe_session_announce(poe_kernel_t *k, poe_session_t *s, void *value) {
  if (s->parent && !s->parent->gone && s->parent != k->own)
    k->host.child(k->host.data, s->parent, POE_CHILD_CREATE, s, value, NULL);
}

poe_session_t *poe_kernel_session(poe_kernel_t *k) { return k->own; }

/* Idempotent.  What the session had when it was stopped at the end of a run is gone with that run.
 */
void poe_kernel_register(poe_kernel_t *k) {
  if (!k->own) {
    k->own = poe_calloc(1, sizeof *k->own);
    k->own->gone = true;
  }
  if (!k->own->gone) return;
  set_up(k->own);
  assert(!k->own->parent);
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

/* As deep as the tree, which programs keep flat. */
bool poe_session_is_ancestor(const poe_session_t *ancestor, const poe_session_t *s) {
  while (s && s != ancestor) s = s->parent;
  return s != NULL;
}

/* ---- moving ---- */

/* Tells nobody.  The new parent's reference is counted before the old one's is given up, so moving
 * to the same parent does not mark it.  NULL, or one that is gone, leaves the session without a
 * parent. */
void poe_session_move(poe_kernel_t *k, poe_session_t *s, poe_session_t *new_parent) {
  poe_session_t *old = s->parent;
  if (new_parent && new_parent->gone) new_parent = NULL;
  POE_ASSERT_SLOW(!new_parent || !poe_session_is_ancestor(s, new_parent));
  if (old) poe_list_remove(&s->sibling);
  s->parent = new_parent;
  if (new_parent) {
    poe_list_append(&new_parent->children, &s->sibling);
    poe_session_ref(k, new_parent);
  }
  if (old) poe_session_unref(k, old);
}

/* The handlers of both sides run before anything moves, as POE has it, and either session may end
 * in them. */
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
