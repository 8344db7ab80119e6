/* histogram.h: how durations are spread.
 *
 * Each doubling has eight buckets of one width, so that a value is known to 12.5 %, from 1 ns to 68
 * s, in 1.1 kB.  Number, sum and the largest value are exact; what is larger than all buckets falls
 * into the last. */
#ifndef POE_HISTOGRAM_H
#define POE_HISTOGRAM_H

#include <stdint.h>

enum { POE_HISTOGRAM_BITS = 3, POE_HISTOGRAM_DOUBLINGS = 36 };
enum {
  POE_HISTOGRAM_BUCKETS = (POE_HISTOGRAM_DOUBLINGS - POE_HISTOGRAM_BITS + 1) << POE_HISTOGRAM_BITS
};

typedef struct poe_histogram {
  uint64_t count, sum, most;
  uint32_t bucket[POE_HISTOGRAM_BUCKETS];
} poe_histogram_t;

/* In which bucket a value falls, and the least value of a bucket. */
static inline uint32_t poe_histogram_bucket(uint64_t value) {
  uint32_t high, bucket;
  if (value < 1U << POE_HISTOGRAM_BITS) return (uint32_t)value;
  high = (63U ^ (uint32_t)__builtin_clzll(value)) - POE_HISTOGRAM_BITS;
  /* What is left of the value has its highest bit, too: that of the doubling. */
  bucket = (high << POE_HISTOGRAM_BITS) + (uint32_t)(value >> high);
  return bucket < POE_HISTOGRAM_BUCKETS ? bucket : POE_HISTOGRAM_BUCKETS - 1;
}
uint64_t poe_histogram_least(uint32_t bucket);

static inline void poe_histogram_add(poe_histogram_t *h, uint64_t value) {
  uint32_t *n = &h->bucket[poe_histogram_bucket(value)];
  *n += *n < UINT32_MAX;
  h->count++;
  if (__builtin_add_overflow(h->sum, value, &h->sum)) h->sum = UINT64_MAX;
  if (value > h->most) h->most = value;
}

/* What came since an earlier copy; its largest value is the end of a bucket. */
void poe_histogram_since(poe_histogram_t *h, const poe_histogram_t *before);
void poe_histogram_merge(poe_histogram_t *into, const poe_histogram_t *from);
/* No more than that part of all values, 0 to 1, is larger than what it returns; 0 for none. */
uint64_t poe_histogram_quantile(const poe_histogram_t *h, double part);
/* How many values are less: exact where `limit` is the least value of a bucket, as all powers of
 * two are; else those of the bucket that it falls into are left out. */
uint64_t poe_histogram_below(const poe_histogram_t *h, uint64_t limit);

#endif
