/* event.c: the blocks that events are made of, from their making to their end. */
#include "csrc/kernel/private.h"

/* Most events have no arguments or a few.  What is larger comes from malloc, whose cost does not
 * matter beside that of filling it. */
static const uint32_t class_words[POE_EVENT_CLASSES] = {0, 2, 5, 12};

static size_t event_bytes(uint32_t words) { return sizeof(poe_event_t) + words * sizeof(void *); }

void poe__event_init(poe_kernel_t *k) {
  for (int i = 0; i < POE_EVENT_CLASSES; i++)
    poe_pool_init(&k->event_pool[i], event_bytes(class_words[i]));
}

void poe__event_destroy(poe_kernel_t *k) {
  for (int i = 0; i < POE_EVENT_CLASSES; i++) poe__pool_end(k, &k->event_pool[i]);
}

/* Everything but the arguments is set: with those filled, a caller that comes to nothing before it
 * queued the event can free it like any other. */
poe_event_t *poe_event_new(poe_kernel_t *k, uint32_t argc) {
  poe_event_t *e;
  uint8_t c = 0;
  while (c < POE_EVENT_CLASSES && class_words[c] < argc) c++;
  if (POE_LIKELY(c < POE_EVENT_CLASSES)) {
    e = poe_pool_get(&k->event_pool[c]);
  } else {
    e = poe_malloc(event_bytes(argc));
    c = POE_EVENT_ALONE;
  }
  e->size_class = c;
  e->argc = argc;
  e->heap_pos = POE_EVENT_NOT_QUEUED;
  e->name = e->file = e->from_state = NULL;
  e->alarms = NULL;
  e->to = e->from = NULL;
  e->line = 0;
  e->type = POE_ET_NONE;
  e->has_time = e->has_delta = e->observed = e->on_wall = e->has_more = false;
  e->due = e->walltime = e->delta = 0;
  e->cause = 0;
  e->by_id.key = 0;
  return e;
}

/* Before the arguments go, so that the observer still sees them. */
static void note_end(poe_kernel_t *k, poe_event_t *e) {
  poe_session_t *to = e->to;
  e->observed = false;
  if (k->observer) poe__stats_show(k, POE_AT_DISPATCHED, e);
  poe_session_unpin(k, to);
}

/* Runs destructors through event_free, when there are arguments; by then the event is in no list,
 * but its names are there for whoever looks.  A host that released the arguments itself has set
 * argc to 0, and has_more to false. */
void poe_event_free(poe_kernel_t *k, poe_event_t *e) {
  assert(e->heap_pos == POE_EVENT_NOT_QUEUED);
  if (POE_UNLIKELY(e->observed)) note_end(k, e);
  if (poe_event_words(e)) k->host.event_free(k->host.data, e);
  poe_name_unref(k, e->name);
  poe_name_unref(k, e->file);
  poe_name_unref(k, e->from_state);
  if (POE_UNLIKELY(e->size_class == POE_EVENT_ALONE))
    poe_free(e);
  else
    poe_pool_put(&k->event_pool[e->size_class], e);
}
