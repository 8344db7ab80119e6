/* given.c: names of events that a program gave as something else than a plain string: objects,
 * numbers, strings that are numbers of another value, undef.
 *
 * The kernel looks up what they read as.  Handlers, and whoever looks, get what was given: an event
 * carries it in a word of its own behind the arguments, a watcher in its payload.  It is an array
 * with the event's own name, that of the event whose handler sent it, and the time of an alarm; a
 * place is empty where a plain string or number was given.  Nothing of all this is made for
 * those.
 *
 * The reply of an event that asks is there, too: a value that fails it when it is dropped. */
#include "xs/values/values.h"

enum { NAME, FROM_STATE, TIME, REPLY };

static void put(pTHX_ AV *given, SSize_t at, SV *name) {
  if (!poexs_is_plain_name(name)) (void)av_store(given, at, newSVsv_flags(name, SV_NOSTEAL));
}

/* Counted; NULL where both names are plain, and no time is an object.  All have been read, so
 * nothing of the program's runs. */
AV *poexs_given_new(pTHX_ SV *name, SV *from_state, SV *time) {
  AV *given;
  if (LIKELY((!name || poexs_is_plain_name(name)) &&
             (!from_state || poexs_is_plain_name(from_state)) && !time))
    return NULL;
  given = newAV();
  if (name) put(aTHX_ given, NAME, name);
  if (from_state) put(aTHX_ given, FROM_STATE, from_state);
  if (time) (void)av_store(given, TIME, newSVsv(time));
  return given;
}

static SV *part_of(AV *given, SSize_t at) {
  return given && AvFILLp(given) >= at ? AvARRAY(given)[at] : NULL;
}

SV *poexs_given_name(AV *given) { return part_of(given, NAME); }

SV *poexs_given_from_state(AV *given) { return part_of(given, FROM_STATE); }

SV *poexs_given_time(AV *given) { return part_of(given, TIME); }

AV *poexs_given_asked(pTHX_ SV *name, SV *from_state, SV *reply) {
  AV *given = poexs_given_new(aTHX_ name, from_state, NULL);
  if (!given) given = newAV();
  (void)av_store(given, REPLY, reply);
  return given;
}

/* The value has nothing to fail from then on. */
SV *poexs_given_reply(pTHX_ AV *given) {
  SV *reply = part_of(given, REPLY);
  if (!reply) return NULL;
  AvARRAY(given)[REPLY] = NULL;
  SvMAGIC(reply)->mg_private = POEXS_IS_ANSWERED;
  return sv_2mortal(reply);
}

/* For an event that has room for it; of others the time is known as a number. */
void poexs_event_keep_time(pTHX_ poe_event_t *e, SV *time) {
  AV *given = poexs_event_given(e);
  if (given) (void)av_store(given, TIME, newSVsv(time));
}

/* A copy, counted, of what was given, or else of the string. */
SV *poexs_given_or_name(pTHX_ SV *given, const poe_name_t *name) {
  return given ? newSVsv_flags(given, SV_NOSTEAL) : name ? poexs_name_newsv(aTHX_ name) : newSV(0);
}

/* The frame holds it until poexs_frame_forget, which may run destructors. */
void poexs_frame_note(pTHX_ poe_frame_t *f, AV *given) {
  PERL_UNUSED_CONTEXT;
  if (poexs_given_name(given)) f->held = SvREFCNT_inc_simple_NN((SV *)given);
}

void poexs_frame_forget(pTHX_ poe_frame_t *f) {
  SV *given = (SV *)f->held;
  f->held = NULL;
  SvREFCNT_dec(given);
}

/* What the active event was named, NULL where that is in the frame. */
SV *poexs_frame_given(const poe_frame_t *f) {
  return f && f->held ? poexs_given_name((AV *)f->held) : NULL;
}
