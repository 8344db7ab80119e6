/* How durations are spread. */
#include "csrc/watch/histogram.h"

#include <string.h>

#include "fake.h"
#include "tap.h"

enum { VALUES = 5000 };

static void buckets_meet(void) {
  int wrong = 0;
  for (uint32_t b = 0; b < POE_HISTOGRAM_BUCKETS; b++) {
    uint64_t least = poe_histogram_least(b);
    wrong += poe_histogram_bucket(least) != b;
    wrong += b > 0 && poe_histogram_bucket(least - 1) != b - 1;
  }
  is_int(wrong, 0, "each ends where the next begins");
  is_int(poe_histogram_bucket(UINT64_C(68000000000)), POE_HISTOGRAM_BUCKETS - 1, "68 s have one");
  is_int(poe_histogram_bucket(UINT64_MAX), POE_HISTOGRAM_BUCKETS - 1, "as has whatever is longer");
  is_int(sizeof(poe_histogram_t) < 1200, 1, "in 1.1 kB");
}

static void values_are_known_to_an_eighth(void) {
  int wrong = 0;
  for (uint64_t v = 1; v < UINT64_C(60000000000); v += v / 7 + 1) {
    uint64_t least = poe_histogram_least(poe_histogram_bucket(v));
    wrong += least > v || (double)(v - least) > 0.125 * (double)v;
  }
  is_int(wrong, 0, "no value is more than an eighth away from the least of its bucket");
}

static uint64_t largest_but(uint64_t *v, int n, int leave) {
  uint64_t most = 0;
  for (int pass = 0; pass <= leave; pass++) {
    int at = 0;
    for (int i = 1; i < n; i++)
      if (v[i] > v[at]) at = i;
    most = v[at];
    v[at] = 0;
  }
  return most;
}

static void agrees_with_all_values(void) {
  static uint64_t v[VALUES];
  poe_histogram_t h = {0};
  uint64_t random = 7, sum = 0, most = 0, true_one;
  for (int i = 0; i < VALUES; i++) {
    v[i] = (uint64_t)fake_random(&random) % (UINT64_C(1) << (i % 30)) + 1;
    poe_histogram_add(&h, v[i]);
    sum += v[i];
    if (v[i] > most) most = v[i];
  }
  is_int((long)h.count, VALUES, "all are counted");
  ok(h.sum == sum && h.most == most, "sum and largest are exact");
  ok(poe_histogram_quantile(&h, 1) == most, "nothing is larger than the last");
  true_one = largest_but(v, VALUES, VALUES / 100);
  ok(poe_histogram_quantile(&h, 0.99) >= true_one, "of a hundred one may be larger");
  ok((double)poe_histogram_quantile(&h, 0.99) <= 1.13 * (double)true_one,
     "and it is close to that");
}

static void what_lies_below(void) {
  poe_histogram_t h = {0};
  for (uint64_t v = 0; v < 4096; v++) poe_histogram_add(&h, v);
  is_int((long)poe_histogram_below(&h, 0), 0, "nothing below 0");
  is_int((long)poe_histogram_below(&h, 1024), 1024, "exact at a power of two");
  is_int((long)poe_histogram_below(&h, 1100), 1024, "and else at the bucket");
  is_int((long)poe_histogram_below(&h, UINT64_C(1) << 40), 4096, "all of them");
}

static void two_become_one(void) {
  poe_histogram_t a = {0}, b = {0}, both = {0};
  for (uint64_t v = 0; v < 1000; v++) {
    poe_histogram_add(v % 3 ? &a : &b, v * v);
    poe_histogram_add(&both, v * v);
  }
  poe_histogram_merge(&a, &b);
  ok(memcmp(&a, &both, sizeof a) == 0, "as if all had been put into one");
}

static void full_counters_stay_full(void) {
  poe_histogram_t h = {0}, more = {0};
  h.bucket[5] = UINT32_MAX - 1;
  h.sum = UINT64_MAX - 3;
  for (int i = 0; i < 4; i++) poe_histogram_add(&h, 5);
  ok(h.bucket[5] == UINT32_MAX && h.sum == UINT64_MAX, "when values are added");
  poe_histogram_add(&more, 5);
  poe_histogram_merge(&h, &more);
  ok(h.bucket[5] == UINT32_MAX && h.sum == UINT64_MAX, "and when others are");
}

static void an_empty_one(void) {
  poe_histogram_t h = {0};
  is_int((long)poe_histogram_quantile(&h, 0.5), 0, "has no quantiles");
}

static void what_came_since(void) {
  poe_histogram_t h = {0}, before;
  poe_histogram_add(&h, 1000000);
  before = h;
  poe_histogram_add(&h, 100);
  poe_histogram_add(&h, 100);
  poe_histogram_since(&h, &before);
  is_int((long)h.count, 2, "those that came since");
  is_int((long)h.sum, 200, "and their sum");
  ok(h.most >= 100 && h.most < 113, "the largest, as its bucket has it");
  is_int((long)poe_histogram_quantile(&h, 1), (long)h.most, "is the last quantile");
  before = h;
  poe_histogram_since(&h, &before);
  is_int((long)(h.count + h.most), 0, "nothing since");
}

int main(void) {
  buckets_meet();
  values_are_known_to_an_eighth();
  agrees_with_all_values();
  what_lies_below();
  two_become_one();
  full_counters_stay_full();
  an_empty_one();
  what_came_since();
  return tap_done();
}
