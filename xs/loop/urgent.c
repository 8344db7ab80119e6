/* urgent.c: expedited (out-of-band) data, which libev cannot watch for: an epoll set of its own,
 * asked for EPOLLPRI, is a descriptor that libev can. */
#include "xs/loop/ev.h"

#ifdef __linux__
#include <sys/epoll.h>

static void on_urgent(EV_P_ ev_io *w, int revents) {
  poexs_engine_t *e = poexs_engine_of(w->data);
  struct epoll_event got[16];
  int n = epoll_wait(w->fd, got, 16, 0);
  for (int i = 0; i < n; i++) poe_file_ready(e->px->k, got[i].data.fd, POE_MODE_EXPEDITE);
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
}

static int set_up(void) { return epoll_create1(EPOLL_CLOEXEC); }

static void watch(const poexs_engine_t *e, int fd, bool on) {
  struct epoll_event want;
  if (e->urgent_fd.fd < 0) return;
  Zero(&want, 1, struct epoll_event);
  want.events = EPOLLPRI;
  want.data.fd = fd;
  (void)epoll_ctl(e->urgent_fd.fd, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, fd, &want);
}
#else
static void on_urgent(EV_P_ ev_io *w, int revents) {
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(w);
  PERL_UNUSED_ARG(revents);
}

static int set_up(void) { return -1; }

static void watch(const poexs_engine_t *e, int fd, bool on) {
  PERL_UNUSED_ARG(e);
  PERL_UNUSED_ARG(fd);
  PERL_UNUSED_ARG(on);
}
#endif

void poexs_urgent_init(poexs_engine_t *e) {
  ev_io_init(&e->urgent_io, on_urgent, -1, EV_READ);
  e->urgent_io.data = (SV *)(void *)e;
}

void poexs_urgent_close(poexs_engine_t *e) {
  if (e->urgent_fd.fd < 0) return;
  ev_io_stop(e->loop, &e->urgent_io);
  poe_descriptor_close(&e->urgent_fd);
}

void poexs_urgent_restart(poexs_engine_t *e) {
  poexs_urgent_close(e);
  if (!e->urgents) return;
  poe_descriptor_take(&e->urgent_fd, set_up());
  if (e->urgent_fd.fd < 0) return;
  for (int fd = 0; fd < e->fd_limit; fd++)
    if (e->fds[fd] && e->fds[fd]->expedited) watch(e, fd, true);
  ev_io_set(&e->urgent_io, e->urgent_fd.fd, EV_READ);
  ev_io_start(e->loop, &e->urgent_io);
}

void poexs_urgent_want(poexs_engine_t *e, poexs_fd_t *f, int fd, bool on) {
  if (f->expedited == on) return;
  f->expedited = on;
  e->urgents += on ? 1 : -1;
  if (e->urgent_fd.fd >= 0 || !e->loop)
    watch(e, fd, on);
  else
    poexs_urgent_restart(e);
}
