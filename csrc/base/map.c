#include "csrc/base/map.h"

#include "csrc/base/pool.h"

enum { FIRST_BUCKETS = 16 };

static poe_node_t **bucket_of(const poe_map_t *m, uint64_t key) {
  return &m->buckets[(size_t)key & m->mask];
}

void poe_map_init(poe_map_t *m) {
  m->buckets = poe_calloc(FIRST_BUCKETS, sizeof *m->buckets);
  m->mask = FIRST_BUCKETS - 1;
  m->count = 0;
}

void poe_map_free(poe_map_t *m) {
  poe_free(m->buckets);
  m->buckets = NULL;
  m->count = 0;
}

static void grow(poe_map_t *m) {
  poe_node_t **old = m->buckets;
  size_t n = m->mask + 1;
  m->buckets = poe_calloc(n * 2, sizeof *m->buckets);
  m->mask = n * 2 - 1;
  for (size_t i = 0; i < n; i++) {
    for (poe_node_t *e = old[i], *next; e; e = next) {
      poe_node_t **b = bucket_of(m, e->key);
      next = e->next;
      e->next = *b;
      *b = e;
    }
  }
  poe_free(old);
}

void poe_map_insert(poe_map_t *m, poe_node_t *n, uint64_t key) {
  poe_node_t **b;
  if (m->count > m->mask) grow(m);
  b = bucket_of(m, key);
  n->key = key;
  n->next = *b;
  *b = n;
  m->count++;
}

void poe_map_remove(poe_map_t *m, poe_node_t *n) {
  poe_node_t **p = bucket_of(m, n->key);
  while (*p != n) p = &(*p)->next;
  *p = n->next;
  n->next = NULL;
  m->count--;
}

poe_node_t *poe_map_first(const poe_map_t *m, uint64_t key) {
  poe_node_t *n = *bucket_of(m, key);
  while (n && n->key != key) n = n->next;
  return n;
}

poe_node_t *poe_map_next(const poe_node_t *n) {
  uint64_t key = n->key;
  poe_node_t *next = n->next;
  while (next && next->key != key) next = next->next;
  return next;
}

poe_node_t *poe_map_any(const poe_map_t *m, size_t *bucket) {
  for (; *bucket <= m->mask; ++*bucket)
    if (m->buckets[*bucket]) return m->buckets[*bucket];
  return NULL;
}

poe_node_t *poe_map_each(const poe_map_t *m, const poe_node_t *after) {
  size_t i = 0;
  if (after) {
    if (after->next) return after->next;
    i = ((size_t)after->key & m->mask) + 1;
  }
  for (; i <= m->mask; i++)
    if (m->buckets[i]) return m->buckets[i];
  return NULL;
}
