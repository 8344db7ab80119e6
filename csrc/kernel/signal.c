/* signal.c: which session wants which signal.
 *
 * A watcher is a pair of session and name; its name lists all watchers of the signal, in the order
 * in which they came.  Unlike other things that a session has, a signal that it watches is no
 * reference to it: waiting for a signal alone keeps nobody in service. */
#include "csrc/kernel/private.h"

static poe_signal_t *signal_for(poe_name_t *sig) {
  if (!sig->signal) {
    sig->signal = poe_malloc(sizeof *sig->signal);
    poe_list_init(&sig->signal->watchers);
  }
  return sig->signal;
}

bool poe_signal_is_watched(const poe_name_t *sig) { return poe__signal_is_watched(sig); }

poe_pair_t *poe_signal_find(const poe_kernel_t *k, const poe_session_t *s, const poe_name_t *sig) {
  return poe__pair_find(k, s, sig, POE_PAIR_SIGNAL);
}

/* A caller that runs handlers in between must look anew. */
poe_pair_t *poe_signal_each(const poe_name_t *sig, const poe_pair_t *after) {
  const poe_link_t *l;
  if (!sig->signal) return NULL;
  l = after ? after->of_signal.next : sig->signal->watchers.next;
  return l == &sig->signal->watchers ? NULL : POE_CONTAINER(l, poe_pair_t, of_signal);
}

/* Watching again replaces event and payload, and releases the old ones.  *is_first tells the host
 * to install something for the signal. */
void poe_signal_watch(poe_kernel_t *k, poe_session_t *s, poe_name_t *sig, poe_name_t *event,
                      void *payload, bool *is_first) {
  poe_pair_t *p = poe_signal_find(k, s, sig);
  *is_first = !s->gone && !poe_signal_is_watched(sig);
  if (s->gone) {
    if (payload) k->host.payload_free(k->host.data, payload);
    return;
  }
  if (!p) {
    p = poe__pair_add(k, s, sig, POE_PAIR_SIGNAL);
    poe_list_append(&signal_for(sig)->watchers, &p->of_signal);
  }
  poe__handler_set(k, &p->event, &p->payload, event, payload);
}

/* Releases the payload, so its destructor has run when *was_last is found: the signal may be
 * watched again by then. */
int poe_signal_ignore(poe_kernel_t *k, poe_session_t *s, poe_name_t *sig, bool *was_last) {
  poe_pair_t *p = poe_signal_find(k, s, sig);
  *was_last = false;
  if (!p) return POE_ESRCH;
  poe_name_hold(k, sig);
  poe__pair_free(k, p);
  *was_last = !poe_signal_is_watched(sig);
  poe_name_unref(k, sig);
  return POE_OK;
}

/* A signal whose last watcher this was is held, to be reported when everything is taken. */
static void take_signal(poe_kernel_t *k, poe_pair_t *p, poe_doomed_t *d) {
  poe_name_t *sig = poe_name_ref(p->name);
  assert(p->kind == POE_PAIR_SIGNAL);
  poe__doomed_add(d, p->payload);
  p->payload = NULL;
  poe__pair_free(k, p);
  if (poe_signal_is_watched(sig)) {
    poe_name_unref(k, sig);
    return;
  }
  d->unwatched = poe_realloc(d->unwatched, (d->n_unwatched + 1) * sizeof *d->unwatched);
  d->unwatched[d->n_unwatched++] = sig;
}

void poe__take_signals(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d) {
  poe_pair_t *p;
  while ((p = poe_session_next_pair(s, POE_PAIR_SIGNAL, NULL))) take_signal(k, p, d);
}

/* Children, too, as POE takes them for signals. */
void poe_session_clear_signals(poe_kernel_t *k, poe_session_t *s) {
  poe_doomed_t d;
  poe__doomed_init(&d);
  poe__take_signals(k, s, &d);
  poe__take_children(k, s, &d);
  poe__doomed_release(k, &d);
}
