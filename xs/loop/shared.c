/* shared.c: EV's default loop: the kernel's watchers beside those of the program, which may call
 * EV::run instead of POE's run.
 *
 * While we wait, the loop is run as our own is.  While EV::run drives, `prepare` makes libev wake
 * for our next event, and `check` runs a slice. */
#include "xs/loop/ev.h"

#include "xs/signals/signals.h"
#include "xs/dispatch/dispatch.h"

/* ---- what keeps EV::run awake, and going ---- */

static void hurry(poexs_engine_t *e, bool on) {
  if (on == e->hurrying) return;
  e->hurrying = on;
  if (on)
    ev_idle_start(e->loop, &e->hurry);
  else
    ev_idle_stop(e->loop, &e->hurry);
}

/* Watched children keep EV::run going, too. */
static void hold(poexs_engine_t *e, bool on) {
  if (on == e->holding) return;
  e->holding = on;
  if (on)
    ev_ref(e->loop);
  else
    ev_unref(e->loop);
}

/* Makes libev wake for our next event.  Pending events and watched files count as work and keep
 * EV::run going.  Nobody is sent IDLE: when the program ends is EV's to say. */
static void plan_wake(poexs_engine_t *e) {
  double due;
  hold(e, poe_child_count(e->px->k) > 0);
  ev_timer_stop(e->loop, &e->timer);
  if (!poe_kernel_wake_at(e->px->k, &due)) {
    hurry(e, false);
    return;
  }
  due -= poexs_steady(NULL);
  hurry(e, due <= 0);
  if (due <= 0) return;
  ev_now_update(e->loop);
  ev_timer_set(&e->timer, due, 0.);
  ev_timer_start(e->loop, &e->timer);
}

/* An event was queued while the program, or EV, is at work: nothing of ours may run for a while. */
static void on_timer_due(void *data, double due) {
  poexs_engine_t *e = ((poexs_loop_t *)data)->engine;
  PERL_UNUSED_ARG(due);
  if (e->loop && e->is_default && !e->px->dispatch->batch_state) plan_wake(e);
}

static void on_timer_none(void *data) { on_timer_due(data, 0); }

/* ---- libev's callbacks ---- */

static void on_hurry(EV_P_ ev_idle *w, int revents) {
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(w);
  PERL_UNUSED_ARG(revents);
}

static void on_prepare(EV_P_ ev_prepare *w, int revents) {
  poexs_engine_t *e = poexs_engine_of(w->data);
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  poexs_keep_child_signal_with_ev();
  if (e->waiting) return;
  poexs_set_sleeper(&e->sleeper);
  plan_wake(e);
}

static void on_check(EV_P_ ev_check *w, int revents) {
  poexs_engine_t *e = poexs_engine_of(w->data);
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  if (e->waiting) return;
  poexs_driven_slice(e->px);
  plan_wake(e);
}

/* ---- signals ---- */

/* A process has one handler a signal: here it is libev's, which tells the program's watchers as
 * well as ours.  Noted as a %SIG handler of ours would. */
static void on_signal(EV_P_ ev_signal *w, int revents) {
  poexs_engine_t *e = poexs_engine_of(w->data);
  dTHXa(e->px->perl);
  SV *name = newSVpv(PL_sig_name[w->signum], 0);
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  poexs_signal_caught(aTHX_ e->px, name);
  SvREFCNT_dec(name);
}

static void start_signal(poexs_engine_t *e, int sig) {
  ev_signal *w = (ev_signal *)poe_calloc(1, sizeof *w);
  ev_signal_init(w, on_signal, sig);
  w->data = (SV *)(void *)e;
  ev_signal_start(e->loop, w);
  ev_unref(e->loop);
  e->signals[sig] = w;
}

static void stop_signal(poexs_engine_t *e, int sig) {
  ev_signal *w = e->signals[sig];
  ev_ref(e->loop);
  ev_signal_stop(e->loop, w);
  e->signals[sig] = NULL;
  poe_free(w);
}

void poexs_shared_signal(poexs_loop_t *l, int sig, bool on) {
  poexs_engine_t *e = l->engine;
  if (!l->ready(l)) return;
  if ((e->signals[sig] != NULL) == on) return;
  if (on)
    start_signal(e, sig);
  else
    stop_signal(e, sig);
}

static void stop_signals(poexs_engine_t *e) {
  for (int sig = 1; sig < SIG_SIZE; sig++)
    if (e->signals[sig]) stop_signal(e, sig);
}

/* libev reaps every child of the process once the default loop runs: pass on what it got. */
static void on_child(EV_P_ ev_child *w, int revents) {
  PERL_UNUSED_VAR(loop);
  PERL_UNUSED_ARG(revents);
  poexs_child_reaped(poexs_engine_of(w->data)->px, w->rpid, w->rstatus);
}

/* ---- the backend ---- */

static void set_up(poexs_engine_t *e) {
  ev_prepare_init(&e->prepare, on_prepare);
  ev_check_init(&e->check, on_check);
  ev_set_priority(&e->check, EV_MINPRI);
  ev_idle_init(&e->hurry, on_hurry);
  ev_child_init(&e->reaper, on_child, 0, 0);
  e->prepare.data = e->check.data = e->hurry.data = e->reaper.data = (SV *)(void *)e;
}

/* Watchers that must not keep EV::run going by themselves are unreferenced. */
static void start_driven(poexs_engine_t *e) {
  set_up(e);
  ev_prepare_start(e->loop, &e->prepare);
  ev_unref(e->loop);
  ev_check_start(e->loop, &e->check);
  ev_unref(e->loop);
  ev_child_start(e->loop, &e->reaper);
  ev_unref(e->loop);
}

static void stop_driven(poexs_engine_t *e) {
  hurry(e, false);
  hold(e, false);
  ev_ref(e->loop);
  ev_prepare_stop(e->loop, &e->prepare);
  ev_ref(e->loop);
  ev_check_stop(e->loop, &e->check);
  ev_ref(e->loop);
  ev_child_stop(e->loop, &e->reaper);
}

/* The loop may have been made before a fork that it has not heard of. */
static bool shared_open(poexs_loop_t *l) {
  poexs_engine_t *e = l->engine;
  if (e->generation != poexs_forks()) {
    ev_loop_fork(EV_DEFAULT_UC);
    poexs_give_child_signal_to_ev();
    e->generation = poexs_forks();
  }
  if (!poexs_engine_open(e, true)) return false;
  start_driven(e);
  return true;
}

static void shared_close(poexs_loop_t *l) {
  stop_signals(l->engine);
  stop_driven(l->engine);
  poexs_engine_close(l->engine);
}

/* libev renews its own descriptors when told, ours are made anew. */
static void shared_forked(poexs_loop_t *l) {
  poexs_engine_t *e = l->engine;
  ev_loop_fork(e->loop);
  poexs_wake_close(e);
  (void)poexs_wake_open(e);
  poexs_timer_close(e);
  poexs_timer_open(e);
  poexs_urgent_restart(e);
  poexs_give_child_signal_to_ev();
}

/* What hurries EV::run must not hurry us. */
static void shared_calm(poexs_loop_t *l) { hurry(l->engine, false); }

static bool shared_is_busy(void *data) {
  poexs_loop_t *l = (poexs_loop_t *)data;
  if (!l->others_count && !l->px->dispatch->elsewhere && !poe_waits_elsewhere(l->px->k))
    return false;
  if (!l->ready(l)) return false;
  return poexs_engine_has_others(l->engine);
}

static void shared_table(poexs_loop_t *l, poe_loop_t *table) {
  poexs_engine_table(l, table);
  table->timer_set = table->timer_change = on_timer_due;
  table->timer_clear = on_timer_none;
  table->is_busy = shared_is_busy;
}

const poexs_backend_t poexs_shared = {shared_table, shared_open,       shared_close, shared_forked,
                                      shared_calm,  poexs_engine_name, true};
