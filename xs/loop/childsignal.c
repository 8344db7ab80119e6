/* childsignal.c: SIGCHLD beside EV.
 *
 * EV takes the signal when it is loaded.  Unless the program loaded it, the signal is given back,
 * and taken again only when the program comes to use EV's default loop.  Signal handlers are the
 * process's, so what is remembered here is, too. */
#include "xs/loop/backend.h"

#include <signal.h>

static struct sigaction evs_child_action;
static bool child_action_is_known;

void poexs_load_ev(pTHX) {
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
void poexs_give_child_signal_to_ev(void) {
  struct sigaction now;
  sigaction(SIGCHLD, NULL, &now);
  if (now.sa_handler == SIG_DFL) {
    if (child_action_is_known) sigaction(SIGCHLD, &evs_child_action, NULL);
  } else if (!child_action_is_known) {
    evs_child_action = now;
    child_action_is_known = true;
  }
}

/* libev's handler would write to a descriptor that is another file's now. */
void poexs_take_child_signal_from_ev(void) {
  struct sigaction now;
  if (sigaction(SIGCHLD, NULL, &now) || !child_action_is_known) return;
  if (now.sa_handler == evs_child_action.sa_handler) signal(SIGCHLD, SIG_DFL);
}

/* A program that puts a handler of its own there for a while, with `local`, leaves the default
 * behind, as perl knows of no other: libev's comes back, and is told, since a child may have ended
 * in between. */
void poexs_keep_child_signal_with_ev(void) {
  struct sigaction now;
  if (sigaction(SIGCHLD, NULL, &now) || now.sa_handler != SIG_DFL || !child_action_is_known) return;
  sigaction(SIGCHLD, &evs_child_action, NULL);
  raise(SIGCHLD);
}
