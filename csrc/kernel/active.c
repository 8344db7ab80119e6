/* active.c: who is active: the frames of running handlers, the innermost first. */
#include "csrc/kernel/private.h"

poe_frame_t *poe_frame_top(const poe_kernel_t *k) { return k->frame; }

/* Outside of any handler the kernel's own session acts, as POE has it. */
poe_session_t *poe_active_session(const poe_kernel_t *k) {
  return k->frame ? k->frame->session : k->own;
}

/* Called by the host right before a handler's code; `f` lives on the host's stack.  Both ends are
 * pinned but not referenced: they must be there when the handler returns, though it may well end
 * them, and that a handler runs keeps nobody in service.  The name is held because the event that
 * brought it may be freed meanwhile. */
void poe_frame_enter(poe_kernel_t *k, poe_frame_t *f, poe_session_t *to, poe_session_t *from,
                     poe_name_t *event, uint32_t type) {
  POE_ASSERT_SLOW(f != k->frame);
  f->outer = k->frame;
  f->session = f->pinned_to = to;
  f->pinned_from = from;
  f->event = event ? poe_name_hold(k, event) : NULL;
  f->type = type;
  f->held = NULL;
  to->pins++;
  from->pins++;
  k->frame = f;
}

/* Unpinning may be the last moment of either session, whose destructors then run with the outer
 * frame active already. */
void poe_frame_leave(poe_kernel_t *k, poe_frame_t *f) {
  assert(k->frame == f);
  if (POE_UNLIKELY(poe__is_timed(k))) poe__span_settle(k, f);
  k->frame = f->outer;
  poe_name_unref(k, f->event);
  poe_session_unpin(k, f->pinned_from);
  poe_session_unpin(k, f->pinned_to);
}

/* ---- strands ---- */

bool poe_strand_is_idle(const poe_kernel_t *k) {
  return !k->frame && !k->pass_depth && k->delivery == &k->base_delivery;
}

static void be_idle(poe_kernel_t *k) {
  k->frame = NULL;
  k->delivery = &k->base_delivery;
  k->pass_depth = 0;
}

void poe_strand_leave(poe_kernel_t *k, poe_strand_t *to) {
  to->frame = k->frame;
  to->delivery = k->delivery;
  to->pass_now = k->pass.now;
  to->pass_seq = k->pass.seq;
  to->pass_depth = k->pass_depth;
  poe__span_put_aside(k, to);
  be_idle(k);
}

void poe_strand_enter(poe_kernel_t *k, poe_strand_t *from) {
  assert(poe_strand_is_idle(k));
  poe__span_take_back(k, from);
  k->frame = from->frame;
  k->delivery = from->delivery;
  k->pass.now = from->pass_now;
  k->pass.seq = from->pass_seq;
  k->pass_depth = from->pass_depth;
}

/* Others go on, so pins are taken back one by one.  Blocks that only its C stack knew are lost. */
void poe_strand_end(poe_kernel_t *k) {
  k->abandoned = true;
  poe__span_drop(k);
  while (k->frame) poe_frame_leave(k, k->frame);
  be_idle(k);
}

/* Nobody will take back the pins of what ran, nor the events: only the session list is ours.  What
 * was being stopped stays so: it was told, and must not be again. */
void poe_kernel_abandon_frames(poe_kernel_t *k) {
  k->abandoned = true;
  poe__span_drop(k);
  be_idle(k);
  for (poe_session_t *s = NULL; (s = poe_session_each(k, s));) {
    assert(!s->gone);
    s->pins = 0;
    poe_session_ref(k, s);
    poe_session_unref(k, s); /* marks it if only its end was still to come */
    for (poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next)
      POE_CONTAINER(l, poe_watcher_t, of_session)->pins = 0;
  }
  for (uint32_t i = 0; i < k->base_touched.n; i++)
    if (!k->base_touched.v[i]->gone) poe_session_pin(k->base_touched.v[i]);
}
