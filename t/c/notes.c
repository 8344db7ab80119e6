/* Signals noted in a handler and read outside. */
#define _GNU_SOURCE

#include "csrc/process/process.h"

#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static poe_notes_t notes;

static void in_order(void) {
  poe_notes_init(&notes);
  ok(!poe_notes_any(&notes), "nothing is noted");
  is_int(poe_notes_next(&notes), 0, "and nothing can be read");
  ok(poe_notes_put(&notes, 10) && poe_notes_put(&notes, 12), "two are noted");
  ok(poe_notes_any(&notes), "something is there");
  is_int(poe_notes_next(&notes), 10, "the first");
  is_int(poe_notes_next(&notes), 12, "the second");
  is_int(poe_notes_next(&notes), 0, "no more");
  ok(!poe_notes_any(&notes), "nothing is there");
}

static void as_many_as_fit(void) {
  int wrong = 0;
  poe_notes_init(&notes);
  for (int i = 1; i <= POE_NOTES; i++) wrong += !poe_notes_put(&notes, i);
  is_int(wrong, 0, "all places are taken");
  ok(!poe_notes_put(&notes, 5), "one more is refused");
  is_int(poe_notes_next(&notes), 1, "one is read");
  ok(poe_notes_put(&notes, 5), "and leaves room for another");
  ok(!poe_notes_put(&notes, 6), "for a single one");
  for (int i = 2; i <= POE_NOTES; i++) wrong += poe_notes_next(&notes) != i;
  is_int(wrong, 0, "the others come in order");
  is_int(poe_notes_next(&notes), 5, "the latest at the end");
  ok(!poe_notes_any(&notes), "then no more");
}

static void counters_that_wrap(void) {
  int wrong = 0;
  poe_notes_init(&notes);
  atomic_store(&notes.begin, UINT_MAX - 700);
  atomic_store(&notes.end, UINT_MAX - 700);
  for (int i = 1; i <= POE_NOTES; i++) wrong += !poe_notes_put(&notes, i);
  ok(!poe_notes_put(&notes, 1), "full across the wrap");
  for (int i = 1; i <= POE_NOTES; i++) wrong += poe_notes_next(&notes) != i;
  is_int(wrong, 0, "nothing is lost when the counters begin anew");
  is_int(poe_notes_next(&notes), 0, "nor made up");
}

/* ---- a handler that was interrupted between claiming its place and writing into it ---- */

static atomic_int *claim(void) { return &notes.place[atomic_fetch_add(&notes.end, 1) % POE_NOTES]; }

static void an_unwritten_place(void) {
  atomic_int *place;
  poe_notes_init(&notes);
  for (int i = 0; i < 2 * POE_NOTES; i++) {
    poe_notes_put(&notes, 7);
    poe_notes_next(&notes);
  }
  place = claim();
  is_int(poe_notes_next(&notes), 0, "is not read as what was there before");
  ok(poe_notes_any(&notes), "though something is on its way");
  poe_notes_put(&notes, 12);
  is_int(poe_notes_next(&notes), 0, "nor is what came later read before it");
  atomic_store(place, 10);
  is_int(poe_notes_next(&notes), 10, "once written it is read");
  is_int(poe_notes_next(&notes), 12, "then the later one");
}

static void what_a_fork_leaves(void) {
  poe_notes_init(&notes);
  poe_notes_put(&notes, 10);
  claim();
  poe_notes_put(&notes, 12);
  poe_notes_forget(&notes);
  ok(!poe_notes_any(&notes), "forgotten, the unwritten one too");
  is_int(poe_notes_next(&notes), 0, "nothing is read");
  poe_notes_put(&notes, 15);
  is_int(poe_notes_next(&notes), 15, "what comes afterwards is");
  for (int i = 1; i <= POE_NOTES; i++) poe_notes_put(&notes, i);
  poe_notes_forget(&notes);
  claim();
  is_int(poe_notes_next(&notes), 0, "no place keeps an old number");
}

/* ---- real signals ---- */

static void note_it(int sig) { poe_notes_put(&notes, sig); }

static void note_between(int sig) {
  poe_notes_put(&notes, sig);
  raise(SIGUSR2);
  poe_notes_put(&notes, SIGHUP);
}

static void handle(int sig, void (*handler)(int)) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = handler;
  sigaction(sig, &act, NULL);
}

static void raised(void) {
  poe_notes_init(&notes);
  handle(SIGUSR1, note_between);
  handle(SIGUSR2, note_it);
  raise(SIGUSR1);
  raise(SIGUSR2);
  is_int(poe_notes_next(&notes), SIGUSR1, "of a real signal");
  is_int(poe_notes_next(&notes), SIGUSR2, "of one within its handler");
  is_int(poe_notes_next(&notes), SIGHUP, "again the outer one");
  is_int(poe_notes_next(&notes), SIGUSR2, "and of a later one");
  is_int(poe_notes_next(&notes), 0, "no more");
  handle(SIGUSR1, SIG_DFL);
  handle(SIGUSR2, SIG_DFL);
}

static volatile sig_atomic_t alarms, alarms_noted;

static void note_alarm(int sig) {
  alarms = alarms + 1;
  alarms_noted = alarms_noted + poe_notes_put(&notes, sig);
}

/* The timer's handler interrupts a handler's work, done here by hand, and the reading of it. */
static void interrupted_anywhere(void) {
  struct itimerval often = {{0, 50}, {0, 50}}, never = {{0, 0}, {0, 0}};
  int put = 0, got[2] = {0, 0}, wrong = 0, sig;
  poe_notes_init(&notes);
  handle(SIGALRM, note_alarm);
  setitimer(ITIMER_REAL, &often, NULL);
  while (alarms < 500) {
    for (int i = 0; i < 7; i++) put += poe_notes_put(&notes, 1);
    while ((sig = poe_notes_next(&notes))) {
      got[sig == SIGALRM]++;
      wrong += sig != 1 && sig != SIGALRM;
    }
  }
  setitimer(ITIMER_REAL, &never, NULL);
  handle(SIGALRM, SIG_IGN);
  while ((sig = poe_notes_next(&notes))) got[sig == SIGALRM]++;
  is_int(wrong, 0, "nothing is read that nobody put");
  is_int(got[0], put, "all is read that was put");
  is_int(got[1], alarms_noted, "and all that its interruptions put");
  handle(SIGALRM, SIG_DFL);
}

/* ---- two at once ---- */

enum { EACH = 20000 };

/* Counts up by twos, so that the reader knows whose a number is. */
static void hammer(poe_notes_t *shared, int first) {
  for (int i = 0; i < EACH; i++)
    while (!poe_notes_put(shared, first + 2 * i)) sched_yield();
  _exit(0);
}

/* Processes that share the ring do to each other what threads do, need no library, and run at the
 * same time under valgrind, too. */
static void two_at_once(void) {
  int last[2] = {0, 0}, wrong = 0, read = 0;
  pid_t pid[2];
  poe_notes_t *shared =
      mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) tap_bail("cannot share memory");
  poe_notes_init(shared);
  for (int i = 0; i < 2; i++)
    if ((pid[i] = fork()) == 0) hammer(shared, i + 1);
  while (read < 2 * EACH) {
    int n = poe_notes_next(shared), who = n % 2;
    if (!n) {
      sched_yield();
      continue;
    }
    if (last[who] ? n != last[who] + 2 : n > 2) wrong++;
    last[who] = n;
    read++;
  }
  for (int i = 0; i < 2; i++) waitpid(pid[i], NULL, 0);
  is_int(wrong, 0, "each one's numbers come once and in order");
  ok(last[0] == 2 * EACH && last[1] == 2 * EACH - 1, "to the last");
  ok(!poe_notes_any(shared), "and nothing else");
  munmap(shared, sizeof *shared);
}

int main(void) {
  in_order();
  as_many_as_fit();
  counters_that_wrap();
  an_unwritten_place();
  what_a_fork_leaves();
  raised();
  interrupted_anywhere();
  two_at_once();
  return tap_done();
}
