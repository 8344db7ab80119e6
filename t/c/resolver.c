/* Names looked up by threads. */
#define _GNU_SOURCE

#include "csrc/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/* ---- a system that does as it is told ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t open_again = PTHREAD_COND_INITIALIZER;
static bool is_shut; /* a look-up of "stuck" waits */
static atomic_int began, released, unblocked;

static void wait_while_shut(void) {
  pthread_mutex_lock(&lock);
  while (is_shut) pthread_cond_wait(&open_again, &lock);
  pthread_mutex_unlock(&lock);
}

static void shut(bool is) {
  pthread_mutex_lock(&lock);
  is_shut = is;
  pthread_cond_broadcast(&open_again);
  pthread_mutex_unlock(&lock);
}

/* Its protocol tells which question it was. */
static int look_up(const char *host, const char *service, const struct addrinfo *hints,
                   struct addrinfo **found) {
  sigset_t blocked;
  atomic_fetch_add(&began, 1);
  pthread_sigmask(SIG_SETMASK, NULL, &blocked);
  if (!sigismember(&blocked, SIGALRM) || !sigismember(&blocked, SIGCHLD))
    atomic_fetch_add(&unblocked, 1);
  if (!host && service) return EAI_SERVICE;
  if (!strcmp(host, "nobody")) return EAI_NONAME;
  if (!strcmp(host, "broken")) {
    errno = EMFILE;
    return EAI_SYSTEM;
  }
  if (!strcmp(host, "stuck")) wait_while_shut();
  *found = (struct addrinfo *)calloc(1, sizeof **found);
  (*found)->ai_protocol = hints->ai_protocol;
  return 0;
}

static void release(struct addrinfo *found) {
  free(found);
  atomic_fetch_add(&released, 1);
}

static const poe_resolver_calls_t scripted = {look_up, release};

/* ---- a resolver, its pipe and what comes of it ---- */

enum { PATIENCE = 20000 }; /* milliseconds */
static int ends[2];

static poe_resolver_t *new_resolver(const poe_resolver_calls_t *calls) {
  if (pipe2(ends, O_NONBLOCK | O_CLOEXEC)) tap_bail("no pipe");
  atomic_store(&began, 0);
  atomic_store(&released, 0);
  return poe_resolver_new(ends[0], ends[1], calls);
}

/* Threads end by themselves: until they have, they are seen where the system shows them. */
static bool is_alone(void) {
  struct stat st;
  return stat("/proc/self/task", &st) || st.st_nlink <= 3;
}

static void await_alone(void) {
  for (int i = 0; i < PATIENCE && !is_alone(); i++) usleep(1000);
}

static void end_resolver(poe_resolver_t *r) {
  poe_resolver_free(r);
  close(ends[0]);
  close(ends[1]);
  if (!is_shut) await_alone();
}

static uint64_t ask(poe_resolver_t *r, const char *host, int number) {
  poe_question_t q = {host, NULL, AF_UNSPEC, SOCK_STREAM, number, 0};
  return poe_resolver_ask(r, &q);
}

static bool is_readable(int milliseconds) {
  struct pollfd p = {ends[0], POLLIN, 0};
  return poll(&p, 1, milliseconds) > 0;
}

static bool await_answer(poe_resolver_t *r, poe_answer_t *answer) {
  while (!poe_resolver_next(r, answer)) {
    poe_resolver_tend(r);
    if (!is_readable(20) && !is_readable(0) && !poe_resolver_threads(r) && !is_readable(PATIENCE))
      return false;
  }
  return true;
}

static void await_began(int n) {
  for (int i = 0; i < PATIENCE && atomic_load(&began) < n; i++) usleep(1000);
}

/* ---- */

static void answers(void) {
  poe_resolver_t *r = new_resolver(&scripted);
  poe_answer_t a;
  char host[] = "host";
  uint64_t id;
  is_int(poe_resolver_threads(r), 0, "no thread before the first question");
  ok(!poe_resolver_next(r, &a) && !is_readable(0), "and no answer");
  id = ask(r, host, 7);
  memset(host, '?', sizeof host);
  ok(id && is_readable(PATIENCE) && poe_resolver_next(r, &a), "a question is answered");
  is_int(a.id, id, "it is that question");
  ok(!a.error && a.found && a.found->ai_protocol == 7, "with what was found");
  poe_answer_free(r, &a);
  ok(!poe_resolver_next(r, &a) && !is_readable(0), "once");
  is_int(poe_resolver_threads(r), 1, "by one thread");
  ask(r, "nobody", 1);
  ok(await_answer(r, &a) && a.error == EAI_NONAME && !a.found, "an error");
  ask(r, "broken", 1);
  ok(await_answer(r, &a) && a.error == EAI_SYSTEM && a.system == EMFILE, "the system's, too");
  is_int(atomic_load(&unblocked), 0, "no signal is for a thread");
  end_resolver(r);
}

static void the_systems(void) {
  poe_resolver_t *r = new_resolver(NULL);
  poe_question_t q = {"127.0.0.1", "7", AF_INET, SOCK_STREAM, 0, AI_NUMERICHOST | AI_NUMERICSERV};
  poe_answer_t a;
  poe_resolver_ask(r, &q);
  ok(await_answer(r, &a) && !a.error && a.found->ai_family == AF_INET, "of the system itself");
  poe_answer_free(r, &a);
  end_resolver(r);
}

static void many(void) {
  enum { MANY = 2000 };
  static bool seen[MANY];
  poe_resolver_t *r = new_resolver(&scripted);
  poe_answer_t a;
  int wrong = 0;
  for (int i = 0; i < MANY; i++) wrong += !ask(r, "host", i);
  for (int i = 0; i < MANY && await_answer(r, &a); i++) {
    wrong += a.error || seen[a.found->ai_protocol] || a.id != (uint64_t)a.found->ai_protocol + 1;
    seen[a.found->ai_protocol] = true;
    poe_answer_free(r, &a);
  }
  for (int i = 0; i < MANY; i++) wrong += !seen[i];
  is_int(wrong, 0, "many are answered, each once");
  ok(poe_resolver_threads(r) <= POE_RESOLVER_THREADS_MOST, "by few threads");
  ok(!is_readable(0), "and no more is to be read");
  end_resolver(r);
}

static void stuck_ones_hold_up_no_others(void) {
  poe_resolver_t *r = new_resolver(&scripted);
  poe_answer_t a;
  shut(true);
  for (int i = 0; i < POE_RESOLVER_THREADS; i++) ask(r, "stuck", 1);
  await_began(POE_RESOLVER_THREADS);
  ask(r, "host", 2);
  is_int(poe_resolver_threads(r), POE_RESOLVER_THREADS, "all threads are held up");
  ok(poe_resolver_tend(r), "one question waits");
  ok(await_answer(r, &a) && a.found->ai_protocol == 2, "another thread answers it");
  poe_answer_free(r, &a);
  ok(!poe_resolver_tend(r), "then none waits");
  is_int(poe_resolver_threads(r), POE_RESOLVER_THREADS + 1, "a single one more");
  shut(false);
  for (int i = 0; i < POE_RESOLVER_THREADS && await_answer(r, &a); i++) poe_answer_free(r, &a);
  is_int(atomic_load(&released), POE_RESOLVER_THREADS + 1, "those come in the end");
  end_resolver(r);
}

static void no_more_than_so_many(void) {
  poe_resolver_t *r = new_resolver(&scripted);
  int wrong = 0;
  shut(true);
  for (int i = 0; i < POE_RESOLVER_QUESTIONS; i++) wrong += !ask(r, "stuck", 1);
  is_int(wrong, 0, "very many questions");
  ok(!ask(r, "host", 2), "one more is refused");
  await_began(POE_RESOLVER_THREADS);
  end_resolver(r);
  shut(false);
  await_alone();
  is_int(atomic_load(&released), atomic_load(&began), "what threads had is freed without an owner");
}

/* ---- cancelling ---- */

static void cancelled(void) {
  poe_resolver_t *r = new_resolver(&scripted);
  poe_answer_t a;
  uint64_t with_thread[POE_RESOLVER_THREADS], waiting;
  shut(true);
  for (int i = 0; i < POE_RESOLVER_THREADS; i++) with_thread[i] = ask(r, "stuck", i);
  await_began(POE_RESOLVER_THREADS);
  waiting = ask(r, "host", 99);
  ok(poe_resolver_cancel(r, waiting), "one that waits is cancelled");
  ok(!poe_resolver_cancel(r, waiting), "once");
  ok(poe_resolver_cancel(r, with_thread[0]), "and one that a thread has");
  ok(!poe_resolver_cancel(r, with_thread[0]), "once, too");
  ok(!poe_resolver_cancel(r, 12345), "one that never was is not");
  shut(false);
  for (int i = 1; i < POE_RESOLVER_THREADS && await_answer(r, &a); i++) {
    if (a.id == with_thread[0] || a.id == waiting) ok(false, "nobody is told of a cancelled one");
    poe_answer_free(r, &a);
  }
  end_resolver(r);
  is_int(atomic_load(&released), POE_RESOLVER_THREADS, "all is freed");
}

static void cancelled_when_it_is_answered(void) {
  poe_resolver_t *r = new_resolver(&scripted);
  poe_answer_t a;
  uint64_t id = ask(r, "host", 1);
  ok(is_readable(PATIENCE) && poe_resolver_cancel(r, id), "an answer that nobody read yet");
  ok(!poe_resolver_next(r, &a) && !is_readable(0), "is told to nobody");
  is_int(atomic_load(&released), 1, "but freed");
  end_resolver(r);
}

/* ---- forks ---- */

/* A child that goes on.  It ends where no tool looks for what threads had half made. */
static void in_child(poe_resolver_t *parents) {
  poe_resolver_t *r;
  poe_answer_t a;
  int status = 0;
  alarm(60);
  if (poe_resolver_is_whole(parents)) status |= 1;
  end_resolver(parents);
  r = new_resolver(&scripted);
  ask(r, "host", 3);
  if (!await_answer(r, &a) || a.found->ai_protocol != 3)
    status |= 2;
  else
    poe_answer_free(r, &a);
  end_resolver(r);
  if (!status) raise(SIGKILL);
  _exit(status);
}

/* Threads take and put down the lock all the time. */
static void forked(void) {
  enum { FORKS = 30, EACH = 100 };
  poe_resolver_t *r = new_resolver(&scripted);
  poe_answer_t a;
  int failed = 0, got = 0;
  for (int i = 0; i < FORKS; i++) {
    int status = -1;
    pid_t pid;
    for (int j = 0; j < EACH; j++) ask(r, "host", j);
    pid = fork();
    if (!pid) in_child(r);
    waitpid(pid, &status, 0);
    failed += !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL;
  }
  while (got < FORKS * EACH && await_answer(r, &a)) {
    got++;
    poe_answer_free(r, &a);
  }
  is_int(failed, 0, "children ask in threads of their own");
  is_int(got, FORKS * EACH, "and the parent hears its answers");
  ok(poe_resolver_is_whole(r), "whose resolver is whole");
  close(ends[1]);
  ok(!poe_resolver_is_whole(r), "until its pipe is closed");
  end_resolver(r);
}

int main(void) {
  answers();
  the_systems();
  many();
  stuck_ones_hold_up_no_others();
  no_more_than_so_many();
  cancelled();
  cancelled_when_it_is_answered();
  forked();
  return tap_done();
}
