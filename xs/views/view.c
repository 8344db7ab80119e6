/* view.c: the kernel's tables as Perl data, in the shapes that introspection modules expect. */
#include "xs/views/views.h"

#include "xs/values/values.h"

/* A new array of copies, as a counted reference: who looks must not be able to change what an event
 * carries.  Copying a program's object runs none of its code. */
static SV *copies(pTHX_ SV **from, SSize_t n) {
  AV *av = newAV();
  for (SSize_t i = 0; i < n; i++) av_push(av, newSVsv(from[i]));
  return newRV_noinc((SV *)av);
}

/* No arguments were kept where none were given; POE shows an empty array for them. */
static SV *payload_args(pTHX_ const poexs_payload_t *p) {
  SSize_t n = p && p->args ? av_len(p->args) + 1 : 0;
  return copies(aTHX_ n ? AvARRAY(p->args) : NULL, n);
}

/* In the layout of the EV_* constants.  Of an event that is queued: both of its sessions are in
 * service then.  Times that nobody recorded are left out, as POE does. */
SV *poexs_event_record(pTHX_ poexs_t *px, const poe_event_t *e) {
  AV *av = newAV(), *given = poexs_event_given(e);
  POEXS_ASSERT(e->heap_pos != POE_EVENT_NOT_QUEUED && !e->to->gone);
  av_push(av, poexs_session_newref(aTHX_ px, e->to));
  av_push(av, poexs_session_newref(aTHX_ px, e->from));
  av_push(av, poexs_given_or_name(aTHX_ poexs_given_name(given), e->name));
  av_push(av, newSVuv(e->type));
  av_push(av, copies(aTHX_(SV **)(void *) e->argv, (SSize_t)e->argc));
  av_push(av, poexs_given_or_name(aTHX_ NULL, e->file));
  av_push(av, newSVuv(e->line));
  av_push(av, poexs_given_or_name(aTHX_ poexs_given_from_state(given), e->from_state));
  av_push(av, newSVuv((UV)poe_event_id(e)));
  if (e->has_time) av_push(av, newSVnv(e->walltime));
  if (e->has_time && e->has_delta) av_push(av, newSVnv(e->delta));
  return newRV_noinc((SV *)av);
}

/* [due, ID, record], as queue objects hand out. */
SV *poexs_queue_item(pTHX_ poexs_t *px, const poe_event_t *e) {
  AV *av = newAV();
  av_push(av, newSVnv(poe_event_time(px->k, e)));
  av_push(av, newSVuv((UV)poe_event_id(e)));
  av_push(av, poexs_event_record(aTHX_ px, e));
  return newRV_noinc((SV *)av);
}

/* Mortal.  Sorted because the kernel keeps no order that programs could know; POE's is a hash's. */
AV *poexs_alias_names(pTHX_ const poe_session_t *s) {
  AV *av = (AV *)sv_2mortal((SV *)newAV());
  for (const poe_link_t *l = s->aliases.next; l != &s->aliases; l = l->next)
    av_push(av, poexs_name_newsv(aTHX_ POE_CONTAINER(l, poe_alias_t, of_session)->name));
  if (av_len(av) > 0) sortsv(AvARRAY(av), (size_t)av_len(av) + 1, Perl_sv_cmp);
  return av;
}

/* [pid, session ID, session, event, args] */
SV *poexs_child_record(pTHX_ poexs_t *px, const poe_child_watch_t *c) {
  AV *av = newAV();
  av_push(av, newSViv((IV)c->node.key));
  av_push(av, poexs_session_newid(aTHX_ px, c->session));
  av_push(av, poexs_session_newref(aTHX_ px, c->session));
  av_push(av, poexs_given_or_name(aTHX_ poexs_payload_given(c->payload), c->event));
  av_push(av, payload_args(aTHX_(const poexs_payload_t *) c->payload));
  return newRV_noinc((SV *)av);
}

/* The sessions that the signal being delivered has reached so far.  They are pinned by the
 * delivery, but one may have ended since. */
SV *poexs_touched(pTHX_ poexs_t *px) {
  AV *av = newAV();
  uint32_t n = poe_signal_touched(px->k, NULL, 0);
  poe_session_t **list = (poe_session_t **)poe_malloc((n + 1) * sizeof *list);
  poe_signal_touched(px->k, list, n);
  for (uint32_t i = 0; i < n; i++)
    if (!list[i]->gone) av_push(av, poexs_session_newref(aTHX_ px, list[i]));
  poe_free(list);
  return newRV_noinc((SV *)av);
}

/* A hash may refuse a value, and then takes no count of it. */
static void put_count(pTHX_ HV *hv, const char *key, uint64_t n) {
  SV *value = newSVuv((UV)n);
  if (!hv_store(hv, key, (I32)strlen(key), value, 0)) SvREFCNT_dec(value);
}

/* A snapshot, counted; see POE::XS's manual for the keys. */
SV *poexs_statistics(pTHX_ poexs_t *px) {
  const poe_stats_t *st = poe_kernel_stats(px->k);
  HV *hv = newHV();
  AV *late = newAV();
  put_count(aTHX_ hv, "enqueued", st->enqueued);
  put_count(aTHX_ hv, "dispatched", st->dispatched);
  put_count(aTHX_ hv, "ready", st->ready);
  put_count(aTHX_ hv, "sessions_born", st->born);
  put_count(aTHX_ hv, "sessions_died", st->died);
  for (int i = 0; i < POE_STATS_BUCKETS; i++) av_push(late, newSVuv((UV)st->late[i]));
  (void)hv_stores(hv, "lateness", newRV_noinc((SV *)late));
  return newRV_noinc((SV *)hv);
}

/* Takes both. */
static void put(pTHX_ HV *hv, SV *key, SV *value) {
  (void)hv_store_ent(hv, key, value, 0);
  SvREFCNT_dec(key);
}

/* { session ID => { fd => [handle, session, event, args] } } */
SV *poexs_file_sessions(pTHX_ poexs_t *px, int fd, poe_mode_t mode) {
  HV *out = newHV();
  for (poe_watcher_t *w = NULL; (w = poe_watcher_each(px->k, fd, mode, w));) {
    poexs_payload_t *p = (poexs_payload_t *)w->payload;
    AV *av = newAV();
    HV *by_fd = newHV();
    av_push(av, newSVsv(p->handle));
    av_push(av, poexs_session_newref(aTHX_ px, w->session));
    av_push(av, poexs_given_or_name(aTHX_ poexs_payload_given(p), w->event));
    av_push(av, payload_args(aTHX_ p));
    put(aTHX_ by_fd, newSViv(fd), newRV_noinc((SV *)av));
    put(aTHX_ out, poexs_session_newid(aTHX_ px, w->session), newRV_noinc((SV *)by_fd));
  }
  return newRV_noinc((SV *)out);
}

/* [fd, mode, state, handle, event, args] */
SV *poexs_watcher_record(pTHX_ poexs_t *px, const poe_watcher_t *w) {
  const poexs_payload_t *p = (const poexs_payload_t *)w->payload;
  AV *av = newAV();
  av_push(av, newSViv(w->fd));
  av_push(av, newSViv(w->mode));
  av_push(av, newSViv(poe_file_state(px->k, w->fd, w->mode)));
  av_push(av, newSVsv(p->handle));
  av_push(av, poexs_given_or_name(aTHX_ poexs_payload_given(w->payload), w->event));
  av_push(av, payload_args(aTHX_ p));
  return newRV_noinc((SV *)av);
}

/* [event, args, session] */
SV *poexs_signal_record(pTHX_ poexs_t *px, const poe_pair_t *p) {
  AV *av = newAV();
  av_push(av, poexs_given_or_name(aTHX_ poexs_payload_given(p->payload), p->event));
  av_push(av, payload_args(aTHX_(const poexs_payload_t *) p->payload));
  av_push(av, poexs_session_newref(aTHX_ px, p->session));
  return newRV_noinc((SV *)av);
}

static void push_ref(pTHX_ AV *av, SV *sv) {
  if (sv && sv != &PL_sv_placeholder) av_push(av, newRV_inc(sv));
}

/* Not by perl's own iterator, which belongs to the program and may be in use. */
static void push_values(pTHX_ AV *av, HV *hv) {
  if (!HvARRAY(hv)) return;
  for (STRLEN i = 0; i <= HvMAX(hv); i++)
    for (HE *he = HvARRAY(hv)[i]; he; he = HeNEXT(he)) push_ref(aTHX_ av, HeVAL(he));
}

/* Mortal: references to what a value holds, the elements of a container or the referent of a
 * reference that is not weak.  It is looked at as it is: no magic, tie or overload is asked. */
AV *poexs_held_in(pTHX_ SV *sv) {
  AV *av = (AV *)sv_2mortal((SV *)newAV());
  if (SvTYPE(sv) == SVt_PVAV) {
    for (SSize_t i = 0; i <= AvFILLp((AV *)sv); i++) push_ref(aTHX_ av, AvARRAY((AV *)sv)[i]);
  } else if (SvTYPE(sv) == SVt_PVHV) {
    push_values(aTHX_ av, (HV *)sv);
  } else if (SvROK(sv) && !SvWEAKREF(sv)) {
    push_ref(aTHX_ av, SvRV(sv));
  }
  return av;
}
