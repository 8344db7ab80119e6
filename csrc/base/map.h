/* map.h: one intrusive hash table for everything that is looked up by a number.
 *
 * Members embed a poe_node_t whose key the caller chose: a session or event ID, a pid, the hash of
 * a string.  Several members may share a key; walk them with poe_map_next and compare.  The table
 * borrows its members and never frees them.  Growing keeps one member a bucket on average.
 *
 * Keys that count up, as IDs do, spread perfectly and lie side by side.  Whoever makes many of them
 * and keeps just some could fill one bucket, so a bucket that becomes crowded makes the table
 * spread its keys by a secret instead; members with one and the same key are beyond that. */
#ifndef POE_MAP_H
#define POE_MAP_H

#include <stddef.h>
#include <stdint.h>

typedef struct poe_node {
  struct poe_node *next;
  uint64_t key;
} poe_node_t;

typedef struct poe_map {
  poe_node_t **buckets; /* owned */
  size_t mask;          /* number of buckets - 1, a power of two - 1 */
  size_t count;
  uint64_t spread; /* what spreads the upper parts of keys; 0 while no bucket was crowded */
  uint64_t secret;
} poe_map_t;

/* `secret` is any number that those who may choose keys do not know. */
void poe_map_init(poe_map_t *m, uint64_t secret);
void poe_map_free(poe_map_t *m); /* members must be gone or forgotten */

void poe_map_insert(poe_map_t *m, poe_node_t *n, uint64_t key);
void poe_map_remove(poe_map_t *m, poe_node_t *n); /* n must be a member */

/* First member with this key, and the one after `n` with the same key; NULL when there is none. */
poe_node_t *poe_map_first(const poe_map_t *m, uint64_t key);
poe_node_t *poe_map_next(const poe_node_t *n);

/* Some member, to empty a map with: *bucket begins as 0, and nothing may be inserted meanwhile. */
poe_node_t *poe_map_any(const poe_map_t *m, size_t *bucket);

/* Any walk over all members: start with NULL.  Nothing may be inserted meanwhile; the member
 * handed out last may be removed only after the following one was fetched. */
poe_node_t *poe_map_each(const poe_map_t *m, const poe_node_t *after);

/* Mixes the bits of a value that does not spread by itself, such as an address. */
static inline uint64_t poe_map_mix(uint64_t x) {
  x ^= x >> 32;
  x *= UINT64_C(0x9E3779B97F4A7C15);
  return x ^ (x >> 29);
}

#endif
