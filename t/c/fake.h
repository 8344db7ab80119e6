/* fake.h: a host and a loop for the kernel, scripted by the test.
 *
 * The clock stands still unless the test moves it.  Descriptors are ready when the test says so.
 * Every handler that the kernel asks for is noted in a log, as `ID:event`, and then handed to the
 * test's hook.  The kernel is verified before and after each handler and before each destructor.
 *
 * Payload words are small counted blocks, so that a leak or a double release shows in
 * fake_payloads, and under any sanitizer. */
#ifndef FAKE_H
#define FAKE_H

#include "csrc/kernel/kernel.h"

enum { FAKE_FDS = 64, FAKE_LOG = 8192, FAKE_READY = 64 };

typedef struct fake fake_t;

/* What a handler is told.  Only the members that make sense are set. */
typedef struct fake_call {
  const char *what; /* the event's name, or _stop, _child, _parent */
  int64_t id;       /* of the session that it runs in */
  poe_session_t *self, *other;
  poe_event_t *event;
  poe_watcher_t *watcher;
  poe_pair_t *pair;
  poe_child_op_t op;
  const char *value; /* what _stop returned, for _child */
} fake_call_t;

typedef void (*fake_hook_fn)(fake_t *f, const fake_call_t *c);
typedef void (*fake_free_fn)(fake_t *f, const char *text);

typedef struct fake_fd {
  char state[POE_MODES]; /* '-' not watched, 'r' running, 'p' paused */
  bool refuses;
} fake_fd_t;

struct fake {
  poe_kernel_t *k;
  poe_session_t *own;
  fake_hook_fn hook;          /* runs in every handler; may be NULL */
  void (*on_wait)(fake_t *f); /* runs while the loop waits; may be NULL */
  fake_free_fn on_free;       /* runs when a payload is released; may be NULL */
  void *user;                 /* the test's */
  double now;
  double ahead;  /* of the clock on the wall */
  double waited; /* timeout of the last wait */
  double timer;  /* what the loop's timer is set to; less than 0: cleared */
  uint32_t waits, halts;
  uint32_t payloads, records; /* alive */
  uint32_t unwatched;         /* signals that the host was told to give back */
  uint32_t values_freed;
  int64_t handled; /* result of the last signal delivery */
  bool busy, failing, logs_frees;
  fake_fd_t fd[FAKE_FDS];
  struct {
    int fd;
    poe_mode_t mode;
  } ready[FAKE_READY];
  uint32_t n_ready;
  char *log; /* owned, FAKE_LOG bytes */
  size_t log_len;
};

fake_t *fake_new(void);
fake_t *fake_new_with_timer(void); /* the loop wants to be told about the next event */
fake_t *fake_new_with(const poe_host_t *changes); /* its key, and what functions it has */
void fake_free(fake_t *f);                        /* checks that nothing is left over */

/* The log so far, which is then cleared. */
const char *fake_log(fake_t *f);
void fake_note(fake_t *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

poe_name_t *fake_name(fake_t *f, const char *str); /* borrowed: nobody holds it */
void *fake_payload(fake_t *f, const char *text);
const char *fake_text(const void *payload);

poe_session_t *fake_session(fake_t *f, poe_session_t *parent);      /* NULL: the kernel's own */
poe_session_t *fake_kept_session(fake_t *f, poe_session_t *parent); /* with an extra reference */
uint64_t fake_post(fake_t *f, poe_session_t *to, const char *name);
uint64_t fake_send(fake_t *f, poe_session_t *to, poe_session_t *from, const char *name);
uint64_t fake_alarm_on_wall(fake_t *f, poe_session_t *s, const char *name, double due);
uint64_t fake_alarm(fake_t *f, poe_session_t *s, const char *name, double due);
void fake_signal(fake_t *f, poe_session_t *to, const char *sig); /* queues it */
void fake_exception(fake_t *f, poe_session_t *to);               /* queues a DIE */
void fake_watch_signal(fake_t *f, poe_session_t *s, const char *sig, const char *event);
int fake_watch(fake_t *f, poe_session_t *s, int fd, poe_mode_t mode, const char *event);
void fake_ready(fake_t *f, int fd, poe_mode_t mode); /* at the next wait */
void fake_keep(fake_t *f, poe_session_t *s);         /* an extra reference named keep */
void fake_release(fake_t *f, poe_session_t *s);
void fake_slices(fake_t *f, int n);

/* For handlers that a test calls by itself. */
void fake_run(fake_t *f, const fake_call_t *c, poe_session_t *from, poe_name_t *event,
              uint32_t type);

/* A small generator, the same numbers everywhere. */
uint32_t fake_random(uint64_t *state);

#endif
