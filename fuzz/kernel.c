/* A byte string drives a script of kernel calls against the fake host, loop and clock.
 *
 * Each byte picks a call or an argument.  Handlers and destructors run further pieces of the same
 * script, up to a depth, so that every call is also made from within every callback.  The kernel is
 * verified after each call.  Only what poe_kernel.h forbids is left out: addressing sessions that
 * are gone, circles in the tree, leaving frames out of order. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "csrc/look/look.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DEPTH = 5, HELD = 4, MOST_SESSIONS = 40, MOST_EVENTS = 300, FDS = 6 };

typedef struct script {
  const uint8_t *at, *end;
  int depth;
  poe_session_t *held[HELD]; /* pinned, perhaps gone */
  poe_name_t *names[HELD];   /* held */
  poe_look_t *look;          /* owned; one that has not come to its end, or NULL */
  uint64_t traced;           /* how far the trace was read */
  poe_wait_t waits[HELD];    /* each on or not */
} script_t;

static void run(fake_t *f, int calls);

static uint8_t take(fake_t *f) {
  script_t *p = f->user;
  return p->at < p->end ? *p->at++ : 0;
}

static bool is_over(fake_t *f) {
  const script_t *p = f->user;
  return p->at >= p->end;
}

/* ---- arguments ---- */

static poe_session_t *registered(fake_t *f) {
  uint32_t n = poe_session_count(f->k);
  poe_session_t *s = NULL;
  if (!n) return NULL;
  for (uint32_t i = take(f) % n + 1; i > 0; i--) s = poe_session_each(f->k, s);
  return s;
}

/* Perhaps one that is gone. */
static poe_session_t *any_session(fake_t *f) {
  const script_t *p = f->user;
  uint8_t b = take(f);
  poe_session_t *s = b >= 192 ? p->held[b % HELD] : NULL;
  return s ? s : registered(f);
}

static const char *name(fake_t *f) {
  static const char *const names[] = {"a", "b", "c", "INT", "USR1", "IDLE", "DIE", "ZOMBIE"};
  return names[take(f) % 8];
}

static const char *signal_name(fake_t *f) {
  static const char *const names[] = {"INT", "USR1", "USR2", "IDLE", "DIE", "ZOMBIE", "CHLD", "a"};
  return names[take(f) % 8];
}

static int descriptor(fake_t *f) { return take(f) % FDS; }
static poe_mode_t mode(fake_t *f) { return (poe_mode_t)(take(f) % POE_MODES); }
static double due(fake_t *f) { return f->now + (double)(take(f) % 16) / 4 - 1; }

static poe_event_t *queued(fake_t *f) {
  uint64_t back = take(f);
  uint64_t last = f->k->next_event_id;
  return back < last ? poe_event_find(f->k, last - back) : NULL;
}

static bool has_room(fake_t *f) { return poe_event_count(f->k) < MOST_EVENTS; }

/* ---- calls ---- */

typedef void (*call_fn)(fake_t *f);

static void do_post(fake_t *f) {
  poe_session_t *to = registered(f), *from = any_session(f);
  if (to && from && has_room(f)) fake_send(f, to, from, name(f));
}

static void do_alarm(fake_t *f) {
  poe_session_t *s = registered(f);
  if (s && has_room(f)) fake_alarm(f, s, name(f), due(f));
}

static void do_timed_post(fake_t *f) {
  poe_session_t *s = registered(f);
  poe_event_t *e;
  if (!s || !has_room(f)) return;
  e = poe_event_new(f->k, 0);
  poe_event_at(f->k, e, s, f->own, fake_name(f, "poll"), POE_ET_SCPOLL, due(f));
}

static void do_many_arguments(fake_t *f) {
  poe_session_t *s = registered(f);
  uint32_t n = take(f) % 20;
  poe_event_t *e;
  if (!s || !has_room(f)) return;
  e = poe_event_new(f->k, n);
  for (uint32_t i = 0; i < n; i++) e->argv[i] = fake_payload(f, "x");
  poe_event_post(f->k, e, s, s, fake_name(f, "many"), POE_ET_POST);
}

static void do_garbage(fake_t *f) {
  poe_session_t *s = registered(f);
  if (s && has_room(f))
    poe_event_post(f->k, poe_event_new(f->k, 0), s, s, fake_name(f, "gc"), POE_ET_GC);
}

static void do_clear_alarm(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_alarm_clear(f->k, s, fake_name(f, name(f)));
}

static void do_move(fake_t *f) {
  poe_event_t *e = queued(f);
  if (e) poe_event_move(f->k, e, due(f));
}

static void do_take_out(fake_t *f) {
  poe_event_t *e = queued(f);
  if (!e) return;
  poe_event_unqueue(f->k, e);
  poe_event_free(f->k, e);
}

static void do_slice(fake_t *f) { poe_kernel_slice(f->k); }
static void do_pass(fake_t *f) { poe_pass_run(f->k); }
static void do_collect(fake_t *f) { poe_kernel_collect(f->k); }
static void do_idle(fake_t *f) { poe_kernel_test_idle(f->k); }

static void do_session(fake_t *f) {
  poe_session_t *parent = any_session(f);
  if (poe_session_count(f->k) < MOST_SESSIONS) fake_session(f, parent);
}

static void do_kept_session(fake_t *f) {
  poe_session_t *parent = any_session(f);
  if (poe_session_count(f->k) < MOST_SESSIONS) fake_kept_session(f, parent);
}

static void do_stop(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s && s != f->own) poe_session_stop(f->k, s);
}

static void do_stop_own(fake_t *f) {
  if (take(f) % 4 == 0) poe_session_stop(f->k, f->own);
}

static void do_free(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s && s != f->own) poe_session_free(f->k, s);
}

static void do_stop_all(fake_t *f) {
  if (take(f) % 4 == 0) poe_kernel_stop(f->k);
}

static void do_register(fake_t *f) { poe_kernel_register(f->k); }

static void do_keep(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_extref_inc(f->k, s, fake_name(f, name(f)));
}

static void do_release(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_extref_dec(f->k, s, fake_name(f, name(f)));
}

static void do_drop_tag(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_extref_remove(f->k, s, fake_name(f, name(f)));
}

static void do_release_kept(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) fake_release(f, s);
}

static void do_alias(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_alias_set(f->k, s, fake_name(f, name(f)));
}

static void do_drop_alias(fake_t *f) { poe_alias_remove(f->k, fake_name(f, name(f))); }

static void do_watch(fake_t *f) {
  poe_session_t *s = any_session(f);
  int fd = descriptor(f);
  poe_mode_t m = mode(f);
  if (s) fake_watch(f, s, fd, m, name(f));
}

static void do_unwatch(fake_t *f) {
  poe_session_t *s = any_session(f);
  int fd = descriptor(f);
  if (s) poe_watcher_remove(f->k, s, fd, mode(f));
}

static void do_pause(fake_t *f) {
  int fd = descriptor(f);
  poe_watcher_pause(f->k, fd, mode(f));
}

static void do_resume(fake_t *f) {
  int fd = descriptor(f);
  poe_watcher_resume(f->k, fd, mode(f));
}

static void do_try(fake_t *f) {
  int fd = descriptor(f);
  poe_writer_try(f->k, fd);
}

static void do_ready(fake_t *f) {
  int fd = descriptor(f);
  fake_ready(f, fd, mode(f));
}

static void do_ready_now(fake_t *f) {
  int fd = descriptor(f);
  poe_file_ready(f->k, fd, mode(f));
}

static void do_dispatch_files(fake_t *f) { poe_file_dispatch(f->k); }

static void do_dispatch_file(fake_t *f) {
  int fd = descriptor(f);
  poe_file_dispatch_one(f->k, fd, mode(f));
}

static void do_refuse(fake_t *f) {
  int fd = descriptor(f);
  f->fd[fd].refuses = !f->fd[fd].refuses;
}

static void do_watch_signal(fake_t *f) {
  poe_session_t *s = any_session(f);
  const char *sig = signal_name(f);
  if (s) fake_watch_signal(f, s, sig, name(f));
}

static void do_ignore_signal(fake_t *f) {
  poe_session_t *s = any_session(f);
  bool last;
  if (s) poe_signal_ignore(f->k, s, fake_name(f, signal_name(f)), &last);
}

static void do_signal(fake_t *f) {
  poe_session_t *s = registered(f);
  if (s && has_room(f)) fake_signal(f, s, signal_name(f));
}

static void do_exception(fake_t *f) {
  poe_session_t *s = registered(f);
  if (s && has_room(f)) fake_exception(f, s);
}

static void do_signal_now(fake_t *f) {
  poe_session_t *s = any_session(f);
  poe_event_t *e;
  if (!s) return;
  e = poe_event_new(f->k, 0);
  e->to = s;
  e->from = f->own;
  e->type = POE_ET_SIGNAL;
  poe_signal_dispatch(f->k, e, fake_name(f, signal_name(f)));
  poe_event_free(f->k, e);
}

static void do_handled(fake_t *f) { poe_signal_mark_handled(f->k); }
static void do_reset(fake_t *f) { poe_signal_reset(f->k, (poe_signal_type_t)(take(f) % 3)); }
static void do_free_touched(fake_t *f) { poe_signal_free_touched(f->k); }

static void do_touch(fake_t *f) {
  poe_session_t *s = registered(f);
  if (s) poe_signal_touch(f->k, s);
}

static void do_watch_child(fake_t *f) {
  poe_session_t *s = any_session(f);
  int64_t pid = take(f) % 4;
  if (s) poe_child_watch(f->k, s, pid, fake_name(f, name(f)), fake_payload(f, "child"));
}

static void do_ignore_child(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_child_ignore(f->k, s, take(f) % 4);
}

static void do_move_session(fake_t *f) {
  poe_session_t *s = registered(f), *parent = any_session(f);
  if (!s || s == f->own || (parent && poe_session_is_ancestor(s, parent))) return;
  poe_session_move(f->k, s, parent);
}

static void do_detach(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_session_detach(f->k, s, take(f) % 2, NULL);
}

static void do_announce(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (s) poe_session_announce(f->k, s, NULL);
}

static void do_hold(fake_t *f) {
  script_t *p = f->user;
  uint8_t i = take(f) % HELD;
  poe_session_t *old = p->held[i], *s = registered(f);
  if (s == f->own) s = NULL;
  if (s) poe_session_pin(s);
  p->held[i] = s;
  if (old) poe_session_unpin(f->k, old);
}

static void do_hold_name(fake_t *f) {
  script_t *p = f->user;
  uint8_t i = take(f) % HELD;
  poe_name_t *old = p->names[i];
  p->names[i] = poe_name_hold(f->k, fake_name(f, name(f)));
  poe_name_unref(f->k, old);
}

static void do_fill_names(fake_t *f) {
  char text[16];
  int n = take(f) % 4 ? 5 : 600;
  for (int i = 0; i < n; i++) {
    snprintf(text, sizeof text, "n%u", (unsigned)(i % 1000));
    fake_name(f, text);
  }
}

static void do_clear(fake_t *f) {
  poe_session_t *s = any_session(f);
  if (!s) return;
  switch (take(f) % 5) {
  case 0: poe_session_clear_events(f->k, s); break;
  case 1: poe_session_clear_aliases(f->k, s); break;
  case 2: poe_session_clear_extrefs(f->k, s); break;
  case 3: poe_session_clear_files(f->k, s); break;
  default: poe_session_clear_signals(f->k, s);
  }
}

static void do_clock(fake_t *f) { f->now += (double)(take(f) % 16) / 4 - 0.5; }
static void do_fail(fake_t *f) { f->failing = take(f) % 4 == 0; }
static void do_busy(fake_t *f) { f->busy = !f->busy; }
static void do_idle_size(fake_t *f) { *poe_kernel_idle_size(f->k) = take(f) % 3; }
static void do_measure(fake_t *f) {
  uint32_t what = take(f);
  if (what % 8 == 7) poe_kernel_forget(f->k);
  poe_kernel_measure(f->k, (poe_measure_t)(what / 8 % 4));
}

/* ---- looking, while anything happens between two slices ---- */

/* What is written so far is a list of values. */
static void check(const poe_text_t *t) {
  int depth = 0;
  bool inside = false;
  for (size_t i = 0; i < t->len; i++) {
    unsigned char c = (unsigned char)t->str[i];
    if (c < 0x20) abort();
    if (inside) {
      if (c == '\\') i++;
      inside = c != '"';
    } else {
      inside = c == '"';
      depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
    if (depth < 0) abort();
  }
  if (depth || inside) abort();
}

static void do_look(fake_t *f) {
  static const char *const columns[] = {NULL,   "id",    "count", "age",  "due",  "fd",
                                        "name", "total", "busy",  "refs", "last", "unhandled"};
  script_t *p = f->user;
  poe_look_host_t host = {NULL, NULL, NULL, NULL};
  poe_look_query_t q = {0};
  poe_look_free(p->look);
  q.table = (poe_look_table_t)(POE_LOOK_SESSIONS + take(f) % 7);
  q.sort = columns[take(f) % 12];
  q.top = take(f) % 8;
  q.match = take(f) % 4 ? NULL : name(f);
  q.background = take(f) % 2;
  q.many = 3;
  p->look = poe_look_new(f->k, &host, &q);
}

static void do_look_on(fake_t *f) {
  script_t *p = f->user;
  poe_text_t t = {0};
  if (!p->look) return;
  if (!poe_look_on(p->look, &t, take(f) % 5)) {
    poe_look_free(p->look);
    p->look = NULL;
  }
  check(&t);
  poe_text_free(&t);
}

static void do_look_at(fake_t *f) {
  poe_look_host_t host = {NULL, NULL, NULL, NULL};
  poe_session_t *s = registered(f);
  const poe_name_stat_t *n = NULL;
  poe_text_t t = {0};
  poe_text_open(&t, '{');
  poe_look_head(f->k, &t);
  if (s) poe_look_session(f->k, &host, s, take(f) % 4, &t);
  for (int i = take(f) % 8; i >= 0 && (n = poe_name_stat_each(f->k, n)); i--) poe_look_event(n, &t);
  poe_text_close(&t, '}');
  check(&t);
  poe_text_free(&t);
}

static void do_keep_trace(fake_t *f) {
  script_t *p = f->user;
  poe_kernel_trace(f->k, take(f) % 40);
  p->traced = 0;
}

static void do_trace(fake_t *f) {
  script_t *p = f->user;
  poe_look_trace_t want = {0};
  poe_text_t t = {0};
  want.at = p->traced;
  want.most = take(f) % 16;
  want.match = take(f) % 4 ? NULL : name(f);
  want.background = take(f) % 2;
  want.ids = poe_context_is_seeded(f->k) && take(f) % 2;
  poe_look_trace(f->k, &want, &t, take(f) % 32);
  if (want.at > poe_kernel_recorded(f->k) && want.at > p->traced) abort();
  p->traced = want.at;
  check(&t);
  poe_text_free(&t);
}

static void do_wait(fake_t *f) {
  script_t *p = f->user;
  poe_wait_t *w = &p->waits[take(f) % HELD];
  poe_session_t *s = registered(f);
  poe_place_t at = {fake_name(f, "file"), take(f)};
  if (take(f) % 2) poe_wait_note(f->k, w, &at);
  if (!s || poe_wait_is_on(w)) return;
  w->owes = take(f) % 8;
  poe_wait_begin(f->k, w, s, fake_name(f, name(f)));
}

static void do_end_wait(fake_t *f) {
  script_t *p = f->user;
  poe_wait_end(f->k, &p->waits[take(f) % HELD]);
  (void)poe_waits_elsewhere(f->k);
}

static void do_context(fake_t *f) {
  static const uint8_t seed[POE_SEED_BYTES] = {1};
  static const poe_context_t of = {.trace = {1}, .span = {1}};
  poe_context_t now;
  const char *state;
  size_t len;
  if (!poe_context_is_seeded(f->k)) poe_context_seed(f->k, seed);
  poe_context_sample(f->k, (uint64_t)take(f) << 26);
  for (uint32_t n = take(f) % 40; n; n--) poe_context_begin(f->k, &of, "a=b", n % 4);
  if (poe_context_now(f->k, &now, &state, &len) && len && memcmp(state, "a=b", len) != 0) abort();
}

static void do_unhandled(fake_t *f) {
  poe_session_t *s = registered(f);
  poe_place_t at = {fake_name(f, "file"), 7};
  if (s) poe_span_unhandled(f->k, s, fake_name(f, name(f)), &at);
}

/* Handlers begin and end in any order, and some never end. */
static void do_focus(fake_t *f) {
  poe_session_t *s = registered(f);
  poe_name_t *event;
  if (!s) return;
  if (take(f) % 2) poe_focus_begin(f->k, s, take(f) % 8);
  event = poe_name_hold(f->k, fake_name(f, name(f)));
  if (s->focus && take(f) % 4) poe_focus_enter(f->k, s, event);
  if (s->focus && take(f) % 4) poe_focus_leave(s, event, take(f));
  for (uint32_t i = 0; poe_focus_row(s, i); i++)
    if (poe_focus_row(s, i)->timed > poe_focus_row(s, i)->count) abort();
  poe_name_unref(f->k, event);
}

static void do_background(fake_t *f) {
  if (poe_session_count(f->k) >= MOST_SESSIONS || take(f) % 2) return;
  poe_kernel_background(f->k, true);
  if (take(f) % 2)
    fake_kept_session(f, NULL);
  else
    fake_session(f, NULL);
  poe_kernel_background(f->k, false);
}

static void look(void *data, poe_moment_t at, const poe_session_t *s, const poe_name_t *event) {
  fake_t *f = data;
  const poe_event_t *seen = poe_kernel_seen(f->k);
  (void)at;
  if (seen && (seen->to != s || seen->name != event)) abort();
  fake_note(f, "%d%s", s ? (int)poe_session_id(s) : -1, event ? event->str : "");
}

static void do_observe(fake_t *f) { poe_kernel_observe(f->k, take(f) % 2 ? look : NULL, f); }

static void do_frame(fake_t *f) {
  script_t *p = f->user;
  poe_session_t *s = any_session(f), *from = any_session(f);
  poe_frame_t frame;
  if (!s || !from || p->depth >= DEPTH) return;
  poe_frame_enter(f->k, &frame, s, from, fake_name(f, name(f)), POE_ET_CALL);
  run(f, take(f) % 4);
  poe_frame_leave(f->k, &frame);
}

static void do_sort(fake_t *f) {
  size_t n;
  poe_event_t **v = poe_event_sorted(f->k, take(f) % 2 ? registered(f) : NULL, ~0U, &n);
  for (size_t i = 1; i < n; i++)
    if (!poe__event_before(v[i - 1], v[i])) abort();
  free(v);
}

/* Events that come out of a pass come in order, unless a handler queued something overdue. */
static void do_ordered_pass(fake_t *f) {
  poe_pass_t outer;
  poe_event_t *e;
  double last = 0;
  poe_pass_begin(f->k, &outer);
  while ((e = poe_pass_next(f->k))) {
    bool in_order = e->due >= last;
    last = e->due;
    if (!in_order && !f->on_free) abort();
    poe_event_free(f->k, e);
  }
  poe_pass_end(f->k, &outer);
}

static const call_fn calls[] = {
    do_post,           do_post,          do_alarm,          do_alarm,        do_timed_post,
    do_garbage,        do_clear_alarm,   do_move,           do_take_out,     do_slice,
    do_slice,          do_pass,          do_collect,        do_idle,         do_session,
    do_session,        do_kept_session,  do_stop,           do_free,         do_stop_all,
    do_register,       do_keep,          do_release,        do_drop_tag,     do_release_kept,
    do_alias,          do_drop_alias,    do_watch,          do_watch,        do_unwatch,
    do_pause,          do_resume,        do_ready,          do_ready,        do_ready_now,
    do_dispatch_files, do_dispatch_file, do_refuse,         do_watch_signal, do_watch_signal,
    do_ignore_signal,  do_signal,        do_exception,      do_signal_now,   do_handled,
    do_reset,          do_free_touched,  do_touch,          do_watch_child,  do_ignore_child,
    do_move_session,   do_detach,        do_announce,       do_hold,         do_hold_name,
    do_fill_names,     do_clear,         do_clock,          do_fail,         do_busy,
    do_idle_size,      do_measure,       do_observe,        do_frame,        do_sort,
    do_ordered_pass,   do_stop_own,      do_many_arguments, do_try,          do_try,
    do_look,           do_look_on,       do_look_on,        do_look_at,      do_keep_trace,
    do_trace,          do_unhandled,     do_background,     do_context,      do_focus,
    do_wait,           do_wait,          do_end_wait,
};

static void run(fake_t *f, int n) {
  script_t *p = f->user;
  if (p->depth >= DEPTH) return;
  p->depth++;
  while (n-- > 0 && !is_over(f)) {
    calls[take(f) % (sizeof calls / sizeof *calls)](f);
    poe_kernel_verify(f->k);
    f->log_len = 0;
  }
  p->depth--;
}

/* ---- callbacks ---- */

static void on_handler(fake_t *f, const fake_call_t *c) {
  (void)c;
  if (!is_over(f)) run(f, take(f) % 4);
}

static void on_free(fake_t *f, const char *text) {
  (void)text;
  if (!is_over(f) && take(f) % 8 == 0) run(f, 1);
}

static void on_wait(fake_t *f) {
  if (!is_over(f)) f->now += (double)(take(f) % 4) / 4;
}

/* ---- */

static void let_go(fake_t *f) {
  script_t *p = f->user;
  for (int i = 0; i < HELD; i++) {
    if (p->held[i]) poe_session_unpin(f->k, p->held[i]);
    poe_name_unref(f->k, p->names[i]);
    poe_wait_end(f->k, &p->waits[i]);
    p->held[i] = NULL;
    p->names[i] = NULL;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  script_t p = {0};
  bool with_timer = size && data[0] & 1, with_frees = size && data[0] & 2;
  fake_t *f = with_timer ? fake_new_with_timer() : fake_new();
  p.at = data;
  p.end = data + size;
  f->user = &p;
  f->hook = on_handler;
  f->on_wait = on_wait;
  f->on_free = with_frees ? on_free : NULL;
  take(f);
  while (!is_over(f)) run(f, 1);
  f->hook = NULL;
  let_go(f);
  poe_look_free(p.look);
  poe_kernel_verify(f->k);
  f->on_free = NULL;
  if (f->payloads > 100000) abort();
  fake_slices(f, 2);
  fake_free(f);
  return 0;
}
