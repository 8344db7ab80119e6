/* wake.c: ending a sleep from a signal handler.
 *
 * A descriptor of ours and not libev's ev_async, whose own could be closed by the program, and read
 * by libev all the same. */
#include "xs/loop/ev.h"

#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/eventfd.h>
#endif

/* Async-signal-safe. */
static void wake(poexs_sleeper_t *s) {
  const poexs_engine_t *e = (const poexs_engine_t *)(void *)s;
  uint64_t one = 1;
  int saved = errno;
  if (poe_descriptor_is_ours(&e->wake_end) && write(e->wake_end.fd, &one, sizeof one) < 0) {
    /* what is full wakes the loop just as well */
  }
  errno = saved;
}

static void on_wake(EV_P_ ev_io *w, int revents) {
  const poexs_engine_t *e = poexs_engine_of(w->data);
  char bytes[64];
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  if (!poe_descriptor_is_ours(&e->wake_fd)) return;
  while (read(w->fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes) {}
}

void poexs_wake_init(poexs_engine_t *e) {
  e->sleeper.wake = wake;
  ev_io_init(&e->wake_io, on_wake, -1, EV_READ);
  e->wake_io.data = (SV *)(void *)e;
}

#ifdef __linux__
static bool set_up(poexs_engine_t *e) {
  poe_descriptor_take(&e->wake_fd, eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  e->wake_end = e->wake_fd;
  return e->wake_fd.fd >= 0;
}
#else
static void prepare(int fd) {
  (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
  (void)fcntl(fd, F_SETFL, O_NONBLOCK);
}

static bool set_up(poexs_engine_t *e) {
  int ends[2];
  if (pipe(ends)) return false;
  prepare(ends[0]);
  prepare(ends[1]);
  poe_descriptor_take(&e->wake_fd, ends[0]);
  poe_descriptor_take(&e->wake_end, ends[1]);
  return true;
}
#endif

/* It does not keep EV::run going. */
bool poexs_wake_open(poexs_engine_t *e) {
  if (!set_up(e)) return false;
  ev_io_set(&e->wake_io, e->wake_fd.fd, EV_READ);
  ev_io_start(e->loop, &e->wake_io);
  ev_unref(e->loop);
  return true;
}

void poexs_wake_close(poexs_engine_t *e) {
  if (e->wake_fd.fd < 0) return;
  ev_ref(e->loop);
  ev_io_stop(e->loop, &e->wake_io);
  if (e->wake_end.fd != e->wake_fd.fd) poe_descriptor_close(&e->wake_end);
  poe_descriptor_close(&e->wake_fd);
  e->wake_end.fd = -1;
}
