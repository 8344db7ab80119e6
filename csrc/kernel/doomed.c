/* doomed.c: what the dead leave behind, and how it is released: when nothing in the kernel points
 * at it any more, because that runs destructors, which may call anything.
 *
 * Whoever lets go of much at once collects it here first, with the functions named poe__take, and
 * then releases it: so no destructor sees a session that has lost half of what it had. */
#include <string.h>

#include "csrc/kernel/private.h"

void poe__doomed_init(poe_doomed_t *d) {
  memset(d, 0, sizeof *d);
  poe_list_init(&d->events);
}

/* Grows at each power of two, which spares a field for the room there is. */
void poe__doomed_add(poe_doomed_t *d, void *payload) {
  uint32_t n = d->n_payloads;
  if (!payload) return;
  if (!(n & (n - 1))) d->payloads = poe_realloc(d->payloads, (n ? n * 2 : 1) * sizeof *d->payloads);
  d->payloads[d->n_payloads++] = payload;
}

/* Watched again meanwhile, by a destructor, means that there is nothing to give back.  The host
 * hears of each signal that nobody watches any more, to give it back to the system; with no name
 * when nobody waits for a child process any more. */
static void report_unwatched(poe_kernel_t *k, poe_doomed_t *d) {
  for (uint32_t i = 0; i < d->n_unwatched; i++) {
    poe_name_t *sig = d->unwatched[i];
    if (!poe__signal_is_watched(sig) && k->host.signal_unwatched)
      k->host.signal_unwatched(k->host.data, sig);
    poe_name_unref(k, sig);
  }
  if (d->child_gone && !k->children.count && k->host.signal_unwatched)
    k->host.signal_unwatched(k->host.data, NULL);
}

/* Signals first: until they were given back to the system, one that comes would find nobody.  Frees
 * what `d` owns, not `d`. */
void poe__doomed_release(poe_kernel_t *k, poe_doomed_t *d) {
  report_unwatched(k, d);
  for (uint32_t i = 0; i < d->n_payloads; i++) k->host.payload_free(k->host.data, d->payloads[i]);
  while (!poe_list_is_empty(&d->events)) {
    poe_event_t *e = POE_CONTAINER(d->events.next, poe_event_t, chain);
    assert(e->heap_pos == POE_EVENT_NOT_QUEUED);
    poe_list_remove(&e->chain);
    poe_event_free(k, e);
  }
  poe_free(d->payloads);
  poe_free(d->unwatched);
}
