/* private.h: the inside of the kernel, shared by the files of csrc/kernel only; unit programs and
 * the fuzzer look into it, too.
 *
 * Names with two underscores are for the files of this folder.  Each table, list and count belongs
 * to one of them, which the structure below names, and is changed by no other. */
#ifndef POE_PRIVATE_H
#define POE_PRIVATE_H

#include "csrc/base/base.h"
#include "csrc/kernel/kernel.h"

/* Event blocks come in these capacities of payload words; larger ones are allocated singly. */
enum { POE_EVENT_CLASSES = 4, POE_EVENT_ALONE = 255 };

/* The time is kept beside the pointer: sifting compares without touching the events themselves. */
typedef struct poe_heap_item {
  double due;
  poe_event_t *event;
} poe_heap_item_t;

/* Sessions to be worked off while handlers run that may stop any of them. */
typedef struct poe_session_list {
  poe_session_t **v; /* owned; each session is pinned */
  uint32_t n, cap;
} poe_session_list_t;

/* What a session leaves behind.  Releasing it runs destructors, which may call anything: that waits
 * until nothing in the kernel points at it any more. */
typedef struct poe_doomed {
  poe_link_t events;      /* taken out of the queue */
  void **payloads;        /* owned */
  poe_name_t **unwatched; /* owned; signals that nobody watches any more, shared */
  uint32_t n_payloads, n_unwatched;
  bool child_gone; /* a child process was watched */
} poe_doomed_t;

/* A writer that runs although the loop was not told: it is called at the next poll, ready or not.
 */
typedef enum poe_attempt { POE_ATTEMPT_NONE, POE_ATTEMPT_DUE, POE_ATTEMPT_MADE } poe_attempt_t;

/* What the loop was told of a descriptor in one mode, which concerns all who watch it so. */
typedef struct poe_fd_mode {
  poe_link_t watchers;
  uint32_t refs;
  poe_file_state_t state;
  poe_attempt_t attempt; /* of writers only */
} poe_fd_mode_t;

/* A descriptor that somebody watches; freed when nobody does in any mode. */
typedef struct poe_file {
  poe_fd_mode_t mode[POE_MODES];
  uint32_t refs;
} poe_file_t;

/* Made with a name's first watcher, and kept as long as the name. */
typedef struct poe_signal {
  poe_link_t watchers; /* of poe_pair_t through of_signal */
} poe_signal_t;

struct poe_kernel {
  poe_host_t host;
  poe_loop_t loop;
  poe_session_t *own; /* owned; in service while not gone */
  poe_frame_t *frame; /* innermost running handler; NULL outside */
  bool abandoned;     /* frames were left behind, and with them blocks that nobody gives back */

  /* event.c, heap.c, queue.c, pass.c */
  poe_link_t lane;
  uint64_t lane_count;
  poe_heap_item_t *heap; /* owned */
  uint32_t heap_count, heap_cap;
  poe_map_t events_by_id; /* events in the heap */
  uint64_t next_event_id, next_seq;
  poe_pass_t pass; /* limits of the pass in progress */
  uint32_t pass_depth;
  poe_pool_t event_pool[POE_EVENT_CLASSES];
  int64_t idle_size;
  uint64_t on_wall; /* events of the heap that keep to the wall clock */

  /* clock.c */
  double drift;

  /* name.c */
  poe_map_t names;
  poe_link_t idle_names;
  uint32_t idle_name_count;
  uint64_t name_generation;

  /* session.c, refs.c */
  poe_map_t sessions;
  poe_map_t reserved_ids; /* IDs that the host gave to something else */
  poe_link_t all;
  poe_link_t marked;
  int64_t next_session_id;
  uint32_t session_count; /* without those in the background */
  poe_link_t background;  /* of those sessions, through in_background */
  bool to_background;     /* what is born now */
  int64_t next_background_id;
  poe_pool_t session_pool;

  /* pair.c, extref.c */
  poe_map_t pairs;
  poe_pool_t pair_pool;
  uint32_t extref_sessions;

  /* watcher.c, ready.c */
  poe_file_t **files; /* owned, by descriptor */
  int file_limit;
  uint32_t file_count;
  poe_pool_t watcher_pool;
  poe_ready_t ready[POE_MODES];
  poe_ready_t attempts; /* descriptors of writers that are to be tried */
  poe_ready_t tried;    /* and of those that are being tried now */
  uint64_t polled_at;   /* watchers added later than this were not polled */

  /* delivery.c, child.c */
  poe_delivery_t *delivery;
  poe_delivery_t base_delivery; /* stands in outside of any delivery */
  poe_session_list_t base_touched;
  poe_map_t children;

  /* stats.c, tally.c, span.c */
  poe_observer_fn observer;
  void *observer_data;
  const poe_event_t *seen; /* borrowed: what the observer is being told of */
  poe_stats_t stats;
  poe_measure_t measures;
  poe_watched_t watched;   /* any: observer or measuring, the one thing that hot paths test */
  struct poe_watch *watch; /* owned; NULL while nothing was measured */
};

/* A handler that runs.  Both sessions are kept by a frame further out, and outlive it. */
typedef struct poe_span {
  const void *where; /* of the C frame */
  poe_session_t *to; /* borrowed */
  poe_name_stat_t *of_name;
  const poe_session_t *from; /* borrowed */
  uint64_t id, cause, root, wait;
  uint64_t began, inner; /* inner: what handlers took that it called */
  poe_name_t *file;      /* who sent it: kept by whoever called the handler */
  uint32_t line, type;
} poe_span_t;
typedef struct poe_spans {
  poe_link_t aside; /* of a strand that does not run: in the list of those */
  poe_span_t *v;    /* owned */
  uint32_t n, cap;
} poe_spans_t;

/* What is measured.  tally.c has the lists, span.c the rest. */
typedef struct poe_watch {
  /* What each event touches, close together. */
  poe_spans_t spans;   /* of the strand that runs */
  uint64_t last_span;  /* its number */
  uint64_t tick;       /* the clock when it was last read */
  uint64_t beat;       /* see poe_kernel_beat */
  uint64_t note_limit; /* what takes so long is noted somewhere: slow_limit, or 0 for a trace */
  /* Of the event that was handed out and has not begun. */
  uint64_t next_cause, next_root, waited;
  uint64_t part_began; /* the part of a slice that is in progress */
  uint64_t short_poll; /* how long a poll took that did not wait and found nothing */
  uint32_t short_polls;
  bool fresh; /* nothing but the kernel's own work went by since the clock was read */
  poe_flow_t flow;
  poe_link_t names; /* of poe_name_stat_t */
  uint32_t name_count;
  poe_name_stat_t other;
  poe_name_stat_t hidden; /* of sessions in the background */
  poe_pool_t session_pool;
  poe_link_t aside; /* owned: the spans of other strands */
  poe_slow_t slow[POE_SLOW_KEPT];
  uint64_t slow_limit;
  uint32_t slow_count;
  struct poe_contexts *contexts; /* owned; NULL: nobody asked for any */
  poe_record_t *records;         /* owned: a ring of a power of two; NULL: none are kept */
  uint64_t recorded;
  uint32_t record_mask;
} poe_watch_t;

#define POE_LIKELY(x)   __builtin_expect(!!(x), 1)
#define POE_UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Blocks of frames that were left behind never come back; their memory goes with the chunks. */
static inline void poe__pool_end(const poe_kernel_t *k, poe_pool_t *p) {
  if (k->abandoned) p->live = 0;
  poe_pool_destroy(p);
}

/* ---- event.c ---- */
void poe__event_init(poe_kernel_t *k);
void poe__event_destroy(poe_kernel_t *k);

/* ---- queue.c ---- */
void poe__queue_init(poe_kernel_t *k);
void poe__queue_destroy(poe_kernel_t *k);
/* Orders two events: by time, then by the order in which they were queued. */
static inline bool poe__event_before(const poe_event_t *a, const poe_event_t *b) {
  return a->due < b->due || (a->due <= b->due && a->seq < b->seq);
}
static inline poe_event_t *poe__lane_head(const poe_kernel_t *k) {
  return k->lane_count ? POE_CONTAINER(k->lane.next, poe_event_t, chain) : NULL;
}
static inline poe_event_t *poe__heap_head(const poe_kernel_t *k) {
  return k->heap_count ? k->heap[0].event : NULL;
}

/* ---- heap.c ---- */
void poe__heap_add(poe_kernel_t *k, poe_event_t *e);
void poe__heap_fix(poe_kernel_t *k, uint32_t pos);
void poe__heap_remove(poe_kernel_t *k, poe_event_t *e);
void poe__heap_shift(poe_kernel_t *k, double seconds);

/* ---- clock.c ---- */
void poe__clock_look(poe_kernel_t *k); /* was the wall clock set? */

/* ---- wait.c ---- */
void poe__waits_cancel(poe_kernel_t *k, poe_session_t *s);

/* ---- name.c ---- */
void poe__name_init(poe_kernel_t *k);
void poe__name_destroy(poe_kernel_t *k);

/* ---- pair.c ---- */
void poe__pair_init(poe_kernel_t *k);
void poe__pair_destroy(poe_kernel_t *k);
poe_pair_t *poe__pair_find(const poe_kernel_t *k, const poe_session_t *s, const poe_name_t *name,
                           poe_pair_kind_t kind);
poe_pair_t *poe__pair_add(poe_kernel_t *k, poe_session_t *s, poe_name_t *name,
                          poe_pair_kind_t kind);
void poe__pair_free(poe_kernel_t *k, poe_pair_t *p);
/* Puts another event and payload, which it takes, in place of those of a watcher. */
void poe__handler_set(poe_kernel_t *k, poe_name_t **name, void **payload, poe_name_t *new_name,
                      void *new_payload);

/* ---- refs.c ---- */
void poe__session_mark(poe_kernel_t *k, poe_session_t *s); /* to be collected, if it may be */
void poe__session_list_add(poe_session_list_t *l, poe_session_t *s); /* pins */
/* Adds the descendants of those from there on, breadth first. */
void poe__session_list_descend(poe_session_list_t *l, uint32_t from);
void poe__session_list_clear(poe_kernel_t *k, poe_session_list_t *l);

/* ---- session.c ---- */
void poe__session_init(poe_kernel_t *k);
void poe__session_destroy(poe_kernel_t *k);

/* ---- doomed.c ---- */
void poe__doomed_init(poe_doomed_t *d);
void poe__doomed_add(poe_doomed_t *d, void *payload); /* takes it; accepts NULL */
void poe__doomed_release(poe_kernel_t *k, poe_doomed_t *d);

/* Take what a session holds out of the kernel, without running anything of the host's. */
void poe__take_events(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d);
void poe__take_files(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d);
void poe__take_signals(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d);
void poe__take_children(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d);

/* ---- watcher.c ---- */
void poe__watcher_init(poe_kernel_t *k);
void poe__watcher_destroy(poe_kernel_t *k);
void poe__watcher_end(poe_kernel_t *k, poe_watcher_t *w); /* of one that is gone, unpinned */
/* Pins are those of dispatches in progress.  One that was removed meanwhile ends with the last of
 * them. */
static inline void poe__watcher_unpin(poe_kernel_t *k, poe_watcher_t *w) {
  assert(w->pins > 0);
  if (--w->pins == 0 && w->gone) poe__watcher_end(k, w);
}
static inline poe_file_t *poe__file_of(const poe_kernel_t *k, int fd) {
  return fd >= 0 && fd < k->file_limit ? k->files[fd] : NULL;
}

/* ---- ready.c ---- */
void poe__ready_note(poe_ready_t *r, int fd);
/* Leaves an empty list behind. */
static inline poe_ready_t poe__ready_take(poe_ready_t *r) {
  poe_ready_t taken = *r;
  *r = (poe_ready_t){0};
  return taken;
}
/* Keeps the room for the next time, unless a nested poll has some of its own by now. */
static inline void poe__ready_give_back(poe_ready_t *r, poe_ready_t taken) {
  if (POE_UNLIKELY(r->fd)) {
    poe_free(taken.fd);
    return;
  }
  *r = taken;
  r->n = 0;
}
/* Around the dispatch of a slice. */
void poe__attempts_make(poe_kernel_t *k);
void poe__attempts_settle(poe_kernel_t *k);

/* ---- signal.c ---- */
static inline bool poe__signal_is_watched(const poe_name_t *sig) {
  return sig->signal && !poe_list_is_empty(&sig->signal->watchers);
}

/* ---- child.c, delivery.c ---- */
void poe__child_init(poe_kernel_t *k);
void poe__child_destroy(poe_kernel_t *k);
void poe__delivery_init(poe_kernel_t *k);
void poe__delivery_destroy(poe_kernel_t *k);

/* ---- refs.c ---- */
/* Where and when something is made, and its end. */
void poe__origin_set(poe_kernel_t *k, poe_origin_t *o);
void poe__origin_at(poe_kernel_t *k, poe_origin_t *o, const poe_place_t *at);
static inline void poe__origin_end(poe_kernel_t *k, poe_origin_t *o) {
  poe_name_unref(k, o->place.file);
  o->place.file = NULL;
}

/* ---- stats.c: called only when k->watched ---- */
static inline bool poe__is_timed(const poe_kernel_t *k) { return k->measures >= POE_MEASURE_TIMES; }
void poe__stats_note(poe_kernel_t *k, poe_moment_t at, const poe_session_t *s,
                     const poe_name_t *event);
void poe__stats_show(poe_kernel_t *k, poe_moment_t at, const poe_event_t *e); /* to the observer */
void poe__stats_dispatch(poe_kernel_t *k, poe_event_t *e); /* when a pass hands it out */
void poe__stats_destroy(poe_kernel_t *k); /* may be called without anything measured */
void poe__stats_enqueue(poe_kernel_t *k, poe_event_t *e);

/* ---- tally.c ---- */
void poe__tally_begin(poe_kernel_t *k);
void poe__tally_forget(poe_kernel_t *k);
void poe__tally_destroy(poe_kernel_t *k);
poe_name_stat_t *poe__tally_add_name(poe_kernel_t *k, poe_name_t *name);
poe_session_stat_t *poe__tally_add_session(poe_kernel_t *k, poe_session_t *s);
static inline poe_name_stat_t *poe__tally_name(poe_kernel_t *k, const poe_session_t *to,
                                               poe_name_t *name) {
  if (POE_UNLIKELY(to->background)) return &k->watch->hidden;
  return POE_LIKELY(name->stat) ? name->stat : poe__tally_add_name(k, name);
}
/* Both are there, so that nothing is to be called, see poe__tally_know; never so for names that
 * only the background has. */
static inline bool poe__tally_knows(const poe_session_t *to, const poe_name_t *name) {
  return to->stat && name->stat;
}
static inline void poe__tally_know(poe_kernel_t *k, poe_session_t *to, poe_name_t *name) {
  if (!to->stat) poe__tally_add_session(k, to);
  if (!name->stat && !to->background) poe__tally_add_name(k, name);
}
static inline poe_name_stat_t *poe__tally_name_of(poe_watch_t *w, const poe_session_t *to,
                                                  const poe_name_t *name) {
  return POE_UNLIKELY(to->background) ? &w->hidden : name->stat;
}
void poe__tally_end_session(poe_kernel_t *k, poe_session_t *s);

/* After the level or the limit has changed. */
void poe__tally_set_limit(poe_kernel_t *k);
/* A handler took longer than the limit. */
void poe__tally_slow(poe_kernel_t *k, const poe_span_t *span, uint64_t took);

/* ---- focus.c ---- */
void poe__focus_end(poe_kernel_t *k, poe_session_t *s);

/* ---- trace.c ---- */
void poe__trace_note(poe_kernel_t *k, const poe_span_t *span, uint64_t took);

/* ---- context.c ---- */
void poe__context_destroy(poe_kernel_t *k);

/* ---- span.c ---- */
static inline const poe_span_t *poe__span_innermost(const poe_kernel_t *k) {
  const poe_spans_t *open = k->watch ? &k->watch->spans : NULL;
  return open && open->n ? &open->v[open->n - 1] : NULL;
}
/* Ends what a long jump skipped: spans of C frames further in than `where`.  C's stack grows down.
 */
void poe__span_end_skipped(poe_kernel_t *k, const void *where);
static inline bool poe__span_is_skipped(const poe_kernel_t *k, const void *where) {
  const poe_spans_t *open = &k->watch->spans;
  return open->n && open->v[open->n - 1].where < where;
}
static inline void poe__span_settle(poe_kernel_t *k, const void *where) {
  if (POE_UNLIKELY(poe__span_is_skipped(k, where))) poe__span_end_skipped(k, where);
}
void poe__span_drop(poe_kernel_t *k);     /* those of the strand that runs, without a count */
void poe__span_drop_all(poe_kernel_t *k); /* those of all strands */
void poe__span_put_aside(poe_kernel_t *k, poe_strand_t *to);
void poe__span_take_back(poe_kernel_t *k, poe_strand_t *from);

#endif
