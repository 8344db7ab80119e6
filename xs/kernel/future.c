/* future.c: what completes the futures of POE::Future: alarms of the kernel's own session, and the
 * answers to events that ask. */
#include "xs/kernel/kernel.h"

#include "xs/values/values.h"

/* ---- alarms ---- */

/* What is due calls a method of a future, from the kernel's own session, which after a run is put
 * into service again: words are the future, the method, and arguments. */
UV poexs_complete_later(pTHX_ poexs_t *px, SV *time, bool at_wall, SV **words, I32 n) {
  poe_session_t *own = poe_kernel_session(px->k);
  poe_name_t *name = poe_name_ref(px->values->names.future);
  const bool now = !SvOK(time);
  const poexs_when_t when = now       ? (poexs_when_t){0, 0, NULL}
                            : at_wall ? poexs_at(aTHX_ time)
                                      : poexs_after(aTHX_ time);
  poe_event_t *e;
  if (UNLIKELY(own->gone))
    poexs_call_perl(aTHX_ "POE::Kernel::_begin_again", NULL, 0, G_VOID | G_DISCARD);
  e = poe_event_new(px->k, (uint32_t)n);
  for (I32 i = 0; i < n; i++) e->argv[i] = newSVsv(words[i]);
  e->file = poe_name_ref(px->values->names.file_kernel);
  e->line = __LINE__;
  if (now)
    poe_event_post(px->k, e, own, own, name, POE_ET_RESUME);
  else
    (at_wall ? poe_event_at_wall : poe_event_at)(px->k, e, own, own, name, POE_ET_RESUME, when.due);
  poe_name_unref(px->k, name);
  return (UV)poe_event_id(e);
}

/* ---- ask ---- */

/* Perl drops the reply with the event: nobody has answered it. */
static int fail_reply(pTHX_ SV *reply, MAGIC *mg) {
  poexs_t *px = poexs_here_or_null(aTHX);
  SV *words[2];
  if (mg->mg_private == POEXS_IS_ANSWERED || !px || !px->k || poe_kernel_session(px->k)->gone)
    return 0;
  words[0] = reply;
  words[1] = sv_2mortal(newSVpvs("_gone"));
  poexs_complete_later(aTHX_ px, &PL_sv_undef, false, words, 2);
  return 0;
}

static const MGVTBL reply_vtbl = {NULL, NULL, NULL, NULL, fail_reply, NULL, NULL, NULL};

static SV *guarded(pTHX_ SV *reply) {
  SV *guard = newSVsv(reply);
  (void)sv_magicext(guard, NULL, PERL_MAGIC_ext, &reply_vtbl, NULL, 0);
  return guard;
}

/* In the class's name a future is made, or a limit of time is set; mortal. */
static SV *of_class(pTHX_ const char *method, SV *first, SV *second) {
  SV *args[3] = {sv_2mortal(newSVpvs("POE::Future")), first, second};
  return sv_2mortal(poexs_call_perl(aTHX_ method, args,
                                    second  ? 3
                                    : first ? 2
                                            : 1,
                                    G_METHOD | G_SCALAR));
}

static bool is_options(const SV *sv) {
  return SvROK(sv) && SvTYPE(SvRV(sv)) == SVt_PVHV && !SvOBJECT(SvRV(sv));
}

/* Words are perhaps options, then a session, an event, and its arguments. */
SV *poexs_ask(pTHX_ poexs_t *px, SV **words, I32 n) {
  SV *limit = n && is_options(words[0])
                  ? of_class(aTHX_ "_limit_of", sv_2mortal(newSVpvs("ask")), words[0])
                  : NULL,
     *reply;
  poexs_event_name_t event;
  poe_session_t *to;
  poe_event_t *e;
  if (limit) words++, n--;
  if (limit && !SvOK(limit)) limit = NULL;
  if (n < 2 || !SvOK(words[1])) croak("ask: a session and the name of an event are needed");
  event = poexs_named(aTHX_ words[1]);
  reply = poexs_future_plain(aTHX_ px);
  if (!reply) reply = of_class(aTHX_ "new", NULL, NULL);
  to = poexs_resolve(aTHX_ px, words[0]);
  if (!to || to == poe_kernel_session(px->k) || poe_active_session(px->k)->gone)
    return of_class(aTHX_ "_no_session", words[0], NULL);
  e = poexs_event_asked(aTHX_ px, event.given, guarded(aTHX_ reply), words + 2, n - 2);
  poe_event_post(px->k, e, to, poe_active_session(px->k), poexs_name_of(aTHX_ px, event.word),
                 POE_ET_ASK);
  return limit ? of_class(aTHX_ "timeout", limit, reply) : reply;
}
