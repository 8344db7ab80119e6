/* rows.c: what a row of each table says, and by what it is sorted. */
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

static double age_of(const poe_kernel_t *k, const poe_origin_t *o) {
  return poe_kernel_now(k) - o->born;
}

void poe__look_origin(const poe_kernel_t *k, poe_text_t *out, const poe_origin_t *o) {
  poe__look_place(out, "place", &o->place);
  poe_text_key(out, "age");
  poe_text_seconds(out, age_of(k, o));
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

static uint64_t length(const poe_link_t *list) {
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
  return s->n_later || !poe_list_is_empty(&s->watchers) || !poe_list_is_empty(&s->children_watched)
             ? "waiting"
             : "idle";
}

static uint64_t extra_references(const poe_session_t *s) {
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
  poe__look_count(out, "children", length(&s->children));
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

static void put_numbers(const poe_kernel_t *k, const poe_session_stat_t *st, poe_text_t *out) {
  static const poe_session_stat_t none;
  const poe_session_stat_t *n = st ? st : &none;
  poe__look_count(out, "queue_most", n->queue_most);
  poe__look_count(out, "count", n->count);
  poe__look_count(out, "busy_ns", n->own);
  poe__look_count(out, "most_ns", n->most);
  poe__look_count(out, "wait_ns", n->wait);
  poe__look_count(out, "wait_most_ns", n->wait_most);
  put_last(k, st, out);
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
  poe__look_count(out, "files", length(&s->watchers));
  poe__look_count(out, "refs", extra_references(s));
  poe__look_count(out, "signals", signals_of(s));
  poe__look_count(out, "pids", length(&s->children_watched));
  put_numbers(k, s->stat, out);
}

/* ---- events ---- */

static void put_quantile(poe_text_t *out, const char *key, const poe_histogram_t *h, double part) {
  poe__look_count(out, key, poe_histogram_quantile(h, part));
}

void poe__look_name_row(const poe_name_stat_t *n, poe_text_t *out) {
  poe__look_name(out, "name", n->name);
  poe__look_count(out, "count", n->count);
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
}

/* ---- files ---- */

void poe__look_file_row(const poe_kernel_t *k, const poe_watcher_t *w, poe_text_t *out) {
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
    double age = age_of(k, &p->origin);
    if (!(youngest > 0) || age < youngest) youngest = age;
  }
  return youngest;
}

/* An endless stream of events that nobody but itself sends, with never a pause. */
static bool spins(const poe_session_t *s) {
  const poe_session_stat_t *st = s->stat;
  return st && st->sent_to > 1000 && st->sent_to_itself == st->sent_to && s->n_to > s->n_later;
}

const char *poe__look_suspicion(const poe_look_t *l, const poe_session_t *s) {
  if (held_for(l->k, s) > l->query.held) return "held";
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
    poe_text_seconds(out, age_of(l->k, &held->origin));
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
  case POE_LOOK_FILES: poe__look_file_row(l->k, item->watcher, out); break;
  case POE_LOOK_SLOW: put_slow(l->k, item->slow, out); break;
  case POE_LOOK_SUSPECTS: put_suspect(l, item->session, out); break;
  case POE_LOOK_NONE: break;
  }
  poe_text_close(out, '}');
}

/* ---- finding again ---- */

/* Watchers are found by when they came, which no two share. */
uint64_t poe__look_key(poe_look_table_t table, const poe_look_item_t *item) {
  switch (table) {
  case POE_LOOK_EVENTS: return (uint64_t)(uintptr_t)item->name;
  case POE_LOOK_TIMERS: return poe_event_id(item->event);
  case POE_LOOK_FILES:
    return (uint64_t)item->watcher->fd << 34 | (uint64_t)item->watcher->mode << 32 |
           (uint32_t)item->watcher->since;
  default: return (uint64_t)poe_session_id(item->session);
  }
}

static poe_watcher_t *watcher_of(const poe_look_t *l, uint64_t key) {
  poe_watcher_t *w = NULL;
  while ((w = poe_watcher_each(l->k, (int)(key >> 34), (poe_mode_t)(key >> 32 & 3), w)))
    if ((uint32_t)w->since == (uint32_t)key) break;
  return w;
}

static const poe_name_stat_t *name_of(const poe_look_t *l, uint64_t key) {
  const poe_name_stat_t *n = NULL;
  while ((n = poe_name_stat_each(l->k, n)))
    if ((uint64_t)(uintptr_t)n == key) break;
  return n;
}

bool poe__look_find(const poe_look_t *l, uint64_t key, poe_look_item_t *item) {
  switch (l->query.table) {
  case POE_LOOK_EVENTS: return (item->name = name_of(l, key)) != NULL;
  case POE_LOOK_TIMERS: return (item->event = poe_event_find(l->k, key)) != NULL;
  case POE_LOOK_FILES: return (item->watcher = watcher_of(l, key)) != NULL;
  default: return (item->session = poe_session_find(l->k, (int64_t)key)) != NULL;
  }
}

/* ---- columns ---- */

static const char *const session_columns[] = {"busy",   "queue", "count", "most", "wait", "age",
                                              "timers", "files", "refs",  "id",   "last"};
static const char *const name_columns[] = {"total", "count",     "most", "wait",
                                           "self",  "unhandled", "name"};
static const char *const timer_columns[] = {"due", "id", "age"};
static const char *const file_columns[] = {"fd", "age"};

static int position(const char *const *names, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0) return (int)i;
  return -1;
}

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

int poe__look_column(poe_look_table_t table, const char *name) {
  switch (table) {
  case POE_LOOK_EVENTS: return position(name_columns, COUNT_OF(name_columns), name);
  case POE_LOOK_TIMERS: return position(timer_columns, COUNT_OF(timer_columns), name);
  case POE_LOOK_FILES: return position(file_columns, COUNT_OF(file_columns), name);
  case POE_LOOK_SLOW: return -1;
  default: return position(session_columns, COUNT_OF(session_columns), name);
  }
}

static double session_value(const poe_look_t *l, const poe_session_t *s) {
  static const poe_session_stat_t none;
  const poe_session_stat_t *st = s->stat ? s->stat : &none;
  switch (l->column) {
  case 0: return (double)st->own;
  case 1: return (double)(s->n_to - s->n_later);
  case 2: return (double)st->count;
  case 3: return (double)st->most;
  case 4: return (double)st->wait_most;
  case 5: return age_of(l->k, &s->origin);
  case 6: return (double)s->n_later;
  case 7: return (double)length(&s->watchers);
  case 8: return (double)extra_references(s);
  case 9: return -(double)poe_session_id(s);
  default: return (double)st->last;
  }
}

/* How many names come before one; that of all others comes last. */
static uint32_t names_before(const poe_kernel_t *k, const poe_name_stat_t *n) {
  const poe_name_stat_t *other = NULL;
  uint32_t before = 0;
  while ((other = poe_name_stat_each(k, other)))
    if (other->name && (!n->name || strcmp(other->name->str, n->name->str) < 0)) before++;
  return before;
}

static double name_value(const poe_look_t *l, const poe_name_stat_t *n) {
  switch (l->column) {
  case 0: return (double)n->run.sum;
  case 1: return (double)n->count;
  case 2: return (double)n->run.most;
  case 3: return (double)n->wait.most;
  case 4: return (double)n->own;
  case 5: return (double)n->unhandled;
  default: return -(double)names_before(l->k, n);
  }
}

/* What is due first comes first; IDs are in the order in which alarms were set. */
double poe__look_value(const poe_look_t *l, const poe_look_item_t *item) {
  switch (l->query.table) {
  case POE_LOOK_EVENTS: return name_value(l, item->name);
  case POE_LOOK_TIMERS: return l->column ? -(double)poe_event_id(item->event) : -item->event->due;
  case POE_LOOK_FILES:
    return l->column == 1 ? age_of(l->k, &item->watcher->origin) : -(double)item->watcher->fd;
  default: return session_value(l, item->session);
  }
}

/* ---- matching ---- */

/* Whether bytes that are Latin-1 begin with what is UTF-8. */
static bool begins_with(const char *latin1, const char *utf8) {
  while (*utf8) {
    unsigned c = (unsigned char)*utf8++;
    if (c >= 0x80) {
      if ((c & 0xFC) != 0xC0) return false;
      c = (c & 3) << 6 | ((unsigned char)*utf8 & 0x3F);
      if (*utf8) utf8++;
    }
    if ((unsigned char)*latin1++ != c || !c) return false;
  }
  return true;
}

bool poe__look_has(const poe_name_t *name, const char *match) {
  if (!name) return false;
  if (strstr(name->str, match)) return true;
  if (name->utf8) return false;
  for (const char *at = name->str; *at; at++)
    if (begins_with(at, match)) return true;
  return false;
}

static bool has(const poe_look_t *l, const poe_name_t *name) {
  return poe__look_has(name, l->query.match);
}

static bool session_has(const poe_look_t *l, const poe_session_t *s) {
  for (const poe_link_t *a = s->aliases.next; a != &s->aliases; a = a->next)
    if (has(l, POE_CONTAINER(a, poe_alias_t, of_session)->name)) return true;
  return has(l, s->origin.place.file) || strstr(poe__look_class(&l->host, s), l->query.match);
}

/* Those that are nobody's of the program are left out unless they are asked for. */
bool poe__look_matches(const poe_look_t *l, const poe_look_item_t *item) {
  const poe_session_t *s = item->session   ? item->session
                           : item->event   ? item->event->to
                           : item->watcher ? item->watcher->session
                                           : NULL;
  if (s && s->background && !l->query.background) return false;
  if (l->query.table == POE_LOOK_SUSPECTS && (!s || !poe__look_suspicion(l, s))) return false;
  if (!l->query.match) return true;
  if (s && session_has(l, s)) return true;
  return has(l, item->name      ? item->name->name
                : item->event   ? item->event->name
                : item->watcher ? item->watcher->event
                                : NULL);
}
