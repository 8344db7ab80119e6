/* Memory: blocks of one size, and malloc that does not fail. */
#include "csrc/base/pool.h"

#include <stdint.h>
#include <string.h>

#include "fake.h"
#include "tap.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

enum { BLOCKS = 500 };

static void blocks_do_not_overlap(size_t size) {
  poe_pool_t p;
  char *v[BLOCKS];
  int wrong = 0;
  poe_pool_init(&p, size);
  for (int i = 0; i < BLOCKS; i++) {
    v[i] = poe_pool_get(&p);
    if ((uintptr_t)v[i] % sizeof(void *)) wrong++;
    memset(v[i], i % 251, size);
  }
  is_int(p.live, BLOCKS, "all are counted");
  for (int i = 0; i < BLOCKS; i++)
    for (size_t j = 0; j < size; j++)
      if (v[i][j] != (char)(i % 251)) wrong++;
  is_int(wrong, 0, "aligned, and each keeps its bytes");
  for (int i = 0; i < BLOCKS; i++) poe_pool_put(&p, v[i]);
  is_int(p.live, 0, "all came back");
  poe_pool_destroy(&p);
}

static void random_use(void) {
  poe_pool_t p;
  unsigned char *v[BLOCKS] = {0};
  uint64_t random = 9;
  int wrong = 0;
  poe_pool_init(&p, 24);
  for (int i = 0; i < 100000; i++) {
    uint32_t j = fake_random(&random) % BLOCKS;
    if (!v[j]) {
      v[j] = poe_pool_get(&p);
      memset(v[j], (int)(j % 256), 24);
      continue;
    }
    for (int b = 0; b < 24; b++)
      if (v[j][b] != j % 256) wrong++;
    poe_pool_put(&p, v[j]);
    v[j] = NULL;
  }
  for (int j = 0; j < BLOCKS; j++)
    if (v[j]) poe_pool_put(&p, v[j]);
  is_int(wrong, 0, "taken and put back at random");
  is_int(p.live, 0, "nothing is out");
  poe_pool_destroy(&p);
}

static void keep_one(void *arg) {
  poe_pool_t p;
  (void)arg;
  poe_pool_init(&p, 8);
  poe_pool_get(&p);
  poe_pool_destroy(&p);
}

/* Half of all addresses may be had where pointers are short; nearly all of them may not. */
static void too_much(void *arg) {
  volatile size_t bytes = SIZE_MAX - 64;
  (void)arg;
  poe_malloc(bytes);
}

static void too_much_again(void *arg) {
  volatile size_t bytes = SIZE_MAX - 64;
  (void)arg;
  poe_realloc(NULL, bytes);
}

static void far_too_many(void *arg) {
  volatile size_t count = SIZE_MAX / 4;
  (void)arg;
  poe_calloc(count, 16);
}

static void product_is_zero(void *arg) {
  volatile size_t count = SIZE_MAX / 16 + 1;
  (void)arg;
  poe_calloc(count, 16);
}

/* A sanitizer has its own opinion of what is too much. */
static void failures(void) {
#ifndef SANITIZED
  aborts(too_much, NULL, "memory that is not there ends the process");
  aborts(too_much_again, NULL, "when resized");
  aborts(far_too_many, NULL, "or counted beyond all numbers");
  aborts(product_is_zero, NULL, "so far that their product is zero");
#else
  (void)too_much;
  (void)too_much_again;
  (void)far_too_many;
  (void)product_is_zero;
#endif
  aborts(keep_one, NULL, "a block that did not come back is noticed");
}

static void nothing(void) {
  poe_free(NULL);
  poe_free(poe_malloc(0));
  poe_free(poe_calloc(0, 5));
  poe_free(poe_realloc(NULL, 3));
  ok(true, "no bytes at all are no failure");
}

int main(void) {
  blocks_do_not_overlap(1);
  blocks_do_not_overlap(8);
  blocks_do_not_overlap(64); /* a line of the cache */
  blocks_do_not_overlap(100);
  blocks_do_not_overlap(192);
  blocks_do_not_overlap(5000);
  random_use();
  failures();
  nothing();
  return tap_done();
}
