/* Interned strings: equal ones are the same; unused ones rest and are purged. */
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

enum { KEPT = 512 }; /* as many rest */

static void equal_strings_are_one(void) {
  fake_t *f = fake_new();
  poe_name_t *a = poe_name_intern(f->k, "tick", 4, false);
  is_ptr(poe_name_intern(f->k, "tick", 4, false), a, "the same string");
  is_int(a->refs, 2, "held twice");
  is_str(a->str, "tick", "ends with a NUL");
  is_int(a->len, 4, "has a length");
  ok(poe_name_intern(f->k, "tick", 4, true) != a, "characters are not bytes");
  ok(poe_name_intern(f->k, "tic", 3, false) != a, "a part of it is another");
  ok(poe_name_intern(f->k, "tick\0tock", 9, false) != a, "a NUL is a character");
  ok(poe_name_intern(f->k, "", 0, false) != a, "the empty name is one too");
  is_int(poe_name_find(f->k, "tick\0tock", 9, false)->len, 9, "found with its NUL");
  is_ptr(poe_name_find(f->k, "tock", 4, false), NULL, "an unknown one");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void resting_and_waking(void) {
  fake_t *f = fake_new();
  uint32_t before = f->k->idle_name_count;
  poe_name_t *a = poe_name_intern(f->k, "tick", 4, false);
  poe_name_ref(a);
  poe_name_unref(f->k, a);
  is_int(f->k->idle_name_count, before, "a held name does not rest");
  poe_name_unref(f->k, a);
  is_int(f->k->idle_name_count, before + 1, "one that nobody holds does");
  is_ptr(poe_name_find(f->k, "tick", 4, false), a, "and can be found");
  poe_kernel_verify(f->k);
  is_ptr(poe_name_hold(f->k, a), a, "and held again");
  is_int(f->k->idle_name_count, before, "then it rests no more");
  poe_kernel_verify(f->k);
  is_ptr(poe_name_ref(NULL), NULL, "no name at all");
  poe_name_unref(f->k, NULL);
  poe_name_unref(f->k, a);
  fake_free(f);
}

static void fill(fake_t *f, const char *prefix, int n) {
  char text[32];
  for (int i = 0; i < n; i++) {
    snprintf(text, sizeof text, "%s-%d", prefix, i);
    fake_name(f, text);
  }
}

static void the_longest_unused_goes(void) {
  fake_t *f = fake_new();
  uint64_t generation = poe_name_generation(f->k);
  fill(f, "n", KEPT);
  is_int(f->k->idle_name_count, KEPT, "as many as fit");
  is_int(poe_name_generation(f->k), generation, "nothing was freed");
  fake_name(f, "n-0");
  fake_name(f, "one-more");
  is_int(f->k->idle_name_count, KEPT, "not one more");
  ok(poe_name_generation(f->k) != generation, "the generation changed");
  ok(poe_name_find(f->k, "n-0", 3, false) != NULL, "what was used of late stays");
  is_ptr(poe_name_find(f->k, "n-1", 3, false), NULL, "the longest unused is gone");
  poe_kernel_verify(f->k);
  fake_free(f);
}

/* ---- names that nobody holds, given to the kernel ---- */

/* A name that is the next to go, and `other` which nobody but the kernel holds. */
static poe_name_t *next_to_go(fake_t *f, const char *str) {
  poe_name_t *n = fake_name(f, str);
  fill(f, "filler", KEPT - 1);
  return n;
}

static void replacing_a_signal_handler(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_name_t *fresh;
  bool first;
  fake_watch_signal(f, s, "USR1", "old-handler");
  fresh = next_to_go(f, "new-handler");
  poe_signal_watch(f->k, s, fake_name(f, "USR1"), fresh, NULL, &first);
  is_str(poe_signal_find(f->k, s, fake_name(f, "USR1"))->event->str, "new-handler",
         "the old name's rest does not purge the new one");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void replacing_a_child_handler(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_name_t *fresh;
  poe_child_watch(f->k, s, 5, fake_name(f, "old-handler"), NULL);
  fresh = next_to_go(f, "new-handler");
  poe_child_watch(f->k, s, 5, fresh, NULL);
  is_str(poe_child_find(f->k, s, 5)->event->str, "new-handler", "for child processes neither");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void entering_a_frame(void) {
  fake_t *f = fake_new();
  poe_frame_t frame;
  poe_frame_enter(f->k, &frame, f->own, f->own, fake_name(f, "resting"), POE_ET_CALL);
  poe_kernel_verify(f->k);
  fill(f, "filler", 2 * KEPT);
  is_str(frame.event->str, "resting", "a frame holds its event's name");
  poe_frame_leave(f->k, &frame);
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void delivering_a_signal(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  for (int i = 0; i < 3; i++) {
    fake_signal(f, s, "USR1");
    fake_slices(f, 1);
  }
  fill(f, "filler", 2 * KEPT);
  poe_kernel_verify(f->k);
  is_int(f->k->idle_name_count, KEPT, "a signal that nobody watches leaves the names in order");
  fake_free(f);
}

/* ---- what the host keeps with a name ---- */

static int freed;
static void count_freed(void *data, void *cached) {
  (void)data;
  (void)cached;
  freed++;
}

static void the_hosts_value(void) {
  poe_host_t changes = {.name_free = count_freed};
  fake_t *f = fake_new_with(&changes);
  static int value;
  freed = 0;
  fake_name(f, "a")->host = &value;
  poe_name_intern(f->k, "b", 1, false)->host = &value;
  fill(f, "filler", KEPT);
  is_int(freed, 1, "released with its name");
  fake_free(f);
  is_int(freed, 2, "all of them with the kernel");
}

static void many_names(void) {
  fake_t *f = fake_new();
  poe_name_t *v[3000];
  char text[32];
  int wrong = 0;
  for (int i = 0; i < 3000; i++) {
    int len = snprintf(text, sizeof text, "name number %d", i);
    v[i] = poe_name_intern(f->k, text, (size_t)len, i % 2);
  }
  for (int i = 0; i < 3000; i++) {
    int len = snprintf(text, sizeof text, "name number %d", i);
    if (poe_name_find(f->k, text, (size_t)len, i % 2) != v[i]) wrong++;
    if (poe_name_find(f->k, text, (size_t)len, !(i % 2))) wrong++;
  }
  is_int(wrong, 0, "3000 held names are found, and no others");
  poe_kernel_verify(f->k);
  for (int i = 0; i < 3000; i++) poe_name_unref(f->k, v[i]);
  is_int(f->k->names.count, KEPT, "of which a few rest");
  poe_kernel_verify(f->k);
  fake_free(f);
}

/* ---- names that somebody else chose ---- */

/* A hash without a key, as names once had: whoever knows it finds names that share a bucket. */
static uint64_t keyless(const char *str, size_t len) {
  uint64_t h = UINT64_C(0xcbf29ce484222325) ^ len;
  for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)str[i]) * UINT64_C(0x100000001b3);
  return h ^ (h >> 32);
}

enum { CHOSEN = 1024 };

/* The next such name after number `at`. */
static uint64_t chosen(uint64_t at, char text[16]) {
  do snprintf(text, 16, "%09x", (unsigned)at++);
  while (keyless(text, 9) % CHOSEN != 77);
  return at;
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

static void chosen_names_spread(void) {
  fake_t *f = fake_new();
  poe_name_t *v[CHOSEN];
  uint64_t at = 0;
  char text[16];
  for (int i = 0; i < CHOSEN; i++) {
    at = chosen(at, text);
    v[i] = poe_name_intern(f->k, text, 9, false);
  }
  ok(longest_chain(&f->k->names) <= 16, "at most %d of %d in a bucket",
     (int)longest_chain(&f->k->names), CHOSEN);
  poe_kernel_verify(f->k);
  for (int i = 0; i < CHOSEN; i++) poe_name_unref(f->k, v[i]);
  fake_free(f);
}

static void the_key_decides(void) {
  poe_host_t changes = {.hash_key = {UINT64_C(0x1234567812345678), 1}};
  fake_t *f = fake_new(), *g = fake_new_with(&changes);
  uint64_t differ = 0;
  char text[16];
  for (unsigned i = 0; i < 100; i++) {
    snprintf(text, sizeof text, "name-%u", i);
    differ += fake_name(f, text)->node.key != fake_name(g, text)->node.key;
  }
  is_int(differ, 100, "another key spreads them in another way");
  fake_free(f);
  fake_free(g);
}

/* The bytes are not looked at. */
static void names_that_are_too_long(void) {
  fake_t *f = fake_new();
  if (sizeof(size_t) > 4) {
    size_t four_gigabytes = (size_t)UINT32_MAX + 1;
    is_ptr(poe_name_intern(f->k, "x", four_gigabytes, false), NULL, "4 GiB make no name");
    is_ptr(poe_name_intern(f->k, "x", four_gigabytes + 1, false), NULL, "nor does more");
    is_ptr(poe_name_find(f->k, "x", four_gigabytes, false), NULL, "nor is there one");
  }
  is_ptr(poe_name_intern(f->k, "x", UINT32_MAX - 63, false), NULL, "with what is around it");
  is_ptr(poe_name_find(f->k, "x", SIZE_MAX, false), NULL, "any length that is too long");
  poe_kernel_verify(f->k);
  fake_free(f);
}

int main(void) {
  equal_strings_are_one();
  resting_and_waking();
  the_longest_unused_goes();
  replacing_a_signal_handler();
  replacing_a_child_handler();
  entering_a_frame();
  delivering_a_signal();
  the_hosts_value();
  many_names();
  chosen_names_spread();
  the_key_decides();
  names_that_are_too_long();
  return tap_done();
}
