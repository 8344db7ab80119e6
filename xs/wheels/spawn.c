/* spawn.c: starts a program for POE::Wheel::Run without copying this process.
 *
 * The child runs on a stack of its own in the parent's memory, while the thread that made it stands
 * still, until it has become the program.  It calls nothing but the system: no Perl, no allocation,
 * no lock, and not the C library's setuid and the like, which would tell the other threads.  What
 * it needs is laid out before, by the parent.
 *
 * It tells nobody why it failed.  The parent then starts the program once more by fork, where Perl
 * code finds out and says so; therefore a child that fails leaves no trace: it ends without
 * SIGCHLD. */
#include "xs/wheels/wheels.h"

#ifdef __linux__

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* What execvp puts on the stack are a path and, for a script without #!, the arguments'
 * addresses. */
enum { STACK = 128 * 1024, STREAMS = 3, MAX_GROUPS = 64 };

/* Where a standard handle comes from, if not from a descriptor: POE::Wheel::Run::Conduit's
 * names. */
enum { FROM_PARENT = -1, FROM_TERMINAL = -2, FROM_OUTPUT = -3, FROM_FILE = -4 };

typedef struct {
  int from;         /* a descriptor or one of the above */
  const char *name; /* borrowed: of the file */
} stream_t;

typedef struct {
  const char *file; /* borrowed, as all pointers: whose they are outlives the child's use */
  char **argv;
  size_t argc;
  const char *terminal;
  struct winsize size; /* of the terminal */
  int sources[STREAMS];
  sigset_t forget; /* signals that must not stay ignored */
  gid_t groups[MAX_GROUPS];
  int n_groups;
  uid_t user;
  int priority;
  bool new_pgrp, has_size, has_user, has_priority;
  volatile bool failed; /* the child's: that it did not come as far as the program */
} plan_t;

/* ---- in the child ---- */

static bool is_standard(int fd) { return fd >= 0 && fd < STREAMS; }

/* No handler of the parent's may run here. */
static void forget_signals(const plan_t *plan) {
  for (int sig = 1; sig < NSIG; sig++) {
    struct sigaction act;
    if (sigaction(sig, NULL, &act) < 0 || act.sa_handler == SIG_DFL) continue;
    if (act.sa_handler == SIG_IGN && !sigismember(&plan->forget, sig)) continue;
    act.sa_handler = SIG_DFL;
    act.sa_flags = 0;
    sigaction(sig, &act, NULL);
  }
}

/* In raw mode, as IO::Tty's set_raw makes it. */
static int own_terminal(const plan_t *plan) {
  struct termios mode;
  int fd;
  setsid();
  fd = open(plan->terminal, O_RDWR);
  if (fd < 0) return -1;
  ioctl(fd, TIOCSCTTY, 0);
  if (tcgetattr(fd, &mode) < 0) return -1;
  mode.c_iflag = mode.c_oflag = mode.c_lflag = 0;
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  if (tcsetattr(fd, TCSANOW, &mode) < 0) return -1;
  if (plan->has_size) ioctl(fd, TIOCSWINSZ, &plan->size);
  return fd;
}

/* What is not permitted stays as it is.  The first group is the group; more are a list of others,
 * as for perl's $). */
static void take_identity(const plan_t *plan) {
  if (plan->has_priority) {
    int now;
    errno = 0;
    now = getpriority(PRIO_PROCESS, 0);
    if (!errno) setpriority(PRIO_PROCESS, 0, now + plan->priority);
  }
  if (plan->n_groups > 0) {
    const gid_t group = plan->groups[0];
    syscall(SYS_setresgid, group, group, group);
    if (plan->n_groups > 1) syscall(SYS_setgroups, plan->n_groups - 1, plan->groups + 1);
  }
  if (plan->has_user) syscall(SYS_setresuid, plan->user, plan->user, plan->user);
}

/* Sources move out of the way of what is opened at 0, 1 and 2. */
static bool lift_sources(plan_t *plan, int terminal) {
  for (int i = 0; i < STREAMS; i++) {
    int *from = &plan->sources[i];
    if (*from == FROM_TERMINAL) *from = terminal;
    if (!is_standard(*from)) continue;
    *from = fcntl(*from, F_DUPFD_CLOEXEC, STREAMS);
    if (*from < 0) return false;
  }
  return true;
}

/* A source is never the number itself: lift_sources saw to that, so dup2 always makes a descriptor
 * that the program keeps.  Standard error that goes where standard output goes comes last. */
static bool connect_stream(int from, int fd) {
  if (from == FROM_PARENT) return true;
  return dup2(from == FROM_OUTPUT ? STDOUT_FILENO : from, fd) >= 0;
}

/* A terminal makes a session of its own, and with it a process group.  Signals and identity come
 * before the streams, as in the Perl code that does the same after a fork; descriptors above 2 are
 * left to their close-on-exec marks. */
static bool settle(plan_t *plan) {
  int terminal = -1;
  if (plan->terminal) {
    terminal = own_terminal(plan);
    if (terminal < 0) return false;
  } else if (plan->new_pgrp) {
    setpgid(0, 0);
  }
  forget_signals(plan);
  take_identity(plan);
  if (!lift_sources(plan, terminal)) return false;
  for (int fd = 0; fd < STREAMS; fd++)
    if (!connect_stream(plan->sources[fd], fd)) return false;
  if (terminal >= STREAMS) close(terminal);
  return true;
}

/* The memory is the parent's: what is written to the plan is seen there.  It says `failed` but for
 * the moment of the exec, after which nothing of ours runs that could. */
static int child(void *data) {
  plan_t *plan = data;
  if (settle(plan)) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    plan->failed = false;
    execvp(plan->file, plan->argv);
    plan->failed = true;
  }
  _exit(127);
}

/* ---- in the parent ---- */

/* Only a child that has not become a program can be waited for as a clone: exec makes it a usual
 * one. */
static bool is_reaped(pid_t pid) {
  pid_t got;
  int status;
  do got = waitpid(pid, &status, __WCLONE);
  while (got < 0 && errno == EINTR);
  return got == pid;
}

/* The child's ID, or -1.  Signals wait meanwhile: the parent's handlers are not for the child. */
static pid_t start(plan_t *plan) {
  const size_t size = STACK + (plan->argc * sizeof(char *) | 0xffff) + 1;
  void *stack =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  sigset_t all, before;
  pid_t pid;
  if (stack == MAP_FAILED) return -1;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  plan->failed = true;
  pid = clone(child, (char *)stack + size, CLONE_VM | CLONE_VFORK, plan);
  if (pid > 0 && plan->failed && is_reaped(pid)) pid = -1;
  sigprocmask(SIG_SETMASK, &before, NULL);
  munmap(stack, size);
  return pid;
}

/* ---- the plan, from a hash ---- */

/* The hash is made by POE::Wheel::Run of plain values, so reading it runs no Perl code, and what is
 * pointed at stays where it is until the child is gone. */

static SV *field(pTHX_ HV *hash, const char *name) {
  SV **svp = hv_fetch(hash, name, (I32)strlen(name), 0);
  return svp && SvOK(*svp) ? *svp : NULL;
}

static const char *text_field(pTHX_ HV *hash, const char *name) {
  SV *sv = field(aTHX_ hash, name);
  return sv && SvTRUE(sv) ? SvPV_nolen(sv) : NULL;
}

/* The array's length; its values are plain, as all in the hash. */
static I32 list_field(pTHX_ HV *hash, const char *name, SV ***values) {
  SV *sv = field(aTHX_ hash, name);
  AV *av = sv && SvROK(sv) && SvTYPE(SvRV(sv)) == SVt_PVAV ? (AV *)SvRV(sv) : NULL;
  *values = av ? AvARRAY(av) : NULL;
  return av ? (I32)(AvFILLp(av) + 1) : 0;
}

/* Mortal, ended by NULL as exec wants it. */
static char **read_argv(pTHX_ HV *hash, size_t *argc) {
  SV **values;
  I32 n = list_field(aTHX_ hash, "argv", &values);
  char **argv = (char **)SvPVX(sv_2mortal(newSV((STRLEN)(n + 1) * sizeof *argv)));
  for (I32 i = 0; i < n; i++) argv[i] = SvPV_nolen(values[i]);
  argv[n] = NULL;
  *argc = (size_t)n;
  return argv;
}

static void read_sources(pTHX_ HV *hash, plan_t *plan) {
  SV **values;
  I32 n = list_field(aTHX_ hash, "sources", &values);
  for (I32 i = 0; i < STREAMS; i++) plan->sources[i] = i < n ? (int)SvIV(values[i]) : FROM_PARENT;
}

static void read_signals(pTHX_ HV *hash, plan_t *plan) {
  SV **values;
  I32 n = list_field(aTHX_ hash, "signals", &values);
  sigemptyset(&plan->forget);
  for (I32 i = 0; i < n; i++) sigaddset(&plan->forget, (int)SvIV(values[i]));
}

/* -1 is a number, too: the greatest. */
static uid_t id_of(pTHX_ SV *sv) { return (uid_t)(SvIV(sv) < 0 ? (UV)SvIV(sv) : SvUV(sv)); }

/* False: there are more groups than there is room for, and a fork has to do it. */
static bool read_identity(pTHX_ HV *hash, plan_t *plan) {
  SV **values, *user = field(aTHX_ hash, "user"), *priority = field(aTHX_ hash, "priority");
  I32 n = list_field(aTHX_ hash, "groups", &values);
  if (n > MAX_GROUPS) return false;
  for (plan->n_groups = 0; plan->n_groups < n; plan->n_groups++)
    plan->groups[plan->n_groups] = (gid_t)id_of(aTHX_ values[plan->n_groups]);
  plan->has_user = user != NULL;
  plan->user = user ? id_of(aTHX_ user) : 0;
  plan->has_priority = priority != NULL;
  plan->priority = priority ? (int)SvIV(priority) : 0;
  return true;
}

static bool read_plan(pTHX_ HV *hash, plan_t *plan) {
  const char *size = text_field(aTHX_ hash, "winsize");
  plan->file = text_field(aTHX_ hash, "file");
  plan->argv = read_argv(aTHX_ hash, &plan->argc);
  plan->terminal = text_field(aTHX_ hash, "terminal");
  plan->new_pgrp = text_field(aTHX_ hash, "new_pgrp") != NULL;
  plan->has_size = size != NULL;
  if (size) memcpy(&plan->size, size, sizeof plan->size);
  read_sources(aTHX_ hash, plan);
  read_signals(aTHX_ hash, plan);
  return read_identity(aTHX_ hash, plan) && plan->file && plan->argv[0];
}

/* In a handler or not.  Stands still until the child is a program, or has failed.  What our own
 * handles still buffer goes out first, as with perl's fork: the child is to come behind it. */
IV poexs_spawn(pTHX_ HV *hash) {
  plan_t plan;
  if (!read_plan(aTHX_ hash, &plan)) return -1;
  PERL_FLUSHALL_FOR_CHILD;
  return (IV)start(&plan);
}

#else

IV poexs_spawn(pTHX_ HV *hash) {
  PERL_UNUSED_CONTEXT;
  PERL_UNUSED_ARG(hash);
  return -1;
}

#endif
