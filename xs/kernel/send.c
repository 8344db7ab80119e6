/* send.c: post, call, detach, and the birth of sessions. */
#include "xs/kernel/kernel.h"

#include "xs/values/values.h"
#include "xs/dispatch/dispatch.h"

/* False with ESRCH: one of both is gone.  Nothing runs now; where the arguments cannot be sent,
 * dropping their copies may run destructors, so $! is set last. */
bool poexs_post(pTHX_ poexs_t *px, poe_session_t *to, poexs_event_name_t event, SV **args, I32 n,
                poe_type_t type) {
  poe_session_t *from = poe_active_session(px->k);
  poe_event_t *e = poexs_event_sent(aTHX_ px, event.given, NULL, args, n);
  poe_name_t *name;
  if (UNLIKELY(from->gone || to->gone)) {
    poe_event_free(px->k, e);
    errno = ESRCH;
    return false;
  }
  name = poexs_name_of(aTHX_ px, event.word);
  if (poexs_is_replaced(px, POEXS_ENQUEUE))
    (void)poexs_enqueue_by_method(aTHX_ px, e, to, from, poe_name_hold(px->k, name), type, NULL, 0);
  else
    poe_event_post(px->k, e, to, from, name, type);
  return true;
}

/* What bridges and tests queue by hand: any type, any time.  Takes the event.  A type that is an
 * alarm's gets its place by time, any other one behind all others. */
UV poexs_enqueue(pTHX_ poexs_t *px, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                 SV *word, U32 type, SV *walltime, SV *delta, SV *due) {
  poe_name_t *name;
  NV time;
  bool on_wall = type & POE_ET_ALARM && !SvOK(due) && !SvOK(delta) && SvOK(walltime);
  if (SvOK(walltime)) e->walltime = SvNV(walltime);
  e->has_time = SvOK(walltime);
  e->has_delta = e->has_time && SvOK(delta);
  if (e->has_delta) e->delta = SvNV(delta);
  time = SvOK(due) ? SvNV(due) : e->has_time ? e->walltime + e->delta : poexs_now(NULL);
  name = poexs_name_of(aTHX_ px, word);
  if (on_wall)
    poe_event_at_wall(px->k, e, to, from, name, (poe_type_t)type, time);
  else if (type & POE_ET_DELAYED)
    poe_event_at(px->k, e, to, from, name, (poe_type_t)type, poe_kernel_steady_of(px->k, time));
  else
    poe_event_post(px->k, e, to, from, name, (poe_type_t)type);
  return (UV)poe_event_id(e);
}

/* ---- call ---- */

/* The end of a call's event, which was never queued and counts for neither session.  Unpinning
 * comes last, and may free the one that was called. */
static void release_call(poexs_t *px, poe_event_t *e) {
  poe_session_t *to = e->to;
  POEXS_ASSERT(e->heap_pos == POE_EVENT_NOT_QUEUED);
  e->to = e->from = NULL;
  poe_event_free(px->k, e);
  poe_session_unpin(px->k, to);
}

/* Runs when a call within a session is over, also when an exception passes through.  Never queued,
 * the event has its number to spare for how deep the call began. */
static void end_call(pTHX_ void *event) {
  poexs_t *px = poexs_here(aTHX);
  px->depth = (I32)((poe_event_t *)event)->seq;
  poexs_take_back_ends(aTHX_ px);
  release_call(px, (poe_event_t *)event);
}

/* Results stay on the stack they were returned on until they are copied to ours. */
static I32 copy_results(pTHX_ SV **from, I32 n) {
  dSP;
  EXTEND(SP, n);
  Copy(from, SP + 1, n, SV *);
  SP += n;
  PUTBACK;
  return n;
}

/* Pins the receiver: a handler may stop its own session, and the event still names it. */
static poe_event_t *new_call(pTHX_ poexs_t *px, poe_session_t *to, poexs_event_name_t event,
                             SV **args, I32 n) {
  poe_event_t *e = poexs_event_sent(aTHX_ px, event.given, NULL, args, n);
  e->to = to;
  e->from = poe_active_session(px->k);
  e->name = poe_name_hold(px->k, poexs_name_of(aTHX_ px, event.word));
  poe_session_pin(to);
  return e;
}

/* Within the active session a call is nothing but a call: no eval, no change of who is active, as
 * in POE.  The event is freed by the scope, so that it goes also when the handler throws. */
static I32 call_self(pTHX_ poexs_t *px, poe_event_t *e, const poexs_call_t *c, I32 gimme) {
  I32 count;
  ENTER;
  e->seq = (uint64_t)px->depth;
  SAVEDESTRUCTOR_X(end_call, e);
  count = poexs_invoke(aTHX_ px, c, gimme);
  POEXS_ASSERT(px->depth == (I32)e->seq && e->to->pins > 0);
  poexs_own_results(aTHX_ count);
  LEAVE;
  return count;
}

/* In another session nothing is thrown past us. */
static I32 call_other(pTHX_ poexs_t *px, poe_event_t *e, const poexs_call_t *c, I32 gimme) {
  I32 count = poexs_is_replaced(px, POEXS_DISPATCH)
                  ? poexs_dispatch_replaced(aTHX_ px, c, NULL, gimme)
                  : poexs_dispatch_call(aTHX_ px, c, e, gimme);
  release_call(px, e);
  return count;
}

/* Returns how many results it has put onto the caller's stack, above what is there.  In and outside
 * of handlers; leaves with what a handler of the active session throws, and where calls nest too
 * deeply.  A stack of its own keeps `last` and `next` in a handler from leaving it. */
I32 poexs_call_session(pTHX_ poexs_t *px, poe_session_t *to, poexs_event_name_t event, SV **args,
                       I32 n, I32 gimme) {
  poe_event_t *e;
  poexs_call_t c;
  SV **results;
  I32 count;
  dSP;
  poexs_guard_stack(aTHX_ px);
  e = new_call(aTHX_ px, to, event, args, n);
  poexs_call_of(&c, e);
  c.type = POE_ET_CALL;
  PUSHSTACKi(PERLSI_UNKNOWN);
  count = to == e->from ? call_self(aTHX_ px, e, &c, gimme) : call_other(aTHX_ px, e, &c, gimme);
  results = PL_stack_sp - count + 1;
  POPSTACK;
  return gimme == G_VOID ? 0 : copy_results(aTHX_ results, count);
}

/* _dispatch_event as a method: signals walk the tree, everything else, and what they tell a session
 * on that walk, runs at once.  Only calls, births and ends give what the handler returned, as in
 * POE. */
I32 poexs_dispatch_now(pTHX_ poexs_t *px, poe_session_t *to, poe_session_t *from,
                       poexs_event_name_t event, U32 type, SV *args, SV **where, I32 n, I32 gimme) {
  SV *none = &PL_sv_undef;
  poe_event_t *e = poexs_event_sent_from(aTHX_ px, event.given, args, n > 0 ? where[0] : none,
                                         n > 1 ? where[1] : none, n > 2 ? where[2] : none);
  poexs_call_t c;
  I32 count = 0;
  e->to = to;
  e->from = from;
  e->name = poe_name_hold(px->k, poexs_name_of(aTHX_ px, event.word));
  e->type = (uint16_t)type;
  poexs_call_of(&c, e);
  if ((type & (POE_ET_SIGNAL | POE_ET_SIGDIE)) && !(type & POE_ET_SIGNAL_RECURSIVE))
    poexs_dispatch_signal(aTHX_ px, e);
  else
    count = poexs_dispatch_call(aTHX_ px, &c, e, gimme);
  if (!(type & (POE_ET_CALL | POE_ET_START | POE_ET_STOP))) count = 0;
  poe_event_free(px->k, e);
  return count;
}

/* ---- leaving the family ---- */

/* _child and _parent name the line that asked for it. */
int poexs_detach(pTHX_ poexs_t *px, poe_session_t *s, bool tell_parent) {
  poe_name_t *file = poexs_caller_file(aTHX_ px);
  poe_place_t at = {file ? poe_name_hold(px->k, file) : NULL, (uint32_t)CopLINE(PL_curcop)};
  int failed = poe_session_detach(px->k, s, tell_parent, &at);
  poe_name_unref(px->k, at.file);
  return failed;
}

/* ---- birth ---- */

/* Directly where the class keeps POE::Session's own _set_id and layout.  False: its method has to
 * do it. */
static bool set_id_directly(pTHX_ poexs_t *px, SV *object, int64_t id) {
  SV *referent = SvRV(object);
  if (!SvOBJECT(referent) || SvTYPE(referent) != SVt_PVAV || SvRMAGICAL(referent)) return false;
  if (SvSTASH(referent) != px->calls->plain_stash ||
      poexs_generation_of(aTHX_ px->calls->plain_stash) != px->calls->plain_generation)
    return false;
  if (!av_store((AV *)referent, 3, newSViv((IV)id))) return false;
  return true;
}

/* Gives an object the next ID; may croak.  The first step of a birth: what would nest too deeply
 * ends here, while nothing has been changed. */
int64_t poexs_session_identify(pTHX_ poexs_t *px, SV *object) {
  int64_t id;
  SV *args[2];
  poexs_guard_stack(aTHX_ px);
  id = poe_session_allocate_id(px->k);
  if (set_id_directly(aTHX_ px, object, id)) return id;
  args[0] = object;
  args[1] = sv_2mortal(newSViv((IV)id));
  poexs_call_perl(aTHX_ "_set_id", args, 2, G_METHOD | G_VOID | G_DISCARD);
  return id;
}

/* Takes the event; what _start returned, counted, or NULL.  The caller pins the session. */
static SV *run_start(pTHX_ poexs_t *px, poe_session_t *s, poe_session_t *parent, poe_event_t *e) {
  poexs_call_t c = {0};
  SV *result;
  c.to = s;
  c.from = parent;
  c.name = px->values->names.start;
  c.file = px->values->names.file_kernel;
  c.line = __LINE__;
  c.argv = (SV **)(void *)e->argv;
  c.argc = e->argc;
  c.type = POE_ET_START;
  result = poexs_dispatch_scalar(aTHX_ px, &c);
  poe_event_free(px->k, e);
  return result;
}

/* The event that keeps a new session until the next pass, so that its creator can use it. */
static void post_gc(pTHX_ poexs_t *px, poe_session_t *s) {
  poe_event_t *e = poe_event_new(px->k, 0);
  e->file = poe_name_ref(px->values->names.file_kernel);
  e->line = __LINE__;
  poexs_enqueue_own(aTHX_ px, e, s, s, px->values->names.gc, POE_ET_GC);
}

/* Takes the event, which holds the arguments.  Returns what _start returned, counted; NULL for
 * undef.  In POE's order: _start, then the parent's _child, then the event that keeps it for a
 * while.  The session may stop itself in _start, and its parent may stop it in _child: each step
 * looks.  Its creator may have been stopped and still run; then it is the kernel's own child.
 * Throws nothing. */
SV *poexs_session_start(pTHX_ poexs_t *px, SV *object, int64_t id, poe_event_t *e) {
  poe_session_t *parent = poe_active_session(px->k), *s;
  SV *result;
  poexs_look_for_tools(px);
  if (parent->gone) parent = poe_kernel_session(px->k);
  s = poexs_session_attach(aTHX_ px, object, id, parent);
  poe_session_pin(s);
  result = run_start(aTHX_ px, s, parent, e);
  POEXS_ASSERT(s->pins > 0 && poe_active_session(px->k) != s);
  if (!s->gone) poe_session_announce(px->k, s, result);
  if (!s->gone) post_gc(aTHX_ px, s);
  poe_session_unpin(px->k, s);
  return result;
}
