/* A program that exits within handlers leaves frames behind, whose C stack is gone.  The kernel
 * must then end in good order, without what only those frames could give back. */
#include <stdlib.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* What is lost by design stays in sight of leak checkers. */
static struct {
  poe_event_t *event[4];
  int n;
  poe_session_t *session;
} lost;

/* As if the process had left a handler of `s` for good. */
static void leave_a_frame(fake_t *f, poe_session_t *s, poe_frame_t *frame) {
  poe_event_t *e = poe_event_new(f->k, 0);
  poe_pass_t outer;
  poe_event_post(f->k, e, s, s, fake_name(f, "run"), POE_ET_POST);
  poe_pass_begin(f->k, &outer);
  e = lost.event[lost.n++] = poe_pass_next(f->k);
  poe_frame_enter(f->k, frame, s, s, e->name, POE_ET_POST);
}

static void a_frame_is_left_behind(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_frame_t frame;
  fake_watch(f, s, 5, POE_MODE_READ, "readable");
  poe_watcher_find(f->k, s, 5, POE_MODE_READ)->pins++;
  leave_a_frame(f, s, &frame);
  fake_post(f, fake_session(f, s), "waiting");
  poe_kernel_abandon_frames(f->k);
  poe_kernel_verify(f->k);
  ok(!poe_frame_top(f->k), "no frame is active");
  is_ptr(poe_active_session(f->k), f->own, "the kernel's session is");
  is_int(f->k->pass_depth, 0, "no pass is open");
  fake_free(f);
  ok(true, "and the kernel can be freed");
}

static void a_session_was_dying(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_frame_t frame;
  leave_a_frame(f, s, &frame);
  s->stopping = true;
  poe_kernel_collect(f->k);
  poe_kernel_abandon_frames(f->k);
  poe_kernel_verify(f->k);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "", "it is not told again");
  fake_free(f);
}

static void a_session_was_gone(void) {
  fake_t *f = fake_new();
  poe_session_t *s = lost.session = fake_kept_session(f, NULL);
  poe_frame_t frame;
  leave_a_frame(f, s, &frame);
  poe_session_stop(f->k, s);
  poe_kernel_abandon_frames(f->k);
  poe_kernel_verify(f->k);
  free(s->host);
  f->records--;
  fake_free(f);
  ok(true, "a session that only its frame still held is given up");
}

static void a_signal_was_delivered(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  poe_delivery_t d = {-1, POE_SIGNAL_TERMINAL, &f->k->base_touched};
  poe_signal_touch(f->k, s);
  f->k->delivery = &d;
  poe_kernel_abandon_frames(f->k);
  ok(poe_signal_delivery(f->k) != &d, "the delivery is forgotten");
  is_int(s->pins, 1, "but not what was touched outside of it");
  fake_free(f);
}

int main(void) {
  a_frame_is_left_behind();
  a_session_was_dying();
  a_session_was_gone();
  a_signal_was_delivered();
  return tap_done();
}
