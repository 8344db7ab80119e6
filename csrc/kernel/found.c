/* found.c: dispatching what the poll found: all reads, then all writes, then expedited data.
 *
 * The host takes watchers one by one, so that it can run many of them under one eval, and go on
 * after one that died.  What is still to come is in a poe_found_t of the host's. */
#include "csrc/kernel/private.h"

static bool is_wanted(const poe_found_t *f, const poe_watcher_t *w) { return w->since < f->before; }

/* Pins the watchers of a descriptor, of which several sessions may have some, before the first
 * handler runs: those that it adds were not polled for.  One watcher, the usual case, needs no
 * list. */
static void gather(poe_kernel_t *k, poe_found_t *f, int fd, poe_mode_t mode) {
  const poe_file_t *file = poe__file_of(k, fd);
  const poe_fd_mode_t *m = file ? &file->mode[mode] : NULL;
  f->count = f->at = 0;
  if (!m || !m->refs) return;
  assert(!f->list);
  f->list = m->refs == 1 ? &f->single : poe_malloc(m->refs * sizeof(poe_watcher_t *));
  for (const poe_link_t *l = m->watchers.next; l != &m->watchers; l = l->next) {
    poe_watcher_t *w = POE_CONTAINER(l, poe_watcher_t, of_fd);
    if (!is_wanted(f, w)) continue;
    assert(f->count < m->refs);
    w->pins++;
    f->list[f->count++] = w;
  }
}

static void drop_list(poe_found_t *f) {
  if (f->list != &f->single) poe_free(f->list);
  f->list = NULL;
}

/* The next one of the list that is still there; the one before it is let go. */
static poe_watcher_t *next_of_list(poe_kernel_t *k, poe_found_t *f) {
  if (f->at) poe__watcher_unpin(k, f->list[f->at - 1]);
  while (f->at < f->count) {
    poe_watcher_t *w = f->list[f->at++];
    assert(w);
    if (!w->gone) return w;
    poe__watcher_unpin(k, w);
  }
  drop_list(f);
  return NULL;
}

/* After each mode, not each descriptor, sessions that nothing keeps any more are ended. */
static bool next_descriptor(poe_kernel_t *k, poe_found_t *f) {
  while (f->mode < POE_MODES) {
    const poe_ready_t *r = &f->ready[f->mode];
    if (f->next < r->n) {
      gather(k, f, r->fd[f->next++], (poe_mode_t)f->mode);
      return true;
    }
    if (r->n) poe_kernel_collect(k);
    f->mode++;
    f->next = 0;
  }
  return false;
}

bool poe_found_any(const poe_kernel_t *k) {
  uint32_t n = 0;
  for (int m = 0; m < POE_MODES; m++) n += k->ready[m].n;
  return n;
}

/* The lists are taken out first: a handler may poll again.  A descriptor number that was closed
 * and opened anew meanwhile has watchers younger than the poll, and is left for the next one. */
void poe_found_begin(poe_kernel_t *k, poe_found_t *f) {
  f->before = k->polled_at;
  f->list = NULL;
  f->mode = f->next = 0;
  for (int m = 0; m < POE_MODES; m++) f->ready[m] = poe__ready_take(&k->ready[m]);
}

/* The watcher that was given before is let go by this, and with it possibly its payload.  A
 * descriptor whose watchers are all gone, or are too young, is passed over. */
poe_watcher_t *poe_found_next(poe_kernel_t *k, poe_found_t *f) {
  do {
    poe_watcher_t *w = f->list ? next_of_list(k, f) : NULL;
    if (!w) continue;
    if (POE_UNLIKELY(k->watched.any)) poe__stats_note(k, POE_AT_READY, w->session, w->event);
    return w;
  } while (next_descriptor(k, f));
  return NULL;
}

/* Hands the room of the lists back for the next poll. */
void poe_found_end(poe_kernel_t *k, poe_found_t *f) {
  for (int m = 0; m < POE_MODES; m++) poe__ready_give_back(&k->ready[m], f->ready[m]);
}

static void run_all(poe_kernel_t *k, poe_found_t *f) {
  poe_watcher_t *w;
  while ((w = poe_found_next(k, f))) k->host.ready(k->host.data, w);
}

void poe_file_dispatch(poe_kernel_t *k) {
  poe_found_t f;
  if (!poe_found_any(k)) return;
  poe_found_begin(k, &f);
  run_all(k, &f);
  poe_found_end(k, &f);
}

/* For who knows of a single descriptor, outside of any poll: the age of its watchers does not
 * matter. */
void poe_file_dispatch_one(poe_kernel_t *k, int fd, poe_mode_t mode) {
  poe_found_t f = {.before = UINT64_MAX, .mode = POE_MODES};
  gather(k, &f, fd, mode);
  run_all(k, &f);
}
