/* kernel.c: making and ending a kernel, the timeslice, the idle test. */
#include "csrc/kernel/flow.h"

void poe_kernel_background(poe_kernel_t *k, bool on) { k->to_background = on; }

/* Keeps copies of both tables.  Nothing is called back yet, so that a host can be half made, too.
 */
poe_kernel_t *poe_kernel_new(const poe_host_t *host, const poe_loop_t *loop) {
  poe_kernel_t *k = poe_calloc(1, sizeof *k);
  assert(host->payload_free && host->event_free && loop->now);
  k->host = *host;
  k->loop = *loop;
  poe_list_init(&k->background);
  k->next_background_id = POE_BACKGROUND_IDS;
  poe__name_init(k);
  poe__pair_init(k);
  poe__event_init(k);
  poe__queue_init(k);
  poe__session_init(k);
  poe__watcher_init(k);
  poe__child_init(k);
  poe__delivery_init(k);
  poe_kernel_register(k);
  return k;
}

/* The kernel's own session comes last, whenever it was registered. */
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

/* Runs destructors, which may still call anything but this; no handler.  Whatever they leave behind
 * is freed as well.  The tables go in the reverse of the order in which they were made. */
void poe_kernel_free(poe_kernel_t *k) {
  if (!k) return;
  assert(!k->frame);
  free_sessions(k);
  assert(!k->session_count && !poe_event_count(k) && !k->file_count);
  poe__delivery_destroy(k);
  poe__child_destroy(k);
  poe__watcher_destroy(k);
  poe__session_destroy(k);
  poe__queue_destroy(k);
  poe__event_destroy(k);
  poe__pair_destroy(k);
  poe__stats_destroy(k);
  poe__name_destroy(k);
  poe_free(k->own);
  poe_free(k);
}

/* The new loop knows of no descriptor yet: to start what is watched is for the caller. */
void poe_kernel_set_loop(poe_kernel_t *k, const poe_loop_t *loop) { k->loop = *loop; }

int64_t *poe_kernel_idle_size(poe_kernel_t *k) { return &k->idle_size; }

/* ---- idling ---- */

bool poe_kernel_loop_is_busy(const poe_kernel_t *k) {
  return k->loop.is_busy && k->loop.is_busy(k->loop.data);
}

/* A descriptor that the program watches, too, is the program's. */
static void add_files(const poe_kernel_t *k, const poe_session_t *s, poe_share_t *share) {
  for (const poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next) {
    const poe_watcher_t *w = POE_CONTAINER(l, poe_watcher_t, of_session);
    bool first = true;
    for (int m = 0; m < (int)w->mode; m++)
      if (poe_file_refs(k, w->fd, m)) first = false;
    if (first && poe_file_is_background(k, w->fd)) share->files++;
  }
}

poe_share_t poe_kernel_in_background(const poe_kernel_t *k) {
  poe_share_t share = {0, 0, 0, 0};
  for (const poe_link_t *l = k->background.next; l != &k->background; l = l->next) {
    const poe_session_t *s = POE_CONTAINER(l, poe_session_t, in_background);
    share.events += s->n_to;
    share.later += s->n_later;
    share.extref_sessions += s->n_extrefs > 0;
    add_files(k, s, &share);
  }
  return share;
}

static bool has_work_beside(const poe_kernel_t *k, const poe_share_t *share) {
  return (int64_t)poe_event_count(k) - share->events > k->idle_size || k->file_count > share->files;
}

bool poe_kernel_has_work(const poe_kernel_t *k) {
  poe_share_t share = poe_kernel_in_background(k);
  return has_work_beside(k, &share);
}

static bool has_anything(const poe_kernel_t *k) {
  poe_share_t share;
  if (POE_LIKELY(poe_list_is_empty(&k->background)))
    return (int64_t)poe_event_count(k) > k->idle_size || k->file_count || k->extref_sessions;
  share = poe_kernel_in_background(k);
  return has_work_beside(k, &share) || k->extref_sessions > share.extref_sessions;
}

/* Something is queued, watched or referenced from outside, or the host knows of it on its way.
 * Events that keep coming by the clock, for whose number see poe_kernel_idle_size, are no work. */
bool poe_kernel_can_go_on(const poe_kernel_t *k) {
  return has_anything(k) || k->host.is_busy(k->host.data) || poe_kernel_loop_is_busy(k);
}

bool poe_kernel_is_idle(const poe_kernel_t *k) {
  return k->session_count && !poe_kernel_can_go_on(k);
}

void poe_kernel_test_idle(poe_kernel_t *k) {
  if (poe_kernel_is_idle(k)) k->host.raise(k->host.data, "IDLE");
}

/* ---- the timeslice ---- */

/* What is queued already must not wait for a descriptor, nor a writer for the loop that it is to
 * spare. */
static double time_to_wait(poe_kernel_t *k) {
  double due, left;
  if (k->lane_count || k->attempts.n) return 0;
  if (!k->heap_count || !poe_kernel_wake_at(k, &due)) return -1;
  left = due - poe_kernel_now(k);
  return left > 0 ? left : 0;
}

/* A handler that died in a collection, or in a file event, must not leave the loop asleep. */
static void heed_failure(poe_kernel_t *k) {
  if (POE_UNLIKELY(k->host.is_failing(k->host.data))) poe_kernel_stop(k);
}

static __attribute__((noinline)) void wait_timed(poe_kernel_t *k, double timeout) {
  poe__flow_before_wait(k);
  k->loop.wait(k->loop.data, timeout);
  if (POE_LIKELY(poe__is_timed(k)))
    poe__flow_after_wait(k, !(timeout < 0 || timeout > 0) && !poe_found_any(k));
}

static void wait(poe_kernel_t *k, double timeout) {
  if (POE_UNLIKELY(k->watched.any)) {
    k->stats.polls++;
    if (poe__is_timed(k)) {
      wait_timed(k, timeout);
      return;
    }
  }
  k->loop.wait(k->loop.data, timeout);
}

/* The idle test comes before the wait, which without a timeout would never end.  It queues IDLE, so
 * the wait is short then. */
void poe_kernel_poll(poe_kernel_t *k) {
  heed_failure(k);
  poe_kernel_test_idle(k);
  poe__attempts_settle(k);
  wait(k, time_to_wait(k));
  poe__attempts_make(k);
}

/* After what was found is dispatched. */
void poe_kernel_polled(poe_kernel_t *k) {
  if (POE_UNLIKELY(poe__is_timed(k))) poe__flow_after_files(k);
  poe__attempts_settle(k);
  heed_failure(k);
}

/* Nested by handlers that wait for something: poll, files and events of the outer slice go on after
 * it, with what is left of them. */
void poe_kernel_slice(poe_kernel_t *k) {
  poe_kernel_poll(k);
  poe_file_dispatch(k);
  poe_kernel_polled(k);
  if (k->host.pass)
    k->host.pass(k->host.data);
  else
    poe_pass_run(k);
  poe_kernel_rest(k);
}
