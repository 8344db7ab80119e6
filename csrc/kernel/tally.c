/* tally.c: what is known of the handlers of each event and session.
 *
 * Names are held as long as their numbers, so that a name that is used again finds them.  There are
 * POE_STAT_NAMES of them at most, whatever a program or its peers call events; further ones count
 * together.  Wheels put their own number into the names of their events: it is left out. */
#include <ctype.h>
#include <string.h>

#include "csrc/kernel/private.h"

/* 100 ms */
#define SLOW_LIMIT UINT64_C(100000000)

void poe__tally_begin(poe_kernel_t *k) {
  if (k->watch) return;
  k->watch = poe_calloc(1, sizeof *k->watch);
  k->watch->slow_limit = SLOW_LIMIT;
  poe__tally_set_limit(k);
  poe_list_init(&k->watch->names);
  poe_list_init(&k->watch->aside);
  poe_list_init(&k->watch->other.all);
  poe_pool_init(&k->watch->session_pool, sizeof(poe_session_stat_t));
}

/* ---- names ---- */

/* Another name for the same, or NULL: `POE::Wheel::Run(7) -> stdin` is all those of Wheel::Run. */
static poe_name_t *without_number(poe_kernel_t *k, const poe_name_t *name) {
  const char *end = name->str + name->len, *open = memchr(name->str, '(', name->len), *close = open;
  poe_name_t *plain;
  char *text;
  size_t head;
  if (!open || strncmp(name->str, "POE::", 5) != 0) return NULL;
  do close++;
  while (close < end && isdigit((unsigned char)*close));
  if (close == open + 1 || close == end || *close != ')') return NULL;
  head = (size_t)(open - name->str);
  text = poe_malloc(name->len);
  memcpy(text, name->str, head);
  memcpy(text + head, close + 1, (size_t)(end - close) - 1);
  plain = poe_name_intern(k, text, head + (size_t)(end - close) - 1, name->utf8);
  poe_free(text);
  return plain;
}

static poe_name_stat_t *add(poe_kernel_t *k, poe_name_t *name) {
  poe_watch_t *w = k->watch;
  poe_name_stat_t *n;
  if (w->name_count >= POE_STAT_NAMES) return &w->other;
  n = poe_calloc(1, sizeof *n);
  n->name = poe_name_hold(k, name);
  poe_list_append(&w->names, &n->all);
  w->name_count++;
  return n;
}

/* A name that only leads to another one is not held: it may go, and is looked at anew when it comes
 * back. */
poe_name_stat_t *poe__tally_add_name(poe_kernel_t *k, poe_name_t *name) {
  poe_name_t *plain = without_number(k, name);
  poe_name_t *of = plain ? plain : name;
  if (!of->stat) of->stat = add(k, of);
  name->stat = of->stat;
  poe_name_unref(k, plain);
  return name->stat;
}

const poe_name_stat_t *poe_name_stat_each(const poe_kernel_t *k, const poe_name_stat_t *after) {
  const poe_link_t *next;
  if (!k->watch || after == &k->watch->other) return NULL;
  next = after ? after->all.next : k->watch->names.next;
  if (next != &k->watch->names) return POE_CONTAINER(next, poe_name_stat_t, all);
  return k->watch->other.count ? &k->watch->other : NULL;
}

uint32_t poe_name_stat_count(const poe_kernel_t *k) { return k->watch ? k->watch->name_count : 0; }

void poe_kernel_lag(const poe_kernel_t *k, poe_histogram_t *into) {
  const poe_name_stat_t *n = NULL;
  while ((n = poe_name_stat_each(k, n))) poe_histogram_merge(into, &n->wait);
}

static void clear_name(poe_kernel_t *k, poe_name_stat_t *n) {
  poe_name_unref(k, n->unhandled_at.file);
  poe_name_unref(k, n->name);
}

/* Any name may lead to them, also one that nobody holds. */
static void forget_names(poe_kernel_t *k) {
  poe_watch_t *w = k->watch;
  for (poe_node_t *n = NULL; (n = poe_map_each(&k->names, n));)
    POE_CONTAINER(n, poe_name_t, node)->stat = NULL;
  while (!poe_list_is_empty(&w->names)) {
    poe_name_stat_t *n = POE_CONTAINER(w->names.next, poe_name_stat_t, all);
    poe_list_remove(&n->all);
    clear_name(k, n);
    poe_free(n);
  }
  w->name_count = 0;
  clear_name(k, &w->other);
  memset(&w->other, 0, sizeof w->other);
  poe_list_init(&w->other.all);
}

/* ---- sessions ---- */

poe_session_stat_t *poe__tally_add_session(poe_kernel_t *k, poe_session_t *s) {
  s->stat = poe_pool_get(&k->watch->session_pool);
  memset(s->stat, 0, sizeof *s->stat);
  s->queue_most = s->n_to;
  return s->stat;
}

void poe__tally_end_session(poe_kernel_t *k, poe_session_t *s) {
  if (!s->stat) return;
  poe_pool_put(&k->watch->session_pool, s->stat);
  s->stat = NULL;
}

/* ---- those that took long ---- */

void poe__tally_set_limit(poe_kernel_t *k) {
  k->watch->note_limit = k->measures == POE_MEASURE_TRACE ? 0 : k->watch->slow_limit;
}

void poe_kernel_slow_limit(poe_kernel_t *k, uint64_t limit) {
  poe__tally_begin(k);
  k->watch->slow_limit = limit ? limit : UINT64_MAX;
  poe__tally_set_limit(k);
}

const poe_slow_t *poe_kernel_slow(const poe_kernel_t *k, uint32_t i) {
  return k->watch && i < k->watch->slow_count ? &k->watch->slow[i] : NULL;
}

/* The same one as before, or room for it: in place of the one that was seen least lately. */
static poe_slow_t *room_for(poe_watch_t *w, const poe_span_t *span, int64_t session) {
  poe_slow_t *oldest = w->slow;
  for (uint32_t i = 0; i < w->slow_count; i++) {
    poe_slow_t *s = &w->slow[i];
    if (s->of_name == span->of_name && s->session == session) return s;
    if (s->last < oldest->last) oldest = s;
  }
  return w->slow_count < POE_SLOW_KEPT ? &w->slow[w->slow_count++] : oldest;
}

static void clear_slow(poe_kernel_t *k, poe_slow_t *s) {
  poe_name_unref(k, s->sent_at.file);
  memset(s, 0, sizeof *s);
}

void poe__tally_slow(poe_kernel_t *k, const poe_span_t *span, uint64_t took) {
  const int64_t session = poe_session_id(span->to);
  poe_slow_t *s = room_for(k->watch, span, session);
  if (s->of_name != span->of_name || s->session != session) clear_slow(k, s);
  s->of_name = span->of_name;
  s->session = session;
  s->count++;
  s->last = k->watch->tick;
  if (took <= s->took) return;
  s->took = took;
  poe_name_unref(k, s->sent_at.file);
  s->sent_at = (poe_place_t){span->file, span->line};
  if (s->sent_at.file) s->sent_at.file = poe_name_hold(k, s->sent_at.file);
}

static void forget_slow(poe_kernel_t *k) {
  for (uint32_t i = 0; i < POE_SLOW_KEPT; i++) clear_slow(k, &k->watch->slow[i]);
  k->watch->slow_count = 0;
}

/* ---- all of it ---- */

/* Nothing that runs may still point at any of it. */
void poe__tally_forget(poe_kernel_t *k) {
  forget_slow(k);
  forget_names(k);
  for (poe_link_t *l = k->all.next; l != &k->all; l = l->next)
    poe__tally_end_session(k, POE_CONTAINER(l, poe_session_t, all));
  memset(&k->watch->flow, 0, sizeof k->watch->flow);
}

/* Strands that never go on. */
static void free_aside(poe_watch_t *w) {
  while (!poe_list_is_empty(&w->aside)) {
    poe_spans_t *spans = POE_CONTAINER(w->aside.next, poe_spans_t, aside);
    poe_list_remove(&spans->aside);
    poe_free(spans->v);
    poe_free(spans);
  }
}

/* At the kernel's end: sessions, and names that are held elsewhere, are gone or go next. */
void poe__tally_destroy(poe_kernel_t *k) {
  forget_slow(k);
  forget_names(k);
  poe__tally_end_session(k, k->own);
  poe__pool_end(k, &k->watch->session_pool);
  free_aside(k->watch);
  poe_free(k->watch->spans.v);
  poe_free(k->watch);
  k->watch = NULL;
}
