/* timer.c: waking in time: libev lacks timers below a millisecond, so that a timerfd, which libev
 * watches, is armed before a sleep, and only when the time has changed. */
#include "xs/loop/ev.h"

#ifdef __linux__
#include <sys/timerfd.h>
#define HAVE_TIMERFD 1
#else
#define HAVE_TIMERFD 0
#endif

static void set_timer(poexs_engine_t *e, double seconds);

/* Nothing is read, as the number could be another file's by now: setting the timer does as well. */
static void on_timer_io(EV_P_ ev_io *w, int revents) {
  poexs_engine_t *e = poexs_engine_of(w->data);
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  e->armed = 0;
  set_timer(e, 0);
}

static void on_timer(EV_P_ ev_timer *w, int revents) {
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  poexs_engine_of(w->data)->armed = 0;
}

void poexs_timer_init(poexs_engine_t *e) {
  ev_io_init(&e->timer_io, on_timer_io, -1, EV_READ);
  ev_timer_init(&e->timer, on_timer, 0., 0.);
  e->timer_io.data = e->timer.data = (SV *)(void *)e;
}

/* It does not keep EV::run going. */
void poexs_timer_open(poexs_engine_t *e) {
  e->armed = 0;
#if HAVE_TIMERFD
  poe_descriptor_take(&e->timer_fd, timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (e->timer_fd.fd < 0) return;
  ev_io_set(&e->timer_io, e->timer_fd.fd, EV_READ);
  ev_io_start(e->loop, &e->timer_io);
  ev_unref(e->loop);
#endif
}

void poexs_timer_close(poexs_engine_t *e) {
  e->armed = 0;
  if (e->timer_fd.fd < 0) return;
  ev_ref(e->loop);
  ev_io_stop(e->loop, &e->timer_io);
  poe_descriptor_close(&e->timer_fd);
}

#if HAVE_TIMERFD
static bool set_timerfd(poexs_engine_t *e, double seconds) {
  struct itimerspec t = {{0, 0}, {0, 0}};
  if (seconds > 1e8) seconds = 1e8;
  t.it_value.tv_sec = (time_t)seconds;
  t.it_value.tv_nsec = (long)((seconds - (double)t.it_value.tv_sec) * 1e9);
  if (seconds > 0 && !t.it_value.tv_sec && !t.it_value.tv_nsec) t.it_value.tv_nsec = 1;
  return e->timer_fd.fd >= 0 && timerfd_settime(e->timer_fd.fd, 0, &t, NULL) == 0;
}

/* One that is no timer any more was closed by the program. */
static bool set_own_timer(poexs_engine_t *e, double seconds) {
  if (LIKELY(set_timerfd(e, seconds))) return true;
  poexs_timer_close(e);
  poexs_timer_open(e);
  return set_timerfd(e, seconds);
}
#else
static bool set_own_timer(poexs_engine_t *e, double seconds) {
  PERL_UNUSED_ARG(e);
  PERL_UNUSED_ARG(seconds);
  return false;
}
#endif

/* No seconds at all stop it. */
static void set_timer(poexs_engine_t *e, double seconds) {
  if (set_own_timer(e, seconds)) return;
  ev_timer_stop(e->loop, &e->timer);
  if (seconds <= 0) return;
  ev_timer_set(&e->timer, seconds, 0.);
  ev_timer_start(e->loop, &e->timer);
}

/* A busy timer wakes us at most this often: alarms that crowd come a few at a time. */
#define CROWDED_SECONDS 90e-6

void poexs_timer_arm(poexs_engine_t *e, double due) {
  double now, left, crowded;
  if (e->armed >= due && e->armed <= due) return;
  now = poexs_steady(NULL);
  left = due - now;
  crowded = e->woken + CROWDED_SECONDS - now;
  if (left < crowded) left = crowded;
  e->armed = due;
  set_timer(e, left > 1e-7 ? left : 1e-7);
}
