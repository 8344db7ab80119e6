/* name.c: interned strings, so that comparing two of them compares pointers.
 *
 * A name is in the table as long as it exists; while nobody holds it, it is in the list of idle
 * ones, too. */
#include <string.h>

#include "csrc/kernel/private.h"

/* A name that nobody uses rests in the table for a while: events come and go with the same few
 * names, and interning them anew each time would cost more than keeping some. */
enum { IDLE_NAMES_KEPT = 512 };

/* Keyed, as names may come from peers, who must not choose where in the table they fall. */
static uint64_t hash_of(const poe_kernel_t *k, const char *str, size_t len) {
  return poe_hash(k->host.hash_key, str, len);
}

void poe__name_init(poe_kernel_t *k) {
  poe_map_init(&k->names, k->host.hash_key[1]);
  poe_list_init(&k->idle_names);
}

/* Caches of the host that are keyed by anything but the name itself learn from the generation that
 * one they point to may be gone. */
static void name_free(poe_kernel_t *k, poe_name_t *n) {
  assert(!n->alias && !poe__signal_is_watched(n));
  poe_map_remove(&k->names, &n->node);
  k->name_generation++;
  if (n->host && k->host.name_free) k->host.name_free(k->host.data, n->host);
  poe_free(n->signal);
  poe_free(n);
}

/* Those that are held go, too: the host keeps some for good. */
void poe__name_destroy(poe_kernel_t *k) {
  poe_node_t *node;
  size_t bucket = 0;
  while ((node = poe_map_any(&k->names, &bucket)))
    name_free(k, POE_CONTAINER(node, poe_name_t, node));
  poe_map_free(&k->names);
}

/* Bytes and characters that look the same are two names. */
static poe_name_t *find(const poe_kernel_t *k, const char *str, size_t len, bool utf8,
                        uint64_t hash) {
  poe_node_t *node = poe_map_first(&k->names, hash);
  for (; node; node = poe_map_next(node)) {
    poe_name_t *n = POE_CONTAINER(node, poe_name_t, node);
    if (n->len == len && n->utf8 == utf8 && memcmp(n->str, str, len) == 0) return n;
  }
  return NULL;
}

/* Borrowed, and it may be idle: to be held before anything else is let go. */
poe_name_t *poe_name_find(poe_kernel_t *k, const char *str, size_t len, bool utf8) {
  return len > POE_NAME_MOST ? NULL : find(k, str, len, utf8, hash_of(k, str, len));
}

/* Not held yet, nor idle. */
static poe_name_t *name_new(poe_kernel_t *k, const char *str, size_t len, bool utf8,
                            uint64_t hash) {
  poe_name_t *n = poe_calloc(1, sizeof *n + len + 1);
  memcpy(n->str, str, len);
  n->len = (uint32_t)len;
  n->utf8 = utf8;
  poe_list_init(&n->idle);
  poe_map_insert(&k->names, &n->node, hash);
  return n;
}

/* The string is hashed once, whether or not it is there. */
poe_name_t *poe_name_intern(poe_kernel_t *k, const char *str, size_t len, bool utf8) {
  uint64_t hash;
  poe_name_t *n;
  if (len > POE_NAME_MOST) return NULL;
  hash = hash_of(k, str, len);
  n = find(k, str, len, utf8, hash);
  if (n) return poe_name_hold(k, n);
  n = name_new(k, str, len, utf8, hash);
  n->refs = 1;
  return n;
}

/* A new name is held without ever having been idle. */
void poe_name_wake(poe_kernel_t *k, poe_name_t *n) {
  POE_ASSERT_SLOW(n->refs > 0);
  if (poe_list_is_empty(&n->idle)) return;
  POE_ASSERT_SLOW(k->idle_name_count > 0);
  poe_list_remove(&n->idle);
  k->idle_name_count--;
}

/* The last reference is gone.  When too many rest, the one that has done so for longest goes. */
void poe_name_rest(poe_kernel_t *k, poe_name_t *n) {
  POE_ASSERT_SLOW(n->refs == 0 && poe_list_is_empty(&n->idle));
  poe_list_append(&k->idle_names, &n->idle);
  if (++k->idle_name_count <= IDLE_NAMES_KEPT) return;
  n = POE_CONTAINER(k->idle_names.next, poe_name_t, idle);
  poe_list_remove(&n->idle);
  k->idle_name_count--;
  name_free(k, n);
}

uint64_t poe_name_generation(const poe_kernel_t *k) { return k->name_generation; }
