/* pool.c: memory that does not fail, and blocks of one size. */
#include "csrc/base/pool.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csrc/base/check.h"

/* Where misuse of a block is to be noticed each block must be one of malloc's. */
#if POE_DEBUG > 1 || defined(__SANITIZE_ADDRESS__)
#define POOL_IS_PLAIN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_IS_PLAIN 1
#endif
#endif
#ifndef POOL_IS_PLAIN
#define POOL_IS_PLAIN 0
#endif

enum { CHUNK_BYTES = 16 * 1024, LINE_BYTES = 64 };

/* The one end that running out of memory has.  Nothing can be told to a program that way: telling
 * it would take memory, and each caller would need a way back out of what it had half done. */
static void *must(void *p, size_t size) {
  if (p || !size) return p;
  fprintf(stderr, "POE::XS: out of memory (%lu bytes wanted)\n", (unsigned long)size);
  abort();
}

void *poe_malloc(size_t size) { return must(malloc(size), size); }

/* calloc sees to it that the product does not wrap; so does what the message tells. */
void *poe_calloc(size_t count, size_t size) {
  size_t bytes = size && count > SIZE_MAX / size ? SIZE_MAX : count * size;
  return must(calloc(count, size), bytes);
}

void *poe_realloc(void *p, size_t size) { return must(realloc(p, size), size); }

void poe_free(void *p) { free(p); }

/* Blocks are multiples of a pointer, because a free one holds one. */
void poe_pool_init(poe_pool_t *p, size_t size) {
  assert(size > 0);
  memset(p, 0, sizeof *p);
  p->size = (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
}

/* Leaves an empty pool behind, which may be used again. */
void poe_pool_destroy(poe_pool_t *p) {
  void *chunk = p->chunks;
  assert(p->live == 0);
  while (chunk) {
    void *next;
    memcpy(&next, chunk, sizeof next);
    poe_free(chunk);
    chunk = next;
  }
  poe_pool_init(p, p->size);
}

/* The first word of a chunk links it to the older ones; 16 bytes keep the blocks aligned, those of
 * whole lines of the cache to such a line.  What is left of the chunk before is given up: less than
 * a block. */
static void add_chunk(poe_pool_t *p) {
  size_t align = p->size % LINE_BYTES ? 16 : LINE_BYTES, most = p->size * 8 + align;
  size_t bytes = most > CHUNK_BYTES ? most : CHUNK_BYTES;
  char *chunk = poe_malloc(bytes);
  memcpy(chunk, &p->chunks, sizeof p->chunks);
  p->chunks = chunk;
  p->bump = chunk + align - (uintptr_t)chunk % align;
  p->bump_end = chunk + bytes;
}

/* The block that came back last is handed out first: it is the likeliest to be in the cache. */
void *poe_pool_get(poe_pool_t *p) {
  void *block = p->free;
  p->live++;
  if (POOL_IS_PLAIN) return poe_malloc(p->size);
  if (block) {
    memcpy(&p->free, block, sizeof p->free);
    return block;
  }
  if ((size_t)(p->bump_end - p->bump) < p->size) add_chunk(p);
  block = p->bump;
  p->bump += p->size;
  return block;
}

/* Chunks are kept, since what a program needed once it mostly needs again. */
void poe_pool_put(poe_pool_t *p, void *block) {
  POE_ASSERT_SLOW(p->live > 0);
  p->live--;
  if (POOL_IS_PLAIN) {
    poe_free(block);
    return;
  }
  memcpy(block, &p->free, sizeof p->free);
  p->free = block;
}
