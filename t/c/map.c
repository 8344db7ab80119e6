/* The hash table for numbers, and intrusive lists. */
#include "csrc/base/map.h"

#include <stdlib.h>

#include "fake.h"
#include "csrc/base/list.h"
#include "tap.h"

enum { COUNT = 1000, STEPS = 100000 };

static void empty(void) {
  poe_map_t m;
  poe_map_init(&m);
  is_int(m.count, 0, "empty");
  is_ptr(poe_map_first(&m, 0), NULL, "nothing is found");
  is_ptr(poe_map_each(&m, NULL), NULL, "nothing to walk");
  poe_map_free(&m);
}

static void same_keys(void) {
  poe_map_t m;
  poe_node_t a, b, c;
  poe_map_init(&m);
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
  poe_map_init(&m);
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
  poe_map_init(&m);
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
  lists();
  return tap_done();
}
