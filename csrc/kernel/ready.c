/* ready.c: which descriptors the poll found, until that is dispatched, and writers that are tried
 * before the loop is told of them. */
#include <string.h>

#include "csrc/kernel/private.h"

/* ---- lists of descriptors ---- */

/* A descriptor may be noted more than once, for watchers that come and go: each dispatch looks
 * anew. */
void poe__ready_note(poe_ready_t *r, int fd) {
  if (r->n == r->cap) {
    r->cap = r->cap ? r->cap * 2 : 32;
    r->fd = poe_realloc(r->fd, r->cap * sizeof *r->fd);
  }
  r->fd[r->n++] = fd;
}

/* ---- what the poll found ---- */

/* Called by a loop in the midst of its poll, so it does no more than take a note.  Watchers younger
 * than that are known by it. */
void poe_file_ready(poe_kernel_t *k, int fd, poe_mode_t mode) {
  assert((unsigned)mode < POE_MODES);
  k->polled_at = k->next_seq;
  poe__ready_note(&k->ready[mode], fd);
}

/* ---- writers that are tried ---- */

/* Nothing is told to the loop, so nothing runs. */
int poe_writer_try(poe_kernel_t *k, int fd) {
  poe_fd_mode_t *m;
  if (!poe_watcher_each(k, fd, POE_MODE_WRITE, NULL)) return POE_ESRCH;
  m = &k->files[fd]->mode[POE_MODE_WRITE];
  if (m->state == POE_FILE_RUNNING) return POE_OK;
  m->state = POE_FILE_RUNNING;
  m->attempt = POE_ATTEMPT_DUE;
  poe__ready_note(&k->attempts, fd);
  return POE_OK;
}

/* A pause, or the end of the last watcher, takes an attempt back. */
static bool attempt_is(const poe_kernel_t *k, int fd, poe_attempt_t a) {
  const poe_file_t *f = poe__file_of(k, fd);
  return f && f->mode[POE_MODE_WRITE].attempt == a;
}

/* After the poll: as though it had found the descriptors writable. */
void poe__attempts_make(poe_kernel_t *k) {
  poe_ready_t due = poe__ready_take(&k->attempts);
  for (uint32_t i = 0; i < due.n; i++) {
    if (!attempt_is(k, due.fd[i], POE_ATTEMPT_DUE)) continue;
    k->files[due.fd[i]]->mode[POE_MODE_WRITE].attempt = POE_ATTEMPT_MADE;
    poe_file_ready(k, due.fd[i], POE_MODE_WRITE);
    poe__ready_note(&k->tried, due.fd[i]);
  }
  poe__ready_give_back(&k->attempts, due);
}

/* Those that go on running wait for the loop to find them ready: when all have been called, and
 * before a poll within one of the handlers, which may be waiting for that very descriptor. */
void poe__attempts_settle(poe_kernel_t *k) {
  poe_ready_t tried = poe__ready_take(&k->tried);
  for (uint32_t i = 0; i < tried.n; i++)
    if (attempt_is(k, tried.fd[i], POE_ATTEMPT_MADE))
      poe_watcher_resume(k, tried.fd[i], POE_MODE_WRITE);
  poe__ready_give_back(&k->tried, tried);
}
