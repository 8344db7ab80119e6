/* caught.c: what happens when the operating system delivers a signal.
 *
 * perl's C-level handler is wrapped.  For a signal whose %SIG entry is one of our own handlers,
 * which only note the name, the note is taken right here, for the loop to read: no deferred handler
 * needs to be run for it.  Any other signal goes to perl.  In both cases a loop
 * that sleeps, or is about to, is woken.
 *
 * Process-wide and used by the first interpreter only; a thread's signals all go through perl. */
#include "xs/signals/signals.h"

#include "csrc/process/process.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static volatile int forks; /* how often this process is the child of a fork */
static poexs_sleeper_t *volatile sleeper;
static Sighandler_t perls_handler;

poexs_t *volatile poexs_noter; /* whose handlers are noted here; NULL: nobody's */
poe_notes_t poexs_notes;

/* ---- in the handler: nothing here may allocate, lock or touch Perl values but to compare ---- */

/* perl blocks a signal while its entry is being changed. */
static bool is_noted(pTHX_ const poexs_t *px, int sig) {
  const SV *entry = PL_psig_ptr && sig < SIG_SIZE ? PL_psig_ptr[sig] : NULL;
  PERL_UNUSED_CONTEXT;
  return entry && SvROK(entry) && SvRV(entry) == (SV *)px->signals->note && px->forks == forks;
}

static bool note(const poexs_t *px, int sig) {
  if (!poe_notes_put(&poexs_notes, sig)) return false;
  if (px->signals->wake_fd >= 0 && write(px->signals->wake_fd, "!", 1) < 0) {
    /* a full pipe wakes the loop just as well */
  }
  return true;
}

static bool take_note(int sig) {
  const poexs_t *px = poexs_noter;
  int saved = errno;
  bool taken;
  dTHXa(PERL_GET_CONTEXT);
  taken = px && is_noted(aTHX_ px, sig) && note(px, sig);
  errno = saved;
  return taken;
}

static void wake(void) {
  poexs_sleeper_t *s = sleeper;
  if (s) s->wake(s);
}

#ifdef PERL_USE_3ARG_SIGHANDLER
static Signal_t waking_handler(int sig, Siginfo_t *info, void *context) {
  if (!take_note(sig)) perls_handler(sig, info, context);
  wake();
}
#else
static Signal_t waking_handler(int sig) {
  if (!take_note(sig)) perls_handler(sig);
  wake();
}
#endif

/* ---- outside ---- */

/* Descriptors that a forked process must not have, and what it gets in their place: the numbers
 * stay taken, as perl will close them there, too. */
enum { OURS_ALONE = 64 };
static int ours_alone[OURS_ALONE];
static volatile int n_ours_alone;
static int nothing = -1;

static void lose_ours_alone(void) {
  if (nothing < 0) return;
  for (int i = 0; i < n_ours_alone; i++) (void)dup2(nothing, ours_alone[i]);
  n_ours_alone = 0;
}

/* False: there are too many. */
bool poexs_not_for_children(int fd, bool on) {
  int at = 0;
  while (at < n_ours_alone && ours_alone[at] != fd) at++;
  if (!on) {
    if (at < n_ours_alone) ours_alone[at] = ours_alone[--n_ours_alone];
    return true;
  }
  if (nothing < 0) nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0 || at == OURS_ALONE) return false;
  if (at == n_ours_alone) ours_alone[n_ours_alone++] = fd;
  return true;
}

/* The child starts without what its parent had noted. */
static void after_fork(void) {
  forks++;
  poe_notes_forget(&poexs_notes);
  lose_ours_alone();
}

/* From here on perl installs our handler for every %SIG entry; those it has set are installed
 * again. */
void poexs_caught_init(pTHX_ poexs_t *px) {
  if (perls_handler) return;
  poexs_noter = px;
  pthread_atfork(NULL, NULL, after_fork);
  perls_handler = PL_csighandlerp;
  PL_csighandlerp = waking_handler;
  if (!PL_psig_ptr) return;
  for (int sig = 1; sig < SIG_SIZE; sig++)
    if (PL_psig_ptr[sig] && rsignal_state(sig) == perls_handler) (void)rsignal(sig, waking_handler);
}

void poexs_caught_end(const poexs_t *px) {
  if (poexs_noter == px) poexs_noter = NULL;
}

int poexs_forks(void) { return forks; }

void poexs_set_sleeper(poexs_sleeper_t *s) { sleeper = s; }

void poexs_not_sleeper(const poexs_sleeper_t *s) {
  if (sleeper == s) sleeper = NULL;
}

int poexs_caught_next(const poexs_t *px) {
  return px == poexs_noter ? poe_notes_next(&poexs_notes) : 0;
}

bool poexs_is_others_signal(int sig) {
  struct sigaction now;
  Sighandler_t handler;
  if (sigaction(sig, NULL, &now) || now.sa_handler == SIG_DFL || now.sa_handler == SIG_IGN)
    return false;
#ifdef PERL_USE_3ARG_SIGHANDLER
  handler = (Sighandler_t)now.sa_sigaction;
#else
  handler = now.sa_handler;
#endif
  return handler != waking_handler && handler != perls_handler;
}
