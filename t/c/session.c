/* The session table, the tree, reference counts, collection. */
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* ---- table ---- */

static void ids_count_up(void) {
  fake_t *f = fake_new();
  poe_session_t *s;
  is_int(poe_session_id(f->own), 0, "the kernel's own session is number 0");
  is_int(poe_session_count(f->k), 1, "and alone");
  s = fake_session(f, NULL);
  is_int(poe_session_id(s), 1, "the first session");
  is_int(poe_session_id(fake_session(f, NULL)), 2, "the second");
  is_ptr(poe_session_find(f->k, 1), s, "found by its ID");
  is_ptr(poe_session_find(f->k, 0), f->own, "so is the kernel's");
  is_ptr(poe_session_find(f->k, 3), NULL, "an unknown ID");
  is_ptr(poe_session_find(f->k, -1), NULL, "a negative ID");
  poe_session_stop(f->k, s);
  is_ptr(poe_session_find(f->k, 1), NULL, "a stopped one no longer resolves");
  is_int(poe_session_id(fake_session(f, NULL)), 3, "its ID is not used again");
  is_int(poe_session_count(f->k), 3, "three are registered");
  fake_free(f);
}

static void ids_that_are_taken_are_skipped(void) {
  fake_t *f = fake_new();
  poe_session_new(f->k, 2, f->own, NULL);
  is_int(poe_session_allocate_id(f->k), 1, "1 is free");
  is_int(poe_session_allocate_id(f->k), 3, "2 is taken");
  poe_session_reserve_id(f->k, 4, true);
  poe_session_reserve_id(f->k, 5, true);
  poe_session_reserve_id(f->k, 5, true);
  poe_session_reserve_id(f->k, 5, false);
  poe_session_reserve_id(f->k, 9, false);
  is_int(poe_session_allocate_id(f->k), 5, "4 is reserved, 5 no longer");
  is_ptr(poe_session_find(f->k, 4), NULL, "a reserved ID is nobody's");
  fake_free(f);
}

static void sessions_are_listed_by_age(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, a), *c = fake_session(f, NULL);
  is_ptr(poe_session_each(f->k, NULL), f->own, "the kernel's own first");
  is_ptr(poe_session_each(f->k, f->own), a, "then the oldest");
  poe_session_stop(f->k, b);
  is_ptr(poe_session_each(f->k, a), c, "stopped ones are left out");
  is_ptr(poe_session_each(f->k, c), NULL, "the end");
  fake_free(f);
}

/* ---- references ---- */

static void nothing_keeps_a_new_session(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  is_int(s->refs, 0, "no reference");
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "1:_stop", "stopped by the first collection");
  fake_free(f);
}

static void each_kind_of_reference_keeps(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, NULL);
  fake_keep(f, t);
  fake_keep(f, s);
  is_int(s->refs, 1, "an extra reference counts 1");
  fake_keep(f, s);
  is_int(s->refs, 1, "once a tag");
  fake_post(f, s, "a");
  fake_alarm(f, s, "b", 1001);
  is_int(s->refs, 2, "events to it count 1 together");
  fake_send(f, t, s, "c");
  fake_send(f, t, s, "d");
  is_int(s->refs, 3, "events from it to others count 1 together");
  fake_watch(f, s, 3, POE_MODE_READ, "r");
  fake_watch(f, s, 3, POE_MODE_WRITE, "w");
  is_int(s->refs, 4, "a descriptor counts 1 in whatever modes");
  fake_watch(f, s, 4, POE_MODE_READ, "r");
  is_int(s->refs, 5, "another descriptor counts another");
  poe_alias_set(f->k, s, fake_name(f, "alias"));
  is_int(s->refs, 6, "an alias");
  poe_child_watch(f->k, s, 77, fake_name(f, "chld"), NULL);
  is_int(s->refs, 7, "a watched child process");
  fake_session(f, s);
  is_int(s->refs, 8, "a child session");
  fake_watch_signal(f, s, "INT", "int");
  is_int(s->refs, 8, "a signal watcher does not count");
  poe_kernel_verify(f->k);
  poe_session_stop(f->k, s);
  poe_kernel_verify(f->k);
  is_int(t->n_to, 0, "what it sent is gone with it");
  fake_free(f);
}

static void a_reference_in_time_saves(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_keep(f, s);
  poe_kernel_collect(f->k);
  fake_release(f, s);
  fake_keep(f, s);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "", "a count that went to 0 and back up");
  fake_release(f, s);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "1:_stop", "and one that stayed at 0");
  fake_free(f);
}

static void latest_marked_is_stopped_first(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  fake_session(f, NULL);
  fake_keep(f, a);
  fake_release(f, a);
  fake_keep(f, b);
  fake_release(f, b);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "2:_stop 1:_stop 3:_stop", "in reverse order of the last mark");
  fake_free(f);
}

static void collection_goes_on_until_nothing_is_marked(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, a);
  fake_session(f, b);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "3:_stop 2:_child(lose,3) 2:_stop 1:_child(lose,2) 1:_stop",
         "a chain of parents goes in one collection");
  fake_free(f);
}

/* ---- tree ---- */

static void ancestors(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, a), *c = fake_session(f, b);
  poe_session_t *other = fake_session(f, NULL);
  ok(poe_session_is_ancestor(a, c), "a grandparent is an ancestor");
  ok(poe_session_is_ancestor(f->own, c), "the kernel is one of all");
  ok(poe_session_is_ancestor(c, c), "everybody of itself");
  ok(!poe_session_is_ancestor(c, a), "not the other way round");
  ok(!poe_session_is_ancestor(other, c), "nor a stranger");
  fake_free(f);
}

static void moving(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_session(f, NULL);
  poe_session_t *c = fake_session(f, b);
  poe_session_move(f->k, c, a);
  poe_kernel_verify(f->k);
  is_ptr(c->parent, a, "it has a new parent");
  is_int(b->refs, 0, "whom nothing keeps any more");
  is_int(a->refs, 2, "and who is kept");
  poe_session_move(f->k, c, a);
  poe_kernel_verify(f->k);
  is_int(a->refs, 2, "moving to the same parent changes nothing");
  poe_session_move(f->k, c, NULL);
  poe_kernel_verify(f->k);
  is_ptr(c->parent, NULL, "no parent at all");
  fake_free(f);
}

static void detaching(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  poe_place_t at = {NULL, 40};
  is_int(poe_session_detach(f->k, b, true, &at), POE_OK, "a child detaches");
  is_str(fake_log(f), "1:_child(lose,2) @40 2:_parent(1,0) @40",
         "parent first, then child; both hear where");
  is_ptr(b->parent, f->own, "its parent is the kernel");
  is_int(poe_session_detach(f->k, b, true, NULL), POE_EPERM, "nothing to detach from");
  is_str(fake_log(f), "", "and nobody is told");
  b = fake_kept_session(f, a);
  is_int(poe_session_detach(f->k, b, false, NULL), POE_OK, "detaching while it starts");
  is_str(fake_log(f), "3:_parent(1,0)", "the parent does not know of it yet");
  poe_kernel_verify(f->k);
  is_int(poe_session_detach(f->k, f->own, true, NULL), POE_EPERM, "the kernel has no parent");
  fake_free(f);
}

static void stop_it(fake_t *f, const fake_call_t *c) {
  const char *when = f->user;
  poe_session_t *s = poe_session_find(f->k, 2);
  if (s && strcmp(c->what, when) == 0) poe_session_stop(f->k, s);
}

static void detaching_may_end_it(void) {
  static char child[] = "_child", parent[] = "_parent";
  char *when[] = {child, parent};
  for (int i = 0; i < 2; i++) {
    fake_t *f = fake_new();
    poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
    f->hook = stop_it;
    f->user = when[i];
    is_int(poe_session_detach(f->k, b, true, NULL), POE_OK, "it was told");
    poe_kernel_verify(f->k);
    is_ptr(poe_session_find(f->k, 2), NULL, "and is gone");
    ok(poe_list_is_empty(&f->own->children) == false && a->refs == 1, "the parent lost it");
    fake_free(f);
  }
}

static void announcing(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  poe_session_announce(f->k, b, NULL);
  is_str(fake_log(f), "1:_child(create,2)", "the parent hears of its new child");
  poe_session_detach(f->k, b, false, NULL);
  fake_log(f);
  poe_session_announce(f->k, b, NULL);
  is_str(fake_log(f), "", "the kernel does not");
  fake_free(f);
}

/* ---- a kernel whose own session has ended ---- */

static void sessions_outlive_the_kernels_own(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a), *c;
  poe_session_stop(f->k, f->own);
  poe_kernel_verify(f->k);
  is_ptr(a->parent, NULL, "a child of the kernel has no parent now");
  is_int(poe_session_count(f->k), 2, "the others stay");
  is_int(f->halts, 0, "and so does the loop");
  c = fake_kept_session(f, NULL);
  poe_kernel_verify(f->k);
  is_ptr(c->parent, NULL, "a new one has none either");
  is_int(poe_session_detach(f->k, b, true, NULL), POE_OK, "a grandchild detaches");
  poe_kernel_verify(f->k);
  is_ptr(b->parent, NULL, "to nobody");
  fake_log(f);
  poe_kernel_register(f->k);
  poe_kernel_verify(f->k);
  is_ptr(poe_session_find(f->k, 0), f->own, "the kernel's session is back");
  is_ptr(fake_session(f, NULL)->parent, f->own, "and takes new children");
  poe_kernel_stop(f->k);
  poe_kernel_verify(f->k);
  is_int(poe_session_count(f->k), 1, "stopping reaches those without a parent");
  poe_session_stop(f->k, f->own);
  is_int(f->halts, 1, "the last one gone, the loop halts");
  is_int(poe_session_count(f->k), 0, "nobody is left");
  poe_kernel_register(f->k);
  poe_kernel_register(f->k);
  is_int(poe_session_count(f->k), 1, "registering twice does no harm");
  fake_free(f);
}

/* ---- pins ---- */

static void pins_keep_the_memory(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  f->logs_frees = true;
  poe_session_pin(s);
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  ok(s->gone, "a pinned session is gone");
  poe_session_unpin(f->k, s);
  is_str(fake_log(f), "1:_stop", "but its record stays");
  poe_session_unpin(f->k, s);
  is_str(fake_log(f), "~1", "until the last pin is taken out");
  s = fake_kept_session(f, NULL);
  poe_session_pin(s);
  poe_session_unpin(f->k, s);
  is_str(fake_log(f), "", "a living one stays anyway");
  fake_free(f);
}

static void frames_pin_both_ends(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  poe_frame_t outer, inner;
  f->logs_frees = true;
  is_ptr(poe_active_session(f->k), f->own, "outside, the kernel is active");
  poe_frame_enter(f->k, &outer, a, b, fake_name(f, "outer"), POE_ET_POST);
  poe_frame_enter(f->k, &inner, a, a, NULL, POE_ET_CALL);
  is_ptr(poe_frame_top(f->k), &inner, "frames nest");
  is_ptr(poe_active_session(f->k), a, "the receiver is active");
  poe_session_stop(f->k, a);
  poe_session_stop(f->k, b);
  is_str(fake_log(f), "1:_stop 2:_stop", "both end");
  poe_frame_leave(f->k, &inner);
  is_str(fake_log(f), "", "but are needed");
  is_str(outer.event->str, "outer", "and so is the event's name");
  poe_frame_leave(f->k, &outer);
  is_str(fake_log(f), "~2 ~1", "up to the end of the outer frame");
  fake_free(f);
}

/* ---- against a naive model ---- */

enum { CROWD = 60, STEPS = 20000 };

static void random_families_stay_consistent(void) {
  fake_t *f = fake_new();
  uint64_t random = 7;
  int stops = 0;
  for (int i = 0; i < STEPS; i++) {
    uint32_t what = fake_random(&random) % 100, n = poe_session_count(f->k);
    poe_session_t *s = f->own, *t = f->own;
    for (uint32_t j = fake_random(&random) % n; j > 0; j--) s = poe_session_each(f->k, s);
    for (uint32_t j = fake_random(&random) % n; j > 0; j--) t = poe_session_each(f->k, t);
    if (what < 40 && n < CROWD)
      fake_kept_session(f, s);
    else if (s == f->own)
      continue;
    else if (what < 60)
      fake_release(f, s);
    else if (what < 70)
      poe_kernel_collect(f->k);
    else if (what < 80 && !poe_session_is_ancestor(s, t))
      poe_session_move(f->k, s, t);
    else if (what < 90)
      poe_session_detach(f->k, s, true, NULL);
    else
      poe_session_stop(f->k, s), stops++;
    if (i % 16 == 0) poe_kernel_verify(f->k);
    fake_log(f);
  }
  poe_kernel_verify(f->k);
  ok(stops > 1000, "%d sessions of a moving crowd were stopped", stops);
  poe_kernel_stop(f->k);
  is_int(poe_session_count(f->k), 1, "and all the rest");
  fake_free(f);
}

int main(void) {
  ids_count_up();
  ids_that_are_taken_are_skipped();
  sessions_are_listed_by_age();
  nothing_keeps_a_new_session();
  each_kind_of_reference_keeps();
  a_reference_in_time_saves();
  latest_marked_is_stopped_first();
  collection_goes_on_until_nothing_is_marked();
  ancestors();
  moving();
  detaching();
  detaching_may_end_it();
  announcing();
  sessions_outlive_the_kernels_own();
  pins_keep_the_memory();
  frames_pin_both_ends();
  random_families_stay_consistent();
  return tap_done();
}
