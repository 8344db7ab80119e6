/* The stack that runs, found by an address on it. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <pthread.h>

#include "csrc/process/process.h"
#include "tap.h"

static bool holds(const poe_stack_t *s, const char *here) {
  return here >= s->low && here < s->high && s->floor <= s->low;
}

static void the_first_threads_grows(void) {
  char here = 0;
  poe_stack_t s;
  errno = E2BIG;
  ok(poe_stack_around(&here, &s), "the first thread's stack is found");
  ok(errno == E2BIG, "errno is left alone");
  ok(holds(&s, &here), "the address is on it");
  ok(s.grows, "and it grows");
}

static poe_stack_t of_thread;
static bool thread_holds;

static void *look(void *size) {
  char here = 0;
  *(bool *)size = poe_stack_around(&here, &of_thread);
  thread_holds = holds(&of_thread, &here);
  return NULL;
}

static void another_threads_does_not(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  bool found = false;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  ok(pthread_create(&thread, &attributes, look, &found) == 0, "a thread");
  pthread_join(thread, NULL);
  ok(found && thread_holds, "its stack is found");
  ok(!of_thread.grows && of_thread.floor == of_thread.low, "it does not grow");
  ok(of_thread.high - of_thread.low <= 512 * 1024, "and is as large as it was made");
}

static void what_is_nowhere_is_not_found(void) {
  poe_stack_t s;
  ok(!poe_stack_around(NULL, &s), "nothing is there");
}

int main(void) {
#ifdef __linux__
  the_first_threads_grows();
  another_threads_does_not();
#endif
  what_is_nowhere_is_not_found();
  return tap_done();
}
