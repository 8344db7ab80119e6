/* map.c: chains of members that lie elsewhere, hung into an array of buckets. */
#include "csrc/base/map.h"

#include <stdbool.h>

#include "csrc/base/check.h"
#include "csrc/base/pool.h"

/* With one member a bucket on average, chance alone does not make a crowd. */
enum { FIRST_BUCKETS = 16, CROWD = 16 };

/* Neighbours stay together; which neighbourhood they are in depends on the rest of the key, once it
 * is spread.  An odd factor maps different rests to different products, whose middle is taken. */
static size_t index_of(const poe_map_t *m, uint64_t key) {
  if (__builtin_expect(m->spread != 0, 0)) key ^= (key >> 8) * m->spread >> 32;
  return (size_t)key & m->mask;
}

static poe_node_t **bucket_of(const poe_map_t *m, uint64_t key) {
  return &m->buckets[index_of(m, key)];
}

void poe_map_init(poe_map_t *m, uint64_t secret) {
  m->spread = 0;
  m->secret = secret;
  m->buckets = poe_calloc(FIRST_BUCKETS, sizeof *m->buckets);
  m->mask = FIRST_BUCKETS - 1;
  m->count = 0;
}

/* Members that are still in it are left alone: they may be part of what is freed already. */
void poe_map_free(poe_map_t *m) {
  poe_free(m->buckets);
  m->buckets = NULL;
  m->count = 0;
}

/* Deals the members anew to so many buckets, a power of two.  Moves all of them at once: a table
 * doubles so seldom that this costs less than moving some with each insertion. */
static void deal(poe_map_t *m, size_t buckets) {
  poe_node_t **old = m->buckets;
  size_t n = m->mask + 1;
  assert(buckets && !(buckets & (buckets - 1)));
  m->buckets = poe_calloc(buckets, sizeof *m->buckets);
  m->mask = buckets - 1;
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

/* Looks at no more members than it takes to know. */
static bool is_crowded(const poe_node_t *n) {
  int members = 0;
  for (; n && members < CROWD; n = n->next) members++;
  return members == CROWD;
}

/* Once for the life of a table: what is crowded after that has one key, or bad luck.  The constant
 * stands in for a secret of 0. */
static void spread(poe_map_t *m) {
  m->spread = (m->secret ^ UINT64_C(0x9E3779B97F4A7C15)) | 1;
  deal(m, m->mask + 1);
}

static inline bool is_member(const poe_map_t *m, const poe_node_t *n, uint64_t key) {
  const poe_node_t *e = poe_map_first(m, key);
  while (e && e != n) e = poe_map_next(e);
  return e != NULL;
}

/* The newest of several with one key comes first when they are walked. */
void poe_map_insert(poe_map_t *m, poe_node_t *n, uint64_t key) {
  poe_node_t **b;
  POE_ASSERT_SLOW(!is_member(m, n, key));
  if (m->count > m->mask) deal(m, (m->mask + 1) * 2);
  b = bucket_of(m, key);
  if (*b && !m->spread && is_crowded(*b)) {
    spread(m);
    b = bucket_of(m, key);
  }
  n->key = key;
  n->next = *b;
  *b = n;
  m->count++;
}

/* The key must be the one that it was inserted with: it is what the bucket is found by. */
void poe_map_remove(poe_map_t *m, poe_node_t *n) {
  poe_node_t **p = bucket_of(m, n->key);
  POE_ASSERT_SLOW(m->count > 0);
  while (*p != n) {
    POE_ASSERT_SLOW(*p);
    p = &(*p)->next;
  }
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

/* Goes on from the bucket of the last time, so that emptying a table walks it once, not once for
 * each member. */
poe_node_t *poe_map_any(const poe_map_t *m, size_t *bucket) {
  for (; *bucket <= m->mask; ++*bucket)
    if (m->buckets[*bucket]) return m->buckets[*bucket];
  return NULL;
}

/* In the order of the buckets, which is no order that anybody could rely on. */
poe_node_t *poe_map_each(const poe_map_t *m, const poe_node_t *after) {
  size_t i = 0;
  if (after) {
    if (after->next) return after->next;
    i = index_of(m, after->key) + 1;
  }
  for (; i <= m->mask; i++)
    if (m->buckets[i]) return m->buckets[i];
  return NULL;
}
