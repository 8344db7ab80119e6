/* What is due next: the FIFO lane, the heap of alarms, chains by name, passes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* ---- against a naive model ---- */

typedef struct entry {
  uint64_t id, seq;
  double due;
  poe_session_t *to;
  int name;
  bool alarm;
  bool on_wall; /* then `due` moves as that clock is set */
} entry_t;

enum { MOST = 400, STEPS = 100000, NAMES = 7, SESSIONS = 5 };

typedef struct model {
  fake_t *f;
  entry_t v[MOST];
  int n;
  uint64_t seq, random;
  double last_posted;
  poe_session_t *s[SESSIONS];
  int wrong;
} model_t;

static const char *const names[NAMES] = {"a", "b", "c", "d", "e", "f", "g"};

static uint32_t roll(model_t *m, uint32_t limit) { return fake_random(&m->random) % limit; }

static bool entry_before(const entry_t *a, const entry_t *b) {
  return a->due < b->due || (a->due <= b->due && a->seq < b->seq);
}

static int model_first(const model_t *m) {
  int best = -1;
  for (int i = 0; i < m->n; i++)
    if (best < 0 || entry_before(&m->v[i], &m->v[best])) best = i;
  return best;
}

static void model_drop(model_t *m, int i) { m->v[i] = m->v[--m->n]; }

static void step_post(model_t *m) {
  entry_t *x = &m->v[m->n];
  bool lane_is_empty = m->f->k->lane_count == 0;
  if (m->n == MOST) return;
  x->name = (int)roll(m, NAMES);
  x->to = m->s[roll(m, SESSIONS)];
  x->alarm = x->on_wall = false;
  x->due = m->f->now;
  if (!lane_is_empty && m->last_posted > x->due) x->due = m->last_posted;
  x->id = fake_send(m->f, x->to, m->s[roll(m, SESSIONS)], names[x->name]);
  m->last_posted = x->due;
  x->seq = m->seq++;
  m->n++;
}

static void step_alarm(model_t *m) {
  entry_t *x = &m->v[m->n];
  if (m->n == MOST) return;
  x->name = (int)roll(m, NAMES);
  x->to = m->s[roll(m, SESSIONS)];
  x->alarm = true;
  x->on_wall = roll(m, 2);
  x->due = m->f->now + (double)roll(m, 40) - 5;
  x->id = x->on_wall ? fake_alarm_on_wall(m->f, x->to, names[x->name], x->due + m->f->ahead)
                     : fake_alarm(m->f, x->to, names[x->name], x->due);
  x->seq = m->seq++;
  m->n++;
}

static void step_remove(model_t *m) {
  int i;
  poe_event_t *e;
  if (!m->n) return;
  i = (int)roll(m, (uint32_t)m->n);
  e = poe_event_find(m->f->k, m->v[i].id);
  if (!e) {
    m->wrong++;
    return;
  }
  poe_event_unqueue(m->f->k, e);
  poe_event_free(m->f->k, e);
  model_drop(m, i);
}

static void step_move(model_t *m) {
  int i;
  poe_event_t *e;
  double due = m->f->now + (double)roll(m, 40) - 5;
  if (!m->n) return;
  i = (int)roll(m, (uint32_t)m->n);
  e = poe_event_find(m->f->k, m->v[i].id);
  if (!e) {
    m->wrong++;
    return;
  }
  poe_event_move(m->f->k, e, due);
  m->v[i].due = due;
  m->v[i].seq = m->seq++;
}

static void step_set_clock(model_t *m) {
  double by = (double)roll(m, 40) - 20;
  m->f->ahead += by;
  for (int i = 0; i < m->n; i++)
    if (m->v[i].on_wall) m->v[i].due -= by;
  poe__clock_look(m->f->k);
}

static void step_leave_wall(model_t *m) {
  int i;
  if (!m->n) return;
  i = (int)roll(m, (uint32_t)m->n);
  poe_event_leave_wall(m->f->k, poe_event_find(m->f->k, m->v[i].id));
  m->v[i].on_wall = false;
}

static void step_clear(model_t *m) {
  int name = (int)roll(m, NAMES);
  poe_session_t *s = m->s[roll(m, SESSIONS)];
  poe_alarm_clear(m->f->k, s, fake_name(m->f, names[name]));
  for (int i = m->n; i-- > 0;)
    if (m->v[i].alarm && m->v[i].name == name && m->v[i].to == s) model_drop(m, i);
}

static void step_pass(model_t *m) {
  poe_pass_t outer;
  poe_event_t *e;
  m->f->now += (double)roll(m, 3);
  poe_pass_begin(m->f->k, &outer);
  while ((e = poe_pass_next(m->f->k))) {
    int i = model_first(m);
    if (i < 0 || m->v[i].id != poe_event_id(e)) {
      m->wrong++;
      i = -1;
    }
    if (i >= 0) model_drop(m, i);
    poe_event_free(m->f->k, e);
  }
  poe_pass_end(m->f->k, &outer);
  for (int i = 0; i < m->n; i++)
    if (m->v[i].due < m->f->now) m->wrong++;
}

static void compare(model_t *m) {
  size_t n;
  double due = 0;
  int first = model_first(m);
  poe_event_t **sorted = poe_event_sorted(m->f->k, NULL, ~0U, &n);
  if ((int)n != m->n) m->wrong++;
  for (size_t i = 1; i < n; i++)
    if (!poe__event_before(sorted[i - 1], sorted[i])) m->wrong++;
  if (n && poe_event_id(sorted[0]) != m->v[first].id) m->wrong++;
  if (poe_event_next_due(m->f->k, &due) != (m->n > 0)) m->wrong++;
  if (n && (due < m->v[first].due || due > m->v[first].due)) m->wrong++;
  free(sorted);
}

static void agrees_with_a_naive_model(void) {
  model_t *m = calloc(1, sizeof *m);
  if (!m) abort();
  m->f = fake_new();
  m->random = 42;
  for (int i = 0; i < SESSIONS; i++) m->s[i] = fake_kept_session(m->f, NULL);
  for (int i = 0; i < STEPS; i++) {
    uint32_t what = roll(m, 100);
    if (what < 30)
      step_post(m);
    else if (what < 62)
      step_alarm(m);
    else if (what < 72)
      step_remove(m);
    else if (what < 88)
      step_move(m);
    else if (what < 89)
      step_set_clock(m);
    else if (what < 90)
      step_leave_wall(m);
    else if (what < 93)
      step_clear(m);
    else if (what < 96)
      step_pass(m);
    else
      compare(m);
    if (i % 500 == 0) poe_kernel_verify(m->f->k);
  }
  is_int(m->wrong, 0, "100000 random operations agree with a naive model");
  ok(m->n > 0, "something is still queued");
  is_int(poe_event_count(m->f->k), m->n, "and the kernel counts the same");
  fake_free(m->f);
  free(m);
}

/* ---- order ---- */

static void posts_come_in_order(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, NULL);
  fake_post(f, s, "a");
  fake_post(f, t, "b");
  fake_send(f, s, t, "c");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:a 2:b 1:c 2:_stop 1:_stop", "posted events come in order, then garbage");
  fake_free(f);
}

static void alarms_sort_by_time(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_alarm(f, s, "third", 1003);
  fake_alarm(f, s, "first", 1001);
  fake_alarm(f, s, "second", 1002);
  fake_alarm(f, s, "first-too", 1001);
  fake_alarm(f, s, "past", -4);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:past", "only what is due");
  is_num(f->waited, 0, "and without a wait");
  fake_slices(f, 1);
  is_num(f->waited, 1, "the wait is up to the next alarm");
  f->now = 1010;
  fake_slices(f, 1);
  is_str(fake_log(f), "1:first 1:first-too 1:second 1:third 1:_stop", "by time, then as set");
  fake_free(f);
}

static void alarms_find_their_place_among_posts(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_post(f, s, "y1");
  f->now += 1;
  fake_post(f, s, "y2");
  fake_alarm(f, s, "d0", f->now);
  fake_alarm(f, s, "past", 1);
  fake_alarm(f, s, "between", 1000.5);
  f->now += 1;
  fake_post(f, s, "y3");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:past 1:y1 1:between 1:y2 1:d0 1:y3 1:_stop", "sorted by time");
  fake_free(f);
}

static void a_clock_that_goes_back_keeps_the_order(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_post(f, s, "a");
  f->now -= 500;
  fake_post(f, s, "b");
  poe_kernel_verify(f->k);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:a 1:b 1:_stop", "posts stay in order and are due all the same");
  fake_free(f);
}

static void odd_times(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_alarm(f, s, "never", (double)INFINITY);
  fake_alarm(f, s, "long-ago", -(double)INFINITY);
  fake_alarm(f, s, "not-a-number", (double)NAN);
  fake_alarm(f, s, "never-too", (double)INFINITY);
  poe_kernel_verify(f->k);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:long-ago 1:not-a-number", "infinite times and no time at all");
  poe_event_move(f->k, f->k->heap[0].event, (double)NAN);
  poe_kernel_verify(f->k);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:never", "moved to no time at all");
  fake_free(f);
}

/* ---- what a pass sees ---- */

static void chain_reaction(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "go")) return;
  fake_post(f, c->self, "posted");
  fake_alarm(f, c->self, "now", f->now);
  fake_alarm(f, c->self, "overdue", f->now - 1);
}

static void a_pass_leaves_new_events_for_the_next(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  f->hook = chain_reaction;
  fake_post(f, s, "go");
  fake_post(f, s, "last");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:go 1:overdue 1:last", "only an overdue alarm is seen at once");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:posted 1:now 1:_stop", "the rest in the next pass");
  fake_free(f);
}

static void nest(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "outer")) return;
  fake_post(f, c->self, "inner");
  fake_note(f, "(");
  poe_kernel_slice(f->k);
  fake_note(f, ")");
  fake_post(f, c->self, "later");
}

static void passes_nest(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  f->hook = nest;
  fake_post(f, s, "outer");
  fake_post(f, s, "waiting");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:outer ( 1:waiting 1:inner )", "the inner pass takes what is due");
  is_int(f->k->pass_depth, 0, "no pass is left open");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:later", "the outer pass leaves new events for the next");
  fake_free(f);
}

static void garbage_events_are_silent(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_event_t *e = poe_event_new(f->k, 0);
  poe_event_post(f->k, e, s, s, fake_name(f, "_garbage_collect"), POE_ET_GC);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "", "it keeps its session alive");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:_stop", "until the next pass, and no handler runs");
  fake_free(f);
}

/* ---- by ID ---- */

static void events_are_found_by_id(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  uint64_t a = fake_post(f, s, "a"), b = fake_alarm(f, s, "b", 1001), c = fake_post(f, s, "c");
  is_int(a, 1, "IDs count from 1");
  is_int(b, 2, "for alarms and");
  is_int(c, 3, "posts alike");
  is_str(poe_event_find(f->k, a)->name->str, "a", "a posted event");
  is_str(poe_event_find(f->k, b)->name->str, "b", "an alarm");
  is_str(poe_event_find(f->k, c)->name->str, "c", "another posted event");
  is_ptr(poe_event_find(f->k, 4), NULL, "an ID of the future");
  is_ptr(poe_event_find(f->k, 0), NULL, "no ID at all");
  poe_event_move(f->k, poe_event_find(f->k, a), 1005);
  is_str(poe_event_find(f->k, a)->name->str, "a", "a moved post is found");
  fake_slices(f, 1);
  is_ptr(poe_event_find(f->k, c), NULL, "a dispatched event is not");
  poe_kernel_verify(f->k);
  fake_log(f);
  f->now = 1010;
  fake_slices(f, 1);
  is_str(fake_log(f), "1:b 1:a 1:_stop", "and comes at its new time");
  fake_free(f);
}

static void moving_goes_behind_equals(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  uint64_t a = fake_alarm(f, s, "a", 1001);
  fake_alarm(f, s, "b", 1002);
  poe_event_move(f->k, poe_event_find(f->k, a), 1002);
  f->now = 1002;
  fake_slices(f, 1);
  is_str(fake_log(f), "1:b 1:a 1:_stop", "a moved alarm goes behind those of its new time");
  fake_free(f);
}

static void taking_out_gives_the_event_back(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, NULL);
  poe_event_t *e = poe_event_find(f->k, fake_send(f, s, t, "a"));
  is_int(s->refs, 1, "the receiver is kept");
  is_int(t->refs, 1, "the sender is kept");
  poe_event_unqueue(f->k, e);
  is_int(s->refs + t->refs, 0, "no more");
  is_int(e->heap_pos, POE_EVENT_NOT_QUEUED, "it is ours");
  poe_event_free(f->k, e);
  poe_kernel_verify(f->k);
  fake_free(f);
}

/* ---- chains ---- */

static void clearing_a_name_takes_only_its_alarms(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, NULL);
  fake_alarm(f, s, "a", 1001);
  fake_alarm(f, s, "a", 1001);
  fake_alarm(f, s, "b", 1001);
  fake_alarm(f, t, "a", 1001);
  fake_post(f, s, "a");
  poe_alarm_clear(f->k, s, fake_name(f, "a"));
  poe_kernel_verify(f->k);
  is_int(poe_event_count(f->k), 3, "two are gone");
  poe_alarm_clear(f->k, s, fake_name(f, "a"));
  poe_alarm_clear(f->k, s, fake_name(f, "unknown"));
  is_int(poe_event_count(f->k), 3, "nothing more to clear");
  f->now = 1001;
  fake_slices(f, 1);
  is_str(fake_log(f), "1:a 1:b 2:a 2:_stop 1:_stop", "posts and other sessions are left alone");
  fake_free(f);
}

static void set_again(fake_t *f, const char *text) {
  poe_session_t *s = poe_session_find(f->k, 1);
  if (strcmp(text, "a") == 0 && s && f->payloads < 5) fake_alarm(f, s, "a", 1002);
}

static void destructors_may_set_what_is_cleared(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_alarm(f, s, "a", 1001);
  fake_alarm(f, s, "a", 1001);
  f->on_free = set_again;
  poe_alarm_clear(f->k, s, fake_name(f, "a"));
  f->on_free = NULL;
  poe_kernel_verify(f->k);
  is_int(poe_event_count(f->k), 2, "what was set by a destructor stays");
  fake_free(f);
}

static void set_for_the_dead(fake_t *f, const char *text) {
  (void)text;
  if (f->user && !((poe_session_t *)f->user)->gone) fake_post(f, f->user, "late");
}

static void destructors_may_post_while_a_session_ends(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_kept_session(f, NULL);
  fake_post(f, s, "a");
  fake_post(f, s, "b");
  fake_send(f, t, s, "c");
  f->user = t;
  f->on_free = set_for_the_dead;
  poe_session_stop(f->k, s);
  f->on_free = NULL;
  poe_kernel_verify(f->k);
  is_int(t->n_to, 4, "three arguments and the result of _stop were released");
  is_str(fake_log(f), "1:_stop", "nothing else");
  fake_free(f);
}

static void a_gone_sender_is_not_kept(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_kept_session(f, NULL);
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  fake_send(f, t, s, "from-nobody");
  poe_kernel_verify(f->k);
  poe_session_unpin(f->k, s);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:_stop 2:from-nobody", "the event comes as if from its receiver");
  fake_free(f);
}

/* ---- blocks ---- */

static void blocks_of_all_sizes(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  int wrong = 0;
  for (uint32_t n = 0; n < 40; n++) {
    poe_event_t *e = poe_event_new(f->k, n);
    for (uint32_t i = 0; i < n; i++) e->argv[i] = fake_payload(f, "x");
    if (e->argc != n) wrong++;
    poe_event_post(f->k, e, s, s, fake_name(f, "x"), POE_ET_POST);
  }
  is_int(wrong, 0, "0 to 39 arguments");
  poe_kernel_verify(f->k);
  is_int(f->payloads, 39 * 40 / 2, "all are held");
  fake_slices(f, 1);
  is_int(f->payloads, 0, "all are released");
  fake_free(f);
}

/* ---- sorted ---- */

static void sorted_lists(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, NULL);
  size_t n = 99;
  poe_event_t **v = poe_event_sorted(f->k, NULL, ~0U, &n);
  is_int(n, 0, "an empty queue");
  free(v);
  fake_alarm(f, s, "late", 1009);
  fake_post(f, s, "post");
  fake_alarm(f, t, "other", 1001);
  fake_alarm(f, s, "early", 1002);
  v = poe_event_sorted(f->k, s, POE_ET_ALARM, &n);
  is_int(n, 2, "alarms of one session");
  is_str(v[0]->name->str, "early", "the earlier one first");
  is_str(v[1]->name->str, "late", "then the other");
  free(v);
  v = poe_event_sorted(f->k, NULL, ~0U, &n);
  is_int(n, 4, "everything");
  is_str(v[0]->name->str, "post", "in the order in which it would come");
  free(v);
  fake_free(f);
}

/* ---- the loop's timer ---- */

static void the_loop_hears_of_the_next_event(void) {
  fake_t *f = fake_new_with_timer();
  poe_session_t *s = fake_kept_session(f, NULL);
  uint64_t id = fake_alarm(f, s, "a", 1005);
  is_num(f->timer, 1005, "the first alarm sets the timer");
  fake_alarm(f, s, "b", 1008);
  is_num(f->timer, 1005, "a later one does not");
  fake_alarm(f, s, "c", 1003);
  is_num(f->timer, 1003, "an earlier one does");
  fake_post(f, s, "d");
  is_num(f->timer, 1000, "and so does a posted event");
  fake_slices(f, 1);
  is_num(f->timer, 1003, "after a pass it is the next one's time");
  poe_event_move(f->k, poe_event_find(f->k, id), 1001);
  is_num(f->timer, 1003, "moving tells nothing");
  poe_alarm_clear(f->k, s, fake_name(f, "a"));
  poe_alarm_clear(f->k, s, fake_name(f, "b"));
  is_num(f->timer, 1003, "clearing some neither");
  poe_alarm_clear(f->k, s, fake_name(f, "c"));
  is_num(f->timer, -1, "clearing the last one does");
  fake_post(f, s, "e");
  fake_slices(f, 1);
  is_num(f->timer, -1, "cleared after a pass that left nothing");
  fake_free(f);
}

int main(void) {
  agrees_with_a_naive_model();
  posts_come_in_order();
  alarms_sort_by_time();
  alarms_find_their_place_among_posts();
  a_clock_that_goes_back_keeps_the_order();
  odd_times();
  a_pass_leaves_new_events_for_the_next();
  passes_nest();
  garbage_events_are_silent();
  events_are_found_by_id();
  moving_goes_behind_equals();
  taking_out_gives_the_event_back();
  clearing_a_name_takes_only_its_alarms();
  destructors_may_set_what_is_cleared();
  destructors_may_post_while_a_session_ends();
  a_gone_sender_is_not_kept();
  blocks_of_all_sizes();
  sorted_lists();
  the_loop_hears_of_the_next_event();
  return tap_done();
}
