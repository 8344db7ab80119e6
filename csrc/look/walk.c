/* walk.c: going through a table in slices, all of it or for the first of an order. */
#include <stdlib.h>
#include <string.h>

#include "csrc/look/rows.h"

typedef struct poe_look_choice {
  double value;
  uint64_t key;
} poe_look_choice_t;

static const char *const tables[] = {"",      "sessions", "tree", "events",  "timers",
                                     "files", "waits",    "slow", "suspects"};

poe_look_table_t poe_look_table_of(const char *name) {
  for (size_t i = 1; i < sizeof tables / sizeof *tables; i++)
    if (strcmp(name, tables[i]) == 0) return (poe_look_table_t)i;
  return POE_LOOK_NONE;
}

static char *copy_of(const char *str) {
  size_t size = strlen(str) + 1;
  return memcpy(poe_malloc(size), str, size);
}

poe_look_t *poe_look_new(poe_kernel_t *k, const poe_look_host_t *host, const poe_look_query_t *q) {
  int column = q->sort ? poe__look_column(q->table, q->sort) : 0;
  poe_look_t *l;
  if (column < 0) return NULL;
  l = poe_calloc(1, sizeof *l);
  l->k = k;
  l->host = *host;
  l->query = *q;
  l->query.sort = NULL;
  l->query.match = q->match && *q->match ? copy_of(q->match) : NULL;
  l->column = column;
  if (q->top && q->sort) l->best = poe_malloc(q->top * sizeof *l->best);
  return l;
}

void poe_look_free(poe_look_t *l) {
  if (!l) return;
  poe_free((char *)l->query.match);
  poe_free(l->best);
  poe_free(l);
}

/* ---- the next one of a table ---- */

/* The program's own, then those in the background, each in the order of their IDs, which is that of
 * the list.  The kernel's own session is none of them.  Where the walk had come to is found by its
 * ID, or, if it is gone, by going from the beginning. */
static poe_session_t *session_after(const poe_look_t *l, bool background) {
  poe_session_t *s = l->at ? poe_session_find(l->k, (int64_t)l->at) : NULL;
  if (s && s->background != background) s = NULL;
  do s = poe_session_each(l->k, s);
  while (s && (s == poe_kernel_session(l->k) || s->background != background ||
               (uint64_t)poe_session_id(s) <= l->at));
  return s;
}

static bool next_session(poe_look_t *l, poe_look_item_t *item) {
  item->session = session_after(l, false);
  if (!item->session && l->query.background) item->session = session_after(l, true);
  if (item->session) l->at = (uint64_t)poe_session_id(item->session);
  return item->session != NULL;
}

/* Names are only ever added, unless all are forgotten. */
static bool next_name(poe_look_t *l, poe_look_item_t *item) {
  const poe_name_stat_t *n = NULL;
  uint64_t i = 0;
  while ((n = poe_name_stat_each(l->k, n)) && i < l->at) i++;
  l->at++;
  item->name = n;
  return n != NULL;
}

static bool next_timer(poe_look_t *l, poe_look_item_t *item) {
  item->event = poe_event_later(l->k, (uint32_t)l->at++);
  return item->event != NULL;
}

/* The place is descriptor, mode and number among those who watch it so. */
enum { PLACE_BITS = 32, MODE_BITS = 2 };

static poe_watcher_t *watcher_at(const poe_look_t *l, uint64_t place) {
  int fd = (int)(place >> (PLACE_BITS + MODE_BITS));
  int mode = (int)(place >> PLACE_BITS) & ((1 << MODE_BITS) - 1);
  uint32_t i = (uint32_t)place;
  poe_watcher_t *w = NULL;
  if (mode >= POE_MODES) return NULL;
  do w = poe_watcher_each(l->k, fd, (poe_mode_t)mode, w);
  while (w && i--);
  return w;
}

static bool next_file(poe_look_t *l, poe_look_item_t *item) {
  const int limit = poe_file_limit(l->k);
  while ((int)(l->at >> (PLACE_BITS + MODE_BITS)) < limit) {
    item->watcher = watcher_at(l, l->at);
    if (item->watcher) {
      l->at++;
      return true;
    }
    l->at = ((l->at >> PLACE_BITS) + 1) << PLACE_BITS;
  }
  return false;
}

/* There are few of them. */
static bool next_child(poe_look_t *l, poe_look_item_t *item) {
  poe_child_watch_t *c = NULL;
  uint64_t i = 0;
  while ((c = poe_child_any(l->k, c)) && i < l->at) i++;
  l->at++;
  item->child = c;
  return c != NULL;
}

static const poe_wait_t *wait_of(const poe_session_t *s, uint64_t i) {
  const poe_link_t *at = s->waits.next;
  while (at != &s->waits && i--) at = at->next;
  return at == &s->waits ? NULL : POE_CONTAINER(at, const poe_wait_t, of_session);
}

/* A session that nothing waits in is stepped over as any other row that is not wanted. */
static bool next_wait(poe_look_t *l, poe_look_item_t *item) {
  const poe_session_t *s;
  if (!l->children_done) {
    if (next_child(l, item)) return true;
    l->children_done = true;
    l->at = 0;
  }
  s = l->at ? poe_session_find(l->k, (int64_t)l->at) : NULL;
  if (s && (item->wait = wait_of(s, l->within))) {
    l->within++;
    return true;
  }
  l->within = 0;
  return next_session(l, item);
}

static bool next(poe_look_t *l, poe_look_item_t *item) {
  memset(item, 0, sizeof *item);
  switch (l->query.table) {
  case POE_LOOK_SESSIONS:
  case POE_LOOK_SUSPECTS:
  case POE_LOOK_TREE: return next_session(l, item);
  case POE_LOOK_SLOW: return (item->slow = poe_kernel_slow(l->k, (uint32_t)l->at++)) != NULL;
  case POE_LOOK_EVENTS: return next_name(l, item);
  case POE_LOOK_TIMERS: return next_timer(l, item);
  case POE_LOOK_FILES: return next_file(l, item);
  case POE_LOOK_WAITS: return next_wait(l, item);
  case POE_LOOK_NONE: break;
  }
  return false;
}

/* ---- the first of an order ---- */

/* Puts one in place of the least, and lets it sink to where it belongs. */
static void sink(poe_look_t *l, poe_look_choice_t c) {
  uint32_t at = 0, child;
  while ((child = 2 * at + 1) < l->chosen) {
    if (child + 1 < l->chosen && l->best[child + 1].value < l->best[child].value) child++;
    if (l->best[child].value >= c.value) break;
    l->best[at] = l->best[child];
    at = child;
  }
  l->best[at] = c;
}

static void rise(poe_look_t *l, poe_look_choice_t c) {
  uint32_t at = l->chosen++;
  while (at && l->best[(at - 1) / 2].value > c.value) {
    l->best[at] = l->best[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  l->best[at] = c;
}

static void choose(poe_look_t *l, const poe_look_item_t *item) {
  poe_look_choice_t c = {poe__look_value(l, item), poe__look_key(l->query.table, item)};
  if (l->chosen < l->query.top)
    rise(l, c);
  else if (c.value > l->best[0].value)
    sink(l, c);
}

static int compare(const void *a, const void *b) {
  const poe_look_choice_t *x = a, *y = b;
  if (x->value > y->value || x->value < y->value) return x->value > y->value ? -1 : 1;
  return x->key < y->key ? -1 : x->key > y->key;
}

/* ---- slices ---- */

static void walk(poe_look_t *l, poe_text_t *out, uint32_t *steps) {
  poe_look_item_t item;
  for (; *steps && !l->walked; --*steps) {
    if (!l->best && l->query.top && l->written == l->query.top) {
      l->walked = true;
    } else if (!next(l, &item)) {
      l->walked = true;
      if (l->best) qsort(l->best, l->chosen, sizeof *l->best, compare);
    } else if (poe__look_matches(l, &item)) {
      if (l->best) {
        choose(l, &item);
      } else {
        poe__look_row(l, &item, out);
        l->written++;
      }
    }
  }
}

static void write_best(poe_look_t *l, poe_text_t *out, uint32_t *steps) {
  poe_look_item_t item;
  for (; *steps && l->written < l->chosen; --*steps) {
    memset(&item, 0, sizeof item);
    if (poe__look_find(l, l->best[l->written++].key, &item)) poe__look_row(l, &item, out);
  }
}

bool poe_look_on(poe_look_t *l, poe_text_t *out, uint32_t steps) {
  walk(l, out, &steps);
  if (!l->walked) return true;
  if (!l->best) return false;
  write_best(l, out, &steps);
  return l->written < l->chosen;
}
