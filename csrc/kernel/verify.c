/* verify.c: walks every list, table, heap and count and aborts when they disagree.
 *
 * Each table is walked from one side and looked up from the other.  Unit programs and the fuzzer
 * call it after each step; programs may through POE::XS::verify.  It stays on whatever NDEBUG says.
 */
#include <stdio.h>
#include <stdlib.h>

#include "csrc/kernel/private.h"

#define CHECK(cond)                                                                                \
  do {                                                                                             \
    if (!(cond)) fail(#cond, __FILE__, __LINE__);                                                  \
  } while (0)

static void fail(const char *what, const char *file, int line) {
  fprintf(stderr, "poe_kernel_verify: %s does not hold (%s:%d)\n", what, file, line);
  abort();
}

/* A list that is not a ring in both directions would end no walk. */
static size_t length(const poe_link_t *head) {
  size_t n = 0;
  for (const poe_link_t *l = head->next; l != head; l = l->next) {
    CHECK(l->next->prev == l && l->prev->next == l);
    n++;
  }
  return n;
}

static bool contains(const poe_link_t *head, const poe_link_t *wanted) {
  for (const poe_link_t *l = head->next; l != head; l = l->next)
    if (l == wanted) return true;
  return false;
}

/* ---- queue ---- */

static void verify_event(const poe_event_t *e) {
  CHECK(e->to && !e->to->gone);
  CHECK(e->from && !e->from->gone);
  CHECK(e->name && e->name->refs > 0);
  CHECK(!e->observed);
}

/* In order of time, and nothing in it is an alarm. */
static void verify_lane(const poe_kernel_t *k) {
  const poe_event_t *last = NULL;
  CHECK(length(&k->lane) == k->lane_count);
  for (const poe_link_t *l = k->lane.next; l != &k->lane; l = l->next) {
    const poe_event_t *e = POE_CONTAINER(l, poe_event_t, chain);
    CHECK(e->heap_pos == POE_EVENT_IN_LANE);
    CHECK(!e->alarms);
    CHECK(!last || poe__event_before(last, e));
    verify_event(last = e);
  }
}

/* Its chain is the one that is found by its session and name. */
static void verify_alarm(const poe_kernel_t *k, const poe_event_t *e) {
  const poe_pair_t *p = e->alarms;
  CHECK(p->kind == POE_PAIR_ALARMS && p->session == e->to && p->name == e->name);
  CHECK(poe__pair_find(k, e->to, e->name, POE_PAIR_ALARMS) == p);
}

/* Returns how many of its events are in a chain of alarms. */
static size_t verify_heap(const poe_kernel_t *k) {
  size_t chained = 0, on_wall = 0;
  CHECK(k->events_by_id.count == k->heap_count);
  for (uint32_t i = 0; i < k->heap_count; i++) {
    const poe_event_t *e = k->heap[i].event;
    CHECK(e->heap_pos == (int32_t)i);
    CHECK(!(e->due < k->heap[i].due) && !(e->due > k->heap[i].due));
    CHECK(i == 0 || !poe__event_before(e, k->heap[(i - 1) / 4].event));
    CHECK(poe_event_find(k, poe_event_id(e)) == e);
    verify_event(e);
    on_wall += e->on_wall;
    if (!e->alarms) continue;
    verify_alarm(k, e);
    chained++;
  }
  CHECK(on_wall == k->on_wall);
  return chained;
}

/* ---- sessions ---- */

static size_t verify_watchers(const poe_kernel_t *k, const poe_session_t *s) {
  CHECK(length(&s->watchers) <= (size_t)k->file_limit * POE_MODES);
  for (const poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next) {
    const poe_watcher_t *w = POE_CONTAINER(l, poe_watcher_t, of_session);
    CHECK(w->session == s && !w->gone && w->event->refs > 0);
    CHECK(poe_watcher_find(k, s, w->fd, w->mode) == w);
  }
  return poe_session_file_count(k, s);
}

/* What all sessions have together, to be compared with the tables. */
typedef struct totals {
  size_t sessions, extref_sessions, pairs, chained, children;
} totals_t;

static void verify_pair(const poe_kernel_t *k, const poe_pair_t *p, totals_t *t) {
  CHECK(p->name->refs > 0);
  CHECK(poe__pair_find(k, p->session, p->name, p->kind) == p);
  t->pairs++;
  if (p->kind == POE_PAIR_ALARMS) {
    CHECK(!poe_list_is_empty(&p->of_signal));
    t->chained += length(&p->of_signal);
  } else if (p->kind == POE_PAIR_SIGNAL) {
    CHECK(p->event->refs > 0);
    CHECK(p->name->signal && contains(&p->name->signal->watchers, &p->of_signal));
  } else {
    CHECK(p->kind == POE_PAIR_EXTREF);
  }
}

static size_t verify_pairs(const poe_kernel_t *k, const poe_session_t *s, totals_t *t) {
  size_t tags = 0;
  length(&s->pairs);
  for (const poe_link_t *l = s->pairs.next; l != &s->pairs; l = l->next) {
    const poe_pair_t *p = POE_CONTAINER(l, poe_pair_t, of_session);
    CHECK(p->session == s);
    verify_pair(k, p, t);
    if (p->kind == POE_PAIR_EXTREF) tags++;
  }
  CHECK(tags == s->n_extrefs);
  if (tags) t->extref_sessions++;
  return tags;
}

static size_t verify_aliases(const poe_session_t *s) {
  for (const poe_link_t *l = s->aliases.next; l != &s->aliases; l = l->next) {
    const poe_name_t *name = POE_CONTAINER(l, poe_alias_t, of_session)->name;
    CHECK(name->alias == s && name->refs > 0);
  }
  return length(&s->aliases);
}

static size_t verify_children_watched(const poe_session_t *s, totals_t *t) {
  size_t n = length(&s->children_watched);
  for (const poe_link_t *l = s->children_watched.next; l != &s->children_watched; l = l->next) {
    const poe_child_watch_t *c = POE_CONTAINER(l, poe_child_watch_t, of_session);
    CHECK(c->session == s && c->event->refs > 0);
  }
  t->children += n;
  return n;
}

static uint32_t later_of(const poe_session_t *s) {
  uint32_t n = 0;
  for (const poe_link_t *l = s->events_to.next; l != &s->events_to; l = l->next)
    n += POE_CONTAINER(l, poe_event_t, to_link)->heap_pos >= 0;
  return n;
}

/* The tree ends at a root, and parents and children agree. */
static size_t verify_family(const poe_kernel_t *k, const poe_session_t *s) {
  uint32_t depth = 0;
  CHECK(s->parent ? !s->parent->gone : s == k->own || poe_list_is_empty(&s->sibling));
  for (const poe_session_t *p = s->parent; p; p = p->parent) CHECK(++depth < k->sessions.count);
  for (const poe_link_t *l = s->children.next; l != &s->children; l = l->next)
    CHECK(POE_CONTAINER(l, poe_session_t, sibling)->parent == s);
  return length(&s->children);
}

/* References are counted from what there is.  One without any is marked, or is the kernel's, or is
 * on its way out. */
static void verify_session(const poe_kernel_t *k, const poe_session_t *s, totals_t *t) {
  size_t refs = 0;
  CHECK(!s->gone);
  CHECK(poe_session_find(k, poe_session_id(s)) == s);
  CHECK(length(&s->events_to) == s->n_to);
  CHECK(later_of(s) == s->n_later);
  CHECK(length(&s->events_from) == s->n_from);
  refs += s->n_to ? 1 : 0;
  refs += s->n_from ? 1 : 0;
  refs += verify_family(k, s);
  refs += verify_aliases(s);
  CHECK(length(&s->waits) == s->n_waits);
  refs += s->n_waits;
  refs += verify_pairs(k, s, t);
  refs += verify_watchers(k, s);
  refs += verify_children_watched(s, t);
  CHECK((int64_t)refs == s->refs);
  CHECK(s->refs == 0 || poe_list_is_empty(&s->marked));
  CHECK(s->refs > 0 || s == k->own || s->stopping || !poe_list_is_empty(&s->marked));
  if (!s->background) t->sessions++;
  CHECK(s->background == !poe_list_is_empty(&s->in_background));
}

/* ---- files, names ---- */

/* A writer can be tried only while the loop was not told of it, and its mode counts as running. */
static void verify_file(const poe_kernel_t *k, int fd) {
  const poe_file_t *f = k->files[fd];
  uint32_t refs = 0;
  for (int m = 0; m < POE_MODES; m++) {
    const poe_link_t *head = &f->mode[m].watchers;
    CHECK(length(head) == f->mode[m].refs);
    for (const poe_link_t *l = head->next; l != head; l = l->next) {
      const poe_watcher_t *w = POE_CONTAINER(l, poe_watcher_t, of_fd);
      CHECK(w->fd == fd && (int)w->mode == m && !w->session->gone);
    }
    if (f->mode[m].attempt)
      CHECK(m == POE_MODE_WRITE && f->mode[m].refs && f->mode[m].state == POE_FILE_RUNNING);
    refs += f->mode[m].refs;
  }
  CHECK(refs == f->refs && refs > 0);
}

static void verify_files(const poe_kernel_t *k) {
  uint32_t files = 0;
  for (int fd = 0; fd < k->file_limit; fd++) {
    if (!k->files[fd]) continue;
    verify_file(k, fd);
    files++;
  }
  CHECK(files == k->file_count);
}

/* A name rests while nobody holds it, and only then. */
static void verify_names(const poe_kernel_t *k) {
  CHECK(length(&k->idle_names) == k->idle_name_count);
  CHECK(k->idle_name_count <= k->names.count);
  for (const poe_link_t *l = k->idle_names.next; l != &k->idle_names; l = l->next) {
    const poe_name_t *n = POE_CONTAINER(l, poe_name_t, idle);
    CHECK(n->refs == 0 && !n->alias);
    CHECK(!n->signal || poe_list_is_empty(&n->signal->watchers));
  }
}

/* May be called anywhere but within a function of the kernel; changes nothing. */
void poe_kernel_verify(const poe_kernel_t *k) {
  totals_t t = {0, 0, 0, 0, 0};
  size_t chained = verify_heap(k);
  verify_lane(k);
  length(&k->all);
  length(&k->marked);
  for (const poe_session_t *s = NULL; (s = poe_session_each(k, s));) verify_session(k, s, &t);
  CHECK(t.sessions == k->session_count);
  CHECK(t.sessions + length(&k->background) == k->sessions.count);
  CHECK(t.extref_sessions == k->extref_sessions);
  CHECK(t.pairs == k->pairs.count);
  CHECK(t.chained == chained);
  CHECK(t.children == k->children.count);
  verify_files(k);
  verify_names(k);
}
