/* columns.c: by what a table is sorted, which of its rows are wanted, and how one is found again.
 */
#include <string.h>

#include "csrc/look/rows.h"

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
  case POE_LOOK_WAITS:
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
  case 5: return poe__look_age(l->k, &s->origin);
  case 6: return (double)s->n_later;
  case 7: return (double)poe__look_length(&s->watchers);
  case 8: return (double)poe__look_references(s);
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
    return l->column == 1 ? poe__look_age(l->k, &item->watcher->origin)
                          : -(double)item->watcher->fd;
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
                           : item->child   ? item->child->session
                           : item->wait    ? item->wait->session
                                           : NULL;
  if (s && s->background && !l->query.background) return false;
  if (l->query.table == POE_LOOK_WAITS && item->session) return false;
  if (l->query.table == POE_LOOK_SUSPECTS && (!s || !poe__look_suspicion(l, s))) return false;
  if (!l->query.match) return true;
  if (s && session_has(l, s)) return true;
  return has(l, item->name      ? item->name->name
                : item->event   ? item->event->name
                : item->watcher ? item->watcher->event
                : item->child   ? item->child->event
                : item->wait    ? item->wait->event
                                : NULL);
}
