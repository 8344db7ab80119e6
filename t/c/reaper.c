/* Finding children that are over. */
#define _GNU_SOURCE

#include "csrc/process/process.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/ptrace.h>
#endif

#include "tap.h"

static int child_that_exits(int status) {
  pid_t pid = fork();
  if (pid < 0) tap_bail("cannot fork");
  if (pid == 0) _exit(status);
  return (int)pid;
}

static int child_that_stays(void) {
  pid_t pid = fork();
  if (pid < 0) tap_bail("cannot fork");
  while (pid == 0) pause();
  return (int)pid;
}

/* Until the system knows of the change, without taking the status of one that is over. */
static void await(int pid, int change) {
  siginfo_t info;
  while (waitid(P_PID, (id_t)pid, &info, change | WNOWAIT) < 0 && errno == EINTR) continue;
}

static void none(void) {
  int status = 99;
  errno = E2BIG;
  is_int(poe_reap(-1, &status), -1, "no children at all");
  is_int(poe_reap(1, &status), -1, "nobody else's");
  is_int(status, 99, "no status");
  ok(!poe_has_children(), "there are none");
  is_int(poe_first_zombie(), 0, "none is over");
  is_int(errno, E2BIG, "errno is as it was");
}

static void one_that_exits(void) {
  int status, pid = child_that_exits(3);
  await(pid, WEXITED);
  ok(poe_has_children(), "one that is over counts until it is waited for");
  is_int(poe_first_zombie(), pid, "it is found");
  is_int(poe_first_zombie(), pid, "without being taken");
  errno = E2BIG;
  is_int(poe_reap(pid, &status), pid, "it is taken");
  is_int(errno, E2BIG, "errno is as it was");
  ok(WIFEXITED(status) && WEXITSTATUS(status) == 3, "with its status");
  is_int(poe_reap(pid, &status), -1, "once");
  ok(!poe_has_children(), "then there is none");
}

static void one_that_is_killed(void) {
  int status = 99, pid = child_that_stays();
  is_int(poe_reap(pid, &status), 0, "one that runs is not over");
  is_int(poe_reap(-1, &status), 0, "nor is any");
  is_int(status, 99, "no status");
  ok(poe_has_children(), "but there is one");
  is_int(poe_first_zombie(), 0, "none to wait for");
  kill(pid, SIGKILL);
  await(pid, WEXITED);
  is_int(poe_reap(-1, &status), pid, "killed, it is");
  ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "with its signal");
}

static void one_that_stops_and_goes_on(void) {
  int status, pid = child_that_stays();
  kill(pid, SIGSTOP);
  await(pid, WSTOPPED);
  is_int(poe_reap(pid, &status), 0, "stopped is not over");
  ok(poe_has_children(), "it is still a child");
  is_int(poe_first_zombie(), 0, "not one to wait for");
  kill(pid, SIGCONT);
  await(pid, WCONTINUED);
  is_int(poe_reap(-1, &status), 0, "nor is going on");
  kill(pid, SIGTERM);
  await(pid, WEXITED);
  is_int(poe_reap(-1, &status), pid, "in the end it is");
  ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM, "with the last status alone");
}

/* The system reports each stop of a traced child to whoever waits for it. */
static void one_that_is_traced(void) {
#ifdef __linux__
  int status = 99;
  pid_t pid = fork();
  if (pid == 0) {
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0) raise(SIGSTOP);
    _exit(7);
  }
  if (pid < 0) tap_bail("cannot fork");
  await((int)pid, WEXITED | WSTOPPED);
  is_int(poe_first_zombie(), 0, "a stop that the system reports is no end");
  is_int(poe_reap((int)pid, &status), 0, "and is skipped");
  is_int(status, 99, "and is no status");
  ptrace(PTRACE_CONT, pid, NULL, NULL);
  await((int)pid, WEXITED);
  is_int(poe_reap((int)pid, &status), pid, "it goes on to its end");
  ok(WIFEXITED(status) && WEXITSTATUS(status) == 7, "whose status is told");
#endif
}

static void several(void) {
  int status, other = child_that_stays(), pid[3], seen = 0, got;
  for (int i = 0; i < 3; i++) pid[i] = child_that_exits(i);
  for (int i = 0; i < 3; i++) await(pid[i], WEXITED);
  is_int(poe_reap(pid[1], &status), pid[1], "one of several");
  is_int(WEXITSTATUS(status), 1, "has its own status");
  is_int(poe_reap(other, &status), 0, "another one runs");
  while ((got = poe_reap(-1, &status)) > 0)
    seen += got == pid[0] ? 1 : got == pid[2] && WEXITSTATUS(status) == 2 ? 10 : 100;
  is_int(seen, 11, "the others are taken one by one");
  is_int(got, 0, "until only one that runs is left");
  kill(other, SIGKILL);
  await(other, WEXITED);
  is_int(poe_reap(other, &status), other, "which ends, too");
}

/* A pid of 0, or one below -1, is a group for the system, with whoever is in it. */
static void groups(void) {
  int status = 99, pid = child_that_exits(0);
  await(pid, WEXITED);
  is_int(poe_reap(0, &status), -1, "0 is no child");
  is_int(poe_reap(-(int)getpgrp(), &status), -1, "nor is a group");
  is_int(status, 99, "nothing was taken");
  is_int(poe_reap(-1, &status), pid, "it is still there");
}

static void ignored(void) {
  int status, pid;
  signal(SIGCHLD, SIG_IGN);
  pid = child_that_exits(0);
  waitpid(pid, &status, 0);
  is_int(poe_reap(pid, &status), -1, "children of which the system keeps nothing are not found");
  is_int(poe_first_zombie(), 0, "nor is any over");
  signal(SIGCHLD, SIG_DFL);
}

static void unwaited_for(void) {
  poe_unwaited_t u = {0, 0};
  ok(!poe_unwaited_too_long(&u, 0, 100, 60), "no child is over");
  ok(!poe_unwaited_too_long(&u, 5, 110, 60), "one is");
  ok(!poe_unwaited_too_long(&u, 5, 169.9, 60), "for nearly a minute");
  ok(poe_unwaited_too_long(&u, 5, 170, 60), "for a minute");
  ok(poe_unwaited_too_long(&u, 5, 500, 60), "and on");
  ok(!poe_unwaited_too_long(&u, 6, 500, 60), "another one is the first now");
  ok(!poe_unwaited_too_long(&u, 5, 530, 60), "the old number again is another one, too");
  ok(!poe_unwaited_too_long(&u, 5, 589, 60), "its time begins anew");
  ok(!poe_unwaited_too_long(&u, 0, 590, 60), "somebody waited for it");
  ok(!poe_unwaited_too_long(&u, 5, 591, 60), "its number is used again");
  ok(poe_unwaited_too_long(&u, 5, 651, 60), "that one stays");
  ok(!poe_unwaited_too_long(&u, -1, 652, 60), "no children any more");
  ok(!poe_unwaited_too_long(&u, -1, 952, 60), "which is no child that stays");
}

int main(void) {
  none();
  one_that_exits();
  one_that_is_killed();
  one_that_stops_and_goes_on();
  one_that_is_traced();
  several();
  groups();
  ignored();
  unwaited_for();
  return tap_done();
}
