/* pool.h: memory.
 *
 * poe_malloc and its kin never return NULL: when memory runs out they end the process with a
 * message, so that no caller has a half-handled path.  A pool hands out blocks of one size from
 * chunks that it keeps until it is freed; under a sanitizer, or with POE_DEBUG above 1, each block
 * is a malloc of its own so that misuse is caught. */
#ifndef POE_POOL_H
#define POE_POOL_H

#include <stddef.h>

void *poe_malloc(size_t size);
void *poe_calloc(size_t count, size_t size);
void *poe_realloc(void *p, size_t size);
void poe_free(void *p); /* accepts NULL */

typedef struct poe_pool {
  size_t size;  /* bytes a block */
  void *free;   /* blocks to hand out again, linked through their first word */
  void *chunks; /* owned, linked through their first word */
  char *bump;   /* unused part of the newest chunk */
  char *bump_end;
  size_t live; /* blocks handed out */
} poe_pool_t;

void poe_pool_init(poe_pool_t *p, size_t size);
void poe_pool_destroy(poe_pool_t *p); /* all blocks must have come back */
void *poe_pool_get(poe_pool_t *p);    /* contents are undefined */
void poe_pool_put(poe_pool_t *p, void *block);

#endif
