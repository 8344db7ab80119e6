/* loop_ev.c: the native loop, on libev.  The only file that includes EVAPI.h.
 *
 * Normally the kernel owns a private libev loop, so that loading POE changes nothing for a program
 * that forks and waits by itself.  Once the program uses EV (or AnyEvent on EV), descriptors move
 * to EV's default loop and everybody's watchers run together, whoever calls run.
 *
 * libev lacks three things that POE needs, added here with descriptors that libev watches:
 *   sub-millisecond timers    a timerfd, armed only before a sleep and only when the time changed
 *   expedited data            an epoll set of its own, asked for EPOLLPRI
 *   prompt %SIG handlers      perl's C-level signal handler is wrapped; it wakes a sleeping loop */
#include "xs/base/poexs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "EVAPI.h"

#ifdef __linux__
#include <sys/epoll.h>
#include <sys/timerfd.h>
#define HAVE_TIMERFD 1
#else
#define HAVE_TIMERFD 0
#endif

typedef struct poexs_fd {
  ev_io io;   /* first: the callback casts back */
  int wanted; /* EV_READ | EV_WRITE */
  bool exists, expedited;
} poexs_fd_t;

typedef struct poexs_ev {
  ev_async wake; /* first of the watchers; each has this structure in its data */
  ev_io timer_io, expedite_io;
  ev_timer timer; /* where there is no timerfd, and when EV::run drives us */
  ev_prepare prepare;
  ev_check check;
  ev_idle hurry;
  ev_child reaper;
  poexs_t *px;          /* borrowed */
  struct ev_loop *loop; /* owned unless shared; NULL while closed */
  poexs_fd_t **fds;     /* owned, by descriptor: libev keeps pointers to its watchers */
  int fd_limit, fd_count;
  unsigned flags; /* backend asked for */
  int timer_fd, expedite_fd, expedited;
  double woken;   /* when the last sleep ended */
  double armed;   /* the time that the timer is set to, 0 for none */
  int generation; /* of the process: see forks */
  bool shared, want_shared, waiting, hurrying, holding;
} poexs_ev_t;

/* ---- SIGCHLD ---- */

/* EV takes SIGCHLD when it is loaded.  Unless the program loaded it, the signal is given back, and
 * taken again only when the program comes to use EV's default loop. */
static struct sigaction evs_child_action;
static bool child_action_is_known;

static void load_ev(pTHX) {
  struct sigaction before;
  if (hv_exists(GvHVn(PL_incgv), "EV.pm", 5)) return;
  sigaction(SIGCHLD, NULL, &before);
  load_module(PERL_LOADMOD_NOIMPORT, newSVpvs("EV"), NULL);
  sigaction(SIGCHLD, NULL, &evs_child_action);
  sigaction(SIGCHLD, &before, NULL);
  child_action_is_known = true;
}

/* Where nobody else has it.  What a program that loaded EV itself has there is remembered, because
 * a process that it forks may begin with the default, as the code of a Wheel::Run does. */
static void give_child_signal_to_ev(void) {
  struct sigaction now;
  sigaction(SIGCHLD, NULL, &now);
  if (now.sa_handler == SIG_DFL) {
    if (child_action_is_known) sigaction(SIGCHLD, &evs_child_action, NULL);
  } else if (!child_action_is_known) {
    evs_child_action = now;
    child_action_is_known = true;
  }
}

/* ---- time ---- */

/* The same clock and the same rounding as Time::HiRes::time: programs compare the two. */
double poexs_now(void *unused) {
  struct timeval tv;
  PERL_UNUSED_ARG(unused);
  gettimeofday(&tv, NULL);
  return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

#if HAVE_TIMERFD
static void set_timerfd(poexs_ev_t *ev, double seconds) {
  struct itimerspec t = {{0, 0}, {0, 0}};
  if (seconds > 1e8) seconds = 1e8;
  t.it_value.tv_sec = (time_t)seconds;
  t.it_value.tv_nsec = (long)((seconds - (double)t.it_value.tv_sec) * 1e9);
  if (seconds > 0 && !t.it_value.tv_sec && !t.it_value.tv_nsec) t.it_value.tv_nsec = 1;
  timerfd_settime(ev->timer_fd, 0, &t, NULL);
}
#endif

static void set_timer(poexs_ev_t *ev, double seconds) {
#if HAVE_TIMERFD
  if (ev->timer_fd >= 0) {
    set_timerfd(ev, seconds);
    return;
  }
#endif
  ev_timer_stop(ev->loop, &ev->timer);
  ev_timer_set(&ev->timer, seconds, 0.);
  ev_timer_start(ev->loop, &ev->timer);
}

/* A busy timer wakes us at most this often: alarms that crowd come a few at a time. */
#define CROWDED_SECONDS 90e-6

static void arm(poexs_ev_t *ev, double due) {
  double left;
  if (due < ev->woken + CROWDED_SECONDS) due = ev->woken + CROWDED_SECONDS;
  if (ev->armed >= due && ev->armed <= due) return;
  left = due - poexs_now(NULL);
  ev->armed = due;
  set_timer(ev, left > 1e-7 ? left : 1e-7);
}

/* ---- libev's callbacks: remember, run nothing ---- */

static void on_io(EV_P_ ev_io *w, int revents) {
  poexs_ev_t *ev = (poexs_ev_t *)w->data;
  poe_kernel_t *k = ev->px->k;
  PERL_UNUSED_VAR(loop);
  if (revents & EV_ERROR) return; /* closed behind our back: libev stopped the watcher */
  if (revents & EV_READ) poe_file_ready(k, w->fd, POE_MODE_READ);
  if (revents & EV_WRITE) poe_file_ready(k, w->fd, POE_MODE_WRITE);
}

static void on_timer_io(EV_P_ ev_io *w, int revents) {
  poexs_ev_t *ev = (poexs_ev_t *)w->data;
  uint64_t ticks;
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  if (read(w->fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN) ev->armed = 0;
  ev->armed = 0;
}

static void on_timer(EV_P_ ev_timer *w, int revents) {
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  ((poexs_ev_t *)w->data)->armed = 0;
}

static void on_expedite(EV_P_ ev_io *w, int revents) {
#ifdef __linux__
  poexs_ev_t *ev = (poexs_ev_t *)w->data;
  struct epoll_event got[16];
  int n = epoll_wait(w->fd, got, 16, 0);
  for (int i = 0; i < n; i++) poe_file_ready(ev->px->k, got[i].data.fd, POE_MODE_EXPEDITE);
#else
  PERL_UNUSED_ARG(w);
#endif
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
}

static void on_wake(EV_P_ ev_async *w, int revents) {
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(w);
  PERL_UNUSED_ARG(revents);
}

static void on_hurry(EV_P_ ev_idle *w, int revents) {
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(w);
  PERL_UNUSED_ARG(revents);
}

/* ---- when the program calls EV::run instead of POE's run ---- */

static void hurry(poexs_ev_t *ev, bool on) {
  if (on == ev->hurrying) return;
  ev->hurrying = on;
  if (on)
    ev_idle_start(ev->loop, &ev->hurry);
  else
    ev_idle_stop(ev->loop, &ev->hurry);
}

/* Watched children keep EV::run going, too. */
static void hold(poexs_ev_t *ev, bool on) {
  if (on == ev->holding) return;
  ev->holding = on;
  if (on)
    ev_ref(ev->loop);
  else
    ev_unref(ev->loop);
}

/* Makes libev wake for our next event.  Pending events and watched files count as work and keep
 * EV::run going.  Nobody is sent IDLE: when the program ends is EV's to say. */
static void plan_wake(poexs_ev_t *ev) {
  double due;
  hold(ev, poe_child_count(ev->px->k) > 0);
  ev_timer_stop(ev->loop, &ev->timer);
  if (!poe_event_next_due(ev->px->k, &due)) {
    hurry(ev, false);
    return;
  }
  due -= poexs_now(NULL);
  hurry(ev, due <= 0);
  if (due <= 0) return;
  ev_now_update(ev->loop);
  ev_timer_set(&ev->timer, due, 0.);
  ev_timer_start(ev->loop, &ev->timer);
}

static void on_prepare(EV_P_ ev_prepare *w, int revents) {
  poexs_ev_t *ev = (poexs_ev_t *)w->data;
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  if (ev->waiting) return;
  poexs_set_sleeper(ev);
  plan_wake(ev);
}

/* An event was queued while the program, or EV, is at work: nothing of ours may run for a while. */
static void on_timer_due(void *data, double due) {
  poexs_ev_t *ev = (poexs_ev_t *)data;
  PERL_UNUSED_ARG(due);
  if (ev->loop && ev->shared && !ev->px->batch_state) plan_wake(ev);
}

static void on_timer_none(void *data) { on_timer_due(data, 0); }

static void on_check(EV_P_ ev_check *w, int revents) {
  poexs_ev_t *ev = (poexs_ev_t *)w->data;
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  if (ev->waiting) return;
  poexs_driven_slice(ev->px);
  plan_wake(ev);
}

/* libev reaps every child of the process once the default loop runs: pass on what it got. */
static void on_child(EV_P_ ev_child *w, int revents) {
  poexs_ev_t *ev = (poexs_ev_t *)w->data;
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  poexs_child_reaped(ev->px, w->rpid, w->rstatus);
}

/* ---- opening and closing ---- */

static void open_timer_fd(poexs_ev_t *ev) {
#if HAVE_TIMERFD
  ev->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (ev->timer_fd < 0) return;
  ev_io_set(&ev->timer_io, ev->timer_fd, EV_READ);
  ev_io_start(ev->loop, &ev->timer_io);
  ev_unref(ev->loop);
#else
  ev->timer_fd = -1;
#endif
  ev->armed = 0;
}

static void close_timer_fd(poexs_ev_t *ev) {
  ev->armed = 0;
  if (ev->timer_fd < 0) return;
  ev_ref(ev->loop);
  ev_io_stop(ev->loop, &ev->timer_io);
  close(ev->timer_fd);
  ev->timer_fd = -1;
}

static void set_up_watchers(poexs_ev_t *ev) {
  ev_async_init(&ev->wake, on_wake);
  ev_io_init(&ev->timer_io, on_timer_io, -1, EV_READ);
  ev_io_init(&ev->expedite_io, on_expedite, -1, EV_READ);
  ev_timer_init(&ev->timer, on_timer, 0., 0.);
  ev_prepare_init(&ev->prepare, on_prepare);
  ev_check_init(&ev->check, on_check);
  ev_set_priority(&ev->check, EV_MINPRI);
  ev_idle_init(&ev->hurry, on_hurry);
  ev_child_init(&ev->reaper, on_child, 0, 0);
  ev->wake.data = ev->timer_io.data = ev->expedite_io.data = ev->timer.data = ev->prepare.data =
      ev->check.data = ev->hurry.data = ev->reaper.data = (SV *)(void *)ev;
}

static void start_fd(poexs_ev_t *ev, poexs_fd_t *f) {
  ev_io_stop(ev->loop, &f->io);
  ev_io_set(&f->io, f->io.fd, f->wanted);
  if (f->wanted) ev_io_start(ev->loop, &f->io);
}

/* Watchers that must not keep EV::run going by themselves are unreferenced. */
static void start_driven(poexs_ev_t *ev) {
  ev_prepare_start(ev->loop, &ev->prepare);
  ev_unref(ev->loop);
  ev_check_start(ev->loop, &ev->check);
  ev_unref(ev->loop);
  ev_child_start(ev->loop, &ev->reaper);
  ev_unref(ev->loop);
}

static void stop_driven(poexs_ev_t *ev) {
  hurry(ev, false);
  hold(ev, false);
  ev_ref(ev->loop);
  ev_prepare_stop(ev->loop, &ev->prepare);
  ev_ref(ev->loop);
  ev_check_stop(ev->loop, &ev->check);
  ev_ref(ev->loop);
  ev_child_stop(ev->loop, &ev->reaper);
}

static void expedite_restart(poexs_ev_t *ev);

static void open_loop(poexs_ev_t *ev) {
  dTHXa(ev->px->perl);
  ev->shared = ev->want_shared;
  ev->loop = ev->shared ? EV_DEFAULT_UC : ev_loop_new(ev->flags);
  if (!ev->loop) ev->loop = ev_loop_new(EVFLAG_AUTO);
  if (!ev->loop) Perl_croak_nocontext("POE::XS: libev offers no backend here");
  if (ev->shared && ev->generation != poexs_forks()) {
    ev_loop_fork(ev->loop);
    give_child_signal_to_ev();
  }
  ev->generation = poexs_forks();
  set_up_watchers(ev);
  ev_async_start(ev->loop, &ev->wake);
  ev_unref(ev->loop);
  open_timer_fd(ev);
  if (ev->shared) start_driven(ev);
  for (int fd = 0; fd < ev->fd_limit; fd++)
    if (ev->fds[fd]) start_fd(ev, ev->fds[fd]);
  expedite_restart(ev);
  PERL_UNUSED_CONTEXT;
}

static void close_loop(poexs_ev_t *ev) {
  if (!ev->loop) return;
  poexs_not_sleeper(ev);
  for (int fd = 0; fd < ev->fd_limit; fd++)
    if (ev->fds[fd]) ev_io_stop(ev->loop, &ev->fds[fd]->io);
  if (ev->expedite_fd >= 0) {
    ev_io_stop(ev->loop, &ev->expedite_io);
    close(ev->expedite_fd);
    ev->expedite_fd = -1;
  }
  ev_timer_stop(ev->loop, &ev->timer);
  close_timer_fd(ev);
  if (ev->shared) stop_driven(ev);
  ev_ref(ev->loop);
  ev_async_stop(ev->loop, &ev->wake);
  if (!ev->shared) ev_loop_destroy(ev->loop);
  ev->loop = NULL;
}

/* A child process must not touch what it shares with its parent: libev renews its own descriptor
 * when told, ours are made anew. */
static void after_fork(poexs_ev_t *ev) {
  ev->generation = poexs_forks();
  ev_loop_fork(ev->loop);
  if (ev->shared) give_child_signal_to_ev();
  close_timer_fd(ev);
  open_timer_fd(ev);
  expedite_restart(ev);
}

static void ready_loop(poexs_ev_t *ev) {
  if (ev->loop && ev->shared != ev->want_shared) close_loop(ev);
  if (!ev->loop) open_loop(ev);
  if (UNLIKELY(ev->generation != poexs_forks())) after_fork(ev);
}

/* ---- descriptors ---- */

static poexs_fd_t *fd_for(poexs_ev_t *ev, int fd) {
  if (fd >= ev->fd_limit) {
    int limit = ev->fd_limit ? ev->fd_limit : 64;
    while (limit <= fd) limit *= 2;
    ev->fds = (poexs_fd_t **)poe_realloc(ev->fds, (size_t)limit * sizeof *ev->fds);
    Zero(ev->fds + ev->fd_limit, limit - ev->fd_limit, poexs_fd_t *);
    ev->fd_limit = limit;
  }
  if (!ev->fds[fd]) {
    poexs_fd_t *f = ev->fds[fd] = (poexs_fd_t *)poe_calloc(1, sizeof *f);
    ev_io_init(&f->io, on_io, fd, 0);
    f->io.data = (SV *)(void *)ev;
    ev->fd_count++;
  }
  return ev->fds[fd];
}

static void drop_fd(poexs_ev_t *ev, int fd) {
  poexs_fd_t *f = ev->fds[fd];
  if (f->wanted || f->expedited) return;
  if (ev->loop) ev_io_stop(ev->loop, &f->io);
  ev->fds[fd] = NULL;
  ev->fd_count--;
  poe_free(f);
}

#ifdef __linux__
static int expedite(poexs_ev_t *ev, int fd, bool on) {
  struct epoll_event want;
  if (ev->expedite_fd < 0) return 0;
  Zero(&want, 1, struct epoll_event);
  want.events = EPOLLPRI;
  want.data.fd = fd;
  return epoll_ctl(ev->expedite_fd, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, fd, &want);
}

static void expedite_restart(poexs_ev_t *ev) {
  if (ev->expedite_fd >= 0) {
    ev_io_stop(ev->loop, &ev->expedite_io);
    close(ev->expedite_fd);
    ev->expedite_fd = -1;
  }
  if (!ev->expedited) return;
  ev->expedite_fd = epoll_create1(EPOLL_CLOEXEC);
  for (int fd = 0; fd < ev->fd_limit; fd++)
    if (ev->fds[fd] && ev->fds[fd]->expedited) expedite(ev, fd, true);
  ev_io_set(&ev->expedite_io, ev->expedite_fd, EV_READ);
  ev_io_start(ev->loop, &ev->expedite_io);
}
#else
static int expedite(poexs_ev_t *ev, int fd, bool on) {
  PERL_UNUSED_ARG(ev);
  PERL_UNUSED_ARG(fd);
  return on ? -1 : 0;
}
static void expedite_restart(poexs_ev_t *ev) { PERL_UNUSED_ARG(ev); }
#endif

static void start_expedite(poexs_ev_t *ev, int fd, bool on) {
  poexs_fd_t *f = fd_for(ev, fd);
  if (f->expedited == on) return;
  f->expedited = on;
  ev->expedited += on ? 1 : -1;
  if (ev->expedite_fd >= 0 || !ev->loop)
    expedite(ev, fd, on);
  else
    expedite_restart(ev);
}

/* Starts anew even when it is on already: the number may stand for another file by now. */
static void want(poexs_ev_t *ev, int fd, poe_mode_t mode, bool on) {
  int bit = mode == POE_MODE_READ ? EV_READ : EV_WRITE;
  poexs_fd_t *f;
  if (!on && (fd >= ev->fd_limit || !ev->fds[fd])) return;
  if (mode == POE_MODE_EXPEDITE) {
    start_expedite(ev, fd, on);
  } else {
    f = fd_for(ev, fd);
    f->wanted = on ? f->wanted | bit : f->wanted & ~bit;
    if (ev->loop) start_fd(ev, f);
  }
  if (!on) drop_fd(ev, fd);
}

/* The loop's own descriptors are opened while there are some left. */
static int on_fd_start(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  poexs_ev_t *ev = (poexs_ev_t *)data;
  PERL_UNUSED_ARG(w);
  if (!ev->loop) ready_loop(ev);
  want(ev, fd, mode, true);
  return 0;
}

static void on_fd_stop(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(w);
  want((poexs_ev_t *)data, fd, mode, false);
}

static void on_fd_resume(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(w);
  want((poexs_ev_t *)data, fd, mode, true);
}

/* ---- waiting ---- */

static bool must_poll(const poexs_ev_t *ev) { return ev->shared || ev->fd_count > 0; }

/* A signal that comes after the check finds a sleeper and makes the poll return at once. */
static bool may_sleep(pTHX_ poexs_ev_t *ev) {
  poexs_set_sleeper(ev);
  return !PL_sig_pending && !poexs_signals_waiting(aTHX_ ev->px);
}

static void sleep_until_due(pTHX_ poexs_ev_t *ev) {
  double due;
  int flags = EVRUN_ONCE;
  hurry(ev, false); /* it was for EV::run */
  if (poe_event_next_due(ev->px->k, &due)) arm(ev, due);
  if (!may_sleep(aTHX_ ev)) flags = EVRUN_NOWAIT;
  ev_run(ev->loop, flags);
  ev->woken = poexs_now(NULL);
  poexs_set_sleeper(NULL);
}

static void on_wait(void *data, double timeout) {
  poexs_ev_t *ev = (poexs_ev_t *)data;
  dTHXa(ev->px->perl);
  if (PL_sig_pending) poexs_async_check(aTHX_ ev->px);
  if (poexs_signals_read(aTHX_ ev->px) || ev->px->thrown) timeout = 0;
  if (timeout >= 0 && timeout <= 0 && !must_poll(ev)) return;
  ready_loop(ev);
  if (timeout >= 0 && timeout <= 0) {
    ev->waiting = true;
    ev_run(ev->loop, EVRUN_NOWAIT);
  } else {
    ev->waiting = true;
    ev_ref(ev->loop); /* sleep even when nothing but the timer is watched */
    sleep_until_due(aTHX_ ev);
    ev_unref(ev->loop);
  }
  ev->waiting = false;
  if (PL_sig_pending) poexs_async_check(aTHX_ ev->px);
  (void)poexs_signals_read(aTHX_ ev->px);
}

/* ---- the interface to the rest of xs/ ---- */

poexs_ev_t *poexs_ev_new(pTHX_ poexs_t *px) {
  static bool prepared = false;
  poexs_ev_t *ev;
  if (!prepared) {
    prepared = true;
    load_ev(aTHX);
    poexs_caught_init(aTHX_ px);
  }
  I_EV_API("POE::XS");
  ev = (poexs_ev_t *)poe_calloc(1, sizeof *ev);
  ev->px = px;
  ev->timer_fd = ev->expedite_fd = -1;
  ev->flags = EVFLAG_AUTO;
  ev->generation = poexs_forks();
  return ev;
}

void poexs_ev_free(pTHX_ poexs_ev_t *ev) {
  PERL_UNUSED_CONTEXT;
  if (!ev) return;
  poexs_not_sleeper(ev);
  close_loop(ev);
  for (int fd = 0; fd < ev->fd_limit; fd++) poe_free(ev->fds[fd]);
  poe_free(ev->fds);
  poe_free(ev);
}

const char *poexs_ev_backend(poexs_ev_t *ev) {
  ready_loop(ev);
  switch (ev_backend(ev->loop)) {
  case EVBACKEND_SELECT: return "select";
  case EVBACKEND_POLL: return "poll";
  case EVBACKEND_EPOLL: return "epoll";
  case EVBACKEND_KQUEUE: return "kqueue";
  case EVBACKEND_PORT: return "port";
  default: return "other";
  }
}

/* At once, as the program may call EV::run next; in a wait, when that is over. */
void poexs_ev_share(poexs_ev_t *ev) {
  if (!ev->want_shared) give_child_signal_to_ev();
  ev->want_shared = true;
  if (!ev->px->bridged) {
    poe_loop_t table;
    poexs_ev_table(ev, &table);
    poe_kernel_set_loop(ev->px->k, &table);
  }
  if (!ev->waiting) ready_loop(ev);
}

void poexs_ev_choose(pTHX_ poexs_ev_t *ev, const char *backend) {
  PERL_UNUSED_CONTEXT;
  ev->flags = strEQ(backend, "select")  ? EVBACKEND_SELECT
              : strEQ(backend, "poll")  ? EVBACKEND_POLL
              : strEQ(backend, "epoll") ? EVBACKEND_EPOLL
                                        : EVFLAG_AUTO;
  if (strEQ(backend, "EV")) poexs_ev_share(ev);
}

bool poexs_ev_is_shared(const poexs_ev_t *ev) { return ev->want_shared; }

/* From a signal handler. */
void poexs_ev_wake(poexs_ev_t *ev) {
  if (ev->loop) ev_async_send(ev->loop, &ev->wake);
}

void poexs_ev_wait(poexs_ev_t *ev, double timeout) { on_wait(ev, timeout); }

void poexs_ev_file(poexs_ev_t *ev, int fd, poe_mode_t mode, bool on) { want(ev, fd, mode, on); }

void poexs_ev_table(poexs_ev_t *ev, poe_loop_t *loop) {
  Zero(loop, 1, poe_loop_t);
  loop->data = ev;
  loop->now = poexs_now;
  loop->fd_start = on_fd_start;
  loop->fd_stop = on_fd_stop;
  loop->fd_pause = on_fd_stop;
  loop->fd_resume = on_fd_resume;
  loop->wait = on_wait;
  if (!ev->want_shared) return;
  loop->timer_set = loop->timer_change = on_timer_due;
  loop->timer_clear = on_timer_none;
}
