/* process.h: what a process is told by its system: signals, the ends of its children, whether a
 * descriptor is still its own.
 *
 * For: noting signals in a signal handler until somebody outside of it reads them (notes.c), and
 * finding children that are over (reaper.c), and telling a descriptor of ours from another one that
 * has its number (descriptor.c), and asking for the addresses of hosts without waiting
 * (resolver.c). Which signals, children and hosts matter is for the caller to know; nothing here
 * knows the kernel, a loop or a session.
 *
 * Invariants: a noted number is read once, in the order in which the handlers began to note them; a
 * place whose number is not written yet is never read as what it held before.  What looks for
 * children never waits, and leaves errno and the children of others as they were.
 *
 * Ownership: whoever has a poe_notes_t or a poe_unwaited_t owns it, and there is nothing to free. A
 * resolver is freed by whoever made it, and what its threads still need by the last of them.
 *
 * Callers: poe_notes_put belongs into signal handlers, nested ones and those of several threads at
 * once; all else is for one thread at a time outside of handlers, and poe_notes_forget for the
 * child of a fork.  They may be called within callbacks of the kernel and while it is torn down.
 *
 * Perl code: none can run inside, as there is no callback. */
#ifndef POE_PROCESS_H
#define POE_PROCESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- signals: notes.c ---- */

enum { POE_NOTES = 1024 }; /* a power of two, so that counters may wrap */

/* A ring.  Handlers count `end` up to claim a place and write their number afterwards; the reader
 * empties the place before it counts `begin` up.  All zeroes are an empty one. */
typedef struct poe_notes {
  atomic_int place[POE_NOTES]; /* 0: empty, or claimed and not written yet */
  atomic_uint begin;           /* the next to be read; only the reader changes it */
  atomic_uint end;             /* the next to be claimed */
} poe_notes_t;

void poe_notes_init(poe_notes_t *n);
/* `sig` is not 0.  False when all places are taken; then nothing was noted. */
bool poe_notes_put(poe_notes_t *n, int sig);
int poe_notes_next(poe_notes_t *n);    /* 0: none, or the next one is still being put */
void poe_notes_forget(poe_notes_t *n); /* what was put so far; what is put meanwhile stays */
/* An unwritten place counts: a loop that is about to sleep, or a program about to end, must not do
 * so with a signal under way. */
static inline bool poe_notes_any(const poe_notes_t *n) {
  return atomic_load_explicit(&n->begin, memory_order_relaxed) !=
         atomic_load_explicit(&n->end, memory_order_acquire);
}

/* ---- children: reaper.c ---- */

/* Takes the status of a child that exited or was killed: of that pid, or of any with -1.  Returns
 * its pid, 0 when none of those meant is over yet, -1 when there is no such child. */
int poe_reap(int pid, int *status);
bool poe_has_children(void); /* running, or over and not waited for */
int poe_first_zombie(void);  /* pid of a child that is over and not waited for; 0: none */

/* How long the same child has been the first that nobody waited for.  All zeroes to begin with. */
typedef struct poe_unwaited {
  int zombie; /* 0: none */
  double since;
} poe_unwaited_t;

/* Takes what poe_first_zombie said at `now`: true once it has said the same for `limit` seconds. */
bool poe_unwaited_too_long(poe_unwaited_t *u, int zombie, double now, double limit);

/* ---- descriptors: descriptor.c ----
 *
 * A program that becomes a daemon closes whatever is open, ours too, and its next files have our
 * numbers. */

/* One that we opened, by its number and by what it was then.  Another of the same kind (an epoll
 * set in the place of an epoll set) cannot be told from it. */
typedef struct poe_descriptor {
  int fd; /* -1: none */
  uint64_t device, inode;
  uint32_t kind; /* type and permissions */
} poe_descriptor_t;

void poe_descriptor_take(poe_descriptor_t *d, int fd);  /* owns it from now on; -1: none */
bool poe_descriptor_is_ours(const poe_descriptor_t *d); /* also in a signal handler */
void poe_descriptor_close(poe_descriptor_t *d); /* if it is still ours; none is there afterwards */
int poe_descriptor_lowest(void); /* the number that the next one to be opened gets; -1: none left */

/* ---- names: resolver.c ----
 *
 * getaddrinfo waits for servers, so threads of its own call it: they run no callback, get no signal
 * and end when they have had nothing to do for a while.  All functions below are for the thread
 * that made the resolver. */

struct addrinfo;
typedef struct poe_resolver poe_resolver_t;

enum {
  POE_RESOLVER_THREADS = 4,        /* as many as there are questions, up to so many */
  POE_RESOLVER_THREADS_MOST = 32,  /* while questions wait for long */
  POE_RESOLVER_QUESTIONS = 1 << 16 /* not answered yet */
};

/* As getaddrinfo takes them; copied.  Strings may be NULL. */
typedef struct poe_question {
  const char *host, *service;
  int family, socktype, protocol, flags;
} poe_question_t;

typedef struct poe_answer {
  uint64_t id;            /* of the question */
  int error;              /* 0, or one of getaddrinfo's */
  int system;             /* errno, with EAI_SYSTEM */
  struct addrinfo *found; /* owned by the caller, until poe_answer_free; or NULL */
} poe_answer_t;

/* What threads call: getaddrinfo and freeaddrinfo, but for tests. */
typedef struct poe_resolver_calls {
  int (*look_up)(const char *host, const char *service, const struct addrinfo *hints,
                 struct addrinfo **found);
  void (*release)(struct addrinfo *found);
} poe_resolver_calls_t;

/* Both ends of a pipe that does not block, borrowed until the resolver is freed: what is read from
 * is readable while there is an answer.  `calls` is borrowed for good; NULL: the system's. */
poe_resolver_t *poe_resolver_new(int read_fd, int write_fd, const poe_resolver_calls_t *calls);
/* Never waits: threads that are held up end by themselves once they are not.  In the child of a
 * fork, which has none of the threads, it frees what was asked before, and is all that may be
 * called. */
void poe_resolver_free(poe_resolver_t *r);
/* The question's ID; 0: there are too many.  Where no thread can be had the answer is EAI_AGAIN. */
uint64_t poe_resolver_ask(poe_resolver_t *r, const poe_question_t *q);
bool poe_resolver_cancel(poe_resolver_t *r, uint64_t id); /* false: none such is unanswered */
bool poe_resolver_next(poe_resolver_t *r, poe_answer_t *answer);
void poe_answer_free(const poe_resolver_t *r, poe_answer_t *answer);
/* To be called now and then while questions wait for a thread: starts more if they wait for long.
 * True while some do. */
bool poe_resolver_tend(poe_resolver_t *r);
int poe_resolver_threads(poe_resolver_t *r); /* that there are now */
/* False: another process than that which made it, or one that has closed the pipe. */
bool poe_resolver_is_whole(const poe_resolver_t *r);
bool poe_resolver_has_pipe(const poe_resolver_t *r); /* as it was given */

/* ---- the C stack: stack.c ---- */

/* The stack that an address is on: of the first thread, another one, or a coroutine. */
typedef struct poe_stack {
  const char *low, *high; /* the memory that it has, low included */
  const char *floor; /* how far down it may come to reach; below `low` only for one that grows */
  bool grows;        /* the first thread's: as far as RLIMIT_STACK allows */
} poe_stack_t;

/* False where the system does not tell.  Opens a file, so it is not for each call. */
bool poe_stack_around(const void *here, poe_stack_t *stack);

#endif
