/* watchdog.c: which line of the program holds up the loop, while it does.
 *
 * A thread of its own looks, now and then, whether the same handler still runs.  It touches nothing
 * of Perl but the flag by which perl looks for signals between two statements, so that no system
 * call is interrupted: at such a point perl calls the hook below, in its own thread. */
#include "xs/views/views.h"

#include "xs/signals/signals.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

struct poexs_watchdog {
  poexs_t *px;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t end;
  bool ending;
  int forks;            /* it watches only in the process that it was started in */
  uint64_t limit;       /* nanoseconds */
  const uint64_t *beat; /* borrowed from the kernel, which lives longer */
  uint64_t stuck;       /* the beat of the handler that is to be looked at; 0: none */
  despatch_signals_proc_t perls_hook;
};

/* ---- in the thread ---- */

/* Of the limit, as a handler can begin right after a look. */
enum { PART = 4 };

static void add_nanoseconds(struct timespec *t, uint64_t n) {
  const uint64_t second = 1000000000;
  n += (uint64_t)t->tv_nsec;
  t->tv_sec += (time_t)(n / second);
  t->tv_nsec = (long)(n % second);
}

static void raise_flag(poexs_watchdog_t *w, uint64_t beat) {
#ifdef MULTIPLICITY
  dTHXa(w->px->perl);
#endif
  __atomic_store_n(&w->stuck, beat, __ATOMIC_RELAXED);
  __atomic_store_n(&PL_sig_pending, 1, __ATOMIC_RELAXED);
}

static void *watch(void *data) {
  poexs_watchdog_t *w = (poexs_watchdog_t *)data;
  uint64_t last = 0;
  int times = 0;
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  pthread_mutex_lock(&w->lock);
  while (!w->ending) {
    uint64_t beat;
    add_nanoseconds(&next, w->limit / PART);
    (void)pthread_cond_timedwait(&w->end, &w->lock, &next);
    beat = __atomic_load_n(w->beat, __ATOMIC_RELAXED);
    times = beat == last ? times + 1 : 0;
    last = beat;
    if (beat & 1 && times == PART) raise_flag(w, beat);
  }
  pthread_mutex_unlock(&w->lock);
  return NULL;
}

/* ---- in perl's thread, between two statements ---- */

/* The handler may have ended meanwhile.  The Perl function looks at who called it. */
static void look(pTHX_ poexs_watchdog_t *w) {
  uint64_t beat = __atomic_exchange_n(&w->stuck, 0, __ATOMIC_RELAXED);
  if (!beat || beat != *w->beat || w->forks != poexs_forks()) return;
  {
    dSAVE_ERRNO;
    dSP;
    ENTER;
    SAVETMPS;
    PUSHMARK(SP);
    call_pv("POE::XS::Probe::Stuck::_found", G_VOID | G_DISCARD | G_NOARGS | G_EVAL | G_KEEPERR);
    FREETMPS;
    LEAVE;
    RESTORE_ERRNO;
  }
}

static void hook(pTHX) {
  poexs_t *px = poexs_here_or_null(aTHX);
  poexs_watchdog_t *w = px ? px->views->watchdog : NULL;
  if (!w) {
    Perl_despatch_signals(aTHX);
    return;
  }
  w->perls_hook(aTHX);
  look(aTHX_ w);
}

/* ---- on and off ---- */

/* No signal of the program's may end up in a thread that knows nothing of perl. */
static bool start_thread(poexs_watchdog_t *w) {
  sigset_t all, before;
  bool ok;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  ok = pthread_create(&w->thread, NULL, watch, w) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return ok;
}

static void init_lock(poexs_watchdog_t *w) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&w->end, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&w->lock, NULL);
}

/* A forked process has a copy, but not the thread. */
static void end_thread(poexs_watchdog_t *w) {
  if (w->forks != poexs_forks()) return;
  pthread_mutex_lock(&w->lock);
  w->ending = true;
  pthread_cond_signal(&w->end);
  pthread_mutex_unlock(&w->lock);
  pthread_join(w->thread, NULL);
  pthread_cond_destroy(&w->end);
  pthread_mutex_destroy(&w->lock);
}

void poexs_watchdog_end(pTHX_ poexs_t *px) {
  poexs_watchdog_t *w = px->views->watchdog;
  if (!w) return;
  end_thread(w);
  if (PL_signalhook == hook) PL_signalhook = w->perls_hook;
  px->views->watchdog = NULL;
  Safefree(w);
}

/* False: nothing is timed, or there are no threads to be had. */
bool poexs_watchdog_start(pTHX_ poexs_t *px, UV nanoseconds) {
  poexs_watchdog_t *w;
  poexs_watchdog_end(aTHX_ px);
  if (!poe_kernel_beat(px->k)) return false;
  Newxz(w, 1, poexs_watchdog_t);
  w->px = px;
  w->limit = nanoseconds;
  w->beat = poe_kernel_beat(px->k);
  w->forks = poexs_forks();
  w->perls_hook = PL_signalhook;
  init_lock(w);
  if (!start_thread(w)) {
    Safefree(w);
    return false;
  }
  px->views->watchdog = w;
  PL_signalhook = hook;
  return true;
}
