/* Strands take turns at any moment: each has the frames that it entered, in its own order, and pins
 * are counted once whatever the order in which handlers are left. */
#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

enum { STRANDS = 5, DEEP = 6, SESSIONS = 4 };

typedef struct {
  poe_strand_t aside;
  bool is_aside;
  poe_frame_t frame[DEEP];
  poe_session_t *active[DEEP];
  int depth;
} strand_t;

static void turn(fake_t *f, strand_t *from, strand_t *to) {
  if ((from->is_aside = !poe_strand_is_idle(f->k))) poe_strand_leave(f->k, &from->aside);
  if (to->is_aside) poe_strand_enter(f->k, &to->aside);
}

static void enter(fake_t *f, strand_t *s, poe_session_t *to, poe_session_t *from) {
  s->active[s->depth] = to;
  poe_frame_enter(f->k, &s->frame[s->depth++], to, from, fake_name(f, "run"), POE_ET_POST);
}

static void leave(fake_t *f, strand_t *s) { poe_frame_leave(f->k, &s->frame[--s->depth]); }

static poe_session_t *expected(const fake_t *f, const strand_t *s) {
  return s->depth ? s->active[s->depth - 1] : f->own;
}

static void by_dice(uint64_t random) {
  fake_t *f = fake_new();
  strand_t strand[STRANDS] = {0}, *now = &strand[0];
  poe_session_t *s[SESSIONS];
  int wrong = 0;
  for (int i = 0; i < SESSIONS; i++) s[i] = fake_kept_session(f, NULL);
  for (int step = 0; step < 4000; step++) {
    strand_t *next = &strand[fake_random(&random) % STRANDS];
    if (next != now) turn(f, now, next);
    now = next;
    if (now->depth < DEEP && fake_random(&random) % 2)
      enter(f, now, s[fake_random(&random) % SESSIONS], s[fake_random(&random) % SESSIONS]);
    else if (now->depth)
      leave(f, now);
    wrong += poe_active_session(f->k) != expected(f, now);
    poe_kernel_verify(f->k);
  }
  for (int i = 0; i < STRANDS; i++) {
    if (&strand[i] != now) turn(f, now, &strand[i]);
    now = &strand[i];
    if (i % 2) poe_strand_end(f->k);
    while (!(i % 2) && now->depth) leave(f, now);
    now->is_aside = false;
    now->depth = 0;
  }
  is_int(wrong, 0, "the session of its own handler is active in each");
  ok(poe_strand_is_idle(f->k), "all is left");
  for (int i = 0; i < SESSIONS; i++) is_int(s[i]->pins, 0, "and nothing is pinned");
  poe_kernel_verify(f->k);
  fake_free(f);
}

int main(void) {
  for (uint64_t seed = 1; seed <= 8; seed++) by_dice(seed);
  return tap_done();
}
