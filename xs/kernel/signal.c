/* signal.c: who watches a signal or a child process, as the kernel is told. */
#include "xs/kernel/kernel.h"

#include "xs/signals/signals.h"

#include "xs/values/values.h"

/* NULL: no arguments, and a plain name.  A tied list is read first, which may throw. */
static poexs_payload_t *payload_of(pTHX_ poexs_event_name_t event, SV *args) {
  AV *av = poexs_plain_list(aTHX_ args);
  SSize_t n = av ? AvFILLp(av) + 1 : 0;
  if (!n && poexs_is_plain_name(event.given)) return NULL;
  return poexs_payload_new(aTHX_ NULL, event.given, n ? AvARRAY(av) : NULL, (I32)n);
}

/* True if nobody watched it before: then the operating system has to be told, which Perl code does.
 * The signal's name is held while the event's is looked up. */
bool poexs_signal_watch(pTHX_ poexs_t *px, poe_session_t *s, SV *sig, poexs_event_name_t event,
                        SV *args) {
  poexs_payload_t *p = payload_of(aTHX_ event, args);
  poe_name_t *name = poe_name_hold(px->k, poexs_name_of(aTHX_ px, sig));
  bool is_first;
  poe_signal_watch(px->k, s, name, poexs_name_of(aTHX_ px, event.word), p, &is_first);
  poe_name_unref(px->k, name);
  return is_first;
}

/* The kernel takes the payload, also for a session that is gone. */
void poexs_child_watch(pTHX_ poexs_t *px, poe_session_t *s, IV pid, poexs_event_name_t event,
                       SV *args) {
  poexs_payload_t *p = payload_of(aTHX_ event, args);
  poe_child_watch_t *c;
  poe_child_watch(px->k, s, pid, poexs_name_of(aTHX_ px, event.word), p);
  c = poe_child_find(px->k, s, pid);
  if (c) c->mark = poexs_forks();
}

/* In a child process: what it has watched itself since the fork stays.  Removing one may run
 * destructors, so each round looks anew. */
void poexs_forget_parents_children(poexs_t *px) {
  poe_child_watch_t *c = NULL;
  while ((c = poe_child_any(px->k, c))) {
    if (c->mark == poexs_forks()) continue;
    poe_child_ignore(px->k, c->session, (int64_t)c->node.key);
    c = NULL;
  }
}
