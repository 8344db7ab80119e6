/* pair.c: what a session holds under a name.
 *
 * Extra references, signal watchers and the chains of alarms of one name are all found by
 * (session, name, kind) in one table, and all listed from their session, so that finding one never
 * depends on how many others there are, and freeing a session touches only its own. */
#include <string.h>

#include "csrc/kernel/private.h"

/* Sessions and names lie in memory at regular distances, which depend on what peers do, so that
 * sums of their addresses would repeat: mixed twice, they do not. */
static uint64_t key_of(const poe_session_t *s, const poe_name_t *name, poe_pair_kind_t kind) {
  uint64_t x = poe_map_mix((uint64_t)(uintptr_t)s);
  return poe_map_mix(x + (uint64_t)(uintptr_t)name + (uint64_t)kind);
}

void poe__pair_init(poe_kernel_t *k) {
  poe_map_init(&k->pairs, k->host.hash_key[1]);
  poe_pool_init(&k->pair_pool, sizeof(poe_pair_t));
}

void poe__pair_destroy(poe_kernel_t *k) {
  poe_map_free(&k->pairs);
  poe__pool_end(k, &k->pair_pool);
}

poe_pair_t *poe__pair_find(const poe_kernel_t *k, const poe_session_t *s, const poe_name_t *name,
                           poe_pair_kind_t kind) {
  poe_node_t *node = poe_map_first(&k->pairs, key_of(s, name, kind));
  for (; node; node = poe_map_next(node)) {
    poe_pair_t *p = POE_CONTAINER(node, poe_pair_t, node);
    if (p->session == s && p->name == name && p->kind == kind) return p;
  }
  return NULL;
}

/* There must not be one yet.  Counting references is for the caller, who knows what the pair means.
 */
poe_pair_t *poe__pair_add(poe_kernel_t *k, poe_session_t *s, poe_name_t *name,
                          poe_pair_kind_t kind) {
  poe_pair_t *p = poe_pool_get(&k->pair_pool);
  POE_ASSERT_SLOW(!poe__pair_find(k, s, name, kind));
  memset(p, 0, sizeof *p);
  poe_list_init(&p->of_signal);
  p->session = s;
  p->name = poe_name_hold(k, name);
  p->kind = kind;
  if (kind != POE_PAIR_ALARMS) poe__origin_set(k, &p->origin);
  poe_list_append(&s->pairs, &p->of_session);
  poe_map_insert(&k->pairs, &p->node, key_of(s, name, kind));
  return p;
}

/* The payload goes last: its destructor may put the same pair back. */
void poe__pair_free(poe_kernel_t *k, poe_pair_t *p) {
  void *payload = p->payload;
  POE_ASSERT_SLOW(p->kind == POE_PAIR_SIGNAL || (!payload && !p->event));
  poe_list_remove(&p->of_session);
  poe_list_remove(&p->of_signal);
  poe_map_remove(&k->pairs, &p->node);
  poe_name_unref(k, p->name);
  poe_name_unref(k, p->event);
  poe__origin_end(k, &p->origin);
  poe_pool_put(&k->pair_pool, p);
  if (payload) k->host.payload_free(k->host.data, payload);
}

/* Those of one kind, in the order in which they came. */
poe_pair_t *poe_session_next_pair(const poe_session_t *s, poe_pair_kind_t kind,
                                  const poe_pair_t *after) {
  const poe_link_t *l = after ? after->of_session.next : s->pairs.next;
  for (; l != &s->pairs; l = l->next) {
    poe_pair_t *p = POE_CONTAINER(l, poe_pair_t, of_session);
    if (p->kind == kind) return p;
  }
  return NULL;
}

/* Replaces what a watcher holds.  The old name goes last: letting it rest may free another one,
 * such as a new one that nobody holds yet. */
void poe__handler_set(poe_kernel_t *k, poe_name_t **name, void **payload, poe_name_t *new_name,
                      void *new_payload) {
  poe_name_t *old_name = *name;
  void *old_payload = *payload;
  *name = poe_name_hold(k, new_name);
  *payload = new_payload;
  poe_name_unref(k, old_name);
  if (old_payload) k->host.payload_free(k->host.data, old_payload);
}
