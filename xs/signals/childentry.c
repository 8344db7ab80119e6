/* childentry.c: $SIG{CHLD} while children are watched.
 *
 * Modules put something of their own there for a while, with `local`: a child that ends meanwhile
 * is not told of, and some (Safe) leave nothing behind.  perl sets an entry anew when it is
 * restored; magic of ours beside perl's own hears of it. */
#include "xs/signals/signals.h"

#include <signal.h>

static int on_set(pTHX_ SV *sv, MAGIC *mg) {
  poexs_t *px = poexs_here_or_null(aTHX);
  PERL_UNUSED_ARG(sv);
  PERL_UNUSED_ARG(mg);
  if (px) px->signals->child_signal_touched = true;
  return 0;
}

/* With `local` the new value gets none of it. */
static int on_local(pTHX_ SV *nsv, MAGIC *mg) {
  PERL_UNUSED_CONTEXT;
  PERL_UNUSED_ARG(nsv);
  PERL_UNUSED_ARG(mg);
  return 0;
}

static MGVTBL minded_vtbl = {NULL, on_set, NULL, NULL, NULL, NULL, NULL, on_local};

void poexs_mind_child_signal(pTHX_ poexs_t *px, SV *entry) {
  MAGIC *mg;
  px->signals->child_signal_touched = false;
  px->signals->child_signal_minded = true;
  if (SvTYPE(entry) >= SVt_PVMG && mg_findext(entry, PERL_MAGIC_ext, &minded_vtbl)) return;
  mg = sv_magicext(entry, NULL, PERL_MAGIC_ext, &minded_vtbl, NULL, 0);
  mg->mg_flags |= MGf_LOCAL;
}

/* An entry that is gone altogether is found by what perl keeps for its handlers. */
static bool is_gone(pTHX) {
  PERL_UNUSED_CONTEXT;
  return PL_psig_ptr && !PL_psig_ptr[SIGCHLD];
}

bool poexs_check_child_signal(pTHX_ poexs_t *px) {
  poexs_signals_t *s = px->signals;
  if (LIKELY(!s->child_signal_minded)) return false;
  if (LIKELY(!s->child_signal_touched && !is_gone(aTHX))) return false;
  s->child_signal_touched = s->child_signal_minded = false;
  poexs_call_perl(aTHX_ "POE::Kernel::_child_signal_was_touched", NULL, 0,
                  G_VOID | G_DISCARD | G_EVAL);
  (void)poexs_keep_thrown(aTHX_ px);
  return true;
}
