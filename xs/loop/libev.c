/* libev.c: a libev loop with the kernel's descriptors in it: what the private loop and EV's default
 * loop have in common. */
#include "xs/loop/ev.h"

#include "xs/signals/signals.h"

/* ---- counting ---- */

static void count_fd(poexs_engine_t *e, poexs_fd_t *f, bool is_active) {
  if (f->counted == is_active) return;
  f->counted = is_active;
  e->active += is_active ? 1 : -1;
}

/* ---- libev's callbacks: remember, run nothing ---- */

static void on_io(EV_P_ ev_io *w, int revents) {
  poexs_engine_t *e = poexs_engine_of(w->data);
  poe_kernel_t *k = e->px->k;
  PERL_UNUSED_VAR(loop);
  if (revents & EV_ERROR) { /* closed behind our back: libev stopped the watcher */
    count_fd(e, (poexs_fd_t *)(void *)w, false);
    return;
  }
  if (revents & EV_READ) poe_file_ready(k, w->fd, POE_MODE_READ);
  if (revents & EV_WRITE) poe_file_ready(k, w->fd, POE_MODE_WRITE);
}

/* ---- making and ending ---- */

poexs_engine_t *poexs_engine_new(pTHX_ poexs_t *px) {
  poexs_engine_t *e;
  poexs_ev_find_api(aTHX);
  e = (poexs_engine_t *)poe_calloc(1, sizeof *e);
  e->px = px;
  e->timer_fd.fd = e->urgent_fd.fd = e->wake_fd.fd = e->wake_end.fd = e->backend_fd.fd = -1;
  poexs_wake_init(e);
  poexs_timer_init(e);
  poexs_urgent_init(e);
  e->flags = EVFLAG_AUTO;
  e->generation = poexs_forks();
  return e;
}

void poexs_engine_free(poexs_engine_t *e) {
  poexs_engine_close(e);
  for (int fd = 0; fd < e->fd_limit; fd++) poe_free(e->fds[fd]);
  poe_free(e->fds);
  poe_free(e);
}

/* ---- opening and closing ---- */

static void stop_fd(poexs_engine_t *e, poexs_fd_t *f) {
  ev_io_stop(e->loop, &f->io);
  count_fd(e, f, false);
}

static void start_fd(poexs_engine_t *e, poexs_fd_t *f) {
  stop_fd(e, f);
  ev_io_set(&f->io, f->io.fd, f->wanted);
  if (!f->wanted) return;
  ev_io_start(e->loop, &f->io);
  count_fd(e, f, true);
}

/* libev ends the process when the system refuses to wait.  Between the call and that it lets others
 * in: an error that says that the descriptor is not libev's any more is noted, and looks like a
 * signal to libev. */
static void before_wait(EV_P) {
  PERL_UNUSED_VAR(loop);
  errno = 0;
}

static void after_wait(EV_P) {
  int told = errno;
  if (LIKELY(!told || told == EINTR)) return;
  if (told != EINVAL && (told != EBADF || ev_backend(loop) == EVBACKEND_SELECT)) return;
  poexs_engine_of(ev_userdata(loop))->lost = true;
  errno = EINTR;
}

/* The lowest number that is free becomes libev's, if its backend takes one. */
static struct ev_loop *new_loop(poexs_engine_t *e) {
  int next = poe_descriptor_lowest();
  struct ev_loop *loop = next < 0 ? NULL : ev_loop_new(e->flags);
  if (!loop && next >= 0) loop = ev_loop_new(EVFLAG_AUTO);
  if (!loop) return NULL;
  poe_descriptor_take(&e->backend_fd, next);
  ev_set_userdata(loop, e);
  ev_set_loop_release_cb(loop, before_wait, after_wait);
  return loop;
}

/* All that is watched moves in.  What is only for waking does not keep EV::run going. */
bool poexs_engine_open(poexs_engine_t *e, bool is_default) {
  e->is_default = is_default;
  e->loop = is_default ? EV_DEFAULT_UC : new_loop(e);
  if (!e->loop) return false;
  e->lost = false;
  if (!poexs_wake_open(e)) {
    poexs_engine_close(e);
    return false;
  }
  poexs_timer_open(e);
  for (int fd = 0; fd < e->fd_limit; fd++)
    if (e->fds[fd]) start_fd(e, e->fds[fd]);
  poexs_urgent_restart(e);
  return true;
}

/* A loop whose descriptor is another file's now cannot be ended without closing that: its memory is
 * all that is lost. */
static void end_loop(poexs_engine_t *e) {
  bool is_whole = e->backend_fd.fd < 0 || poe_descriptor_is_ours(&e->backend_fd);
  if (!e->is_default && is_whole) ev_loop_destroy(e->loop);
  e->backend_fd.fd = -1;
  e->loop = NULL;
}

void poexs_engine_close(poexs_engine_t *e) {
  int saved = errno;
  poexs_not_sleeper(&e->sleeper);
  if (!e->loop) return;
  for (int fd = 0; fd < e->fd_limit; fd++)
    if (e->fds[fd]) stop_fd(e, e->fds[fd]);
  poexs_urgent_close(e);
  ev_timer_stop(e->loop, &e->timer);
  poexs_timer_close(e);
  poexs_wake_close(e);
  end_loop(e);
  errno = saved;
}

/* ---- descriptors ---- */

static poexs_fd_t *fd_for(poexs_engine_t *e, int fd) {
  if (fd >= e->fd_limit) {
    int limit = e->fd_limit ? e->fd_limit : 64;
    while (limit <= fd) limit *= 2;
    e->fds = (poexs_fd_t **)poe_realloc(e->fds, (size_t)limit * sizeof *e->fds);
    Zero(e->fds + e->fd_limit, limit - e->fd_limit, poexs_fd_t *);
    e->fd_limit = limit;
  }
  if (!e->fds[fd]) {
    poexs_fd_t *f = e->fds[fd] = (poexs_fd_t *)poe_calloc(1, sizeof *f);
    ev_io_init(&f->io, on_io, fd, 0);
    f->io.data = (SV *)(void *)e;
    e->fd_count++;
  }
  return e->fds[fd];
}

static void drop_fd(poexs_engine_t *e, int fd) {
  poexs_fd_t *f = e->fds[fd];
  if (f->wanted || f->expedited) return;
  if (e->loop) stop_fd(e, f);
  e->fds[fd] = NULL;
  e->fd_count--;
  poe_free(f);
}

/* Starts anew even when it is on already: the number may stand for another file by now. */
void poexs_engine_want(poexs_engine_t *e, int fd, poe_mode_t mode, bool on) {
  int bit = mode == POE_MODE_READ ? EV_READ : EV_WRITE;
  poexs_fd_t *f;
  if (!on && (fd >= e->fd_limit || !e->fds[fd])) return;
  f = fd_for(e, fd);
  if (mode == POE_MODE_EXPEDITE) {
    poexs_urgent_want(e, f, fd, on);
  } else {
    f->wanted = on ? f->wanted | bit : f->wanted & ~bit;
    if (e->loop) start_fd(e, f);
  }
  if (!on) drop_fd(e, fd);
}

static poexs_engine_t *engine_of(void *data) { return ((poexs_loop_t *)data)->engine; }

/* The loop's own descriptors are opened while there are some left. */
static int on_fd_start(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(w);
  if (!engine_of(data)->loop && !((poexs_loop_t *)data)->ready((poexs_loop_t *)data)) return -1;
  poexs_engine_want(engine_of(data), fd, mode, true);
  return 0;
}

static void on_fd_stop(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(w);
  poexs_engine_want(engine_of(data), fd, mode, false);
}

static void on_fd_resume(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(w);
  poexs_engine_want(engine_of(data), fd, mode, true);
}

/* ---- waiting ---- */

/* A signal that comes after the check finds a sleeper and makes the poll return at once. */
static bool may_sleep(pTHX_ poexs_engine_t *e) {
  poexs_set_sleeper(&e->sleeper);
  return !PL_sig_pending && !poexs_signals_waiting(aTHX_ e->px);
}

static void sleep_until_due(pTHX_ poexs_loop_t *l) {
  poexs_engine_t *e = l->engine;
  double due;
  int flags = EVRUN_ONCE;
  l->open->calm(l);
  if (poe_kernel_wake_at(e->px->k, &due)) poexs_timer_arm(e, due);
  if (!may_sleep(aTHX_ e)) flags = EVRUN_NOWAIT;
  ev_ref(e->loop); /* sleep even when nothing but the timer is watched */
  ev_run(e->loop, flags);
  ev_unref(e->loop);
  e->woken = poexs_steady(NULL);
  poexs_set_sleeper(NULL);
}

/* Nothing may be thrown through the kernel: raised when the wait is over. */
static void fail(pTHX_ poexs_t *px, const char *what) {
  if (!px->thrown) px->thrown = newSVpvf("POE::XS: %s: %s\n", what, Strerror(errno));
}

/* A loop that was lost is made anew before the next wait.  If that is lost, too, it is for another
 * reason. */
static void note_loss(pTHX_ poexs_engine_t *e) {
  enum { TOO_MANY = 3 };
  if (LIKELY(!e->lost)) {
    e->losses = 0;
  } else if (++e->losses >= TOO_MANY) {
    e->losses = 0;
    errno = EINVAL;
    fail(aTHX_ e->px, "cannot wait for events");
  }
}

static void run(pTHX_ poexs_loop_t *l, double timeout) {
  poexs_engine_t *e = l->engine;
  e->waiting = true;
  if (timeout >= 0 && timeout <= 0)
    ev_run(e->loop, EVRUN_NOWAIT);
  else
    sleep_until_due(aTHX_ l);
  e->waiting = false;
  note_loss(aTHX_ e);
}

/* What perl and the kernel have noted becomes events.  True if there may be some now. */
static bool heed_signals(pTHX_ poexs_t *px) {
  bool any = false;
  if (UNLIKELY(PL_sig_pending)) poexs_async_check(aTHX_ px);
  if (UNLIKELY(px->signals->child_signal_minded)) any = poexs_check_child_signal(aTHX_ px);
  if (UNLIKELY(poexs_signals_waiting(aTHX_ px))) any |= poexs_signals_read(aTHX_ px);
  return any;
}

static inline bool must_heed(pTHX_ const poexs_t *px) {
  return PL_sig_pending || px->signals->child_signal_minded || poexs_signals_waiting(aTHX_ px);
}

static void poll_and_heed(pTHX_ poexs_loop_t *l, double timeout) {
  if (!l->ready(l)) return;
  run(aTHX_ l, timeout);
  (void)heed_signals(aTHX_ l->px);
}

void poexs_engine_wait(poexs_loop_t *l, double timeout) {
  dTHXa(l->px->perl);
  if (UNLIKELY(must_heed(aTHX_ l->px)))
    if (heed_signals(aTHX_ l->px)) timeout = 0;
  if (UNLIKELY(l->px->thrown)) timeout = 0;
  if (timeout >= 0 && timeout <= 0 && !l->engine->fd_count && !l->backend->polls_always) return;
  poll_and_heed(aTHX_ l, timeout);
}

static void on_wait(void *data, double timeout) {
  poexs_engine_wait((poexs_loop_t *)data, timeout);
}

/* libev tells how many watchers keep it going: what is over ours is the program's. */
bool poexs_engine_has_others(poexs_engine_t *e) {
  int ours = e->active + (e->urgent_fd.fd >= 0) + e->holding + e->hurrying +
             (ev_is_active(&e->timer) ? 1 : 0);
  bool waited = e->waiting;
  int all;
  e->waiting = true;
  all = ev_run(e->loop, EVRUN_NOWAIT);
  e->waiting = waited;
  return all > ours;
}

/* ---- what both backends offer ---- */

void poexs_engine_table(poexs_loop_t *l, poe_loop_t *table) {
  Zero(table, 1, poe_loop_t);
  table->data = l;
  table->now = poexs_steady;
  table->ticks = poexs_ticks;
  table->wall = poexs_now;
  table->fd_start = on_fd_start;
  table->fd_stop = on_fd_stop;
  table->fd_pause = on_fd_stop;
  table->fd_resume = on_fd_resume;
  table->wait = on_wait;
}

const char *poexs_engine_name(poexs_loop_t *l) {
  if (!l->ready(l)) return "none";
  switch (ev_backend(l->engine->loop)) {
  case EVBACKEND_SELECT: return "select";
  case EVBACKEND_POLL: return "poll";
  case EVBACKEND_EPOLL: return "epoll";
  case EVBACKEND_KQUEUE: return "kqueue";
  case EVBACKEND_PORT: return "port";
  default: return "other";
  }
}
