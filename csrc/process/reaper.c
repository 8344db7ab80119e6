/* reaper.c: children that are over. */
#define _XOPEN_SOURCE 700 /* waitid; NOLINT(bugprone-reserved-identifier) */

#include "csrc/process/process.h"

#include <errno.h>
#include <sys/wait.h>

#include "csrc/base/check.h"

/* Signals that killed and codes that were returned; not those of a stop, nor of going on. */
static bool is_over(int status) { return WIFEXITED(status) || WIFSIGNALED(status); }

/* The system tells of children that stopped or go on when somebody traces them; they are not over,
 * and telling of it took nothing away: look again.  Other pids than the two kinds would mean
 * process groups, and with them children that nobody asked for. */
int poe_reap(int pid, int *status) {
  int saved = errno, word = 0;
  pid_t found;
  assert(status);
  if (pid <= 0 && pid != -1) return -1;
  do {
    found = waitpid((pid_t)pid, &word, WNOHANG);
  } while (found < 0 ? errno == EINTR : found > 0 && !is_over(word));
  errno = saved;
  if (found > 0) *status = word;
  return found < 0 ? -1 : (int)found;
}

/* Looks without taking: the status stays for whoever waits for it. */
static int look(siginfo_t *info) {
  info->si_pid = 0;
  return waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT);
}

/* Any other failure than that there are none says nothing: a caller that is told so in doubt goes
 * on looking for them. */
bool poe_has_children(void) {
  siginfo_t info;
  int saved = errno;
  bool has = look(&info) == 0 || errno != ECHILD;
  errno = saved;
  return has;
}

/* Here, too, a traced child that stopped is reported; it hides those that are over until its tracer
 * has waited for it. */
int poe_first_zombie(void) {
  siginfo_t info;
  int saved = errno;
  bool failed = look(&info) < 0;
  errno = saved;
  if (failed || !info.si_pid) return 0;
  return info.si_code == CLD_STOPPED || info.si_code == CLD_TRAPPED ? 0 : (int)info.si_pid;
}

/* A child that its program waits for is soon gone, and another one is the first.  Only one that
 * stays the first shows that nobody will. */
bool poe_unwaited_too_long(poe_unwaited_t *u, int zombie, double now, double limit) {
  if (zombie > 0 && zombie == u->zombie) return now - u->since >= limit;
  u->zombie = zombie > 0 ? zombie : 0;
  u->since = now;
  return false;
}
