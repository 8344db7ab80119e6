/* kernel.c: making and ending a kernel, the timeslice, the idle test, who is active. */
#include <assert.h>
#include <string.h>

#include "csrc/kernel/private.h"

poe_kernel_t *poe_kernel_new(const poe_host_t *host, const poe_loop_t *loop) {
  poe_kernel_t *k = poe_calloc(1, sizeof *k);
  k->host = *host;
  k->loop = *loop;
  poe__name_init(k);
  poe__pair_init(k);
  poe__queue_init(k);
  poe__session_init(k);
  poe__watcher_init(k);
  poe__signal_init(k);
  poe_kernel_register(k);
  return k;
}

static poe_session_t *youngest(const poe_kernel_t *k) {
  for (poe_link_t *l = k->all.prev; l != &k->all; l = l->prev) {
    poe_session_t *s = POE_CONTAINER(l, poe_session_t, all);
    if (s != k->own) return s;
  }
  return k->own->gone ? NULL : k->own;
}

/* Youngest first, the kernel's own session last, and nobody is told.  Destructors may free other
 * sessions and make new ones: look anew each time. */
static void free_sessions(poe_kernel_t *k) {
  poe_session_t *s;
  while ((s = youngest(k))) poe_session_free(k, s);
}

void poe_kernel_free(poe_kernel_t *k) {
  if (!k) return;
  assert(!k->frame);
  free_sessions(k);
  poe__signal_destroy(k);
  poe__watcher_destroy(k);
  poe__session_destroy(k);
  poe__queue_destroy(k);
  poe__pair_destroy(k);
  poe__name_destroy(k);
  poe_free(k->own);
  poe_free(k);
}

void poe_kernel_set_loop(poe_kernel_t *k, const poe_loop_t *loop) { k->loop = *loop; }

double poe_kernel_now(const poe_kernel_t *k) { return k->loop.now(k->loop.data); }

int64_t *poe_kernel_idle_size(poe_kernel_t *k) { return &k->idle_size; }

/* ---- active frame ---- */

poe_frame_t *poe_frame_top(const poe_kernel_t *k) { return k->frame; }

poe_session_t *poe_active_session(const poe_kernel_t *k) {
  return k->frame ? k->frame->session : k->own;
}

void poe_frame_enter(poe_kernel_t *k, poe_frame_t *f, poe_session_t *to, poe_session_t *from,
                     poe_name_t *event, uint32_t type) {
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

void poe_frame_leave(poe_kernel_t *k, poe_frame_t *f) {
  assert(k->frame == f);
  k->frame = f->outer;
  poe_name_unref(k, f->event);
  poe_session_unpin(k, f->pinned_from);
  poe_session_unpin(k, f->pinned_to);
}

/* Nobody will take back the pins of what ran, nor the events: only the session list is ours.  What
 * was being stopped stays so: it was told, and must not be again. */
void poe_kernel_abandon_frames(poe_kernel_t *k) {
  k->abandoned = true;
  k->frame = NULL;
  k->delivery = &k->base_delivery;
  k->pass_depth = 0;
  for (poe_session_t *s = NULL; (s = poe_session_each(k, s));) {
    s->pins = 0;
    poe_session_ref(k, s);
    poe_session_unref(k, s); /* marks it if only its end was still to come */
    for (poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next)
      POE_CONTAINER(l, poe_watcher_t, of_session)->pins = 0;
  }
  for (uint32_t i = 0; i < k->base_touched.n; i++)
    if (!k->base_touched.v[i]->gone) poe_session_pin(k->base_touched.v[i]);
}

/* ---- stopping ---- */

/* All but the kernel's own, breadth first.  One that outlived the kernel's own session has no
 * parent. */
static void list_all(poe_kernel_t *k, poe_session_list_t *l) {
  for (poe_link_t *at = k->all.next; at != &k->all; at = at->next) {
    poe_session_t *s = POE_CONTAINER(at, poe_session_t, all);
    if (s != k->own && !s->parent) poe__session_list_add(l, s);
  }
  for (poe_link_t *c = k->own->children.next; c != &k->own->children; c = c->next)
    poe__session_list_add(l, POE_CONTAINER(c, poe_session_t, sibling));
  poe__session_list_descend(l, 0);
}

/* A generation after the other, the youngest first.  One that is being stopped already, further out
 * on the stack, is left to that; those that are born meanwhile live. */
void poe_kernel_stop(poe_kernel_t *k) {
  poe_session_list_t list = {NULL, 0, 0};
  list_all(k, &list);
  for (uint32_t i = list.n; i-- > 0;)
    if (!list.v[i]->gone) poe_session_stop(k, list.v[i]);
  poe__session_list_clear(k, &list);
  if (k->frame) k->frame->session = k->own;
  poe_kernel_collect(k);
}

/* ---- idling ---- */

bool poe_kernel_is_idle(const poe_kernel_t *k) {
  return (int64_t)poe_event_count(k) <= k->idle_size && !k->file_count && !k->extref_sessions &&
         k->session_count && !k->host.is_busy(k->host.data);
}

void poe_kernel_test_idle(poe_kernel_t *k) {
  if (poe_kernel_is_idle(k)) k->host.raise(k->host.data, "IDLE");
}

/* ---- the timeslice ---- */

static double time_to_wait(const poe_kernel_t *k) {
  double due, left;
  if (k->lane_count || k->attempts.n) return 0;
  if (!poe_event_next_due(k, &due)) return -1;
  left = due - poe_kernel_now(k);
  return left > 0 ? left : 0;
}

/* A handler that died in a collection, or in a file event, must not leave the loop asleep. */
static void heed_failure(poe_kernel_t *k) {
  if (POE_UNLIKELY(k->host.is_failing(k->host.data))) poe_kernel_stop(k);
}

void poe_kernel_poll(poe_kernel_t *k) {
  heed_failure(k);
  poe_kernel_test_idle(k);
  poe__attempts_settle(k);
  k->loop.wait(k->loop.data, time_to_wait(k));
  poe__attempts_make(k);
}

void poe_kernel_polled(poe_kernel_t *k) {
  poe__attempts_settle(k);
  heed_failure(k);
}

void poe_kernel_slice(poe_kernel_t *k) {
  poe_kernel_poll(k);
  poe_file_dispatch(k);
  poe_kernel_polled(k);
  if (k->host.pass)
    k->host.pass(k->host.data);
  else
    poe_pass_run(k);
}
