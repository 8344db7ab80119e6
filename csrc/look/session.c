/* session.c: all that one session has, each thing with where and since when: together they are what
 * keeps it. */
#include "csrc/look/rows.h"

/* Where rows go, and what they need. */
typedef struct poe_look_rows {
  poe_kernel_t *k;
  const poe_look_host_t *host;
  poe_text_t *out;
  uint32_t shown; /* of each kind */
} poe_look_rows_t;

/* Writes the members of an object for one thing of a list. */
typedef void (*row_fn)(const poe_look_rows_t *r, const poe_link_t *link);
/* Whether it is one of those that are wanted. */
typedef bool (*wanted_fn)(const poe_link_t *link);

/* However few are wanted: a walk must not hold up the program. */
enum { LOOKED_AT = 20000 };

static void open_list(poe_text_t *out, const char *key) {
  poe_text_key(out, key);
  poe_text_open(out, '[');
}

static void put_some(const poe_look_rows_t *r, const char *key, const poe_link_t *list,
                     wanted_fn is_wanted, row_fn put_row) {
  uint32_t n = 0, looked_at = 0;
  open_list(r->out, key);
  for (const poe_link_t *l = list->next; l != list && n < r->shown; l = l->next) {
    if (++looked_at > LOOKED_AT) break;
    if (is_wanted && !is_wanted(l)) continue;
    poe_text_open(r->out, '{');
    put_row(r, l);
    poe_text_close(r->out, '}');
    n++;
  }
  poe_text_close(r->out, ']');
}

static void put_all(const poe_look_rows_t *r, const char *key, const poe_link_t *list,
                    row_fn put_row) {
  put_some(r, key, list, NULL, put_row);
}

/* ---- what is queued ---- */

static const poe_event_t *event_to(const poe_link_t *l) {
  return POE_CONTAINER(l, const poe_event_t, to_link);
}

static bool is_posted(const poe_link_t *l) { return event_to(l)->heap_pos < 0; }
static bool is_later(const poe_link_t *l) { return event_to(l)->heap_pos >= 0; }

static const char *type_of(const poe_event_t *e) {
  switch (e->type) {
  case POE_ET_POST: return "post";
  case POE_ET_SIGNAL: return "signal";
  case POE_ET_SIGDIE: return "exception";
  case POE_ET_GC: return "new";
  case POE_ET_ALARM: return "alarm";
  case POE_ET_SIGCLD: return "child process";
  case POE_ET_RESUME: return "goes on";
  case POE_ET_ASK: return "question";
  default: return "other";
  }
}

static void put_event(const poe_look_rows_t *r, const poe_link_t *l) {
  const poe_event_t *e = event_to(l);
  poe_place_t at = {e->file, e->line};
  poe__look_name(r->out, "name", e->name);
  poe_text_key(r->out, "type");
  poe_text_word(r->out, type_of(e));
  poe_text_key(r->out, "from");
  poe_text_int(r->out, poe_session_id(e->from));
  poe__look_name(r->out, "from_event", e->from_state);
  poe__look_place(r->out, "place", &at);
  poe_text_key(r->out, "due");
  poe_text_seconds(r->out, e->due - poe_kernel_now(r->k));
  poe__look_count(r->out, "args", e->argc);
}

static void put_timer(const poe_look_rows_t *r, const poe_link_t *l) {
  poe__look_timer_row(r->k, event_to(l), r->out);
}

/* An event that it sent to another session, and that has not been there yet. */
static void put_sent(const poe_look_rows_t *r, const poe_link_t *l) {
  const poe_event_t *e = POE_CONTAINER(l, const poe_event_t, from_link);
  poe_place_t at = {e->file, e->line};
  poe__look_name(r->out, "name", e->name);
  poe__look_owner(r->out, e->to);
  poe__look_place(r->out, "place", &at);
}

/* ---- what it watches ---- */

static void put_watcher(const poe_look_rows_t *r, const poe_link_t *l) {
  poe__look_file_row(r->k, r->host, POE_CONTAINER(l, const poe_watcher_t, of_session), r->out);
}

static void put_process(const poe_look_rows_t *r, const poe_link_t *l) {
  const poe_child_watch_t *c = POE_CONTAINER(l, const poe_child_watch_t, of_session);
  poe_text_key(r->out, "pid");
  poe_text_int(r->out, (int64_t)c->node.key);
  poe__look_name(r->out, "event", c->event);
  poe__look_origin(r->k, r->out, &c->origin);
}

/* ---- what it has under a name ---- */

static const poe_pair_t *pair_of(const poe_link_t *l) {
  return POE_CONTAINER(l, const poe_pair_t, of_session);
}

static bool is_reference(const poe_link_t *l) { return pair_of(l)->kind == POE_PAIR_EXTREF; }
static bool is_signal(const poe_link_t *l) { return pair_of(l)->kind == POE_PAIR_SIGNAL; }

static void put_reference(const poe_look_rows_t *r, const poe_link_t *l) {
  const poe_pair_t *p = pair_of(l);
  poe__look_name(r->out, "name", p->name);
  poe__look_count(r->out, "count", (uint64_t)p->count);
  poe__look_origin(r->k, r->out, &p->origin);
}

static void put_signal(const poe_look_rows_t *r, const poe_link_t *l) {
  const poe_pair_t *p = pair_of(l);
  poe__look_name(r->out, "name", p->name);
  poe__look_name(r->out, "event", p->event);
  poe__look_origin(r->k, r->out, &p->origin);
}

static void put_name(const poe_look_rows_t *r, const poe_link_t *l) {
  const poe_alias_t *a = POE_CONTAINER(l, const poe_alias_t, of_session);
  poe__look_name(r->out, "name", a->name);
  poe__look_origin(r->k, r->out, &a->origin);
}

static void put_waiting(const poe_look_rows_t *r, const poe_link_t *l) {
  poe__look_wait_row(r->k, POE_CONTAINER(l, const poe_wait_t, of_session), r->out);
}

/* ---- whom it made, what runs ---- */

static void put_child(const poe_look_rows_t *r, const poe_link_t *l) {
  const poe_session_t *c = POE_CONTAINER(l, const poe_session_t, sibling);
  poe_text_key(r->out, "id");
  poe_text_int(r->out, poe_session_id(c));
  poe__look_name(r->out, "name", poe__look_alias(c));
  poe_text_key(r->out, "class");
  poe_text_word(r->out, poe__look_class(r->host, c));
  poe__look_origin(r->k, r->out, &c->origin);
}

static void put_running(const poe_kernel_t *k, const poe_session_t *s, poe_text_t *out) {
  open_list(out, "running");
  for (const poe_frame_t *f = poe_frame_top(k); f; f = f->outer)
    if (f->session == s && f->event)
      poe_text_string(out, f->event->str, f->event->len, f->event->utf8);
  poe_text_close(out, ']');
}

static void put_handlers(const poe_look_host_t *host, const poe_session_t *s, poe_text_t *out) {
  open_list(out, "handlers");
  if (host->handlers_of) host->handlers_of(host->data, s, out);
  poe_text_close(out, ']');
}

/* Of a session that is in focus. */
static void put_focus(const poe_session_t *s, poe_text_t *out) {
  const poe_focus_row_t *row;
  open_list(out, "events");
  for (uint32_t i = 0; (row = poe_focus_row(s, i)); i++) {
    poe_text_open(out, '{');
    poe__look_name(out, "name", row->name);
    poe__look_count(out, "count", row->count);
    poe__look_count(out, "timed", row->timed);
    poe__look_count(out, "total_ns", row->total);
    poe__look_count(out, "most_ns", row->most);
    poe_text_close(out, '}');
  }
  poe_text_close(out, ']');
}

/* Events are in the order in which they were queued, not that of their times. */
void poe_look_session(poe_kernel_t *k, const poe_look_host_t *host, poe_session_t *s,
                      uint32_t shown, poe_text_t *out) {
  const poe_look_rows_t r = {k, host, out, shown};
  poe__look_session_row(k, host, s, out);
  put_handlers(host, s, out);
  put_running(k, s, out);
  put_focus(s, out);
  put_some(&r, "queued", &s->events_to, is_posted, put_event);
  put_some(&r, "alarms", &s->events_to, is_later, put_timer);
  put_all(&r, "watchers", &s->watchers, put_watcher);
  put_all(&r, "waiting", &s->waits, put_waiting);
  put_all(&r, "processes", &s->children_watched, put_process);
  put_some(&r, "references", &s->pairs, is_reference, put_reference);
  put_all(&r, "family", &s->children, put_child);
  put_all(&r, "sent", &s->events_from, put_sent);
  put_all(&r, "names", &s->aliases, put_name);
  put_some(&r, "signal_watchers", &s->pairs, is_signal, put_signal);
}
