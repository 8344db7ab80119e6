#define _POSIX_C_SOURCE 200809L

#include "tap.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct { int run, failed; } tap;

static bool report(bool passed, const char *file, int line, const char *name) {
  printf("%sok %d - %s\n", passed ? "" : "not ", ++tap.run, name);
  if (!passed) {
    tap.failed++;
    printf("#   at %s line %d\n", file, line);
  }
  fflush(stdout);
  return passed;
}

bool tap_ok(bool passed, const char *file, int line, const char *name, ...) {
  char text[256];
  va_list args;
  va_start(args, name);
  vsnprintf(text, sizeof text, name, args);
  va_end(args);
  return report(passed, file, line, text);
}

bool tap_int(long long got, long long want, const char *file, int line, const char *name) {
  bool passed = report(got == want, file, line, name);
  if (!passed) printf("#    got %lld\n# wanted %lld\n", got, want);
  return passed;
}

bool tap_num(double got, double want, const char *file, int line, const char *name) {
  bool passed = report(!(got < want) && !(got > want), file, line, name);
  if (!passed) printf("#    got %.17g\n# wanted %.17g\n", got, want);
  return passed;
}

bool tap_str(const char *got, const char *want, const char *file, int line, const char *name) {
  bool passed = report(strcmp(got, want) == 0, file, line, name);
  if (!passed) printf("#    got '%s'\n# wanted '%s'\n", got, want);
  return passed;
}

bool tap_ptr(const void *got, const void *want, const char *file, int line, const char *name) {
  bool passed = report(got == want, file, line, name);
  if (!passed) printf("#    got %p\n# wanted %p\n", got, want);
  return passed;
}

static void run_in_child(void (*fn)(void *arg), void *arg) {
  struct rlimit no_core = {0, 0};
  int null = open("/dev/null", O_WRONLY);
  setrlimit(RLIMIT_CORE, &no_core);
  if (null >= 0) dup2(null, STDERR_FILENO);
  fn(arg);
  _exit(0);
}

bool tap_aborts(void (*fn)(void *arg), void *arg, const char *file, int line, const char *name) {
  int status = 0;
  bool passed;
  pid_t pid;
  fflush(stdout);
  pid = fork();
  if (pid < 0) tap_bail("cannot fork");
  if (pid == 0) run_in_child(fn, arg);
  if (waitpid(pid, &status, 0) != pid) tap_bail("cannot wait for a child");
  passed = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  report(passed, file, line, name);
  if (!passed) printf("#    got status %d\n# wanted an abort\n", status);
  return passed;
}

int tap_done(void) {
  printf("1..%d\n", tap.run);
  if (tap.failed) printf("# %d of %d failed\n", tap.failed, tap.run);
  return tap.failed ? 1 : 0;
}

void tap_bail(const char *why) {
  printf("Bail out! %s\n", why);
  exit(2);
}
