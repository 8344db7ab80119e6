/* when.c: times and durations that are objects: big numbers, or spans of a calendar that know how
 * they are added to a time.
 *
 * They are added as Perl adds them, before anything else is done: their methods may do anything.
 * The queue sorts by what the sum is as a number; who asks for the time is given the sum itself. */
#include "xs/kernel/kernel.h"

#include "xs/values/values.h"

/* Mortal. */
static SV *sum_of(pTHX_ SV *a, SV *b) {
  SV *args[2];
  args[0] = a;
  args[1] = b;
  return sv_2mortal(poexs_call_perl(aTHX_ "POE::Kernel::_sum", args, 2, G_SCALAR));
}

static poexs_when_t of_object(pTHX_ NV now, SV *object) {
  poexs_when_t when;
  when.sum = sum_of(aTHX_ sv_2mortal(newSVnv(now)), object);
  when.due = SvNV(when.sum);
  when.seconds = when.due - now;
  return when;
}

/* A wall time. */
poexs_when_t poexs_at(pTHX_ SV *time) {
  poexs_when_t when = {0, 0, NULL};
  if (UNLIKELY(SvROK(time))) return of_object(aTHX_ 0, time);
  when.due = when.seconds = SvNV(time);
  return when;
}

/* Seconds from now; the clock is read before anything else takes its time. */
poexs_when_t poexs_after(pTHX_ SV *seconds) {
  poexs_when_t when;
  NV now = poexs_steady(NULL);
  if (UNLIKELY(SvROK(seconds))) {
    when = of_object(aTHX_ poexs_now(NULL), seconds);
  } else {
    when.sum = NULL;
    when.seconds = SvNV(seconds);
  }
  when.due = now + when.seconds;
  return when;
}

/* ---- changing ---- */

/* alarm_adjust, and with `from_now` delay_adjust.  Returns the new time, mortal; NULL with errno
 * set if there is no such alarm, or when the object's methods have seen to its end.  What is told
 * and what is kept are two sums, as a program may change the one that it has. */
SV *poexs_adjust_by_object(pTHX_ poexs_t *px, SV *id, SV *object, bool from_now) {
  const poe_event_t *is = poexs_alarm_mine(aTHX_ px, id);
  NV base;
  SV *time, *told, *kept;
  poexs_when_t when;
  poe_event_t *e;
  if (!is) return NULL;
  base = from_now ? poexs_now(NULL) : poe_event_time(px->k, is);
  time = sv_2mortal(from_now ? newSVnv(base) : poexs_alarm_time(aTHX_ px, is));
  when = of_object(aTHX_ base, object);
  told = sum_of(aTHX_ time, object);
  kept = sum_of(aTHX_ time, object);
  e = poexs_alarm_mine(aTHX_ px, id);
  if (!e) return NULL;
  if (from_now)
    poexs_delay_adjust(px, e, when.seconds);
  else
    poexs_alarm_adjust(px, e, when.seconds);
  poexs_event_keep_time(aTHX_ e, kept);
  return told;
}
