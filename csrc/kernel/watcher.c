/* watcher.c: who wants to know that a descriptor is ready.
 *
 * One poe_file_t a descriptor, with a list of watchers for each mode.  A session counts one
 * reference a descriptor, however many modes it watches.  The loop is told when the first watcher
 * of a mode comes and when the last one goes.  What the loop reports is in ready.c. */
#include <string.h>

#include "csrc/kernel/private.h"

void poe__watcher_init(poe_kernel_t *k) { poe_pool_init(&k->watcher_pool, sizeof(poe_watcher_t)); }

void poe__watcher_destroy(poe_kernel_t *k) {
  for (int i = 0; i < k->file_limit; i++) poe_free(k->files[i]);
  poe_free(k->files);
  for (int m = 0; m < POE_MODES; m++) poe_free(k->ready[m].fd);
  poe_free(k->attempts.fd);
  poe_free(k->tried.fd);
  poe__pool_end(k, &k->watcher_pool);
}

/* No system has more.  A number beyond it comes from something that only claims to be a file. */
enum { FD_LIMIT = 1 << 24 };

/* ---- files ---- */

/* Doubles: a program that opens many descriptors gets ever larger numbers, one by one. */
static void make_room(poe_kernel_t *k, int fd) {
  int limit = k->file_limit ? k->file_limit : 64;
  while (limit <= fd) limit *= 2;
  if (limit == k->file_limit) return;
  k->files = poe_realloc(k->files, (size_t)limit * sizeof *k->files);
  memset(k->files + k->file_limit, 0, (size_t)(limit - k->file_limit) * sizeof *k->files);
  k->file_limit = limit;
}

static poe_file_t *file_for(poe_kernel_t *k, int fd) {
  poe_file_t *f;
  make_room(k, fd);
  f = k->files[fd];
  if (f) return f;
  f = k->files[fd] = poe_calloc(1, sizeof *f);
  for (int m = 0; m < POE_MODES; m++) {
    poe_list_init(&f->mode[m].watchers);
    f->mode[m].state = POE_FILE_PAUSED;
  }
  k->file_count++;
  return f;
}

/* Does nothing while anybody watches the descriptor in any mode. */
static void file_release(poe_kernel_t *k, int fd, poe_file_t *f) {
  if (f->refs) return;
  poe_free(f);
  k->files[fd] = NULL;
  k->file_count--;
}

/* How many watch it: in one mode, or in all with mode -1. */
uint32_t poe_file_refs(const poe_kernel_t *k, int fd, int mode) {
  const poe_file_t *f = poe__file_of(k, fd);
  return !f ? 0 : mode < 0 ? f->refs : f->mode[mode].refs;
}

bool poe_file_is_known(const poe_kernel_t *k, int fd) { return poe__file_of(k, fd) != NULL; }

poe_file_state_t poe_file_state(const poe_kernel_t *k, int fd, poe_mode_t mode) {
  const poe_file_t *f = poe__file_of(k, fd);
  return f ? f->mode[mode].state : POE_FILE_STOPPED;
}

bool poe_file_is_background(const poe_kernel_t *k, int fd) {
  for (int m = 0; m < POE_MODES; m++)
    for (poe_watcher_t *w = NULL; (w = poe_watcher_each(k, fd, (poe_mode_t)m, w));)
      if (!w->session->background) return false;
  return poe_file_is_known(k, fd);
}

uint32_t poe_file_count(const poe_kernel_t *k) { return k->file_count; }
int poe_file_limit(const poe_kernel_t *k) { return k->file_limit; }

/* ---- watchers ---- */

/* The watchers of a descriptor and mode, in the order in which they came.  Who runs handlers
 * meanwhile pins them first: found.c. */
poe_watcher_t *poe_watcher_each(const poe_kernel_t *k, int fd, poe_mode_t mode,
                                const poe_watcher_t *after) {
  const poe_file_t *f = poe__file_of(k, fd);
  const poe_link_t *l;
  if (!f) return NULL;
  l = after ? after->of_fd.next : f->mode[mode].watchers.next;
  return l == &f->mode[mode].watchers ? NULL : POE_CONTAINER(l, poe_watcher_t, of_fd);
}

/* Walks, as hardly ever more than one session watches a descriptor. */
poe_watcher_t *poe_watcher_find(const poe_kernel_t *k, const poe_session_t *s, int fd,
                                poe_mode_t mode) {
  poe_watcher_t *w = NULL;
  while ((w = poe_watcher_each(k, fd, mode, w)))
    if (w->session == s) break;
  return w;
}

static bool watches_in_any_mode(const poe_kernel_t *k, const poe_session_t *s, int fd) {
  for (int m = 0; m < POE_MODES; m++)
    if (poe_watcher_find(k, s, fd, (poe_mode_t)m)) return true;
  return false;
}

/* A watch counts for its descriptor only if no lower mode of the same session does. */
uint32_t poe_session_file_count(const poe_kernel_t *k, const poe_session_t *s) {
  uint32_t n = 0;
  for (const poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next) {
    const poe_watcher_t *w = POE_CONTAINER(l, poe_watcher_t, of_session);
    bool first = true;
    for (int m = 0; m < (int)w->mode; m++)
      if (poe_watcher_find(k, s, w->fd, (poe_mode_t)m)) first = false;
    if (first) n++;
  }
  return n;
}

static poe_watcher_t *watcher_new(poe_kernel_t *k, poe_session_t *s, int fd, poe_mode_t mode,
                                  poe_name_t *event, void *payload) {
  poe_watcher_t *w = poe_pool_get(&k->watcher_pool);
  memset(w, 0, sizeof *w);
  w->session = s;
  w->event = poe_name_hold(k, event);
  w->payload = payload;
  w->since = k->next_seq++;
  w->fd = fd;
  w->mode = mode;
  poe__origin_set(k, &w->origin);
  return w;
}

/* The payload's destructor may call anything; nothing points at the watcher any more. */
void poe__watcher_end(poe_kernel_t *k, poe_watcher_t *w) {
  assert(!w->pins);
  poe_name_unref(k, w->event);
  poe__origin_end(k, &w->origin);
  if (w->payload) k->host.payload_free(k->host.data, w->payload);
  poe_pool_put(&k->watcher_pool, w);
}

/* Whatever is told to a foreign loop runs its functions, which may call anything, and find the
 * handle in the payload.  So the books are finished before, and the watcher, though it may be gone
 * by then, is there until they return. */
static void tell(poe_kernel_t *k, poe_watcher_t *w,
                 void (*what)(void *data, int fd, poe_mode_t mode, poe_watcher_t *w)) {
  w->pins++;
  what(k->loop.data, w->fd, w->mode, w);
  poe__watcher_unpin(k, w);
}

/* Takes the watcher out of everything and leaves it pinned; the loop is told when it was the last
 * one of its mode. */
static void take_out(poe_kernel_t *k, poe_watcher_t *w) {
  poe_session_t *s = w->session;
  poe_file_t *f = poe__file_of(k, w->fd);
  poe_fd_mode_t *m = &f->mode[w->mode];
  bool is_last = m->refs == 1, is_known = is_last && m->state != POE_FILE_STOPPED;
  assert(!w->gone && m->refs > 0 && f->refs >= m->refs);
  w->gone = true;
  w->pins++;
  if (is_last) {
    m->state = POE_FILE_STOPPED;
    m->attempt = POE_ATTEMPT_NONE;
  }
  m->refs--;
  f->refs--;
  poe_list_remove(&w->of_fd);
  poe_list_remove(&w->of_session);
  file_release(k, w->fd, f);
  if (!watches_in_any_mode(k, s, w->fd)) poe_session_unref(k, s);
  if (is_known) k->loop.fd_stop(k->loop.data, w->fd, w->mode, w);
}

static void watcher_free(poe_kernel_t *k, poe_watcher_t *w) {
  take_out(k, w);
  poe__watcher_unpin(k, w);
}

/* The first watcher of a mode.  When the loop refuses, the caller keeps the payload, as with every
 * failure, even if the loop's own functions removed the watcher already. */
static int start(poe_kernel_t *k, poe_watcher_t *w) {
  int refused;
  w->pins++;
  k->files[w->fd]->mode[w->mode].state = POE_FILE_RUNNING;
  refused = k->loop.fd_start(k->loop.data, w->fd, w->mode, w);
  if (refused) w->payload = NULL;
  if (refused && !w->gone) {
    k->files[w->fd]->mode[w->mode].state = POE_FILE_STOPPED;
    watcher_free(k, w);
  }
  poe__watcher_unpin(k, w);
  return refused ? POE_ELOOP : POE_OK;
}

/* A second watch of the same session is only a resume: its event and payload stay as they are.  The
 * payload is taken only with POE_OK and *is_new. */
int poe_watcher_add(poe_kernel_t *k, poe_session_t *s, int fd, poe_mode_t mode, poe_name_t *event,
                    void *payload, bool *is_new) {
  poe_watcher_t *w = poe_watcher_find(k, s, fd, mode);
  poe_file_t *f;
  *is_new = !w;
  if (s->gone) return POE_ESRCH;
  if (fd < 0 || fd >= FD_LIMIT) return POE_ELOOP;
  if (w) return poe_watcher_resume(k, fd, mode);
  w = watcher_new(k, s, fd, mode, event, payload);
  if (!watches_in_any_mode(k, s, fd)) poe_session_ref(k, s);
  f = file_for(k, fd);
  f->refs++;
  f->mode[mode].refs++;
  poe_list_append(&f->mode[mode].watchers, &w->of_fd);
  poe_list_append(&s->watchers, &w->of_session);
  return f->mode[mode].refs == 1 ? start(k, w) : poe_watcher_resume(k, fd, mode);
}

int poe_watcher_remove(poe_kernel_t *k, poe_session_t *s, int fd, poe_mode_t mode) {
  poe_watcher_t *w = poe_watcher_find(k, s, fd, mode);
  if (!w) return POE_ESRCH;
  watcher_free(k, w);
  return POE_OK;
}

/* A watcher whose handler runs keeps its payload until that has returned, all others until the loop
 * was told; then payloads join the doomed. */
void poe__take_files(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d) {
  while (!poe_list_is_empty(&s->watchers)) {
    poe_watcher_t *w = POE_CONTAINER(s->watchers.next, poe_watcher_t, of_session);
    take_out(k, w);
    if (w->pins == 1) {
      poe__doomed_add(d, w->payload);
      w->payload = NULL;
    }
    poe__watcher_unpin(k, w);
  }
}

void poe_session_clear_files(poe_kernel_t *k, poe_session_t *s) {
  poe_doomed_t d;
  poe__doomed_init(&d);
  poe__take_files(k, s, &d);
  poe__doomed_release(k, &d);
}

/* Pausing concerns the descriptor and mode, whoever watches it.  Of a writer that is being tried
 * the loop was not told, so there is nothing to take back. */
int poe_watcher_pause(poe_kernel_t *k, int fd, poe_mode_t mode) {
  poe_watcher_t *w = poe_watcher_each(k, fd, mode, NULL);
  poe_fd_mode_t *m;
  bool is_tried;
  if (!w) return POE_ESRCH;
  m = &k->files[fd]->mode[mode];
  is_tried = m->attempt != POE_ATTEMPT_NONE;
  m->attempt = POE_ATTEMPT_NONE;
  m->state = POE_FILE_PAUSED;
  if (!is_tried) tell(k, w, k->loop.fd_pause);
  return POE_OK;
}

/* Also what ends the trying of a writer: from now on the loop looks. */
int poe_watcher_resume(poe_kernel_t *k, int fd, poe_mode_t mode) {
  poe_watcher_t *w = poe_watcher_each(k, fd, mode, NULL);
  if (!w) return POE_ESRCH;
  k->files[fd]->mode[mode].attempt = POE_ATTEMPT_NONE;
  k->files[fd]->mode[mode].state = POE_FILE_RUNNING;
  tell(k, w, k->loop.fd_resume);
  return POE_OK;
}
