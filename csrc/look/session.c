/* session.c: all that one session has, each thing with where and since when: together they are what
 * keeps it. */
#include "csrc/look/rows.h"

static void open_list(poe_text_t *out, const char *key) {
  poe_text_key(out, key);
  poe_text_open(out, '[');
}

static void number(poe_text_t *out, const char *key, uint64_t n) {
  poe_text_key(out, key);
  poe_text_count(out, n);
}

/* ---- what is queued ---- */

static const char *type_of(const poe_event_t *e) {
  switch (e->type) {
  case POE_ET_POST: return "post";
  case POE_ET_SIGNAL: return "signal";
  case POE_ET_SIGDIE: return "exception";
  case POE_ET_GC: return "new";
  case POE_ET_ALARM: return "alarm";
  case POE_ET_SIGCLD: return "child process";
  default: return "other";
  }
}

static void put_event(poe_kernel_t *k, const poe_event_t *e, poe_text_t *out) {
  poe_place_t at = {e->file, e->line};
  poe_text_open(out, '{');
  poe__look_name(out, "name", e->name);
  poe_text_key(out, "type");
  poe_text_word(out, type_of(e));
  poe_text_key(out, "from");
  poe_text_int(out, poe_session_id(e->from));
  poe__look_name(out, "from_event", e->from_state);
  poe__look_place(out, "place", &at);
  poe_text_key(out, "due");
  poe_text_seconds(out, e->due - poe_kernel_now(k));
  number(out, "args", e->argc);
  poe_text_close(out, '}');
}

/* In the order in which they were queued, not that of their times. */
static void put_queue(poe_kernel_t *k, const poe_session_t *s, uint32_t shown, poe_text_t *out) {
  uint32_t n = 0;
  open_list(out, "queued");
  for (const poe_link_t *l = s->events_to.next; l != &s->events_to && n < shown; l = l->next) {
    const poe_event_t *e = POE_CONTAINER(l, poe_event_t, to_link);
    if (e->heap_pos >= 0) continue;
    put_event(k, e, out);
    n++;
  }
  poe_text_close(out, ']');
}

static void put_timers(poe_kernel_t *k, const poe_session_t *s, uint32_t shown, poe_text_t *out) {
  uint32_t n = 0;
  poe_text_key(out, "alarms");
  poe_text_open(out, '[');
  for (const poe_link_t *l = s->events_to.next; l != &s->events_to && n < shown; l = l->next) {
    const poe_event_t *e = POE_CONTAINER(l, poe_event_t, to_link);
    if (e->heap_pos < 0) continue;
    poe_text_open(out, '{');
    poe__look_timer_row(k, e, out);
    poe_text_close(out, '}');
    n++;
  }
  poe_text_close(out, ']');
}

/* Events that it sent to others, and that have not been there yet. */
static void put_sent(const poe_session_t *s, uint32_t shown, poe_text_t *out) {
  uint32_t n = 0;
  open_list(out, "sent");
  for (const poe_link_t *l = s->events_from.next; l != &s->events_from && n < shown;
       l = l->next, n++) {
    const poe_event_t *e = POE_CONTAINER(l, poe_event_t, from_link);
    poe_place_t at = {e->file, e->line};
    poe_text_open(out, '{');
    poe__look_name(out, "name", e->name);
    poe__look_owner(out, e->to);
    poe__look_place(out, "place", &at);
    poe_text_close(out, '}');
  }
  poe_text_close(out, ']');
}

/* ---- what it watches ---- */

static void put_files(const poe_kernel_t *k, const poe_session_t *s, uint32_t shown,
                      poe_text_t *out) {
  uint32_t n = 0;
  open_list(out, "watchers");
  for (const poe_link_t *l = s->watchers.next; l != &s->watchers && n < shown; l = l->next, n++) {
    poe_text_open(out, '{');
    poe__look_file_row(k, POE_CONTAINER(l, poe_watcher_t, of_session), out);
    poe_text_close(out, '}');
  }
  poe_text_close(out, ']');
}

static void put_children_watched(const poe_kernel_t *k, const poe_session_t *s, uint32_t shown,
                                 poe_text_t *out) {
  uint32_t n = 0;
  open_list(out, "processes");
  for (const poe_link_t *l = s->children_watched.next; l != &s->children_watched && n < shown;
       l = l->next, n++) {
    const poe_child_watch_t *c = POE_CONTAINER(l, poe_child_watch_t, of_session);
    poe_text_open(out, '{');
    poe_text_key(out, "pid");
    poe_text_int(out, (int64_t)c->node.key);
    poe__look_name(out, "event", c->event);
    poe__look_origin(k, out, &c->origin);
    poe_text_close(out, '}');
  }
  poe_text_close(out, ']');
}

static void put_pairs(const poe_kernel_t *k, const poe_session_t *s, const char *key,
                      poe_pair_kind_t kind, uint32_t shown, poe_text_t *out) {
  const poe_pair_t *p = NULL;
  open_list(out, key);
  for (uint32_t n = 0; n < shown && (p = poe_session_next_pair(s, kind, p)); n++) {
    poe_text_open(out, '{');
    poe__look_name(out, "name", p->name);
    if (kind == POE_PAIR_EXTREF) number(out, "count", (uint64_t)p->count);
    if (kind == POE_PAIR_SIGNAL) poe__look_name(out, "event", p->event);
    poe__look_origin(k, out, &p->origin);
    poe_text_close(out, '}');
  }
  poe_text_close(out, ']');
}

/* ---- what names it, whom it made, what runs ---- */

static void put_names(const poe_kernel_t *k, const poe_session_t *s, uint32_t shown,
                      poe_text_t *out) {
  uint32_t n = 0;
  open_list(out, "names");
  for (const poe_link_t *l = s->aliases.next; l != &s->aliases && n < shown; l = l->next, n++) {
    const poe_alias_t *a = POE_CONTAINER(l, poe_alias_t, of_session);
    poe_text_open(out, '{');
    poe__look_name(out, "name", a->name);
    poe__look_origin(k, out, &a->origin);
    poe_text_close(out, '}');
  }
  poe_text_close(out, ']');
}

static void put_family(const poe_kernel_t *k, const poe_look_host_t *host, const poe_session_t *s,
                       uint32_t shown, poe_text_t *out) {
  uint32_t n = 0;
  open_list(out, "family");
  for (const poe_link_t *l = s->children.next; l != &s->children && n < shown; l = l->next, n++) {
    const poe_session_t *c = POE_CONTAINER(l, poe_session_t, sibling);
    poe_text_open(out, '{');
    poe_text_key(out, "id");
    poe_text_int(out, poe_session_id(c));
    poe__look_name(out, "name", poe__look_alias(c));
    poe_text_key(out, "class");
    poe_text_word(out, host->class_of ? host->class_of(host->data, c) : "");
    poe__look_origin(k, out, &c->origin);
    poe_text_close(out, '}');
  }
  poe_text_close(out, ']');
}

static void put_running(const poe_kernel_t *k, const poe_session_t *s, poe_text_t *out) {
  open_list(out, "running");
  for (const poe_frame_t *f = poe_frame_top(k); f; f = f->outer)
    if (f->session == s && f->event)
      poe_text_string(out, f->event->str, f->event->len, f->event->utf8);
  poe_text_close(out, ']');
}

void poe_look_session(poe_kernel_t *k, const poe_look_host_t *host, poe_session_t *s,
                      uint32_t shown, poe_text_t *out) {
  poe__look_session_row(k, host, s, out);
  open_list(out, "handlers");
  if (host->handlers_of) host->handlers_of(host->data, s, out);
  poe_text_close(out, ']');
  put_running(k, s, out);
  put_queue(k, s, shown, out);
  put_timers(k, s, shown, out);
  put_files(k, s, shown, out);
  put_children_watched(k, s, shown, out);
  put_pairs(k, s, "references", POE_PAIR_EXTREF, shown, out);
  put_family(k, host, s, shown, out);
  put_sent(s, shown, out);
  put_names(k, s, shown, out);
  put_pairs(k, s, "signal_watchers", POE_PAIR_SIGNAL, shown, out);
}
