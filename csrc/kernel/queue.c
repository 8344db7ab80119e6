/* queue.c: what is due next.
 *
 * Posted events wait in the lane, a plain FIFO.  Alarms, and events whose time was moved, wait in a
 * 4-ary heap ordered by (due, seq).  The next event is the earlier of the two heads.  Heap events
 * are found by ID through a table; lane events by walking, which only a program that guesses the
 * ID of a posted event ever needs.  Alarms of one session and name form a chain, so that resetting
 * a named alarm costs the same however many others are pending. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csrc/kernel/private.h"

void poe__queue_init(poe_kernel_t *k) {
  poe_list_init(&k->lane);
  poe_map_init(&k->events_by_id, k->host.hash_key[1]);
  k->next_event_id = k->next_seq = 1;
}

void poe__queue_destroy(poe_kernel_t *k) {
  assert(poe_event_count(k) == 0);
  poe_map_free(&k->events_by_id);
  poe_free(k->heap);
}

/* ---- putting in ---- */

/* Posted events carry a time so that alarms find their place among them.  In a pass without any
 * alarm the pass's own time will do, which spares a look at the clock for each event. */
static double post_time(poe_kernel_t *k) {
  double t = k->pass_depth && !k->heap_count ? k->pass.now : k->loop.now(k->loop.data);
  if (k->lane_count) {
    double last = POE_CONTAINER(k->lane.prev, poe_event_t, chain)->due;
    if (last > t) t = last;
  }
  return t;
}

/* The queue's references keep both ends alive: one to the receiver while anything is addressed to
 * it, one to the sender while anything of its is on the way to somebody else. */
static void link_ends(poe_kernel_t *k, poe_event_t *e) {
  poe_list_append(&e->to->events_to, &e->to_link);
  if (e->to->n_to++ == 0) poe_session_ref(k, e->to);
  if (e->from == e->to) return;
  poe_list_append(&e->from->events_from, &e->from_link);
  if (e->from->n_from++ == 0) poe_session_ref(k, e->from);
}

/* May leave either end without references, which marks it; nothing runs. */
static void unlink_ends(poe_kernel_t *k, poe_event_t *e) {
  POE_ASSERT_SLOW(e->to->n_to > 0);
  poe_list_remove(&e->to_link);
  if (--e->to->n_to == 0) poe_session_unref(k, e->to);
  if (e->from == e->to) return;
  POE_ASSERT_SLOW(e->from->n_from > 0);
  poe_list_remove(&e->from_link);
  if (--e->from->n_from == 0) poe_session_unref(k, e->from);
}

/* What resets or clears the alarms of a name finds them by this, without looking at others. */
static void chain_alarm(poe_kernel_t *k, poe_event_t *e) {
  poe_pair_t *p = poe__pair_find(k, e->to, e->name, POE_PAIR_ALARMS);
  if (!p) p = poe__pair_add(k, e->to, e->name, POE_PAIR_ALARMS);
  e->alarms = p;
  poe_list_append(&p->of_signal, &e->chain);
}

static void unchain_alarm(poe_kernel_t *k, poe_event_t *e) {
  poe_pair_t *p = e->alarms;
  POE_ASSERT_SLOW(p->session == e->to && p->name == e->name);
  poe_list_remove(&e->chain);
  e->alarms = NULL;
  if (poe_list_is_empty(&p->of_signal)) poe__pair_free(k, p);
}

/* A sender that is gone cannot be kept until the event comes: it counts as the receiver's own. */
static void address(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                    poe_name_t *name, poe_type_t type) {
  assert(!to->gone);
  POE_ASSERT_SLOW(e->heap_pos == POE_EVENT_NOT_QUEUED);
  e->to = to;
  e->from = POE_UNLIKELY(from->gone) ? to : from;
  e->name = poe_name_hold(k, name);
  e->type = (uint16_t)type;
  e->by_id.key = k->next_event_id++;
  e->seq = k->next_seq++;
}

/* Tells a loop with a timer of its own when the event that was just queued is the first of all. */
static void announce(poe_kernel_t *k, const poe_event_t *e, double old_due, bool was_empty) {
  if (was_empty)
    k->loop.timer_set(k->loop.data, poe_event_time(k, e));
  else if (e->due < old_due)
    k->loop.timer_change(k->loop.data, poe_event_time(k, e));
}

/* The loop's timer is looked after only for a loop that has one; ours asks when it waits. */
void poe_event_post(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                    poe_name_t *name, poe_type_t type) {
  double old_due = 0;
  bool tell = k->loop.timer_set != NULL, was_empty = tell && !poe_event_next_due(k, &old_due);
  address(k, e, to, from, name, type);
  e->due = post_time(k);
  e->heap_pos = POE_EVENT_IN_LANE;
  poe_list_append(&k->lane, &e->chain);
  k->lane_count++;
  link_ends(k, e);
  if (POE_UNLIKELY(tell)) announce(k, e, old_due, was_empty);
  if (POE_UNLIKELY(k->watched.any)) poe__stats_enqueue(k, e);
}

static void queue_at(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                     poe_name_t *name, poe_type_t type, double due) {
  double old_due = 0;
  bool tell = k->loop.timer_set != NULL, was_empty = tell && !poe_event_next_due(k, &old_due);
  address(k, e, to, from, name, type);
  e->due = due;
  poe_list_init(&e->chain);
  poe__heap_add(k, e);
  poe_map_insert(&k->events_by_id, &e->by_id, e->by_id.key);
  to->n_later++;
  if (type & POE_ET_ALARM) chain_alarm(k, e);
  link_ends(k, e);
  if (tell) announce(k, e, old_due, was_empty);
  if (POE_UNLIKELY(k->watched.any)) poe__stats_enqueue(k, e);
}

/* A time that is no number at all counts as due: in a heap, which compares, it would be neither
 * before nor after anything, and the order of all others would be lost. */
static double time_or_due(double due) { return isnan(due) ? 0 : due; }

void poe_event_at(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                  poe_name_t *name, poe_type_t type, double due) {
  queue_at(k, e, to, from, name, type, time_or_due(due));
}

void poe_event_at_wall(poe_kernel_t *k, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                       poe_name_t *name, poe_type_t type, double due) {
  double steady = poe_kernel_steady_of(k, time_or_due(due));
  e->on_wall = true;
  k->on_wall++;
  queue_at(k, e, to, from, name, type, steady);
}

/* ---- taking out ---- */

/* What was in the queue is the caller's: to run, to queue again or to free.  Its ID does not
 * resolve any more, its names and arguments are untouched. */
void poe_event_unqueue(poe_kernel_t *k, poe_event_t *e) {
  if (e->heap_pos == POE_EVENT_IN_LANE) {
    POE_ASSERT_SLOW(k->lane_count > 0);
    poe_list_remove(&e->chain);
    k->lane_count--;
  } else {
    POE_ASSERT_SLOW(e->heap_pos >= 0 && e->to->n_later > 0);
    e->to->n_later--;
    poe__heap_remove(k, e);
    poe_map_remove(&k->events_by_id, &e->by_id);
    if (e->alarms) unchain_alarm(k, e);
    if (e->on_wall) poe_event_leave_wall(k, e);
  }
  e->heap_pos = POE_EVENT_NOT_QUEUED;
  unlink_ends(k, e);
}

static void doom(poe_kernel_t *k, poe_event_t *e, poe_doomed_t *d) {
  poe_event_unqueue(k, e);
  poe_list_append(&d->events, &e->chain);
}

/* All that is addressed to the session and all that it sent. */
void poe__take_events(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d) {
  while (!poe_list_is_empty(&s->events_to))
    doom(k, POE_CONTAINER(s->events_to.next, poe_event_t, to_link), d);
  while (!poe_list_is_empty(&s->events_from))
    doom(k, POE_CONTAINER(s->events_from.next, poe_event_t, from_link), d);
}

void poe_session_clear_events(poe_kernel_t *k, poe_session_t *s) {
  poe_doomed_t d;
  poe__doomed_init(&d);
  poe__take_events(k, s, &d);
  poe__doomed_release(k, &d);
}

/* Takes the whole chain out before anything is freed, so that a destructor which sets the alarm
 * anew does not see it cleared again. */
void poe_alarm_clear(poe_kernel_t *k, poe_session_t *s, poe_name_t *name) {
  poe_pair_t *p = poe__pair_find(k, s, name, POE_PAIR_ALARMS);
  poe_doomed_t d;
  if (!p) return;
  poe__doomed_init(&d);
  for (bool last = false; !last;) {
    poe_event_t *e = POE_CONTAINER(p->of_signal.next, poe_event_t, chain);
    last = e->chain.next == &p->of_signal;
    doom(k, e, &d);
  }
  if (k->loop.timer_clear && !poe_event_count(k)) k->loop.timer_clear(k->loop.data);
  poe__doomed_release(k, &d);
}

void poe_event_leave_wall(poe_kernel_t *k, poe_event_t *e) {
  if (!e->on_wall) return;
  POE_ASSERT_SLOW(k->on_wall > 0);
  e->on_wall = false;
  k->on_wall--;
}

/* Moves an event to another time, behind those that are there already.  A posted one leaves the
 * lane, which has no room for times of its own, and keeps its ID. */
void poe_event_move(poe_kernel_t *k, poe_event_t *e, double due) {
  assert(e->heap_pos != POE_EVENT_NOT_QUEUED);
  e->due = time_or_due(due);
  e->seq = k->next_seq++;
  if (e->heap_pos != POE_EVENT_IN_LANE) {
    poe__heap_fix(k, (uint32_t)e->heap_pos);
    return;
  }
  poe_list_remove(&e->chain);
  k->lane_count--;
  e->to->n_later++;
  poe__heap_add(k, e);
  poe_map_insert(&k->events_by_id, &e->by_id, e->by_id.key);
}

/* ---- looking ---- */

uint64_t poe_event_count(const poe_kernel_t *k) { return k->lane_count + k->heap_count; }

uint32_t poe_event_later_count(const poe_kernel_t *k) { return k->heap_count; }

poe_event_t *poe_event_later(const poe_kernel_t *k, uint32_t i) {
  return i < k->heap_count ? k->heap[i].event : NULL;
}

/* The time may lie in the past. */
bool poe_event_next_due(const poe_kernel_t *k, double *due) {
  const poe_event_t *a = poe__lane_head(k), *b = poe__heap_head(k);
  if (!a && !b) return false;
  *due = !b || (a && poe__event_before(a, b)) ? a->due : b->due;
  return true;
}

/* Of the heap from a place on: what lies below an event of the program's is due later. */
static const poe_event_t *first_own(const poe_kernel_t *k, uint32_t pos) {
  const poe_event_t *first = NULL;
  if (pos >= k->heap_count) return NULL;
  if (!k->heap[pos].event->to->background) return k->heap[pos].event;
  for (uint32_t child = pos * 4 + 1; child <= pos * 4 + 4; child++) {
    const poe_event_t *e = first_own(k, child);
    if (e && (!first || poe__event_before(e, first))) first = e;
  }
  return first;
}

bool poe_event_next_own_due(const poe_kernel_t *k, double *due) {
  const poe_event_t *first = first_own(k, 0);
  for (const poe_link_t *l = k->lane.next; l != &k->lane; l = l->next) {
    const poe_event_t *e = POE_CONTAINER(l, poe_event_t, chain);
    if (e->to->background) continue;
    if (!first || poe__event_before(e, first)) first = e;
    break;
  }
  if (first) *due = first->due;
  return first != NULL;
}

/* How long a sleep may be, in seconds, while an alarm is queued: few systems tell of a clock that
 * is set, and none of one that a library fakes. */
#define LOOK_SECONDS 1.0

bool poe_kernel_wake_at(poe_kernel_t *k, double *due) {
  double look;
  if (POE_UNLIKELY(k->on_wall)) poe__clock_look(k);
  if (!poe_event_next_due(k, due)) return false;
  if (POE_LIKELY(!k->on_wall)) return true;
  look = poe_kernel_now(k) + LOOK_SECONDS;
  if (*due > look) *due = look;
  return true;
}

/* The lane is in the order of IDs, so a walk ends early for one that it does not have. */
poe_event_t *poe_event_find(const poe_kernel_t *k, uint64_t id) {
  poe_node_t *n = poe_map_first(&k->events_by_id, id);
  if (n) return POE_CONTAINER(n, poe_event_t, by_id);
  for (poe_link_t *l = k->lane.next; l != &k->lane; l = l->next) {
    poe_event_t *e = POE_CONTAINER(l, poe_event_t, chain);
    if (e->by_id.key == id) return e;
    if (e->by_id.key > id) break;
  }
  return NULL;
}

static int compare(const void *a, const void *b) {
  const poe_event_t *x = *(poe_event_t *const *)a, *y = *(poe_event_t *const *)b;
  return poe__event_before(x, y) ? -1 : poe__event_before(y, x) ? 1 : 0;
}

static void pick(poe_event_t **out, size_t *n, poe_event_t *e, const poe_session_t *to,
                 uint32_t types) {
  if ((!to || e->to == to) && (e->type & types)) out[(*n)++] = e;
}

/* In the order in which they would be dispatched.  Never NULL; the events are borrowed, and
 * anything that runs may free them. */
poe_event_t **poe_event_sorted(const poe_kernel_t *k, const poe_session_t *to, uint32_t types,
                               size_t *n) {
  size_t most = to ? to->n_to : (size_t)poe_event_count(k);
  poe_event_t **out = poe_malloc((most + 1) * sizeof *out);
  *n = 0;
  if (to) {
    for (const poe_link_t *l = to->events_to.next; l != &to->events_to; l = l->next)
      pick(out, n, POE_CONTAINER(l, poe_event_t, to_link), to, types);
  } else {
    for (const poe_link_t *l = k->lane.next; l != &k->lane; l = l->next)
      pick(out, n, POE_CONTAINER(l, poe_event_t, chain), NULL, types);
    for (uint32_t i = 0; i < k->heap_count; i++) pick(out, n, k->heap[i].event, NULL, types);
  }
  assert(*n <= most);
  qsort(out, *n, sizeof *out, compare);
  return out;
}
