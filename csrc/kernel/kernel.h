/* kernel.h: the event kernel, as the binding sees it.
 *
 * For: sessions and how long they last, names, events and alarms, watchers of files, signals and
 * children, the timeslice.  The kernel knows neither what an argument is (a payload word, `void *`,
 * that the host releases), nor how a handler is run (poe_host_t), nor who polls (poe_loop_t).
 *
 * Invariants: poe_kernel_verify has them all.  A session is in service, with an ID that resolves,
 * or `gone`, which is for good but for the kernel's own.  References keep it in service, pins keep
 * its memory: a session that is stopped stays where it is until the last frame that runs in it, or
 * on its behalf, is left.  Everything hangs off a poe_kernel_t; there is no data at file scope.
 *
 * Ownership: owned (we free it), borrowed (somebody else keeps it alive), takes (the callee frees
 * it from now on), shared (counted) are the words of the comments below.
 *
 * Callers: the host, in the thread that made the kernel, and never from a signal handler.  A
 * callback may call any function here but poe_kernel_free, and may stop, delete or add anything, so
 * whoever calls what can run one pins what it needs afterwards, and looks at everything else anew.
 *
 * Perl code: the host's callbacks run it.  Handlers run through dispatch, signal, stop, child,
 * parent, ready and pass; destructors through event_free, payload_free, value_free, name_free and
 * session_free; with a foreign loop its functions, too.  Each section says which of them can run
 * inside its functions.  By the time that one does, the kernel has finished its own books. */
#ifndef POE_KERNEL_H
#define POE_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "csrc/base/base.h"
#include "csrc/loop/loop.h"
#include "csrc/watch/watch.h"

typedef struct poe_kernel poe_kernel_t;
typedef struct poe_session poe_session_t;
typedef struct poe_event poe_event_t;
typedef struct poe_name poe_name_t;
typedef struct poe_pair poe_pair_t;

/* Results of calls that can fail. */
enum {
  POE_OK = 0,
  POE_ESRCH = -1,  /* no such session, event, alias or watcher */
  POE_EPERM = -2,  /* it belongs to another session */
  POE_EEXIST = -3, /* the alias is taken */
  POE_ELOOP = -4   /* the loop refused; the host knows why */
};

/* Event types, numbered as Perl programs see them. */
typedef enum poe_type {
  POE_ET_NONE = 0,
  POE_ET_POST = 0x1,
  POE_ET_CALL = 0x2,
  POE_ET_START = 0x4,
  POE_ET_STOP = 0x8,
  POE_ET_SIGNAL = 0x10,
  POE_ET_GC = 0x20,
  POE_ET_PARENT = 0x40,
  POE_ET_CHILD = 0x80,
  POE_ET_SCPOLL = 0x100,
  POE_ET_ALARM = 0x200,
  POE_ET_SELECT = 0x400,
  POE_ET_SIGCLD = 0x800,
  POE_ET_SIGDIE = 0x1000,
  POE_ET_SIGNAL_RECURSIVE = 0x2000,
  POE_ET_RESUME = 0x4000, /* a handler goes on that waited for something */
  POE_ET_ASK = 0x8000,    /* what the handler returns is an answer */
  POE_ET_DELAYED = POE_ET_SCPOLL | POE_ET_ALARM
} poe_type_t;

/* A line of the program. */
typedef struct poe_place {
  poe_name_t *file; /* may be NULL */
  uint32_t line;
} poe_place_t;

/* Where and when something was made: the file is shared, the time by the steady clock. */
typedef struct poe_origin {
  poe_place_t place;
  double born;
} poe_origin_t;

/* An interned string: an event, signal, alias or tag name, or a file name.  Equal strings are the
 * same object.  Shared: each poe_name_intern or poe_name_ref needs its poe_name_unref. */
struct poe_name {
  poe_node_t node; /* in the name table */
  poe_link_t idle; /* in the list of names that nobody uses at present */
  uint32_t refs;
  uint32_t len;
  bool utf8;                  /* the bytes are UTF-8 with characters above 255 */
  void *host;                 /* the host's cached value; released through name_free */
  const void *host_key;       /* the host's mark that the value is as it was made */
  poe_session_t *alias;       /* borrowed: whose alias it is */
  struct poe_signal *signal;  /* owned: who watches the signal of this name */
  struct poe_name_stat *stat; /* borrowed: what is known of its handlers; NULL: nothing */
  char str[];                 /* NUL-terminated */
};

/* What a session holds under a name; see pair.h. */
typedef enum poe_pair_kind {
  POE_PAIR_NONE = 0,
  POE_PAIR_EXTREF, /* an extra reference; count of its increments */
  POE_PAIR_SIGNAL, /* a signal watcher; event and payload */
  POE_PAIR_ALARMS  /* the alarms of one name, as a chain */
} poe_pair_kind_t;

struct poe_pair {
  poe_node_t node; /* in the kernel's table of pairs */
  poe_link_t of_session;
  poe_link_t of_signal; /* signals: the watchers of one signal. alarms: head of the chain */
  poe_session_t *session;
  poe_name_t *name; /* shared */
  poe_pair_kind_t kind;
  int64_t count;     /* extra references */
  poe_name_t *event; /* shared: signals */
  void *payload;     /* signals: the host's extra arguments; released through payload_free */
  poe_origin_t origin;
};

/* A queued or running event.  One pooled block, arguments inline. */
struct poe_event {
  double due;         /* seconds since the epoch; orders the queue, ties by seq */
  uint64_t seq;       /* when it took its place in the queue */
  poe_node_t by_id;   /* key is the event's ID; a member of the ID table only while in the heap */
  poe_link_t chain;   /* in the FIFO lane, or among the session's alarms of one name */
  poe_pair_t *alarms; /* whose chain that is; NULL for all but alarms */
  poe_link_t to_link, from_link;
  poe_session_t *to, *from; /* from_link is used only when they differ */
  poe_name_t *name;         /* shared */
  poe_name_t *file;         /* shared: the caller's file; may be NULL */
  poe_name_t *from_state;   /* shared: the event that was active when it was sent; may be NULL */
  double walltime, delta;   /* what alarm_adjust adds up; see has_time */
  uint64_t cause;           /* the handler that sent it, as its span is numbered; 0: none known */
  uint64_t root;            /* the trace that it belongs to; undefined without a cause */
  uint32_t line;
  uint16_t type; /* poe_type_t */
  uint8_t size_class;
  bool has_time : 1; /* walltime was given */
  bool has_delta : 1;
  bool observed : 1; /* the start of its dispatch was noted, so that its end will be */
  bool on_wall : 1;  /* queued for a time of the wall clock */
  bool has_more : 1; /* argv[argc] is one more word of the host's, which is no argument */
  int32_t heap_pos;  /* -1: in the FIFO lane; -2: not queued */
  uint32_t argc;
  void *argv[]; /* payload words; released through event_free */
};

#define POE_EVENT_IN_LANE    (-1)
#define POE_EVENT_NOT_QUEUED (-2)
static inline uint32_t poe_event_words(const poe_event_t *e) { return e->argc + e->has_more; }
static inline uint64_t poe_event_id(const poe_event_t *e) { return e->by_id.key; }

struct poe_session {
  poe_node_t by_id; /* key is the ID; 0 is the kernel's own session */
  poe_link_t all;   /* in creation order */
  poe_session_t *parent;
  poe_link_t children, sibling;
  poe_link_t in_background;
  poe_link_t aliases; /* of poe_alias_t */
  poe_link_t waits;   /* of poe_wait_t, in the order in which they began */
  uint32_t n_waits;
  poe_link_t pairs;
  poe_link_t watchers;         /* of poe_watcher_t */
  poe_link_t children_watched; /* of poe_child_watch_t */
  uint32_t n_extrefs;          /* distinct tags */
  poe_origin_t origin;
  struct poe_session_stat *stat; /* owned: what is known of its handlers; NULL: nothing */
  struct poe_focus *focus;       /* owned: the same by events, while somebody asks; or NULL */
  /* From here to the host's record that follows: what each event touches, close together. */
  bool stopping;
  bool gone;         /* unregistered */
  bool background;   /* none of the program's; see poe_kernel_background */
  poe_link_t marked; /* in the list of sessions to collect, when refs are 0 */
  poe_link_t events_to, events_from;
  uint32_t n_to, n_from;
  uint32_t n_later;    /* of n_to: in the heap, as alarms are */
  uint32_t queue_most; /* the largest n_to since there are numbers of it */
  int64_t refs;
  uint64_t pins; /* frames, and walks in progress, that need the memory */
  void *host;    /* the host's record; released through session_free */
};
static inline int64_t poe_session_id(const poe_session_t *s) { return (int64_t)s->by_id.key; }

/* A handler that runs: who is active, for whom.  Lives on the host's C stack. */
typedef struct poe_frame {
  struct poe_frame *outer;
  poe_session_t *session; /* active session; becomes the kernel's after poe_kernel_stop */
  poe_session_t *pinned_to, *pinned_from;
  poe_name_t *event; /* shared */
  uint32_t type;
  void *held; /* the host's: what it must release when the frame is left */
} poe_frame_t;

typedef struct poe_watcher {
  poe_link_t of_fd; /* in the watchers of one descriptor and mode */
  poe_link_t of_session;
  poe_session_t *session;
  poe_name_t *event; /* shared */
  void *payload;     /* the host's handle and extra arguments; released through payload_free */
  uint64_t since;    /* when it was added, to tell a reused descriptor number */
  int fd;
  poe_mode_t mode;
  uint32_t pins;
  bool gone;
  poe_origin_t origin;
} poe_watcher_t;

typedef enum poe_file_state {
  POE_FILE_STOPPED = 0,
  POE_FILE_PAUSED,
  POE_FILE_RUNNING
} poe_file_state_t;

typedef struct poe_child_watch {
  poe_node_t node; /* key is the pid */
  poe_link_t of_session;
  poe_session_t *session;
  poe_name_t *event; /* shared */
  void *payload;
  int mark; /* the host's: 0 at first */
  poe_origin_t origin;
} poe_child_watch_t;

typedef enum poe_child_op {
  POE_CHILD_NONE = 0,
  POE_CHILD_GAIN,
  POE_CHILD_LOSE,
  POE_CHILD_CREATE
} poe_child_op_t;

typedef enum poe_signal_type {
  POE_SIGNAL_BENIGN = 0,
  POE_SIGNAL_TERMINAL = 1,
  POE_SIGNAL_NONMASKABLE = 2
} poe_signal_type_t;

typedef struct poe_wait poe_wait_t;

/* What the kernel asks of its host.  No function may leave by longjmp. */
typedef struct poe_host {
  void *data;
  /* Chosen at random, so that peers whose words become names cannot fill one bucket of a table with
   * them.  Zeroes are a key, too, for programs that have to be the same each time. */
  uint64_t hash_key[2];
  /* Bytes of the host's record of a session.  The kernel then keeps a copy of what poe_session_new
   * is given beside its own, to spare the cache; with 0 it keeps the pointer. */
  size_t session_bytes;
  /* Runs the handler for a queued event; the frame is the host's to enter. */
  void (*dispatch)(void *data, poe_event_t *e);
  /* Runs the event that watches a signal, in the watching session.  `pair` is borrowed and may be
   * gone on return. */
  void (*signal)(void *data, poe_pair_t *pair, poe_event_t *sig);
  /* Nobody watches this signal any more because the last session that did was freed; no child
   * process either when sig is NULL.  The function may be NULL. */
  void (*signal_unwatched)(void *data, poe_name_t *sig);
  /* Runs _stop.  The result is owned by the kernel until it gives it to value_free. */
  void *(*stop)(void *data, poe_session_t *s);
  /* Runs _child in `parent`; `value` is borrowed and NULL for POE_CHILD_GAIN.  `at` is where the
   * program asked for it, NULL where it did not. */
  void (*child)(void *data, poe_session_t *parent, poe_child_op_t op, poe_session_t *child,
                void *value, const poe_place_t *at);
  /* Runs _parent in `child`. */
  void (*parent)(void *data, poe_session_t *child, poe_session_t *from, poe_session_t *to,
                 const poe_place_t *at);
  /* Runs a watcher's event; the watcher is pinned meanwhile. */
  void (*ready)(void *data, poe_watcher_t *w);
  /* Runs a pass over the due events; NULL stands for poe_pass_run. */
  void (*pass)(void *data);
  /* Sends the kernel's own session a signal that the kernel itself raises. */
  void (*raise)(void *data, const char *signal);
  /* Child processes, or signals on their way, keep the program going although nothing is queued. */
  bool (*is_busy)(void *data);
  /* A dying handler left an exception that must end the run: true while one is pending. */
  bool (*is_failing)(void *data);
  void (*value_free)(void *data, void *value);
  void (*event_free)(void *data, poe_event_t *e); /* releases the payload words */
  void (*payload_free)(void *data, void *payload);
  void (*name_free)(void *data, void *cached);
  void (*session_free)(void *data, poe_session_t *s); /* releases s->host */
  /* A handler that waits is to do so no more: its session ends.  The host ends the wait. */
  void (*wait_cancel)(void *data, poe_wait_t *w);
  bool (*wait_is_elsewhere)(void *data, const poe_wait_t *w);
  /* The line of the program that runs; its file is borrowed.  The function may be NULL. */
  void (*place)(void *data, poe_place_t *at);
} poe_host_t;

/* The observer: one pointer, tested at each of these places.  Session and name may be NULL where
 * they make no sense. */
typedef enum poe_moment {
  POE_AT_NONE = 0,
  POE_AT_ENQUEUE,
  POE_AT_DISPATCH,
  POE_AT_DISPATCHED,
  POE_AT_READY,
  POE_AT_BIRTH,
  POE_AT_DEATH,
  POE_AT_ENTER, /* any handler at all: of events, calls, births, ends, signals, files */
  POE_AT_LEAVE
} poe_moment_t;
typedef void (*poe_observer_fn)(void *data, poe_moment_t at, const poe_session_t *s,
                                const poe_name_t *event);
/* Within an observer that is told of a queued event: that event.  NULL at other moments. */
const poe_event_t *poe_kernel_seen(const poe_kernel_t *k);

/* Latencies fall into buckets of powers of two of a microsecond; the last one takes the rest. */
enum { POE_STATS_BUCKETS = 24 };
typedef struct poe_stats {
  uint64_t enqueued, dispatched, ready, born, died, polls;
  uint64_t late[POE_STATS_BUCKETS]; /* dispatch time minus due time */
} poe_stats_t;

/* ---- kernel: kernel.c, stop.c, verify.c, stats.c ----
 *
 * poe_kernel_stop runs the handlers of each session's end, poe_kernel_free the destructors alone.
 * An observer is called in the midst of a change, and may look but not touch. */
poe_kernel_t *poe_kernel_new(const poe_host_t *host, const poe_loop_t *loop);
void poe_kernel_free(poe_kernel_t *k); /* accepts NULL; no frame may be active */
void poe_kernel_set_loop(poe_kernel_t *k, const poe_loop_t *loop);
poe_session_t *poe_kernel_session(poe_kernel_t *k); /* its own session, even when unregistered */
void poe_kernel_register(poe_kernel_t *k);          /* puts that session (back) into service */
void poe_kernel_stop(poe_kernel_t *k);              /* stops all other sessions there are */
double poe_kernel_now(const poe_kernel_t *k);       /* by the clock that nobody sets */
uint64_t poe_kernel_ticks(const poe_kernel_t *k);   /* nanoseconds from some beginning */
double poe_kernel_wall_of(poe_kernel_t *k, double steady);
double poe_kernel_steady_of(poe_kernel_t *k, double wall);
/* When a loop that waits has to wake at the latest, by the steady clock; false: queue is empty. */
bool poe_kernel_wake_at(poe_kernel_t *k, double *due);
void poe_kernel_verify(const poe_kernel_t *k); /* aborts when any list or count disagrees */

/* ---- watching: stats.c, tally.c, span.c ----
 *
 * Off, all of it is one flag that is tested.  Counts need no clock of their own, times read one
 * clock an event.  Names of wheels count without their numbers, and those beyond a limit together.
 * Nothing runs inside, but an observer, who may look and not touch. */
typedef enum poe_measure {
  POE_MEASURE_NOT = 0,
  POE_MEASURE_COUNTS,
  POE_MEASURE_TIMES,
  POE_MEASURE_TRACE
} poe_measure_t;

/* Of the handlers of one event, in all sessions.  Times are nanoseconds.  `count` is of all
 * handlers, `run` of those that were timed, `wait` of those whose event had been queued. */
typedef struct poe_name_stat {
  poe_link_t all;
  poe_name_t *name; /* shared; NULL: names beyond the limit */
  uint64_t count, own, unhandled;
  poe_place_t unhandled_at; /* the file is shared: who sent it, the last time */
  poe_histogram_t run, wait;
} poe_name_stat_t;

/* Of the handlers of one session.  `own` is without the handlers that they called.  As large as a
 * line of the cache: each event touches it. */
typedef struct poe_session_stat {
  uint64_t count, own, most, wait, wait_most;
  uint64_t last;                           /* when the last one ended */
  uint64_t sent_to_itself, sent_by_others; /* its alarms are among the others */
} poe_session_stat_t;

/* Where the time of a loop goes. */
typedef struct poe_flow {
  uint64_t calls, unhandled, wait, files, events, collect;
} poe_flow_t;

/* A handler that took long: the longest of its event and session since it was first seen. */
typedef struct poe_slow {
  const poe_name_stat_t *of_name;
  int64_t session;
  poe_place_t sent_at;        /* the file is shared */
  uint64_t took, count, last; /* nanoseconds, times, when */
} poe_slow_t;
enum { POE_SLOW_KEPT = 32 };

/* A handler that ran, while a trace was made.  Spans are numbered from 1 in the order in which they
 * began; records are in the order in which they ended. */
typedef struct poe_record {
  uint64_t span, cause;       /* cause: the span that sent the event or made the call; 0: none */
  uint64_t root;              /* the trace that it belongs to, see poe_context_t */
  uint64_t began, took, wait; /* by poe_kernel_ticks, nanoseconds */
  const poe_name_stat_t *of_name;
  int64_t to, from;
  poe_place_t sent_at; /* the file is shared */
  uint32_t type;
} poe_record_t;
enum { POE_TRACE_MOST = 1 << 20 };

/* A handler that is about to run. */
typedef struct poe_span_call {
  poe_session_t *to, *from;
  poe_name_t *name, *file;
  uint32_t line, type;
} poe_span_call_t;

/* Whether anybody wants spans, and their ends, too. */
typedef struct poe_watched {
  bool any, ends;
} poe_watched_t;

enum { POE_STAT_NAMES = 1024 }; /* counted each by itself */

/* Of one session's handlers of one event, since somebody asked for them.  Nanoseconds. */
typedef struct poe_focus_row {
  poe_name_t *name; /* shared; NULL: names beyond the limit */
  uint64_t count, timed, total, most;
} poe_focus_row_t;
enum { POE_FOCUS_NAMES = 64 }; /* counted each by itself */

void poe_kernel_observe(poe_kernel_t *k, poe_observer_fn fn, void *data); /* NULL: nobody */
void poe_kernel_measure(poe_kernel_t *k, poe_measure_t level);
poe_measure_t poe_kernel_measures(const poe_kernel_t *k);
const char *poe_measure_word(poe_measure_t level); /* NULL: there is no such level */
void poe_kernel_forget(poe_kernel_t *k);           /* all numbers but those of poe_kernel_stats */
const poe_stats_t *poe_kernel_stats(const poe_kernel_t *k);
const poe_flow_t *poe_kernel_flow(const poe_kernel_t *k); /* NULL while nothing was measured */
const poe_watched_t *poe_kernel_watched(const poe_kernel_t *k);
/* In the order in which they were first seen; the one of all others is last. */
const poe_name_stat_t *poe_name_stat_each(const poe_kernel_t *k, const poe_name_stat_t *after);
uint32_t poe_name_stat_count(const poe_kernel_t *k);
/* Handlers that took longer than so many nanoseconds, 100 ms at first; 0: none.  NULL: no more. */
void poe_kernel_slow_limit(poe_kernel_t *k, uint64_t limit);
const poe_slow_t *poe_kernel_slow(const poe_kernel_t *k, uint32_t i);
void poe_kernel_lag(const poe_kernel_t *k, poe_histogram_t *into); /* of all queued events */
/* focus.c: counts a session's events one by one for so many seconds from now; asked for again it
 * goes on.  Whoever runs its handlers tells of each that begins and of each that ends, while
 * s->focus is there. */
void poe_focus_begin(poe_kernel_t *k, poe_session_t *s, double seconds);
void poe_focus_enter(poe_kernel_t *k, poe_session_t *s, poe_name_t *event);
void poe_focus_leave(poe_session_t *s, const poe_name_t *event, uint64_t took);
const poe_focus_row_t *poe_focus_row(const poe_session_t *s, uint32_t i); /* NULL: no more */
/* What comes next is not the kernel's: it is nobody's time. */
void poe_kernel_rest(poe_kernel_t *k);
/* Odd while an outermost handler that is timed runs, another number for each.  The only thing here
 * that another thread may read.  NULL while nothing was measured. */
const uint64_t *poe_kernel_beat(const poe_kernel_t *k);
/* How many records are kept, the last ones; 0: none, and what there is goes. */
void poe_kernel_trace(poe_kernel_t *k, uint32_t kept);
uint64_t poe_kernel_recorded(const poe_kernel_t *k); /* so far; the first has number 0 */
const poe_record_t *poe_kernel_record(const poe_kernel_t *k, uint64_t number); /* NULL: not kept */
/* Around a handler's code, within its frame, while poe_kernel_watched() says so.  `where` is the
 * address of the caller's C frame: what a long jump skipped is found out by it. */
void poe_span_enter(poe_kernel_t *k, const void *where, const poe_span_call_t *c);
void poe_span_leave(poe_kernel_t *k, const void *where);
/* ---- contexts: context.c ----
 *
 * A trace is a handler and all that follows from it: what it calls, posts and sets alarms for.  It
 * has the number of its first span, its root, or, when it was begun elsewhere, one that stands for
 * what the program was told of it.  Of those the last ones are known, and older ones go on as
 * traces of our own.  IDs follow from numbers and a seed, so that nobody has to keep them. */
typedef struct poe_context {
  uint8_t trace[16], span[8]; /* none is all zeroes */
  bool sampled;
} poe_context_t;
enum { POE_SEED_BYTES = 24, POE_CONTEXTS_MOST = 1 << 14 };

/* IDs from now on are others.  Of our own traces those of a part of so many 2^-32 are sampled. */
void poe_context_seed(poe_kernel_t *k, const uint8_t seed[POE_SEED_BYTES]);
bool poe_context_is_seeded(const poe_kernel_t *k);
void poe_context_sample(poe_kernel_t *k, uint64_t part);
/* The handler that runs belongs to that trace from here on, below that span.  The state is copied.
 * False: none runs that is timed. */
bool poe_context_begin(poe_kernel_t *k, const poe_context_t *of, const char *state, size_t len);
/* That of the handler that runs; what came with the trace is borrowed.  False: none, as above. */
bool poe_context_now(const poe_kernel_t *k, poe_context_t *c, const char **state, size_t *len);
/* Of a record, and of the span above it: false if there is none. */
void poe_context_of(const poe_kernel_t *k, const poe_record_t *r, poe_context_t *c);
bool poe_context_parent(const poe_kernel_t *k, const poe_record_t *r, uint8_t span[8]);
/* Of what caused a handler here that was told of a trace elsewhere: false if nothing did. */
bool poe_context_link(const poe_kernel_t *k, const poe_record_t *r, poe_context_t *c);

/* Nobody handles it. */
void poe_span_unhandled(poe_kernel_t *k, const poe_session_t *to, poe_name_t *name,
                        const poe_place_t *sent_at);

/* One timeslice of a loop driven through poe_loop_t.wait: idle test, wait, files, events.  Any
 * handler can run inside; a handler may run one of its own. */
void poe_kernel_slice(poe_kernel_t *k);
/* Its parts: what was found is dispatched between the first two, a pass over due events follows. */
void poe_kernel_poll(poe_kernel_t *k);
void poe_kernel_polled(poe_kernel_t *k);
bool poe_kernel_can_go_on(
    const poe_kernel_t *k); /* something may happen, with or without sessions */
bool poe_kernel_is_idle(const poe_kernel_t *k);
bool poe_kernel_loop_is_busy(const poe_kernel_t *k); /* with watchers of others that count */
void poe_kernel_test_idle(poe_kernel_t *k);     /* queues IDLE when nothing can happen any more */
void poe_kernel_collect(poe_kernel_t *k);       /* stops the sessions that nothing keeps alive */
int64_t *poe_kernel_idle_size(poe_kernel_t *k); /* events that do not count as work */

/* Sessions that are made while this is on are not the program's: they have no parent, and IDs of
 * their own; they are not counted; neither they nor anything that they have is work that keeps the
 * program going, though it is dispatched while it goes. */
#define POE_BACKGROUND_IDS ((int64_t)1 << 52)
void poe_kernel_background(poe_kernel_t *k, bool on);
/* What is queued and watched for them, of all that there is. */
typedef struct poe_share {
  int64_t events, later;
  uint32_t files, extref_sessions;
} poe_share_t;
poe_share_t poe_kernel_in_background(const poe_kernel_t *k);
bool poe_kernel_has_work(const poe_kernel_t *k); /* of the program's, queued or watched */

/* ---- active frame: active.c ----
 *
 * Frames nest as C functions do; a host enters one before a handler and leaves it after.  Leaving
 * one can be the end of a session's memory, and so run session_free and with it destructors. */
poe_frame_t *poe_frame_top(const poe_kernel_t *k); /* NULL outside of handlers */
poe_session_t *poe_active_session(const poe_kernel_t *k);
void poe_frame_enter(poe_kernel_t *k, poe_frame_t *f, poe_session_t *to, poe_session_t *from,
                     poe_name_t *event, uint32_t type);
void poe_frame_leave(poe_kernel_t *k, poe_frame_t *f);
/* The C stack that they lived on is gone, and with it the program: frees and stops may follow. */
void poe_kernel_abandon_frames(poe_kernel_t *k);

/* Where the host's handlers run on several stacks that take turns, as coroutines do, each has
 * frames, deliveries and passes of its own: what one has is put aside when another goes on. */
typedef struct poe_strand {
  poe_frame_t *frame;
  struct poe_delivery *delivery;
  double pass_now;
  uint64_t pass_seq;
  uint32_t pass_depth;
  struct poe_spans *spans; /* borrowed; NULL: none */
} poe_strand_t;
bool poe_strand_is_idle(const poe_kernel_t *k);             /* nothing runs on this one */
void poe_strand_leave(poe_kernel_t *k, poe_strand_t *to);   /* puts aside; an idle one is left */
void poe_strand_enter(poe_kernel_t *k, poe_strand_t *from); /* goes on with what was there */
void poe_strand_end(poe_kernel_t *k); /* it will never go on: its frames are left */

/* ---- names: name.c ----
 *
 * Letting a name go can free another one, which had rested the longest, through name_free.  A name
 * that nobody holds may be looked at until the next is let go. */
/* The longest name, in bytes: hosts count strings in 32 bits, with a sign. */
#define POE_NAME_MOST ((size_t)INT32_MAX - 64)
/* +1; NULL only for a string that is longer. */
poe_name_t *poe_name_intern(poe_kernel_t *k, const char *str, size_t len, bool utf8);
poe_name_t *poe_name_find(poe_kernel_t *k, const char *str, size_t len, bool utf8); /* borrowed */
static inline poe_name_t *poe_name_ref(poe_name_t *n) {
  if (n) n->refs++;
  return n;
}
void poe_name_rest(poe_kernel_t *k, poe_name_t *n);
void poe_name_wake(poe_kernel_t *k, poe_name_t *n);
static inline void poe_name_unref(poe_kernel_t *k, poe_name_t *n) {
  if (n && --n->refs == 0) poe_name_rest(k, n);
}
/* Another reference to a name that may have none just now, such as one found in a cache. */
static inline poe_name_t *poe_name_hold(poe_kernel_t *k, poe_name_t *n) {
  if (n->refs++ == 0) poe_name_wake(k, n);
  return n;
}
uint64_t poe_name_generation(const poe_kernel_t *k); /* changes when any name was freed */

/* ---- sessions: session.c, refs.c, stop.c ----
 *
 * Registering, references and moving run nothing: a session without references is only marked, and
 * stopped by poe_kernel_collect.  poe_session_stop runs _child, _parent and _stop, of the session
 * and of those around it.  poe_session_free and what clears run destructors.  poe_session_detach
 * runs _child and _parent, poe_session_announce _child. */
int64_t poe_session_allocate_id(poe_kernel_t *k);
void poe_session_reserve_id(poe_kernel_t *k, int64_t id, bool on); /* never allocated while on */
poe_session_t *poe_session_new(poe_kernel_t *k, int64_t id, poe_session_t *parent, void *host);
void poe_session_announce(poe_kernel_t *k, poe_session_t *s, void *value); /* _child create */
poe_session_t *poe_session_find(const poe_kernel_t *k, int64_t id);        /* NULL when unknown */
poe_session_t *poe_session_each(const poe_kernel_t *k, const poe_session_t *after);
uint32_t poe_session_count(const poe_kernel_t *k);
void poe_session_stop(poe_kernel_t *k, poe_session_t *s);
void poe_session_free(poe_kernel_t *k, poe_session_t *s); /* unregisters without a word */
void poe_session_move(poe_kernel_t *k, poe_session_t *s, poe_session_t *new_parent);
bool poe_session_is_ancestor(const poe_session_t *ancestor, const poe_session_t *s); /* or same */
void poe_session_ref(poe_kernel_t *k, poe_session_t *s);
void poe_session_unref(poe_kernel_t *k, poe_session_t *s);
static inline void poe_session_pin(poe_session_t *s) { s->pins++; }
void poe_session_unpin(poe_kernel_t *k, poe_session_t *s);
/* Drop what a session holds of each kind, as poe_session_free does. */
void poe_session_clear_events(poe_kernel_t *k, poe_session_t *s); /* to it and from it */
void poe_session_clear_aliases(poe_kernel_t *k, poe_session_t *s);
void poe_session_clear_extrefs(poe_kernel_t *k, poe_session_t *s);
void poe_session_clear_files(poe_kernel_t *k, poe_session_t *s);
void poe_session_clear_signals(poe_kernel_t *k, poe_session_t *s); /* and children */
int poe_session_detach(poe_kernel_t *k, poe_session_t *s, bool tell_parent,
                       const poe_place_t *at); /* EPERM at the top */

/* ---- handlers that wait: wait.c ----
 *
 * A handler that waits for something keeps its session as an alias does: in service, but not the
 * program going. */
struct poe_wait {
  poe_link_t of_session;
  poe_session_t *session;
  poe_name_t *event;   /* shared */
  poe_origin_t origin; /* of the wait in progress */
  int64_t owes;        /* to this session, by its ID, it owes an answer; 0: to none */
};
/* The memory is the caller's.  Not for a session that is gone. */
void poe_wait_begin(poe_kernel_t *k, poe_wait_t *w, poe_session_t *s, poe_name_t *event);
/* It waits there from now on; may be said before it begins. */
void poe_wait_note(poe_kernel_t *k, poe_wait_t *w, const poe_place_t *at);
void poe_wait_end(poe_kernel_t *k, poe_wait_t *w); /* the session may be marked by this */
/* Some handler waits for what another loop will bring about, as far as the host can tell. */
bool poe_waits_elsewhere(const poe_kernel_t *k);
static inline bool poe_wait_is_on(const poe_wait_t *w) { return w->session != NULL; }

/* ---- aliases: alias.c ----
 *
 * Nothing runs inside; giving up an alias can leave a session without references, which marks it.
 */
typedef struct poe_alias {
  poe_link_t of_session;
  poe_name_t *name; /* shared */
  poe_origin_t origin;
} poe_alias_t;
void poe_alias_set(poe_kernel_t *k, poe_session_t *s, poe_name_t *name); /* takes it over if used */
int poe_alias_remove(poe_kernel_t *k, poe_name_t *name);
static inline poe_session_t *poe_alias_find(const poe_name_t *name) { return name->alias; }
uint32_t poe_alias_count(const poe_session_t *s);

/* ---- extra references: extref.c, pair.c ----
 *
 * Counted for each tag, while the tag is one reference to the session.  Nothing runs inside. */
int64_t poe_extref_inc(poe_kernel_t *k, poe_session_t *s, poe_name_t *tag);
int64_t poe_extref_dec(poe_kernel_t *k, poe_session_t *s, poe_name_t *tag); /* POE_ESRCH */
int poe_extref_remove(poe_kernel_t *k, poe_session_t *s, poe_name_t *tag);
uint32_t poe_extref_sessions(const poe_kernel_t *k);
poe_pair_t *poe_session_next_pair(const poe_session_t *s, poe_pair_kind_t kind,
                                  const poe_pair_t *after);

/* ---- events: event.c, queue.c, pass.c ----
 *
 * Queueing, moving and taking out run nothing.  poe_event_free releases the arguments, and so runs
 * destructors, as poe_alarm_clear does; poe_pass_run runs handlers, and poe_pass_end the ends of
 * those sessions that nothing keeps. */
/* A block for `argc` payload words, argv[] undefined: fill it before anything else may fail. */
poe_event_t *poe_event_new(poe_kernel_t *k, uint32_t argc);
void poe_event_free(poe_kernel_t *k, poe_event_t *e); /* of an event that is not queued */
/* Takes `e`.  Posted events queue up behind all others; alarms take the place of their time.  `to`
 * must be in service; in place of a `from` that is gone `to` counts as the sender. */
void poe_event_post(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                    poe_name_t *name, poe_type_t type);
void poe_event_at(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                  poe_name_t *name, poe_type_t type, double due);
/* At a time of the wall clock, wherever that is set to meanwhile. */
void poe_event_at_wall(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                       poe_name_t *name, poe_type_t type, double due);
void poe_event_leave_wall(poe_kernel_t *k,
                          poe_event_t *e); /* keeps its place by the steady clock */
double poe_event_time(poe_kernel_t *k, const poe_event_t *e); /* of the wall clock */
poe_event_t *poe_event_find(const poe_kernel_t *k, uint64_t id);
void poe_event_unqueue(poe_kernel_t *k, poe_event_t *e); /* caller then owns it */
void poe_event_move(poe_kernel_t *k, poe_event_t *e, double due);
/* Frees the alarms of one name. */
void poe_alarm_clear(poe_kernel_t *k, poe_session_t *s, poe_name_t *name);
uint64_t poe_event_count(const poe_kernel_t *k);
bool poe_event_next_due(const poe_kernel_t *k, double *due); /* false: queue is empty */
/* The same of events that are no background session's. */
bool poe_event_next_own_due(const poe_kernel_t *k, double *due);
/* Those in the heap, by their number there: which event that is changes with every other one. */
uint32_t poe_event_later_count(const poe_kernel_t *k);
poe_event_t *poe_event_later(const poe_kernel_t *k, uint32_t i);
/* Walks: all events in no order.  poe_event_sorted returns an array to be freed with free(). */
poe_event_t **poe_event_sorted(const poe_kernel_t *k, const poe_session_t *to, uint32_t types,
                               size_t *n);

/* One pass over what is due.  poe_pass_next unqueues the next event and gives it to the caller;
 * what the events post waits for the next pass. */
typedef struct poe_pass {
  double now;
  uint64_t seq;
} poe_pass_t;
void poe_pass_begin(poe_kernel_t *k, poe_pass_t *outer); /* remembers a pass that this one is in */
poe_event_t *poe_pass_next(poe_kernel_t *k);             /* NULL: nothing more is due */
const poe_event_t *poe_pass_peek(const poe_kernel_t *k); /* the lane's first event, or NULL */
void poe_pass_end(poe_kernel_t *k, const poe_pass_t *outer);
void poe_pass_run(poe_kernel_t *k); /* all of it, through host->dispatch */

/* ---- files: watcher.c, ready.c, found.c ----
 *
 * Whatever adds or removes a watcher, pauses or resumes it, tells the loop, which with a foreign
 * one runs its functions.  Removing releases the payload, after that.  poe_file_dispatch and its
 * kin run handlers; poe_found_next only collects between the modes, which ends sessions. */
/* Fails with POE_ELOOP also for a number that no descriptor can have. */
int poe_watcher_add(poe_kernel_t *k, poe_session_t *s, int fd, poe_mode_t mode, poe_name_t *event,
                    void *payload, bool *is_new); /* takes payload unless it was watched already */
int poe_watcher_remove(poe_kernel_t *k, poe_session_t *s, int fd, poe_mode_t mode);
poe_watcher_t *poe_watcher_find(const poe_kernel_t *k, const poe_session_t *s, int fd,
                                poe_mode_t mode);
poe_watcher_t *poe_watcher_each(const poe_kernel_t *k, int fd, poe_mode_t mode,
                                const poe_watcher_t *after);
int poe_watcher_pause(poe_kernel_t *k, int fd, poe_mode_t mode); /* ESRCH: nobody watches it */
int poe_watcher_resume(poe_kernel_t *k, int fd, poe_mode_t mode);
/* Resumes the writers of a descriptor, which are called at the next poll without asking the loop;
 * the loop is told only if they are not paused by then.  Most descriptors take what is written at
 * once, and this spares two changes of what the loop watches.  For watchers that can cope with a
 * descriptor that is not ready. */
int poe_writer_try(poe_kernel_t *k, int fd);
uint32_t poe_file_refs(const poe_kernel_t *k, int fd, int mode); /* mode -1: all of them */
bool poe_file_is_known(const poe_kernel_t *k, int fd);
bool poe_file_is_background(const poe_kernel_t *k, int fd); /* only such sessions watch it */
poe_file_state_t poe_file_state(const poe_kernel_t *k, int fd, poe_mode_t mode);
uint32_t poe_session_file_count(const poe_kernel_t *k, const poe_session_t *s);
uint32_t poe_file_count(const poe_kernel_t *k);
int poe_file_limit(const poe_kernel_t *k); /* all watched descriptors are below it */
/* Called by the loop while it polls: remembered until it is dispatched. */
void poe_file_ready(poe_kernel_t *k, int fd, poe_mode_t mode);

/* Dispatching what the poll found.  poe_found_next gives the next watcher, which lives until it is
 * called again; handlers may remove any watcher, and poll again. */
typedef struct poe_ready {
  int *fd; /* owned */
  uint32_t n, cap;
} poe_ready_t;
typedef struct poe_found {
  poe_ready_t ready[POE_MODES];  /* taken from the kernel */
  uint64_t before;               /* watchers that are younger wait for another poll */
  poe_watcher_t **list, *single; /* of one descriptor, pinned; owned unless it is the single one */
  uint32_t count, at;            /* in the list */
  uint32_t next;                 /* descriptor of the mode */
  uint32_t mode;
} poe_found_t;
bool poe_found_any(const poe_kernel_t *k);
void poe_found_begin(poe_kernel_t *k, poe_found_t *f);
poe_watcher_t *poe_found_next(poe_kernel_t *k, poe_found_t *f); /* NULL: that was all */
void poe_found_end(poe_kernel_t *k, poe_found_t *f);
void poe_file_dispatch(poe_kernel_t *k); /* all of it, through host->ready */
void poe_file_dispatch_one(poe_kernel_t *k, int fd, poe_mode_t mode);

/* ---- signals and children: signal.c, delivery.c, child.c ----
 *
 * Watching and ignoring release what was watched with, and so run destructors.  poe_signal_dispatch
 * and poe_signal_free_touched run handlers and the ends of sessions. */
/* Watching takes the payload; for a session that is gone it only releases it. */
void poe_signal_watch(poe_kernel_t *k, poe_session_t *s, poe_name_t *sig, poe_name_t *event,
                      void *payload, bool *is_first);
int poe_signal_ignore(poe_kernel_t *k, poe_session_t *s, poe_name_t *sig, bool *was_last);
poe_pair_t *poe_signal_find(const poe_kernel_t *k, const poe_session_t *s, const poe_name_t *sig);
poe_pair_t *poe_signal_each(const poe_name_t *sig, const poe_pair_t *after);
bool poe_signal_is_watched(const poe_name_t *sig);
poe_signal_type_t poe_signal_type_of(const char *name);
/* Delivers a signal event to its session's tree, stops what it must stop.  `name` of the event is
 * `_signal`; sig is the signal's name.  Returns how often it was handled, or -1. */
int64_t poe_signal_dispatch(poe_kernel_t *k, poe_event_t *e, poe_name_t *sig);
/* The delivery in progress, for the functions that programs call from within it. */
typedef struct poe_delivery {
  int64_t handled; /* -1: nobody said so yet */
  poe_signal_type_t type;
  struct poe_session_list *touched;
} poe_delivery_t;
void poe_signal_mark_handled(poe_kernel_t *k);
poe_delivery_t *poe_signal_delivery(poe_kernel_t *k);
void poe_signal_reset(poe_kernel_t *k, poe_signal_type_t type);
void poe_signal_touch(poe_kernel_t *k, poe_session_t *s);
void poe_signal_free_touched(poe_kernel_t *k);
uint32_t poe_signal_touched(poe_kernel_t *k, poe_session_t *out[], uint32_t max);

void poe_child_watch(poe_kernel_t *k, poe_session_t *s, int64_t pid, poe_name_t *event,
                     void *payload);
int poe_child_ignore(poe_kernel_t *k, poe_session_t *s, int64_t pid);
poe_child_watch_t *poe_child_find(const poe_kernel_t *k, const poe_session_t *s, int64_t pid);
poe_child_watch_t *poe_child_each(const poe_kernel_t *k, int64_t pid,
                                  const poe_child_watch_t *after);
poe_child_watch_t *poe_child_any(const poe_kernel_t *k, const poe_child_watch_t *after);
uint32_t poe_child_count(const poe_kernel_t *k);

#endif
