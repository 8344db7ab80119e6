/* alarm.c: alarms and delays, and what their functions return. */
#include "xs/kernel/kernel.h"

#include "xs/values/values.h"

/* ---- setting ---- */

/* Takes the event and the name, which is held.  0 for a session that was stopped and goes on
 * running: nothing can be sent to it any more. */
static UV queue_alarm(pTHX_ poexs_t *px, poe_event_t *e, poe_name_t *name, const poexs_times_t *t) {
  poe_session_t *s = poe_active_session(px->k);
  UV id = 0;
  if (s->gone) {
    poe_event_free(px->k, e);
  } else if (poexs_is_replaced(px, POEXS_ENQUEUE)) {
    return poexs_enqueue_by_method(aTHX_ px, e, s, s, name, POE_ET_ALARM, t, 0);
  } else {
    (t->has_delta ? poe_event_at : poe_event_at_wall)(px->k, e, s, s, name, POE_ET_ALARM, t->due);
    POEXS_ASSERT(e->heap_pos >= 0);
    id = (UV)poe_event_id(e);
  }
  poe_name_unref(px->k, name);
  return id;
}

/* At a wall time; what alarm_adjust adds up starts from it.  The old ones go before the new one is
 * queued: destructors of what they carried do not find it.  The name is held meanwhile, as they may
 * be its last users. */
UV poexs_alarm_at(pTHX_ poexs_t *px, poexs_event_name_t name, const poexs_when_t *when, SV **args,
                  I32 n, bool replace) {
  poe_event_t *e = poexs_event_sent(aTHX_ px, name.given, when->sum, args, n);
  poe_name_t *event = poe_name_hold(px->k, poexs_name_of(aTHX_ px, name.word));
  poexs_times_t t = {0, when->due, false};
  e->walltime = when->due;
  e->has_time = true;
  if (replace) poe_alarm_clear(px->k, poe_active_session(px->k), event);
  return queue_alarm(aTHX_ px, e, event, &t);
}

/* Seconds from now.  Only delay_set and delay_adjust record when that was. */
UV poexs_alarm_after(pTHX_ poexs_t *px, poexs_event_name_t name, const poexs_when_t *when,
                     SV **args, I32 n, bool replace, bool record) {
  poe_event_t *e = poexs_event_sent(aTHX_ px, name.given, when->sum, args, n);
  poe_name_t *event = poe_name_hold(px->k, poexs_name_of(aTHX_ px, name.word));
  poexs_times_t t = {when->seconds, when->due, true};
  e->has_time = e->has_delta = record;
  e->walltime = record ? poexs_now(NULL) : 0;
  e->delta = record ? when->seconds : 0;
  if (replace) poe_alarm_clear(px->k, poe_active_session(px->k), event);
  return queue_alarm(aTHX_ px, e, event, &t);
}

/* All alarms of this name of the active session; destructors may run. */
void poexs_alarm_clear(pTHX_ poexs_t *px, SV *name) {
  poe_name_t *event = poe_name_hold(px->k, poexs_name_of(aTHX_ px, name));
  poe_alarm_clear(px->k, poe_active_session(px->k), event);
  poe_name_unref(px->k, event);
}

/* ---- changing ---- */

/* Only what is written as an ID is names an event: "1.5", "1x" and words are IDs of none. */
poe_event_t *poexs_event_by_id(pTHX_ poexs_t *px, SV *id) {
  int64_t number;
  return poexs_is_id(aTHX_ id, &number) ? poe_event_find(px->k, (uint64_t)number) : NULL;
}

/* An event addressed to the active session; otherwise NULL with errno set. */
poe_event_t *poexs_alarm_mine(pTHX_ poexs_t *px, SV *id) {
  poe_event_t *e = poexs_event_by_id(aTHX_ px, id);
  if (!e)
    errno = ESRCH;
  else if (e->to != poe_active_session(px->k))
    errno = EPERM;
  else
    return e;
  return NULL;
}

/* What alarm_remove and the adjusting functions tell: the time that was asked for, not the one that
 * the queue is sorted by, where these differ. */
static NV time_of(const poexs_t *px, const poe_event_t *e) {
  return e->has_time ? e->walltime + e->delta : poe_event_time(px->k, e);
}

/* Counted; the object that was asked for, if it was one. */
SV *poexs_alarm_time(pTHX_ const poexs_t *px, const poe_event_t *e) {
  SV *kept = poexs_given_time(poexs_event_given(e));
  return UNLIKELY(kept != NULL) ? newSVsv(kept) : newSVnv(time_of(px, e));
}

/* Returns the new time.  Moves the event by so much from where it is in the queue, also when that
 * is not where its recorded time would have it.  No Perl code runs. */
NV poexs_alarm_adjust(poexs_t *px, poe_event_t *e, NV delta) {
  if (!e->has_time) {
    e->walltime = poe_event_time(px->k, e);
    e->has_time = true;
  }
  e->delta += delta;
  e->has_delta = true;
  if (delta < 0 || delta > 0) poe_event_move(px->k, e, e->due + delta);
  return time_of(px, e);
}

/* From now on, whatever the alarm was before: one that was set by alarm() becomes a delay. */
NV poexs_delay_adjust(poexs_t *px, poe_event_t *e, NV seconds) {
  e->walltime = poexs_now(NULL);
  e->delta = seconds;
  e->has_time = e->has_delta = true;
  poe_event_leave_wall(px->k, e);
  poe_event_move(px->k, e, poexs_steady(NULL) + seconds);
  return e->walltime + seconds;
}

/* For the queue as an object, whose items others re-time.  undef leaves what is recorded as it
 * is. */
void poexs_event_retime(pTHX_ poexs_t *px, poe_event_t *e, NV due, SV *walltime, SV *delta) {
  NV is = poe_event_time(px->k, e);
  if (SvOK(walltime)) {
    e->walltime = SvNV(walltime);
    e->has_time = true;
  }
  if (SvOK(delta)) {
    e->delta = SvNV(delta);
    e->has_delta = true;
  }
  if (due < is || due > is) poe_event_move(px->k, e, poe_kernel_steady_of(px->k, due));
}

/* ---- removing ---- */

/* Takes the event out and returns its parts as counted values: name, time, and the arguments
 * themselves in an array, not copies of them.  No destructor runs. */
void poexs_alarm_take(pTHX_ poexs_t *px, poe_event_t *e, SV *out[3]) {
  poe_event_unqueue(px->k, e);
  out[0] = poexs_given_or_name(aTHX_ poexs_given_name(poexs_event_given(e)), e->name);
  out[1] = poexs_alarm_time(aTHX_ px, e);
  out[2] = newRV_noinc((SV *)poexs_event_av(aTHX_ e));
  poe_event_free(px->k, e);
}

/* Counted.  Frees the event, whose arguments have become the record's. */
static SV *flat_record(pTHX_ poexs_t *px, poe_event_t *e) {
  AV *record = newAV(), *given = poexs_event_given(e);
  av_extend(record, (SSize_t)e->argc + 1);
  av_push(record, poexs_given_or_name(aTHX_ poexs_given_name(given), e->name));
  av_push(record, poexs_alarm_time(aTHX_ px, e));
  for (uint32_t i = 0; i < e->argc; i++) av_push(record, (SV *)e->argv[i]);
  e->argc = 0;
  e->has_more = false;
  poe_event_unqueue(px->k, e);
  poe_event_free(px->k, e);
  SvREFCNT_dec((SV *)given);
  return newRV_noinc((SV *)record);
}

/* All alarms of a session as [name, time, args...], in the order in which they would come; counted.
 * Nothing runs meanwhile, so the events of the list are all still there when their turn comes. */
AV *poexs_alarm_take_all(pTHX_ poexs_t *px, poe_session_t *s) {
  AV *list = newAV();
  size_t n;
  poe_event_t **events = poe_event_sorted(px->k, s, POE_ET_ALARM, &n);
  for (size_t i = 0; i < n; i++) av_push(list, flat_record(aTHX_ px, events[i]));
  poe_free(events);
  return list;
}
