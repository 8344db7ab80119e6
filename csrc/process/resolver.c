/* resolver.c: the addresses of hosts, without waiting for them.
 *
 * Questions go through a queue to threads, and answers through another one back; one mutex guards
 * both.  Which questions there are is known to the owner's thread alone, which frees each of them:
 * so the child of a fork, whose copy of the mutex may be locked by a thread that it does not have,
 * can free them all without it.  Only when the owner is gone does a thread free the one that it
 * has. */
#define _POSIX_C_SOURCE 200809L /* condattr_setclock; NOLINT(bugprone-reserved-identifier) */

#include "csrc/process/process.h"

#include "csrc/base/base.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  IDLE_SECONDS = 10,    /* then a thread ends */
  PATIENCE = 50000000,  /* nanoseconds that a question waits before there are more */
  STACK_BYTES = 1 << 19 /* modules of the system's name service switch run on it */
};

typedef struct asked {
  poe_node_t by_id;
  poe_link_t turn; /* in `waiting` or `answered`; guarded */
  poe_question_t question;
  uint64_t asked;       /* when */
  poe_answer_t answer;  /* the thread's, until there is one */
  atomic_bool is_ready; /* there is: it may be freed by whoever has no threads */
  bool is_cancelled;    /* the owner's */
  char strings[];
} asked_t;

struct poe_resolver {
  /* The owner's. */
  poe_map_t asked; /* owned: all of them */
  uint64_t last_id;
  pid_t process;
  poe_descriptor_t read_end, write_end;
  poe_resolver_calls_t calls;
  /* Guarded, by all. */
  pthread_mutex_t lock;
  pthread_cond_t any; /* questions wait, or there will be none */
  poe_link_t waiting, answered;
  uint32_t n_waiting;
  int threads, idle;
  bool is_told;     /* a byte is in the pipe */
  bool is_over;     /* the owner is gone */
  uint64_t started; /* when the latest thread was */
};

static uint64_t nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* ---- questions ---- */

static char *copy_string(char **to, const char *from) {
  char *copy = *to;
  size_t size;
  if (!from) return NULL;
  size = strlen(from) + 1;
  memcpy(copy, from, size);
  *to += size;
  return copy;
}

static asked_t *new_asked(const poe_question_t *q) {
  size_t host = q->host ? strlen(q->host) + 1 : 0,
         service = q->service ? strlen(q->service) + 1 : 0;
  asked_t *a = (asked_t *)poe_calloc(1, sizeof *a + host + service);
  char *strings = a->strings;
  a->question = *q;
  a->question.host = copy_string(&strings, q->host);
  a->question.service = copy_string(&strings, q->service);
  poe_list_init(&a->turn);
  atomic_init(&a->is_ready, false);
  return a;
}

static void free_asked(const poe_resolver_t *r, asked_t *a) {
  if (atomic_load_explicit(&a->is_ready, memory_order_acquire)) poe_answer_free(r, &a->answer);
  poe_free(a);
}

void poe_answer_free(const poe_resolver_t *r, poe_answer_t *answer) {
  if (answer->found) r->calls.release(answer->found);
  answer->found = NULL;
}

/* ---- in the threads; the lock is held around all of it but the look-up ---- */

static void free_shared(poe_resolver_t *r) {
  pthread_cond_destroy(&r->any);
  pthread_mutex_destroy(&r->lock);
  poe_free(r);
}

/* A pipe that is full is readable just as well. */
static void tell(poe_resolver_t *r, asked_t *a) {
  poe_list_append(&r->answered, &a->turn);
  if (r->is_told) return;
  r->is_told = true;
  if (poe_descriptor_is_ours(&r->write_end) && write(r->write_end.fd, "!", 1) < 0)
    r->is_told = true;
}

static void look_up(const poe_resolver_t *r, asked_t *a) {
  const poe_question_t *q = &a->question;
  struct addrinfo hints;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = q->family;
  hints.ai_socktype = q->socktype;
  hints.ai_protocol = q->protocol;
  hints.ai_flags = q->flags;
  a->answer.error = r->calls.look_up(q->host, q->service, &hints, &a->answer.found);
  a->answer.system = a->answer.error == EAI_SYSTEM ? errno : 0;
  if (a->answer.error) a->answer.found = NULL;
  atomic_store_explicit(&a->is_ready, true, memory_order_release);
}

static void answer_next(poe_resolver_t *r) {
  asked_t *a = POE_CONTAINER(r->waiting.next, asked_t, turn);
  poe_list_remove(&a->turn);
  r->n_waiting--;
  pthread_mutex_unlock(&r->lock);
  look_up(r, a);
  pthread_mutex_lock(&r->lock);
  if (r->is_over)
    free_asked(r, a);
  else
    tell(r, a);
}

/* False: none came for long. */
static bool await_question(poe_resolver_t *r) {
  struct timespec until;
  int error = 0;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += IDLE_SECONDS;
  r->idle++;
  while (!error && !r->is_over && poe_list_is_empty(&r->waiting))
    error = pthread_cond_timedwait(&r->any, &r->lock, &until);
  r->idle--;
  return !poe_list_is_empty(&r->waiting);
}

static void *work(void *data) {
  poe_resolver_t *r = (poe_resolver_t *)data;
  bool is_last;
  pthread_mutex_lock(&r->lock);
  while (!r->is_over && (!poe_list_is_empty(&r->waiting) || await_question(r)))
    if (!r->is_over) answer_next(r);
  r->threads--;
  is_last = r->is_over && !r->threads;
  pthread_mutex_unlock(&r->lock);
  if (is_last) free_shared(r);
  return NULL;
}

/* ---- threads begin ---- */

/* No signal of the program's may end up in a thread that knows nothing of it.  The thread waits for
 * the lock, which is held here. */
static bool start_thread(poe_resolver_t *r) {
  sigset_t all, before;
  pthread_attr_t attributes;
  pthread_t thread;
  bool ok;
  sigfillset(&all);
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  ok = pthread_create(&thread, &attributes, work, r) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (!ok) return false;
  r->threads++;
  r->started = nanoseconds();
  return true;
}

/* Threads that were started have had time to take what waits. */
static bool is_overdue(const poe_resolver_t *r) {
  const uint64_t now = nanoseconds();
  const asked_t *first = POE_CONTAINER(r->waiting.next, asked_t, turn);
  return now - first->asked >= PATIENCE && now - r->started >= PATIENCE;
}

/* More than a few only while questions wait for long: then twice as many. */
static int threads_wanted(const poe_resolver_t *r) {
  int wanted = (int)r->n_waiting - r->idle, most = POE_RESOLVER_THREADS - r->threads;
  if (wanted > 0 && most <= 0 && is_overdue(r)) {
    most = POE_RESOLVER_THREADS_MOST - r->threads;
    if (most > r->threads) most = r->threads;
  }
  return wanted < most ? wanted : most;
}

/* Without any thread nobody else would answer. */
static void refuse_all(poe_resolver_t *r) {
  while (!poe_list_is_empty(&r->waiting)) {
    asked_t *a = POE_CONTAINER(r->waiting.next, asked_t, turn);
    poe_list_remove(&a->turn);
    a->answer.error = EAI_AGAIN;
    atomic_store_explicit(&a->is_ready, true, memory_order_release);
    tell(r, a);
  }
  r->n_waiting = 0;
}

static void tend(poe_resolver_t *r) {
  for (int n = threads_wanted(r); n > 0 && start_thread(r); n--) {}
  if (!r->threads) refuse_all(r);
}

/* ---- the owner's ---- */

static void init_shared(poe_resolver_t *r) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&r->any, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&r->lock, NULL);
  poe_list_init(&r->waiting);
  poe_list_init(&r->answered);
}

poe_resolver_t *poe_resolver_new(int read_fd, int write_fd, const poe_resolver_calls_t *calls) {
  static const poe_resolver_calls_t systems = {getaddrinfo, freeaddrinfo};
  poe_resolver_t *r = (poe_resolver_t *)poe_calloc(1, sizeof *r);
  poe_map_init(&r->asked, 0);
  r->process = getpid();
  r->calls = calls ? *calls : systems;
  poe_descriptor_take(&r->read_end, read_fd);
  poe_descriptor_take(&r->write_end, write_fd);
  init_shared(r);
  return r;
}

bool poe_resolver_has_pipe(const poe_resolver_t *r) {
  return poe_descriptor_is_ours(&r->read_end) && poe_descriptor_is_ours(&r->write_end);
}

bool poe_resolver_is_whole(const poe_resolver_t *r) {
  return r->process == getpid() && poe_resolver_has_pipe(r);
}

static asked_t *any_asked(const poe_resolver_t *r, size_t *bucket) {
  poe_node_t *n = poe_map_any(&r->asked, bucket);
  return n ? POE_CONTAINER(n, asked_t, by_id) : NULL;
}

/* What a thread has, and is thus in no queue, is left to it. */
static void forget_all(poe_resolver_t *r, bool with_threads) {
  size_t bucket = 0;
  for (asked_t *a; (a = any_asked(r, &bucket));) {
    poe_map_remove(&r->asked, &a->by_id);
    if (!with_threads || !poe_list_is_empty(&a->turn)) free_asked(r, a);
  }
  poe_map_free(&r->asked);
}

/* What a thread had half made when the process was forked is lost to the child. */
void poe_resolver_free(poe_resolver_t *r) {
  bool is_alone;
  if (r->process != getpid()) {
    forget_all(r, false);
    poe_free(r);
    return;
  }
  pthread_mutex_lock(&r->lock);
  forget_all(r, true);
  r->is_over = true;
  is_alone = !r->threads;
  pthread_cond_broadcast(&r->any);
  pthread_mutex_unlock(&r->lock);
  if (is_alone) free_shared(r);
}

uint64_t poe_resolver_ask(poe_resolver_t *r, const poe_question_t *q) {
  asked_t *a;
  bool is_awaited;
  if (r->asked.count >= POE_RESOLVER_QUESTIONS) return 0;
  a = new_asked(q);
  a->answer.id = ++r->last_id;
  a->asked = nanoseconds();
  poe_map_insert(&r->asked, &a->by_id, a->answer.id);
  pthread_mutex_lock(&r->lock);
  poe_list_append(&r->waiting, &a->turn);
  r->n_waiting++;
  tend(r);
  is_awaited = r->idle > 0;
  pthread_mutex_unlock(&r->lock);
  if (is_awaited) pthread_cond_signal(&r->any);
  return r->last_id;
}

/* What a thread has already comes back as an answer that nobody is told. */
bool poe_resolver_cancel(poe_resolver_t *r, uint64_t id) {
  poe_node_t *n = poe_map_first(&r->asked, id);
  asked_t *a = n ? POE_CONTAINER(n, asked_t, by_id) : NULL;
  bool is_free;
  if (!a || a->is_cancelled) return false;
  a->is_cancelled = true;
  pthread_mutex_lock(&r->lock);
  is_free =
      !poe_list_is_empty(&a->turn) && !atomic_load_explicit(&a->is_ready, memory_order_relaxed);
  if (is_free) {
    poe_list_remove(&a->turn);
    r->n_waiting--;
  }
  pthread_mutex_unlock(&r->lock);
  if (!is_free) return true;
  poe_map_remove(&r->asked, &a->by_id);
  free_asked(r, a);
  return true;
}

/* Under the lock, so that no thread tells of an answer in between. */
static void empty_pipe(poe_resolver_t *r) {
  char bytes[16];
  if (!r->is_told || !poe_list_is_empty(&r->answered)) return;
  r->is_told = false;
  if (!poe_descriptor_is_ours(&r->read_end)) return;
  while (read(r->read_end.fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes) {}
}

static asked_t *take_answered(poe_resolver_t *r) {
  asked_t *a = NULL;
  pthread_mutex_lock(&r->lock);
  if (!poe_list_is_empty(&r->answered)) {
    a = POE_CONTAINER(r->answered.next, asked_t, turn);
    poe_list_remove(&a->turn);
  }
  empty_pipe(r);
  pthread_mutex_unlock(&r->lock);
  if (a) poe_map_remove(&r->asked, &a->by_id);
  return a;
}

bool poe_resolver_next(poe_resolver_t *r, poe_answer_t *answer) {
  for (asked_t *a; (a = take_answered(r));) {
    if (a->is_cancelled) {
      free_asked(r, a);
      continue;
    }
    *answer = a->answer;
    poe_free(a);
    return true;
  }
  return false;
}

bool poe_resolver_tend(poe_resolver_t *r) {
  bool any;
  pthread_mutex_lock(&r->lock);
  tend(r);
  any = r->n_waiting > 0;
  pthread_mutex_unlock(&r->lock);
  return any;
}

int poe_resolver_threads(poe_resolver_t *r) {
  int n;
  pthread_mutex_lock(&r->lock);
  n = r->threads;
  pthread_mutex_unlock(&r->lock);
  return n;
}
