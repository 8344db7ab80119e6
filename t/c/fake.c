#include "fake.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

typedef struct payload {
  fake_t *fake;
  char text[32];
} payload_t;

/* ---- log ---- */

void fake_note(fake_t *f, const char *format, ...) {
  va_list args;
  int n;
  size_t left = FAKE_LOG - f->log_len;
  if (left < 2) return;
  if (f->log_len) {
    f->log[f->log_len++] = ' ';
    left--;
  }
  va_start(args, format);
  n = vsnprintf(f->log + f->log_len, left, format, args);
  va_end(args);
  if (n > 0) f->log_len += (size_t)n < left ? (size_t)n : left - 1;
}

const char *fake_log(fake_t *f) {
  f->log[f->log_len] = '\0';
  f->log_len = 0;
  return f->log;
}

/* ---- payloads ---- */

void *fake_payload(fake_t *f, const char *text) {
  payload_t *p = malloc(sizeof *p);
  if (!p) abort();
  p->fake = f;
  snprintf(p->text, sizeof p->text, "%s", text);
  f->payloads++;
  return p;
}

const char *fake_text(const void *payload) { return ((const payload_t *)payload)->text; }

static void payload_free(void *data, void *payload) {
  fake_t *f = data;
  payload_t *p = payload;
  char text[sizeof p->text];
  memcpy(text, p->text, sizeof text);
  f->payloads--;
  free(p);
  if (!f->on_free) return;
  poe_kernel_verify(f->k);
  f->on_free(f, text);
}

static void event_free(void *data, poe_event_t *e) {
  for (uint32_t i = 0; i < e->argc; i++) payload_free(data, e->argv[i]);
}

/* ---- running handlers ---- */

void fake_run(fake_t *f, const fake_call_t *c, poe_session_t *from, poe_name_t *event,
              uint32_t type) {
  poe_frame_t frame;
  poe_span_call_t span;
  bool watched;
  poe_frame_enter(f->k, &frame, c->self, from, event, type);
  poe_kernel_verify(f->k);
  span = (poe_span_call_t){c->self, from, event, NULL, 0, type};
  watched = poe_kernel_watched(f->k)->any && c->self != f->own;
  if (watched) poe_span_enter(f->k, __builtin_frame_address(0), &span);
  if (f->hook) f->hook(f, c);
  if (watched && poe_kernel_watched(f->k)->ends) poe_span_leave(f->k, __builtin_frame_address(0));
  poe_kernel_verify(f->k);
  poe_frame_leave(f->k, &frame);
}

static void run_named(fake_t *f, const fake_call_t *c, poe_session_t *from, const char *name,
                      poe_type_t type) {
  poe_name_t *event = poe_name_intern(f->k, name, strlen(name), false);
  fake_run(f, c, from, event, type);
  poe_name_unref(f->k, event);
}

static void dispatch(void *data, poe_event_t *e) {
  fake_t *f = data;
  fake_call_t c = {0};
  if (e->type & (POE_ET_SIGNAL | POE_ET_SIGDIE)) {
    f->handled = poe_signal_dispatch(f->k, e, fake_name(f, fake_text(e->argv[0])));
    return;
  }
  c.what = e->name->str;
  c.id = poe_session_id(e->to);
  c.self = e->to;
  c.other = e->from;
  c.event = e;
  fake_note(f, "%d:%s", (int)c.id, c.what);
  fake_run(f, &c, e->from, e->name, e->type);
}

static void deliver(void *data, poe_pair_t *pair, poe_event_t *sig) {
  fake_t *f = data;
  poe_name_t *event = poe_name_ref(pair->event);
  fake_call_t c = {0};
  c.what = event->str;
  c.self = pair->session;
  c.id = poe_session_id(pair->session);
  c.pair = pair;
  c.event = sig;
  fake_note(f, "%d:%s", (int)c.id, c.what);
  fake_run(f, &c, f->own, event, sig->type | POE_ET_SIGNAL_RECURSIVE);
  poe_name_unref(f->k, event);
}

static void signal_unwatched(void *data, poe_name_t *sig) {
  fake_t *f = data;
  f->unwatched++;
  fake_note(f, "unwatched(%s)", sig ? sig->str : "children");
}

static void *run_stop(void *data, poe_session_t *s) {
  fake_t *f = data;
  fake_call_t c = {0};
  char text[32];
  c.what = "_stop";
  c.self = s;
  c.id = poe_session_id(s);
  fake_note(f, "%d:_stop", (int)c.id);
  run_named(f, &c, poe_active_session(f->k), "_stop", POE_ET_STOP);
  if (s == f->own) return NULL;
  snprintf(text, sizeof text, "end of %d", (int)c.id);
  return fake_payload(f, text);
}

/* In the log, a line of the program stands behind what was asked for there. */
static void note_place(fake_t *f, const poe_place_t *at) {
  if (at) fake_note(f, "@%d", (int)at->line);
}

static void run_child(void *data, poe_session_t *parent, poe_child_op_t op, poe_session_t *child,
                      void *value, const poe_place_t *at) {
  static const char *const ops[] = {"?", "gain", "lose", "create"};
  fake_t *f = data;
  fake_call_t c = {0};
  c.what = "_child";
  c.self = parent;
  c.id = poe_session_id(parent);
  c.other = child;
  c.op = op;
  c.value = value ? fake_text(value) : NULL;
  if (parent == f->own) return;
  fake_note(f, "%d:_child(%s,%d)", (int)c.id, ops[op], (int)poe_session_id(child));
  note_place(f, at);
  poe_session_pin(child);
  run_named(f, &c, f->own, "_child", POE_ET_CHILD);
  poe_session_unpin(f->k, child);
}

static void run_parent(void *data, poe_session_t *child, poe_session_t *from, poe_session_t *to,
                       const poe_place_t *at) {
  fake_t *f = data;
  fake_call_t c = {0};
  c.what = "_parent";
  c.self = child;
  c.id = poe_session_id(child);
  c.other = to;
  fake_note(f, "%d:_parent(%d,%d)", (int)c.id, (int)poe_session_id(from), (int)poe_session_id(to));
  note_place(f, at);
  run_named(f, &c, f->own, "_parent", POE_ET_PARENT);
}

static void run_ready(void *data, poe_watcher_t *w) {
  static const char modes[] = "rwx";
  fake_t *f = data;
  poe_name_t *event = poe_name_ref(w->event);
  fake_call_t c = {0};
  c.what = event->str;
  c.self = w->session;
  c.id = poe_session_id(w->session);
  c.watcher = w;
  fake_note(f, "%d:%s(%d%c)", (int)c.id, c.what, w->fd, modes[w->mode]);
  fake_run(f, &c, w->session, event, POE_ET_SELECT);
  poe_name_unref(f->k, event);
}

static void raise_signal(void *data, const char *signal) {
  fake_t *f = data;
  if (!f->own->gone) fake_signal(f, f->own, signal);
}

static bool is_busy(void *data) { return ((fake_t *)data)->busy; }
static bool is_failing(void *data) {
  fake_t *f = data;
  bool failing = f->failing;
  f->failing = false;
  return failing;
}

static void value_free(void *data, void *value) {
  ((fake_t *)data)->values_freed++;
  payload_free(data, value);
}

static void session_free(void *data, poe_session_t *s) {
  fake_t *f = data;
  f->records--;
  if (f->logs_frees) fake_note(f, "~%d", (int)poe_session_id(s));
  free(s->host);
  s->host = NULL;
}

/* ---- the loop ---- */

static double now(void *data) { return ((fake_t *)data)->now; }
static double wall(void *data) { return ((fake_t *)data)->now + ((fake_t *)data)->ahead; }

/* A descriptor beyond the table is watched without a record. */
static fake_fd_t *fd_of(fake_t *f, int fd) {
  static fake_fd_t other;
  return fd >= 0 && fd < FAKE_FDS ? &f->fd[fd] : &other;
}

static int fd_start(void *data, int fd, poe_mode_t mode, struct poe_watcher *w) {
  (void)w;
  if (fd_of(data, fd)->refuses) return 1;
  fd_of(data, fd)->state[mode] = 'r';
  return 0;
}

static void fd_stop(void *data, int fd, poe_mode_t mode, struct poe_watcher *w) {
  (void)w;
  fd_of(data, fd)->state[mode] = '-';
}

static void fd_pause(void *data, int fd, poe_mode_t mode, struct poe_watcher *w) {
  (void)w;
  fd_of(data, fd)->state[mode] = 'p';
}

static void fd_resume(void *data, int fd, poe_mode_t mode, struct poe_watcher *w) {
  (void)w;
  fd_of(data, fd)->state[mode] = 'r';
}

static void timer_set(void *data, double due) { ((fake_t *)data)->timer = due; }
static void timer_clear(void *data) { ((fake_t *)data)->timer = -1; }

static void wait_once(void *data, double timeout) {
  fake_t *f = data;
  uint32_t n = f->n_ready;
  f->waited = timeout;
  f->waits++;
  if (f->on_wait) f->on_wait(f);
  f->n_ready = 0;
  for (uint32_t i = 0; i < n; i++) poe_file_ready(f->k, f->ready[i].fd, f->ready[i].mode);
}

/* Of one whose memory is the test's; odd ones leave the rest to the kernel. */
static void wait_cancel(void *data, poe_wait_t *w) {
  fake_t *f = data;
  fake_note(f, "%d:cancel %s", (int)poe_session_id(w->session), w->event->str);
  if (w->owes % 2 == 0) poe_wait_end(f->k, w);
}

/* The test says so by whom it owes an answer. */
static bool wait_is_elsewhere(void *data, const poe_wait_t *w) {
  (void)data;
  return w->owes == 99;
}

static void halt(void *data) { ((fake_t *)data)->halts++; }

/* ---- making and ending ---- */

static const poe_host_t plain_host = {
    .dispatch = dispatch,
    .signal = deliver,
    .signal_unwatched = signal_unwatched,
    .stop = run_stop,
    .child = run_child,
    .parent = run_parent,
    .ready = run_ready,
    .raise = raise_signal,
    .is_busy = is_busy,
    .is_failing = is_failing,
    .value_free = value_free,
    .event_free = event_free,
    .payload_free = payload_free,
    .session_free = session_free,
    .wait_cancel = wait_cancel,
    .wait_is_elsewhere = wait_is_elsewhere,
};

static const poe_loop_t plain_loop = {
    .now = now,
    .wall = wall,
    .fd_start = fd_start,
    .fd_stop = fd_stop,
    .fd_pause = fd_pause,
    .fd_resume = fd_resume,
    .wait = wait_once,
    .halt = halt,
};

static fake_t *make(const poe_host_t *changes, bool with_timer) {
  fake_t *f = calloc(1, sizeof *f);
  poe_host_t host = plain_host;
  poe_loop_t loop = plain_loop;
  if (!f || !(f->log = calloc(1, FAKE_LOG + 1))) abort();
  f->now = 1000;
  f->timer = -1;
  host.data = loop.data = f;
  for (int fd = 0; fd < FAKE_FDS; fd++) memset(f->fd[fd].state, '-', sizeof f->fd[fd].state);
  if (with_timer) {
    loop.timer_set = loop.timer_change = timer_set;
    loop.timer_clear = timer_clear;
  }
  if (changes) {
    if (changes->dispatch) host.dispatch = changes->dispatch;
    if (changes->pass) host.pass = changes->pass;
    memcpy(host.hash_key, changes->hash_key, sizeof host.hash_key);
    if (changes->name_free) host.name_free = changes->name_free;
    if (changes->is_failing) host.is_failing = changes->is_failing;
  }
  f->k = poe_kernel_new(&host, &loop);
  f->own = poe_kernel_session(f->k);
  return f;
}

fake_t *fake_new(void) { return make(NULL, false); }
fake_t *fake_new_with_timer(void) { return make(NULL, true); }
fake_t *fake_new_with(const poe_host_t *changes) { return make(changes, false); }

void fake_free(fake_t *f) {
  poe_kernel_verify(f->k);
  poe_kernel_free(f->k);
  if (f->payloads) is_int(f->payloads, 0, "every payload was released");
  if (f->records) is_int(f->records, 0, "every session record was released");
  free(f->log);
  free(f);
}

/* ---- shorthands ---- */

poe_name_t *fake_name(fake_t *f, const char *str) {
  poe_name_t *n = poe_name_intern(f->k, str, strlen(str), false);
  poe_name_unref(f->k, n);
  return n;
}

poe_session_t *fake_session(fake_t *f, poe_session_t *parent) {
  void *record = malloc(1);
  if (!record) abort();
  f->records++;
  return poe_session_new(f->k, poe_session_allocate_id(f->k), parent ? parent : f->own, record);
}

void fake_keep(fake_t *f, poe_session_t *s) { poe_extref_inc(f->k, s, fake_name(f, "keep")); }
void fake_release(fake_t *f, poe_session_t *s) { poe_extref_dec(f->k, s, fake_name(f, "keep")); }

poe_session_t *fake_kept_session(fake_t *f, poe_session_t *parent) {
  poe_session_t *s = fake_session(f, parent);
  fake_keep(f, s);
  return s;
}

uint64_t fake_send(fake_t *f, poe_session_t *to, poe_session_t *from, const char *name) {
  poe_event_t *e = poe_event_new(f->k, 1);
  e->argv[0] = fake_payload(f, name);
  poe_event_post(f->k, e, to, from, fake_name(f, name), POE_ET_POST);
  return poe_event_id(e);
}

uint64_t fake_post(fake_t *f, poe_session_t *to, const char *name) {
  return fake_send(f, to, to, name);
}

static poe_event_t *alarm_with_payload(fake_t *f, const char *name) {
  poe_event_t *e = poe_event_new(f->k, 1);
  e->argv[0] = fake_payload(f, name);
  return e;
}

uint64_t fake_alarm(fake_t *f, poe_session_t *s, const char *name, double due) {
  poe_event_t *e = alarm_with_payload(f, name);
  poe_event_at(f->k, e, s, s, fake_name(f, name), POE_ET_ALARM, due);
  return poe_event_id(e);
}

uint64_t fake_alarm_on_wall(fake_t *f, poe_session_t *s, const char *name, double due) {
  poe_event_t *e = alarm_with_payload(f, name);
  poe_event_at_wall(f->k, e, s, s, fake_name(f, name), POE_ET_ALARM, due);
  return poe_event_id(e);
}

static void queue_signal(fake_t *f, poe_session_t *to, const char *sig, poe_type_t type) {
  poe_event_t *e = poe_event_new(f->k, 1);
  e->argv[0] = fake_payload(f, sig);
  poe_event_post(f->k, e, to, f->own, fake_name(f, "_signal"), type);
}

void fake_signal(fake_t *f, poe_session_t *to, const char *sig) {
  queue_signal(f, to, sig, POE_ET_SIGNAL);
}

void fake_exception(fake_t *f, poe_session_t *to) { queue_signal(f, to, "DIE", POE_ET_SIGDIE); }

void fake_watch_signal(fake_t *f, poe_session_t *s, const char *sig, const char *event) {
  bool is_first;
  poe_name_t *name = poe_name_intern(f->k, sig, strlen(sig), false);
  poe_signal_watch(f->k, s, name, fake_name(f, event), fake_payload(f, sig), &is_first);
  poe_name_unref(f->k, name);
}

int fake_watch(fake_t *f, poe_session_t *s, int fd, poe_mode_t mode, const char *event) {
  bool is_new;
  void *payload = fake_payload(f, event);
  int rc = poe_watcher_add(f->k, s, fd, mode, fake_name(f, event), payload, &is_new);
  if (rc || !is_new) payload_free(f, payload);
  return rc;
}

void fake_ready(fake_t *f, int fd, poe_mode_t mode) {
  if (f->n_ready == FAKE_READY) return;
  f->ready[f->n_ready].fd = fd;
  f->ready[f->n_ready++].mode = mode;
}

void fake_slices(fake_t *f, int n) {
  while (n-- > 0) {
    poe_kernel_slice(f->k);
    poe_kernel_verify(f->k);
  }
}

uint32_t fake_random(uint64_t *state) {
  uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)(x >> 32);
}
