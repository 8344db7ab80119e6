/* histogram.c: what is read of it. */
#include "csrc/watch/histogram.h"

#include <stdbool.h>

#include "csrc/base/check.h"

uint64_t poe_histogram_least(uint32_t bucket) {
  const uint32_t each = 1U << POE_HISTOGRAM_BITS;
  assert(bucket < POE_HISTOGRAM_BUCKETS);
  if (bucket < each) return bucket;
  return (uint64_t)(each + bucket % each) << (bucket / each - 1);
}

static uint32_t sum_of_two(uint32_t a, uint32_t b) {
  return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

void poe_histogram_merge(poe_histogram_t *into, const poe_histogram_t *from) {
  for (uint32_t b = 0; b < POE_HISTOGRAM_BUCKETS; b++)
    into->bucket[b] = sum_of_two(into->bucket[b], from->bucket[b]);
  into->count += from->count;
  into->sum = from->sum > UINT64_MAX - into->sum ? UINT64_MAX : into->sum + from->sum;
  if (from->most > into->most) into->most = from->most;
}

/* The largest value that can be in a bucket, or is in any. */
static uint64_t end_of(const poe_histogram_t *h, uint32_t bucket) {
  uint64_t last;
  if (bucket == POE_HISTOGRAM_BUCKETS - 1) return h->most;
  last = poe_histogram_least(bucket + 1) - 1;
  return last < h->most ? last : h->most;
}

/* Counts what the buckets hold, which is less than all once one of them is full. */
uint64_t poe_histogram_quantile(const poe_histogram_t *h, double part) {
  uint64_t all = 0, seen = 0;
  for (uint32_t b = 0; b < POE_HISTOGRAM_BUCKETS; b++) all += h->bucket[b];
  if (!all) return 0;
  for (uint32_t b = 0; b < POE_HISTOGRAM_BUCKETS; b++) {
    seen += h->bucket[b];
    if (h->bucket[b] && (double)seen >= part * (double)all) return end_of(h, b);
  }
  return h->most;
}

uint64_t poe_histogram_below(const poe_histogram_t *h, uint64_t limit) {
  uint64_t n = 0;
  for (uint32_t b = 0; b < poe_histogram_bucket(limit); b++) n += h->bucket[b];
  return n;
}

void poe_histogram_since(poe_histogram_t *h, const poe_histogram_t *before) {
  uint32_t last = 0;
  bool any = false;
  for (uint32_t b = 0; b < POE_HISTOGRAM_BUCKETS; b++) {
    h->bucket[b] -= before->bucket[b] < h->bucket[b] ? before->bucket[b] : h->bucket[b];
    if (!h->bucket[b]) continue;
    last = b;
    any = true;
  }
  h->count -= before->count < h->count ? before->count : h->count;
  h->sum -= before->sum < h->sum ? before->sum : h->sum;
  if (any && last < POE_HISTOGRAM_BUCKETS - 1) {
    uint64_t end = poe_histogram_least(last + 1) - 1;
    if (end < h->most) h->most = end;
  }
  if (!any) h->most = 0;
}
