/* verify.c: walks every list, table, heap and count and aborts when they disagree. */
#include <stdio.h>
#include <stdlib.h>

#include "private.h"

#define CHECK(cond) \
  do { \
    if (!(cond)) fail(#cond, __FILE__, __LINE__); \
  } while (0)

static void fail(const char *what, const char *file, int line) {
  fprintf(stderr, "poe_kernel_verify: %s does not hold (%s:%d)\n", what, file, line);
  abort();
}

static size_t length(const poe_link_t *head) {
  size_t n = 0;
  for (const poe_link_t *l = head->next; l != head; l = l->next) {
    CHECK(l->next->prev == l && l->prev->next == l);
    n++;
  }
  return n;
}

static void verify_event(const poe_event_t *e) {
  CHECK(e->to && !e->to->gone);
  CHECK(e->from && !e->from->gone);
  CHECK(e->name && e->name->refs > 0);
}

static void verify_queue(const poe_kernel_t *k) {
  const poe_event_t *last = NULL;
  CHECK(length(&k->lane) == k->lane_count);
  CHECK(k->events_by_id.count == k->heap_count);
  for (const poe_link_t *l = k->lane.next; l != &k->lane; l = l->next) {
    const poe_event_t *e = POE_CONTAINER(l, poe_event_t, chain);
    CHECK(e->heap_pos == POE_EVENT_IN_LANE);
    CHECK(!last || poe__event_before(last, e));
    verify_event(last = e);
  }
  for (uint32_t i = 0; i < k->heap_count; i++) {
    const poe_event_t *e = k->heap[i].event;
    CHECK(e->heap_pos == (int32_t)i);
    CHECK(!(e->due < k->heap[i].due) && !(e->due > k->heap[i].due));
    CHECK(i == 0 || !poe__event_before(e, k->heap[(i - 1) / 4].event));
    CHECK(poe_event_find(k, poe_event_id(e)) == e);
    verify_event(e);
  }
}

static size_t count_children_watched(const poe_session_t *s) { return length(&s->children_watched); }

static size_t verify_watchers(const poe_kernel_t *k, const poe_session_t *s) {
  for (const poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next) {
    const poe_watcher_t *w = POE_CONTAINER(l, poe_watcher_t, of_session);
    CHECK(w->session == s && !w->gone);
    CHECK(poe_watcher_find(k, s, w->fd, w->mode) == w);
  }
  return poe_session_file_count(k, s);
}

static size_t verify_pairs(const poe_kernel_t *k, const poe_session_t *s) {
  size_t tags = 0;
  for (const poe_link_t *l = s->pairs.next; l != &s->pairs; l = l->next) {
    const poe_pair_t *p = POE_CONTAINER(l, poe_pair_t, of_session);
    CHECK(p->session == s);
    CHECK(poe__pair_find(k, s, p->name, p->kind) == p);
    if (p->kind == POE_PAIR_ALARMS) CHECK(!poe_list_is_empty(&p->of_signal));
    if (p->kind == POE_PAIR_EXTREF) tags++;
  }
  CHECK(tags == s->n_extrefs);
  return tags;
}

static size_t verify_aliases(const poe_session_t *s) {
  for (const poe_link_t *l = s->aliases.next; l != &s->aliases; l = l->next)
    CHECK(POE_CONTAINER(l, poe_alias_t, of_session)->name->alias == s);
  return length(&s->aliases);
}

static void verify_session(const poe_kernel_t *k, const poe_session_t *s) {
  size_t refs = 0;
  CHECK(!s->gone);
  CHECK(poe_session_find(k, poe_session_id(s)) == s);
  CHECK(s->parent ? !s->parent->gone : s == k->own || poe_list_is_empty(&s->sibling));
  CHECK(length(&s->events_to) == s->n_to);
  CHECK(length(&s->events_from) == s->n_from);
  refs += s->n_to ? 1 : 0;
  refs += s->n_from ? 1 : 0;
  refs += length(&s->children);
  refs += verify_aliases(s);
  refs += verify_pairs(k, s);
  refs += verify_watchers(k, s);
  refs += count_children_watched(s);
  CHECK((int64_t)refs == s->refs);
  CHECK(s->refs == 0 || poe_list_is_empty(&s->marked));
}

static void verify_file(const poe_kernel_t *k, int fd) {
  const poe_file_t *f = k->files[fd];
  uint32_t refs = 0;
  if (!f) return;
  for (int m = 0; m < POE_MODES; m++) {
    CHECK(length(&f->mode[m].watchers) == f->mode[m].refs);
    refs += f->mode[m].refs;
  }
  CHECK(refs == f->refs && refs > 0);
}

void poe_kernel_verify(const poe_kernel_t *k) {
  size_t n = 0, files = 0, extref_sessions = 0;
  verify_queue(k);
  for (const poe_link_t *l = k->all.next; l != &k->all; l = l->next, n++) {
    const poe_session_t *s = POE_CONTAINER(l, poe_session_t, all);
    verify_session(k, s);
    if (s->n_extrefs) extref_sessions++;
  }
  CHECK(n == k->session_count && n == k->sessions.count);
  CHECK(extref_sessions == k->extref_sessions);
  for (int fd = 0; fd < k->file_limit; fd++) {
    verify_file(k, fd);
    if (k->files[fd]) files++;
  }
  CHECK(files == k->file_count);
  CHECK(length(&k->idle_names) == k->idle_name_count);
}
