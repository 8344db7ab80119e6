/* signal.c: operating system signals on their way to the queue.
 *
 * perl runs our %SIG handlers at safe points; they only note the name.  The notes are turned into
 * events when the loop next waits, in the order in which the signals were seen.  Each carries the
 * count of forks that its process had seen: a child drops what was its parent's. */
#include "xs/signals/signals.h"

#include "xs/values/values.h"

#include <unistd.h>

/* Runs what perl's deferred signals wait for, under an eval: a %SIG handler may die. */
void poexs_async_check(pTHX_ poexs_t *px) {
  poexs_call_perl(aTHX_ "POE::XS::_run_deferred_signals", NULL, 0, G_VOID | G_DISCARD | G_EVAL);
  poexs_keep_thrown(aTHX_ px);
}

static bool is_child_signal(const char *name) { return strEQ(name, "CHLD") || strEQ(name, "CLD"); }

static void call_with(pTHX_ const char *method, poexs_t *px, SV *a, SV *b) {
  SV *args[3];
  args[0] = GvSV(px->kernel_gv);
  args[1] = a;
  args[2] = b;
  poexs_call_perl(aTHX_ method, args, b ? 3 : 2, G_METHOD | G_VOID | G_DISCARD | G_EVAL);
  poexs_keep_thrown(aTHX_ px);
}

void poexs_post_signal(pTHX_ poexs_t *px, poe_session_t *to, poe_session_t *from, poe_event_t *e) {
  PERL_UNUSED_CONTEXT;
  poe_event_post(px->k, e, to, from, px->values->names.signal, POE_ET_SIGNAL);
}

static void queue_signal(pTHX_ poexs_t *px, SV *name) {
  poe_session_t *own = poe_kernel_session(px->k);
  poe_event_t *e;
  if (own->gone) return;
  if (is_child_signal(SvPV_nolen(name))) {
    call_with(aTHX_ "_data_sig_enqueue_poll_event", px, name, NULL);
    return;
  }
  e = poe_event_new(px->k, 1);
  e->argv[0] = SvREFCNT_inc_simple_NN(name);
  e->file = poe_name_ref(px->values->names.file_loop);
  e->line = __LINE__;
  poexs_post_signal(aTHX_ px, own, own, e);
}

static bool read_ring(pTHX_ poexs_t *px) {
  bool any = false;
  for (int sig; (sig = poexs_caught_next(px)); any = true) {
    SV *name = newSVpv(PL_sig_name[sig], 0);
    if (!px->finalizing) queue_signal(aTHX_ px, name);
    SvREFCNT_dec(name);
  }
  return any;
}

bool poexs_signals_read(pTHX_ poexs_t *px) {
  bool any = read_ring(aTHX_ px);
  while (av_len(px->signals->caught) >= 1) {
    SV *name = av_shift(px->signals->caught), *forks = av_shift(px->signals->caught);
    if (SvIV(forks) == poexs_forks()) queue_signal(aTHX_ px, name);
    SvREFCNT_dec(name);
    SvREFCNT_dec(forks);
    any = true;
  }
  return any;
}

/* A child that never called has_forked gets signals into its copy of the parent's kernel. */
static void warn_of_fork(pTHX_ poexs_t *px, SV *name, IV pid) {
  SV *args[3];
  args[0] = name;
  args[1] = sv_2mortal(newSViv(pid));
  args[2] = sv_2mortal(newSViv(px->pid));
  poexs_call_perl(aTHX_ "POE::Kernel::_warn_of_fork", args, 3, G_VOID | G_DISCARD);
}

/* From perl's signal handler: may come at any safe point, even while the notes are read. */
void poexs_signal_caught(pTHX_ poexs_t *px, SV *name) {
  int saved = errno;
  if (UNLIKELY(px->forks != poexs_forks())) warn_of_fork(aTHX_ px, name, (IV)getpid());
  if (!px->finalizing) {
    av_push(px->signals->caught, newSVsv(name));
    av_push(px->signals->caught, newSViv(poexs_forks()));
    if (px->signals->wake_fd >= 0 && write(px->signals->wake_fd, "!", 1) < 0) {
      /* a full pipe wakes the loop just as well */
    }
  }
  errno = saved;
}

void poexs_child_reaped(poexs_t *px, int pid, int status) {
  dTHXa(px->perl);
  SV *pid_sv = newSViv(pid), *status_sv = newSViv(status);
  call_with(aTHX_ "_child_reaped", px, pid_sv, status_sv);
  SvREFCNT_dec(pid_sv);
  SvREFCNT_dec(status_sv);
}

/* ---- what the room remembers ---- */

void poexs_signals_init(pTHX_ poexs_t *px) {
  Newxz(px->signals, 1, poexs_signals_t);
  px->signals->signal_fd = px->signals->wake_fd = -1;
  px->signals->caught = newAV();
  px->signals->note = get_cv("POE::Kernel::_note_signal", 0);
}

void poexs_signals_free(pTHX_ poexs_t *px) {
  poexs_caught_end(px);
  SvREFCNT_dec((SV *)px->signals->caught);
  Safefree(px->signals);
  px->signals = NULL;
}
