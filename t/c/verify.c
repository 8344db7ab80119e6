/* The verifier itself: it must notice each kind of damage. */
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* A kernel with one of everything, damaged in a child process. */
static fake_t *one_of_everything(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, s);
  fake_session(f, NULL);
  fake_post(f, s, "a");
  fake_send(f, s, t, "b");
  for (int i = 0; i < 8; i++) fake_alarm(f, s, "c", 1001 + i);
  fake_watch(f, s, 5, POE_MODE_READ, "r");
  fake_watch(f, t, 5, POE_MODE_READ, "r");
  fake_watch_signal(f, s, "INT", "int");
  fake_keep(f, s);
  poe_alias_set(f->k, s, fake_name(f, "alias"));
  poe_child_watch(f->k, s, 99, fake_name(f, "chld"), NULL);
  fake_name(f, "resting");
  poe_kernel_verify(f->k);
  return f;
}

typedef struct damage {
  const char *name;
  void (*make)(fake_t *f, poe_session_t *s);
} damage_t;

static poe_event_t *lane_event(fake_t *f) {
  return POE_CONTAINER(f->k->lane.next, poe_event_t, chain);
}
static poe_name_t *resting(fake_t *f) { return poe_name_find(f->k, "resting", 7, false); }
static poe_pair_t *pair(poe_session_t *s, poe_pair_kind_t kind) {
  return poe_session_next_pair(s, kind, NULL);
}

#define DAMAGE(name, how)                                                                          \
  static void name(fake_t *f, poe_session_t *s) {                                                  \
    (void)f;                                                                                       \
    (void)s;                                                                                       \
    how;                                                                                           \
  }

DAMAGE(none, (void)0)
DAMAGE(lane_count, f->k->lane_count++)
DAMAGE(lane_order, lane_event(f)->seq = 1000)
DAMAGE(lane_link, f->k->lane.next->next->prev = &f->k->lane)
DAMAGE(lane_position, lane_event(f)->heap_pos = 0)
DAMAGE(heap_order, f->k->heap[0].due = f->k->heap[0].event->due = 5000)
DAMAGE(heap_copy, f->k->heap[3].due += 1)
DAMAGE(heap_position, f->k->heap[2].event->heap_pos = 3)
DAMAGE(heap_id, f->k->heap[2].event->by_id.key += 500)
DAMAGE(heap_count, f->k->heap_count--)
DAMAGE(event_name, lane_event(f)->name->refs = 0)
DAMAGE(event_receiver, lane_event(f)->to = NULL)
DAMAGE(event_count, s->n_to++)
DAMAGE(events_sent, s->n_from++)
DAMAGE(chain_lost, poe_list_remove(&f->k->heap[4].event->chain))
DAMAGE(chain_wrong, f->k->heap[4].event->alarms = pair(s, POE_PAIR_EXTREF))
DAMAGE(chain_empty, poe_list_init(&pair(s, POE_PAIR_ALARMS)->of_signal))
DAMAGE(session_refs, s->refs++)
DAMAGE(session_gone, s->gone = true)
DAMAGE(session_id, s->by_id.key = 77)
DAMAGE(session_count, f->k->session_count++)
DAMAGE(marked_lost, poe_list_remove(&poe_session_find(f->k, 3)->marked))
DAMAGE(marked_wrongly, poe_list_append(&f->k->marked, &s->marked))
DAMAGE(parent_wrong, poe_session_find(f->k, 2)->parent = f->own)
DAMAGE(parent_circle, s->parent = poe_session_find(f->k, 2))
DAMAGE(extref_count, s->n_extrefs++)
DAMAGE(extref_sessions, f->k->extref_sessions++)
DAMAGE(pair_session, pair(s, POE_PAIR_EXTREF)->session = f->own)
DAMAGE(pair_name, pair(s, POE_PAIR_EXTREF)->name = resting(f))
DAMAGE(pair_kind, pair(s, POE_PAIR_EXTREF)->kind = POE_PAIR_NONE)
DAMAGE(pair_total, f->k->pairs.count++)
DAMAGE(signal_list, poe_list_remove(&pair(s, POE_PAIR_SIGNAL)->of_signal))
DAMAGE(alias_owner, fake_name(f, "alias")->alias = NULL)
DAMAGE(child_total, f->k->children.count++)
DAMAGE(child_session, poe_child_any(f->k, NULL)->session = f->own)
DAMAGE(watcher_fd, poe_watcher_find(f->k, s, 5, POE_MODE_READ)->fd = 6)
DAMAGE(watcher_gone, poe_watcher_find(f->k, s, 5, POE_MODE_READ)->gone = true)
DAMAGE(file_refs, f->k->files[5]->refs++)
DAMAGE(mode_refs, f->k->files[5]->mode[0].refs++)
DAMAGE(file_count, f->k->file_count++)
DAMAGE(name_count, f->k->idle_name_count++)
DAMAGE(name_resting, poe_name_ref(resting(f)))
DAMAGE(name_alias, resting(f)->alias = s)

static const damage_t damages[] = {
    {"a lane's count", lane_count},
    {"the order of the lane", lane_order},
    {"a link of the lane", lane_link},
    {"the position of a lane's event", lane_position},
    {"the order of the heap", heap_order},
    {"the heap's copy of a time", heap_copy},
    {"the position of a heap's event", heap_position},
    {"the ID of a heap's event", heap_id},
    {"the heap's count", heap_count},
    {"an event's name that nobody holds", event_name},
    {"an event to nobody", event_receiver},
    {"a session's count of events", event_count},
    {"a session's count of events sent", events_sent},
    {"an alarm out of its chain", chain_lost},
    {"an alarm in the wrong chain", chain_wrong},
    {"an empty chain", chain_empty},
    {"a session's references", session_refs},
    {"a registered session that is gone", session_gone},
    {"a session's ID", session_id},
    {"the count of sessions", session_count},
    {"a session that nothing keeps and that is not marked", marked_lost},
    {"a marked session that is kept", marked_wrongly},
    {"a child that knows another parent", parent_wrong},
    {"parents in a circle", parent_circle},
    {"a session's count of tags", extref_count},
    {"the count of sessions with tags", extref_sessions},
    {"a pair of another session", pair_session},
    {"a pair under another name", pair_name},
    {"a pair of no kind", pair_kind},
    {"the count of pairs", pair_total},
    {"a signal's list", signal_list},
    {"an alias without its owner", alias_owner},
    {"the count of child processes", child_total},
    {"a child process of another session", child_session},
    {"a watcher of another descriptor", watcher_fd},
    {"a watcher that is gone", watcher_gone},
    {"a descriptor's count", file_refs},
    {"a mode's count", mode_refs},
    {"the count of descriptors", file_count},
    {"the count of resting names", name_count},
    {"a resting name that is held", name_resting},
    {"a resting name that is an alias", name_alias},
};

static void damage_and_verify(void *arg) {
  fake_t *f = one_of_everything();
  const damage_t *d = arg;
  d->make(f, poe_session_find(f->k, 1));
  poe_kernel_verify(f->k);
}

static void undamaged(void) {
  fake_t *f = one_of_everything();
  none(f, NULL);
  poe_kernel_verify(f->k);
  ok(true, "an undamaged kernel passes");
  fake_free(f);
}

/* ---- assertions about the embedder ---- */

static void post_to_the_dead(void *arg) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  (void)arg;
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  fake_post(f, s, "x");
}

static void leave_the_wrong_frame(void *arg) {
  fake_t *f = fake_new();
  poe_frame_t a, b;
  (void)arg;
  poe_frame_enter(f->k, &a, f->own, f->own, NULL, POE_ET_CALL);
  poe_frame_enter(f->k, &b, f->own, f->own, NULL, POE_ET_CALL);
  poe_frame_leave(f->k, &a);
}

static void free_within_a_frame(void *arg) {
  fake_t *f = fake_new();
  poe_frame_t a;
  (void)arg;
  poe_frame_enter(f->k, &a, f->own, f->own, NULL, POE_ET_CALL);
  poe_kernel_free(f->k);
}

static void free_what_is_queued(void *arg) {
  fake_t *f = fake_new();
  (void)arg;
  poe_event_free(f->k, poe_event_find(f->k, fake_post(f, f->own, "x")));
}

int main(void) {
  undamaged();
  for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
    damage_t d = damages[i];
    aborts(damage_and_verify, &d, d.name);
  }
  aborts(post_to_the_dead, NULL, "posting to a session that is gone");
  aborts(leave_the_wrong_frame, NULL, "leaving a frame that is not the innermost");
  aborts(free_within_a_frame, NULL, "freeing a kernel within a handler");
  aborts(free_what_is_queued, NULL, "freeing an event that is queued");
  return tap_done();
}
