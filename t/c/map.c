/* The hash table for numbers, and intrusive lists. */
#include "csrc/base/map.h"

#include <stdlib.h>

#include "fake.h"
#include "csrc/base/list.h"
#include "tap.h"

enum { COUNT = 1000, STEPS = 100000 };

static void empty(void) {
  poe_map_t m;
  poe_map_init(&m, 0);
  is_int(m.count, 0, "empty");
  is_ptr(poe_map_first(&m, 0), NULL, "nothing is found");
  is_ptr(poe_map_each(&m, NULL), NULL, "nothing to walk");
  poe_map_free(&m);
}

static void same_keys(void) {
  poe_map_t m;
  poe_node_t a, b, c;
  poe_map_init(&m, 0);
  poe_map_insert(&m, &a, 5);
  poe_map_insert(&m, &b, 5 + 16);
  poe_map_insert(&m, &c, 5);
  is_int(m.count, 3, "three members");
  is_ptr(poe_map_first(&m, 5), &c, "the latest with a key");
  is_ptr(poe_map_next(&c), &a, "then the one before, past another key of its bucket");
  is_ptr(poe_map_next(&a), NULL, "then none");
  poe_map_remove(&m, &c);
  is_ptr(poe_map_first(&m, 5), &a, "one was removed");
  is_ptr(poe_map_first(&m, 21), &b, "the other key is untouched");
  poe_map_remove(&m, &a);
  poe_map_remove(&m, &b);
  is_int(m.count, 0, "empty again");
  poe_map_free(&m);
}

static void growing(void) {
  poe_map_t m;
  poe_node_t *v = calloc(COUNT, sizeof *v);
  int wrong = 0, seen = 0;
  if (!v) abort();
  poe_map_init(&m, 0);
  for (int i = 0; i < COUNT; i++) poe_map_insert(&m, &v[i], poe_map_mix((uint64_t)i) << 3);
  for (int i = 0; i < COUNT; i++)
    if (poe_map_first(&m, poe_map_mix((uint64_t)i) << 3) != &v[i]) wrong++;
  is_int(wrong, 0, "all are found after growing");
  ok(m.mask + 1 >= COUNT, "a bucket each");
  for (poe_node_t *n = NULL; (n = poe_map_each(&m, n));) seen++;
  is_int(seen, COUNT, "a walk sees each once");
  for (poe_node_t *n = poe_map_each(&m, NULL), *next; n; n = next) {
    next = poe_map_each(&m, n);
    poe_map_remove(&m, n);
  }
  is_int(m.count, 0, "the one behind may be removed on the way");
  poe_map_free(&m);
  free(v);
}

static void random_operations(void) {
  poe_map_t m;
  poe_node_t *v = calloc(COUNT, sizeof *v);
  bool *in = calloc(COUNT, sizeof *in);
  uint64_t random = 1;
  size_t count = 0;
  int wrong = 0;
  if (!v || !in) abort();
  poe_map_init(&m, 0);
  for (int i = 0; i < STEPS; i++) {
    uint32_t j = fake_random(&random) % COUNT;
    if (in[j])
      poe_map_remove(&m, &v[j]);
    else
      poe_map_insert(&m, &v[j], j);
    count += in[j] ? (size_t)-1 : 1;
    in[j] = !in[j];
    j = fake_random(&random) % COUNT;
    if (poe_map_first(&m, j) != (in[j] ? &v[j] : NULL)) wrong++;
    if (m.count != count) wrong++;
  }
  is_int(wrong, 0, "100000 random operations");
  poe_map_free(&m);
  free(v);
  free(in);
}

static size_t longest_chain(const poe_map_t *m) {
  size_t longest = 0;
  for (size_t i = 0; i <= m->mask; i++) {
    size_t n = 0;
    for (const poe_node_t *e = m->buckets[i]; e; e = e->next) n++;
    longest = n > longest ? n : longest;
  }
  return longest;
}

/* What somebody does who makes many IDs and keeps each `step`th of them. */
static size_t chain_of_kept(uint64_t secret, uint64_t step) {
  poe_map_t m;
  poe_node_t *v = calloc(COUNT, sizeof *v);
  size_t longest;
  int wrong = 0;
  if (!v) abort();
  poe_map_init(&m, secret);
  for (uint64_t i = 0; i < COUNT; i++) poe_map_insert(&m, &v[i], 77 + i * step);
  for (uint64_t i = 0; i < COUNT; i++) wrong += poe_map_first(&m, 77 + i * step) != &v[i];
  longest = longest_chain(&m);
  for (int i = 0; i < COUNT; i++) {
    wrong += poe_map_each(&m, NULL) == NULL;
    poe_map_remove(&m, &v[i]);
  }
  is_int(wrong, 0, "all are found");
  is_int(m.count, 0, "and removed");
  poe_map_free(&m);
  free(v);
  return longest;
}

static void keys_that_were_chosen(void) {
  is_int(chain_of_kept(0, 1), 1, "keys that count up have a bucket each");
  for (unsigned bits = 4; bits < 48; bits += 4) {
    size_t n = chain_of_kept(UINT64_C(0x3141592653589793), UINT64_C(1) << bits);
    ok(n <= 16, "each %uth bit: at most %d in a bucket", bits, (int)n);
  }
  ok(chain_of_kept(0, 1 << 16) <= 16, "without a secret, too");
}

static void walking_what_was_spread(void) {
  poe_map_t m;
  poe_node_t v[100];
  int seen = 0;
  poe_map_init(&m, 1);
  for (uint64_t i = 0; i < 100; i++) poe_map_insert(&m, &v[i], i << 20);
  ok(m.spread != 0, "a crowded bucket was noticed");
  for (poe_node_t *n = NULL; (n = poe_map_each(&m, n));) seen++;
  is_int(seen, 100, "a walk sees each once");
  poe_map_free(&m);
}

static void one_key_for_all(void) {
  poe_map_t m;
  poe_node_t v[100], other;
  int seen = 0;
  poe_map_init(&m, 1);
  for (int i = 0; i < 100; i++) poe_map_insert(&m, &v[i], 5);
  poe_map_insert(&m, &other, 6);
  for (poe_node_t *n = poe_map_first(&m, 5); n; n = poe_map_next(n)) seen++;
  is_int(seen, 100, "a crowd with one key stays together");
  is_ptr(poe_map_first(&m, 6), &other, "and hides nobody");
  poe_map_free(&m);
}

static void mixing(void) {
  uint64_t random = 3;
  int same = 0;
  size_t bucket[64] = {0}, most = 0;
  for (uint64_t i = 0; i < 64; i++) bucket[poe_map_mix((random + i) << 20) & 63]++;
  for (int i = 0; i < 64; i++) most = bucket[i] > most ? bucket[i] : most;
  for (uint64_t i = 1; i < 1000; i++) same += poe_map_mix(i) == poe_map_mix(i - 1);
  is_int(same, 0, "neighbours differ");
  ok(most < 16, "keys without low bits spread: at most %d of 64 in a bucket", (int)most);
}

/* ---- lists ---- */

static int length(const poe_link_t *head) {
  int n = 0;
  for (const poe_link_t *l = head->next; l != head; l = l->next) n++;
  return n;
}

static void lists(void) {
  poe_link_t head, other, a, b, c;
  poe_list_init(&head);
  poe_list_init(&other);
  ok(poe_list_is_empty(&head), "an empty list");
  poe_list_append(&head, &a);
  poe_list_append(&head, &c);
  poe_list_insert_before(&c, &b);
  ok(head.next == &a && a.next == &b && b.next == &c && c.next == &head, "in order");
  ok(head.prev == &c && c.prev == &b && b.prev == &a && a.prev == &head, "and back");
  poe_list_remove(&b);
  poe_list_remove(&b);
  is_int(length(&head), 2, "removing twice does no harm");
  poe_list_splice(&other, &head);
  ok(poe_list_is_empty(&head), "spliced away");
  is_int(length(&other), 2, "to another list");
  poe_list_splice(&other, &head);
  is_int(length(&other), 2, "splicing nothing");
  poe_list_append(&head, &b);
  poe_list_splice(&other, &head);
  ok(other.prev == &b && b.prev == &c, "goes to the end");
}

int main(void) {
  empty();
  same_keys();
  growing();
  random_operations();
  mixing();
  keys_that_were_chosen();
  walking_what_was_spread();
  one_key_for_all();
  lists();
  return tap_done();
}
