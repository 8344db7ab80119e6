/* rows.c: what a row of each table says, and by what it is sorted. */
#include <ctype.h>
#include <string.h>

#include "csrc/look/rows.h"

/* ---- parts ---- */

void poe__look_name(poe_text_t *out, const char *key, const poe_name_t *name) {
  poe_text_key(out, key);
  if (name)
    poe_text_string(out, name->str, name->len, name->utf8);
  else
    poe_text_null(out);
}

void poe__look_place(poe_text_t *out, const char *key, const poe_place_t *at) {
  poe_text_key(out, key);
  poe__look_place_value(out, at);
}

/* file:line */
void poe__look_place_value(poe_text_t *out, const poe_place_t *at) {
  poe_text_t line = {0};
  if (!at->file) {
    poe_text_null(out);
    return;
  }
  poe_text_string(out, at->file->str, at->file->len, at->file->utf8);
  out->len--; /* the string goes on */
  poe_text_count(&line, at->line);
  poe_text_put(out, ":");
  poe_text_add(out, line.str, line.len);
  poe_text_put(out, "\"");
  poe_text_free(&line);
}

double poe__look_age(const poe_kernel_t *k, const poe_origin_t *o) {
  return poe_kernel_now(k) - o->born;
}

void poe__look_origin(const poe_kernel_t *k, poe_text_t *out, const poe_origin_t *o) {
  poe__look_place(out, "place", &o->place);
  poe_text_key(out, "age");
  poe_text_seconds(out, poe__look_age(k, o));
}

const poe_name_t *poe__look_alias(const poe_session_t *s) {
  if (poe_list_is_empty(&s->aliases)) return NULL;
  return POE_CONTAINER(s->aliases.next, poe_alias_t, of_session)->name;
}

void poe__look_owner(poe_text_t *out, const poe_session_t *s) {
  poe_text_key(out, "session");
  poe_text_int(out, poe_session_id(s));
  poe__look_name(out, "session_name", poe__look_alias(s));
}

void poe__look_count(poe_text_t *out, const char *key, uint64_t n) {
  poe_text_key(out, key);
  poe_text_count(out, n);
}

uint64_t poe__look_length(const poe_link_t *list) {
  uint64_t n = 0;
  for (const poe_link_t *l = list->next; l != list; l = l->next) n++;
  return n;
}

/* ---- sessions ---- */

static bool is_running(const poe_kernel_t *k, const poe_session_t *s) {
  for (const poe_frame_t *f = poe_frame_top(k); f; f = f->outer)
    if (f->session == s) return true;
  return false;
}

static const char *state_of(const poe_kernel_t *k, const poe_session_t *s) {
  if (s->stopping) return "stopping";
  if (is_running(k, s)) return "running";
  if (s->n_to > s->n_later) return "ready";
  return s->n_later || s->n_waits || !poe_list_is_empty(&s->watchers) ||
                 !poe_list_is_empty(&s->children_watched)
             ? "waiting"
             : "idle";
}

uint64_t poe__look_references(const poe_session_t *s) {
  uint64_t n = 0;
  const poe_pair_t *p = NULL;
  while ((p = poe_session_next_pair(s, POE_PAIR_EXTREF, p))) n += (uint64_t)p->count;
  return n;
}

static uint64_t signals_of(const poe_session_t *s) {
  uint64_t n = 0;
  const poe_pair_t *p = NULL;
  while ((p = poe_session_next_pair(s, POE_PAIR_SIGNAL, p))) n++;
  return n;
}

static void put_aliases(poe_text_t *out, const poe_session_t *s) {
  poe_text_key(out, "aliases");
  poe_text_open(out, '[');
  for (const poe_link_t *l = s->aliases.next; l != &s->aliases; l = l->next) {
    const poe_name_t *name = POE_CONTAINER(l, poe_alias_t, of_session)->name;
    poe_text_string(out, name->str, name->len, name->utf8);
  }
  poe_text_close(out, ']');
}

static void put_parent(poe_text_t *out, const poe_session_t *s) {
  poe_text_key(out, "parent");
  if (s->parent)
    poe_text_int(out, poe_session_id(s->parent));
  else
    poe_text_null(out);
}

const char *poe__look_class(const poe_look_host_t *host, const poe_session_t *s) {
  const char *name = host->class_of ? host->class_of(host->data, s) : NULL;
  return name ? name : "";
}

static void put_identity(const poe_kernel_t *k, const poe_look_host_t *host, const poe_session_t *s,
                         poe_text_t *out) {
  poe_text_key(out, "id");
  poe_text_int(out, poe_session_id(s));
  poe__look_name(out, "name", poe__look_alias(s));
  poe_text_key(out, "class");
  poe_text_word(out, poe__look_class(host, s));
  poe__look_origin(k, out, &s->origin);
  put_parent(out, s);
  poe__look_count(out, "children", poe__look_length(&s->children));
  poe_text_key(out, "background");
  poe_text_bool(out, s->background);
}

/* How long ago its last handler ended. */
static void put_last(const poe_kernel_t *k, const poe_session_stat_t *st, poe_text_t *out) {
  uint64_t now = poe_kernel_ticks(k);
  poe_text_key(out, "last");
  if (st && st->last && now >= st->last)
    poe_text_seconds(out, (double)(now - st->last) / 1e9);
  else
    poe_text_null(out);
}

static void put_numbers(const poe_kernel_t *k, const poe_session_t *s, poe_text_t *out) {
  static const poe_session_stat_t none;
  const poe_session_stat_t *n = s->stat ? s->stat : &none;
  poe__look_count(out, "queue_most", s->stat ? s->queue_most : 0);
  poe__look_count(out, "count", n->count);
  poe__look_count(out, "busy_ns", n->own);
  poe__look_count(out, "most_ns", n->most);
  poe__look_count(out, "wait_ns", n->wait);
  poe__look_count(out, "wait_most_ns", n->wait_most);
  put_last(k, s->stat, out);
}

void poe__look_session_row(const poe_kernel_t *k, const poe_look_host_t *host,
                           const poe_session_t *s, poe_text_t *out) {
  put_identity(k, host, s, out);
  put_aliases(out, s);
  poe_text_key(out, "state");
  poe_text_word(out, state_of(k, s));
  poe__look_count(out, "queue", s->n_to - s->n_later);
  poe__look_count(out, "timers", s->n_later);
  poe__look_count(out, "from", s->n_from);
  poe__look_count(out, "files", poe__look_length(&s->watchers));
  poe__look_count(out, "refs", poe__look_references(s));
  poe__look_count(out, "awaits", s->n_waits);
  poe__look_count(out, "signals", signals_of(s));
  poe__look_count(out, "pids", poe__look_length(&s->children_watched));
  put_numbers(k, s, out);
}

/* ---- events ---- */

static void put_quantile(poe_text_t *out, const char *key, const poe_histogram_t *h, double part) {
  poe__look_count(out, key, poe_histogram_quantile(h, part));
}

void poe__look_name_row(const poe_name_stat_t *n, poe_text_t *out) {
  poe__look_name(out, "name", n->name);
  poe__look_count(out, "count", n->count);
  poe__look_count(out, "timed", n->run.count);
  poe__look_count(out, "total_ns", n->run.sum);
  poe__look_count(out, "self_ns", n->own);
  poe__look_count(out, "most_ns", n->run.most);
  put_quantile(out, "p50_ns", &n->run, 0.5);
  put_quantile(out, "p99_ns", &n->run, 0.99);
  poe__look_count(out, "wait_count", n->wait.count);
  poe__look_count(out, "wait_ns", n->wait.sum);
  poe__look_count(out, "wait_most_ns", n->wait.most);
  put_quantile(out, "wait_p50_ns", &n->wait, 0.5);
  put_quantile(out, "wait_p99_ns", &n->wait, 0.99);
  poe__look_count(out, "unhandled", n->unhandled);
  poe__look_place(out, "unhandled_place", &n->unhandled_at);
}

void poe__look_buckets(poe_text_t *out, const char *key, const poe_histogram_t *h) {
  poe_text_key(out, key);
  poe_text_open(out, '[');
  for (uint32_t b = 0; b < POE_HISTOGRAM_BUCKETS; b++) {
    if (!h->bucket[b]) continue;
    poe_text_open(out, '[');
    poe_text_count(out, poe_histogram_least(b));
    poe_text_count(out, h->bucket[b]);
    poe_text_close(out, ']');
  }
  poe_text_close(out, ']');
}

void poe_look_event(const poe_name_stat_t *n, poe_text_t *out) {
  poe__look_name_row(n, out);
  poe__look_buckets(out, "run", &n->run);
  poe__look_buckets(out, "wait", &n->wait);
}

/* ---- alarms ---- */

void poe__look_timer_row(poe_kernel_t *k, const poe_event_t *e, poe_text_t *out) {
  poe_place_t at = {e->file, e->line};
  poe_text_key(out, "id");
  poe_text_count(out, poe_event_id(e));
  poe__look_name(out, "name", e->name);
  poe__look_owner(out, e->to);
  poe_text_key(out, "due");
  poe_text_seconds(out, e->due - poe_kernel_now(k));
  poe__look_place(out, "place", &at);
  poe_text_key(out, "age");
  if (e->has_time) /* known of delays alone */
    poe_text_seconds(out, poe_kernel_wall_of(k, poe_kernel_now(k)) - e->walltime);
  else
    poe_text_null(out);
}

/* ---- files ---- */

/* A wheel names its events by its class and number: "POE::Wheel::Run(7) -> select stdin". */
static void put_wheel(poe_text_t *out, const poe_name_t *event) {
  const char *open, *end;
  assert(event);
  open = end = strchr(event->str, '(');
  poe_text_key(out, "wheel");
  if (open) do
      end++;
    while (isdigit((unsigned char)*end));
  if (open && end > open + 1 && strncmp(end, ") -> ", 5) == 0)
    poe_text_string(out, event->str, (size_t)(end + 1 - event->str), event->utf8);
  else
    poe_text_null(out);
}

void poe__look_file_row(const poe_kernel_t *k, const poe_look_host_t *host, const poe_watcher_t *w,
                        poe_text_t *out) {
  static const char *const modes[POE_MODES] = {"read", "write", "expedite"};
  poe_text_key(out, "fd");
  poe_text_int(out, w->fd);
  poe_text_key(out, "mode");
  poe_text_word(out, modes[w->mode]);
  poe__look_owner(out, w->session);
  poe__look_name(out, "event", w->event);
  poe_text_key(out, "paused");
  poe_text_bool(out, poe_file_state(k, w->fd, w->mode) == POE_FILE_PAUSED);
  poe__look_origin(k, out, &w->origin);
  put_wheel(out, w->event);
  if (host->file_of) host->file_of(host->data, w->fd, out);
}

/* ---- what sessions wait for ---- */

/* A process is no session: it is what is waited for, and nobody whom. */
static void put_wait(const poe_kernel_t *k, const poe_child_watch_t *c, poe_text_t *out) {
  poe_text_t pid = {0};
  poe__look_owner(out, c->session);
  poe_text_key(out, "kind");
  poe_text_word(out, "child process");
  poe_text_count(&pid, c->node.key);
  poe_text_key(out, "name");
  poe_text_string(out, pid.str, pid.len, false);
  poe_text_free(&pid);
  poe_text_key(out, "pid");
  poe_text_int(out, (int64_t)c->node.key);
  poe__look_name(out, "event", c->event);
  poe_text_key(out, "whom");
  poe_text_null(out);
  poe__look_origin(k, out, &c->origin);
}

/* The session to which the first of its handlers owes an answer. */
static const poe_session_t *creditor_of(const poe_kernel_t *k, const poe_session_t *s) {
  for (const poe_link_t *l = s->waits.next; l != &s->waits; l = l->next) {
    const poe_wait_t *w = POE_CONTAINER(l, const poe_wait_t, of_session);
    if (w->owes) return poe_session_find(k, w->owes);
  }
  return NULL;
}

/* By way of others that owe answers, the session owes one to itself. */
static bool is_in_cycle(const poe_kernel_t *k, const poe_wait_t *w) {
  enum { FAR = 100 };
  const poe_session_t *s = w->owes ? poe_session_find(k, w->owes) : NULL;
  for (int i = 0; s && s != w->session && i < FAR; i++) s = creditor_of(k, s);
  return s && s == w->session;
}

/* The event is that of the handler which waits. */
void poe__look_wait_row(poe_kernel_t *k, const poe_wait_t *w, poe_text_t *out) {
  const poe_session_t *whom = w->owes ? poe_session_find(k, w->owes) : NULL;
  poe__look_owner(out, w->session);
  poe_text_key(out, "kind");
  poe_text_word(out, "await");
  poe__look_name(out, "name", w->event);
  poe__look_name(out, "event", w->event);
  poe_text_key(out, "whom");
  if (whom)
    poe_text_int(out, poe_session_id(whom));
  else
    poe_text_null(out);
  poe__look_name(out, "whom_name", whom ? poe__look_alias(whom) : NULL);
  poe_text_key(out, "cycle");
  poe_text_bool(out, is_in_cycle(k, w));
  poe__look_origin(k, out, &w->origin);
}

/* ---- what may be wrong ---- */

/* A session may have ended since. */
static void put_slow(poe_kernel_t *k, const poe_slow_t *slow, poe_text_t *out) {
  const poe_session_t *s = poe_session_find(k, slow->session);
  poe__look_name(out, "event", slow->of_name->name);
  poe_text_key(out, "session");
  poe_text_int(out, slow->session);
  poe__look_name(out, "session_name", s ? poe__look_alias(s) : NULL);
  poe__look_count(out, "most_ns", slow->took);
  poe__look_count(out, "count", slow->count);
  poe_text_key(out, "ago");
  poe_text_seconds(out, (double)(poe_kernel_ticks(k) - slow->last) / 1e9);
  poe__look_place(out, "place", &slow->sent_at);
}

/* The age of the youngest reference, where there are no others. */
static double held_for(const poe_kernel_t *k, const poe_session_t *s) {
  const poe_pair_t *p = NULL;
  double youngest = 0;
  if (!s->n_extrefs || s->refs > (int64_t)s->n_extrefs + (int64_t)poe_alias_count(s)) return 0;
  while ((p = poe_session_next_pair(s, POE_PAIR_EXTREF, p))) {
    double age = poe__look_age(k, &p->origin);
    if (!(youngest > 0) || age < youngest) youngest = age;
  }
  return youngest;
}

/* The age of its youngest wait, where nothing but waits and aliases keeps it. */
static double waiting_for(const poe_kernel_t *k, const poe_session_t *s) {
  double youngest = 0;
  if (!s->n_waits || s->refs > (int64_t)s->n_waits + (int64_t)poe_alias_count(s)) return 0;
  for (const poe_link_t *l = s->waits.next; l != &s->waits; l = l->next) {
    double age = poe__look_age(k, &POE_CONTAINER(l, const poe_wait_t, of_session)->origin);
    if (!(youngest > 0) || age < youngest) youngest = age;
  }
  return youngest;
}

/* An endless stream of events that nobody but itself sends, with never a pause. */
static bool spins(const poe_session_t *s) {
  const poe_session_stat_t *st = s->stat;
  return st && st->sent_to_itself > 1000 && !st->sent_by_others && s->n_to > s->n_later;
}

const char *poe__look_suspicion(const poe_look_t *l, const poe_session_t *s) {
  if (held_for(l->k, s) > l->query.held) return "held";
  if (waiting_for(l->k, s) > l->query.held) return "waits";
  if (s->n_to - s->n_later > l->query.many) return "queue";
  if (s->n_later > l->query.many) return "alarms";
  return spins(s) ? "spins" : NULL;
}

static void put_suspect(const poe_look_t *l, const poe_session_t *s, poe_text_t *out) {
  const poe_pair_t *held = poe_session_next_pair(s, POE_PAIR_EXTREF, NULL);
  poe_text_key(out, "kind");
  poe_text_word(out, poe__look_suspicion(l, s));
  if (held) {
    poe__look_name(out, "reference", held->name);
    poe__look_place(out, "reference_place", &held->origin.place);
    poe_text_key(out, "reference_age");
    poe_text_seconds(out, poe__look_age(l->k, &held->origin));
  }
  if (s->n_waits) {
    const poe_wait_t *w = POE_CONTAINER(s->waits.next, const poe_wait_t, of_session);
    poe__look_name(out, "wait", w->event);
    poe__look_place(out, "wait_place", &w->origin.place);
    poe_text_key(out, "wait_age");
    poe_text_seconds(out, poe__look_age(l->k, &w->origin));
    poe_text_key(out, "wait_cycle");
    poe_text_bool(out, is_in_cycle(l->k, w));
  }
  poe__look_session_row(l->k, &l->host, s, out);
}

void poe__look_row(const poe_look_t *l, const poe_look_item_t *item, poe_text_t *out) {
  poe_text_open(out, '{');
  switch (l->query.table) {
  case POE_LOOK_SESSIONS: poe__look_session_row(l->k, &l->host, item->session, out); break;
  case POE_LOOK_TREE: put_identity(l->k, &l->host, item->session, out); break;
  case POE_LOOK_EVENTS: poe__look_name_row(item->name, out); break;
  case POE_LOOK_TIMERS: poe__look_timer_row(l->k, item->event, out); break;
  case POE_LOOK_FILES: poe__look_file_row(l->k, &l->host, item->watcher, out); break;
  case POE_LOOK_WAITS:
    if (item->child)
      put_wait(l->k, item->child, out);
    else
      poe__look_wait_row(l->k, item->wait, out);
    break;
  case POE_LOOK_SLOW: put_slow(l->k, item->slow, out); break;
  case POE_LOOK_SUSPECTS: put_suspect(l, item->session, out); break;
  case POE_LOOK_NONE: break;
  }
  poe_text_close(out, '}');
}
