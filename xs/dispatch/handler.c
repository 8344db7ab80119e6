/* handler.c: finding the handler of an event and calling it.
 *
 * Nothing here catches what a handler throws, unless the flags ask perl to. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"

/* ---- finding a handler ---- */

typedef struct poexs_slots {
  SV *heap;
  HV *options, *states;
} poexs_slots_t;

static HV *hash_behind(SV *ref) {
  return ref && SvROK(ref) && SvTYPE(SvRV(ref)) == SVt_PVHV ? (HV *)SvRV(ref) : NULL;
}

/* Slots are looked at directly where the array is the plain one that POE::Session made.  Borrowed,
 * until the handler is called. */
static poexs_slots_t slots_of(pTHX_ AV *av) {
  poexs_slots_t s;
  SV *slot[3];
  if (LIKELY(!SvRMAGICAL(av) && AvFILLp(av) >= 2)) {
    Copy(AvARRAY(av), slot, 3, SV *);
  } else {
    for (SSize_t i = 0; i < 3; i++) {
      SV **svp = av_fetch(av, i, 0);
      slot[i] = svp ? *svp : NULL;
    }
  }
  s.heap = slot[0] ? slot[0] : &PL_sv_undef;
  s.options = hash_behind(slot[1]);
  s.states = hash_behind(slot[2]);
  return s;
}

/* Borrowed from the table of states: NULL when there is none under this name. */
static SV *handler_in(pTHX_ HV *states, SV *name) {
  HE *he = states ? poexs_entry_of(aTHX_ states, name) : NULL;
  return he && SvROK(HeVAL(he)) ? HeVAL(he) : NULL;
}

/* Sessions hardly ever have options, so the empty hash is told first. */
static bool option_is_on(pTHX_ HV *options, const char *name) {
  SV **svp;
  if (LIKELY(!options || !HvUSEDKEYS(options))) return false;
  svp = hv_fetch(options, name, (I32)strlen(name), 0);
  return svp && SvTRUE(*svp);
}

/* ---- calling it ---- */

enum { FIXED_ARGS = 10 };

/* Where a handler's arguments come from. */
typedef struct poexs_args {
  SV *ends[2]; /* session and sender */
  SV *heap;
  poe_name_t *name; /* what STATE says: differs from the event's in _default */
  SV *state;        /* the same, as a value */
  SV **argv;
  U32 argc;
  SV *first; /* before all others, or NULL */
} poexs_args_t;

/* Each place is the handler's own.  A name that is in two of them, or in one of a handler further
 * out, has a value for each. */
static SV *state_of(pTHX_ poexs_t *px, poe_name_t *name) {
  return LIKELY(!px->depth) ? poexs_name_sv(aTHX_ px, name)
                            : poexs_lend_name(aTHX_ px, name, POEXS_AS_STATE);
}

static SV *file_of(pTHX_ poexs_t *px, const poexs_args_t *a, poe_name_t *file) {
  if (UNLIKELY(!file)) return sv_newmortal();
  return LIKELY(!px->depth && file != a->name) ? poexs_name_sv(aTHX_ px, file)
                                               : poexs_lend_name(aTHX_ px, file, POEXS_AS_FILE);
}

static SV *from_state_of(pTHX_ poexs_t *px, const poexs_args_t *a, const poexs_call_t *c) {
  poe_name_t *from = c->from_state;
  if (!from) return poexs_lend_nothing(aTHX_ px);
  return !px->depth && from != a->name && from != c->file
             ? poexs_name_sv(aTHX_ px, from)
             : poexs_lend_name(aTHX_ px, from, POEXS_AS_FROM_STATE);
}

/* Nothing of this is counted: it is held by the session, the event, the frame or the binding while
 * the handler runs, and is replaced there if the handler changes or keeps it.  @_ aliases it, as it
 * does any arguments.
 * As on POE 1.370, KERNEL is $poe_kernel itself, and HEAP the session's place for it. */
static void push_fixed(pTHX_ SV **at, poexs_t *px, const poexs_args_t *a, const poexs_call_t *c) {
  at[0] = &PL_sv_undef; /* OBJECT of an inline handler */
  at[1] = a->ends[0];
  at[2] = GvSV(px->kernel_gv);
  at[3] = a->heap;
  at[4] = a->state;
  at[5] = a->ends[1];
  at[6] = &PL_sv_undef;
  at[7] = file_of(aTHX_ px, a, c->file);
  at[8] = poexs_lend_line(aTHX_ px, c->line);
  at[9] = from_state_of(aTHX_ px, a, c);
  POEXS_ASSERT(SvREFCNT(at[4]) == 1 && SvREFCNT(at[8]) == 1);
}

/* Names that are no plain strings take the place of what they read as; in _default STATE is that
 * name. */
static void push_given(pTHX_ SV **at, const poexs_args_t *a, const poexs_call_t *c) {
  SV *name = poexs_given_name(c->given), *from_state = poexs_given_from_state(c->given);
  if (name && a->name == c->name) at[4] = sv_mortalcopy(name);
  if (from_state) at[9] = sv_mortalcopy(from_state);
}

/* The sub that is called, if it is an async one; the object of a method is on the stack. */
static CV *async_of(pTHX_ poexs_t *px, SV *target, SV *method) {
  CV *cv = (CV *)target;
  if (method) {
    SV *object = PL_stack_base[TOPMARK + 1];
    HV *stash = SvROK(object) ? (SvOBJECT(SvRV(object)) ? SvSTASH(SvRV(object)) : NULL)
                              : gv_stashsv(object, 0);
    GV *gv = stash ? gv_fetchmeth_sv(stash, method, 0, 0) : NULL;
    cv = gv ? GvCV(gv) : NULL;
  }
  return cv && poexs_is_async(aTHX_ px, cv) ? cv : NULL;
}

/* Calls what a session holds for an event: a code reference, or [object or package, method].  The
 * arguments go straight to Perl's stack: nested calls must not cost much of C's.  Without G_EVAL it
 * is left with what the handler throws, and px->depth is then set back by who catches. */
static I32 call_handler(pTHX_ poexs_t *px, SV *handler, const poexs_args_t *a,
                        const poexs_call_t *c, I32 flags) {
  dSP;
  SV *target = SvRV(handler), *method = NULL;
  CV *async;
  SSize_t floor = PL_tmps_floor;
  I32 n;
  PUSHMARK(SP);
  EXTEND(SP, (SSize_t)(FIXED_ARGS + a->argc + 1));
  if (a->first) PUSHs(a->first);
  push_fixed(aTHX_ SP + 1, px, a, c);
  if (UNLIKELY(c->given != NULL)) push_given(aTHX_ SP + 1, a, c);
  if (UNLIKELY(SvTYPE(target) == SVt_PVAV)) {
    SV **object = av_fetch((AV *)target, 0, 0), **name = av_fetch((AV *)target, 1, 0);
    if (object) SP[1] = sv_mortalcopy(*object);
    method = name ? *name : &PL_sv_undef;
  }
  if (a->argc) Copy(a->argv, SP + 1 + FIXED_ARGS, a->argc, SV *);
  SP += FIXED_ARGS + a->argc;
  PUTBACK;
  px->depth++;
  if (UNLIKELY(px->dispatch->awaits) && (async = async_of(aTHX_ px, target, method)))
    n = poexs_call_async(aTHX_ px, async, c, a->first != NULL, flags);
  else
    n = method ? call_sv(method, flags | G_METHOD) : call_sv(target, flags);
  POEXS_LOWER_FLOOR(floor);
  POEXS_BE_HOME(px);
  px->depth--;
  return n;
}

/* The table of states holds references only, but not only to code. */
static bool is_compiled(const SV *handler) {
  const CV *cv = (const CV *)SvRV(handler);
  return SvTYPE(cv) == SVt_PVCV && CvISXSUB(cv);
}

static bool is_pump(const poexs_t *px, const SV *handler) {
  XSUBADDR_t body = CvXSUB((const CV *)SvRV(handler));
  return body == px->dispatch->pump_bodies[0] || body == px->dispatch->pump_bodies[1];
}

/* The pump of a wheel wants the handle and nothing else; it is ours, so it takes it from us.  Nor
 * does it need more of perl than an eval, where one is asked for.  The events that it sends are not
 * nested: there is no other handler that could see what theirs are given. */
static I32 call_pump(pTHX_ poexs_t *px, SV *handler, const poexs_call_t *c, I32 flags) {
  dSP;
  CV *pump = (CV *)SvRV(handler);
  I32 n = 0;
  POEXS_ASSERT(!px->dispatch->for_pump && SvREFCNT((SV *)pump) > 0);
  PUSHMARK(SP);
  px->dispatch->for_pump = c->argv[0];
  if (flags & G_EVAL)
    n = call_sv((SV *)pump, flags);
  else
    CvXSUB(pump)(aTHX_ pump);
  POEXS_ASSERT(!px->dispatch->for_pump);
  POEXS_BE_HOME(px);
  return n;
}

/* _default gets the event's name and a private array of its arguments: mortal copies, as the
 * handler may keep them. */
static void default_args(pTHX_ const poexs_call_t *c, SV *out[2]) {
  AV *av = newAV();
  for (U32 i = 0; i < c->argc; i++) av_push(av, newSVsv(c->argv[i]));
  out[0] = sv_2mortal(poexs_given_or_name(aTHX_ poexs_given_name(c->given), c->name));
  out[1] = sv_2mortal(newRV_noinc((SV *)av));
}

/* Texts for the trace and default options are made in Perl. */
static void report(pTHX_ const char *sub, SV *self, const poexs_call_t *c) {
  SV *args[4];
  args[0] = self;
  args[1] = sv_2mortal(poexs_name_newsv(aTHX_ c->name));
  args[2] = c->file ? sv_2mortal(poexs_name_newsv(aTHX_ c->file)) : &PL_sv_undef;
  args[3] = sv_2mortal(newSVuv(c->line));
  poexs_call_perl(aTHX_ sub, args, 4, G_VOID | G_DISCARD);
}

/* POE gives such a value also where a list is asked for. */
static I32 one_value(pTHX_ I32 flags, SV *value) {
  return (flags & G_WANT) == G_VOID ? 0 : poexs_nothing(aTHX_ G_SCALAR, value);
}

/* What the kernel sends of its own accord need not be handled. */
static void note_unhandled(poexs_t *px, const poexs_call_t *c) {
  poe_place_t at = {c->file, c->line};
  if (!(c->type & ~(U32)(POE_ET_POST | POE_ET_CALL | POE_ET_ALARM)))
    poe_span_unhandled(px->k, c->to, c->name, &at);
}

/* A session need not handle what it is sent: $! tells a caller, and the option `default`
 * everybody. */
static I32 no_handler(pTHX_ poexs_t *px, SV *self, const poexs_slots_t *slots,
                      const poexs_call_t *c, I32 flags) {
  if (UNLIKELY(px->watched->any)) note_unhandled(px, c);
  px->dispatch->unhandled = px->depth;
  errno = ENOSYS;
  if (option_is_on(aTHX_ slots->options, "default") && strNE(c->name->str, "_signal"))
    report(aTHX_ "POE::Session::_report_missing", self, c);
  return one_value(aTHX_ flags, &PL_sv_undef);
}

/* The name is told as the first argument; what STATE says is _default.  `a` is changed for it. */
static I32 call_default(pTHX_ poexs_t *px, const poexs_slots_t *slots, poexs_args_t *a,
                        const poexs_call_t *c, I32 flags) {
  SV *name = state_of(aTHX_ px, px->values->names.deflt), *args[2];
  SV *handler = handler_in(aTHX_ slots->states, name);
  if (!handler) return no_handler(aTHX_ px, a->ends[0], slots, c, flags);
  if (option_is_on(aTHX_ slots->options, "trace"))
    report(aTHX_ "POE::Session::_report_redirection", a->ends[0], c);
  default_args(aTHX_ c, args);
  a->name = px->values->names.deflt;
  a->state = state_of(aTHX_ px, a->name);
  a->argv = args;
  a->argc = 2;
  return call_handler(aTHX_ px, handler, a, c, flags);
}

static I32 invoke_method(pTHX_ poexs_t *px, const poexs_call_t *c, SV *session, I32 flags);

/* Options make reports, and tied tables are read, by Perl code, which may die. */
static bool may_die_before(pTHX_ const poexs_slots_t *slots) {
  PERL_UNUSED_CONTEXT;
  return (slots->options && (HvUSEDKEYS(slots->options) || SvRMAGICAL(slots->options))) ||
         (slots->states && SvRMAGICAL(slots->states));
}

/* Session and sender.  A handler further out may have what they give without a copy. */
static void ends_of(pTHX_ poexs_t *px, const poexs_call_t *c, SV *out[2]) {
  if (UNLIKELY(px->depth)) {
    poexs_lend_ends(aTHX_ px, c->to, c->from, out);
    return;
  }
  out[0] = poexs_session_arg(aTHX_ px, c->to, POEXS_AS_SESSION);
  out[1] = poexs_session_arg(aTHX_ px, c->from, POEXS_AS_SENDER);
}

/* The object as the caller gave it, or the session's own. */
static SV *self_of(pTHX_ poexs_t *px, const poexs_call_t *c, SV *given) {
  return given ? given : sv_2mortal(poexs_session_newref(aTHX_ px, c->to));
}

/* Calls the stock way: straight from the session's table of states.  What may die before the
 * handler is called goes through the method, so that the eval asked for is around all of it. */
static I32 invoke_stock(pTHX_ poexs_t *px, SV *object, SV *self, const poexs_call_t *c, SV *sender,
                        I32 flags) {
  poexs_slots_t slots = slots_of(aTHX_(AV *) object);
  poexs_args_t a;
  SV *handler;
  if (UNLIKELY(may_die_before(aTHX_ & slots)) && (flags & G_EVAL))
    return invoke_method(aTHX_ px, c, self_of(aTHX_ px, c, self), flags);
  if (UNLIKELY(option_is_on(aTHX_ slots.options, "trace")))
    report(aTHX_ "POE::Session::_report_trace", self_of(aTHX_ px, c, self), c);
  a.state = state_of(aTHX_ px, c->name);
  handler = handler_in(aTHX_ slots.states, a.state);
  a.first = NULL;
  if (handler && is_compiled(handler)) {
    if (c->argc && is_pump(px, handler)) return call_pump(aTHX_ px, handler, c, flags);
    handler = poexs_adapted(aTHX_ handler, slots.heap, &a.first);
    if (!handler) return poexs_nothing(aTHX_ flags, &PL_sv_undef);
  }
  if (LIKELY(!self)) {
    ends_of(aTHX_ px, c, a.ends);
  } else {
    a.ends[0] = sv_mortalcopy(self);
    a.ends[1] = sv_mortalcopy(sender);
  }
  if (UNLIKELY(slots.states && SvRMAGICAL(slots.states))) /* Perl code has run since */
    a.state = state_of(aTHX_ px, c->name);
  a.heap = slots.heap;
  a.name = c->name;
  a.argv = c->argv;
  a.argc = c->argc;
  if (UNLIKELY(!handler)) return call_default(aTHX_ px, &slots, &a, c, flags);
  return call_handler(aTHX_ px, handler, &a, c, flags);
}

/* Any other class: its own _invoke_state decides.  The arguments are lent to it in an array, which
 * is emptied afterwards: it must not keep them, as they are the event's to drop at their time. */
static I32 invoke_method(pTHX_ poexs_t *px, const poexs_call_t *c, SV *session, I32 flags) {
  dSP;
  AV *args = newAV();
  SSize_t floor = PL_tmps_floor;
  I32 n;
  sv_2mortal((SV *)args);
  for (U32 i = 0; i < c->argc; i++) av_push(args, SvREFCNT_inc_simple_NN(c->argv[i]));
  PUSHMARK(SP);
  EXTEND(SP, 7);
  PUSHs(session);
  PUSHs(sv_2mortal(poexs_session_newref(aTHX_ px, c->from)));
  mPUSHs(poexs_given_or_name(aTHX_ poexs_given_name(c->given), c->name));
  mPUSHs(newRV_inc((SV *)args));
  mPUSHs(poexs_given_or_name(aTHX_ NULL, c->file));
  mPUSHu(c->line);
  mPUSHs(poexs_given_or_name(aTHX_ poexs_given_from_state(c->given), c->from_state));
  PUTBACK;
  px->depth++;
  ENTER;
  SAVEI32(px->dispatch->wanted);
  SAVEVPTR(px->dispatch->for_class);
  px->dispatch->wanted = flags & G_WANT;
  px->dispatch->for_class = c;
  n = call_method("_invoke_state", flags);
  LEAVE;
  POEXS_LOWER_FLOOR(floor);
  POEXS_BE_HOME(px);
  px->depth--;
  av_clear(args);
  return n;
}

I32 poexs_invoke_for_class(pTHX_ poexs_t *px, SV *handler, SV **rest, I32 n) {
  dSP;
  SV *target = SvRV(handler), *method = NULL, *object = &PL_sv_undef;
  CV *async;
  if (SvTYPE(target) == SVt_PVAV) {
    SV **owner = av_fetch((AV *)target, 0, 0), **name = av_fetch((AV *)target, 1, 0);
    if (owner) object = *owner;
    method = name ? *name : &PL_sv_undef;
  }
  PUSHMARK(SP);
  EXTEND(SP, n + 1);
  PUSHs(object);
  for (I32 i = 0; i < n; i++) PUSHs(rest[i]);
  PUTBACK;
  if (px->dispatch->awaits && px->dispatch->for_class &&
      (async = async_of(aTHX_ px, target, method)))
    return poexs_call_async(aTHX_ px, async, px->dispatch->for_class, false,
                            px->dispatch->wanted ? px->dispatch->wanted : G_SCALAR);
  return method ? call_sv(method, G_METHOD | G_SCALAR) : call_sv(target, G_SCALAR);
}

/* The kernel's own session swallows everything but its timers, signals and what completes futures.
 */
static I32 invoke_kernel(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  if (c->type & POE_ET_RESUME) return poexs_complete(aTHX_ c, flags);
  if (c->name == px->values->names.scpoll || c->name == px->values->names.signal ||
      c->name == px->values->names.future)
    return invoke_method(aTHX_ px, c, GvSV(px->kernel_gv), flags);
  return one_value(aTHX_ flags, sv_2mortal(newSViv(0)));
}

/* Who is called is decided by the class that the object has by now. */
static inline __attribute__((always_inline)) I32 invoke_session(pTHX_ poexs_t *px,
                                                                const poexs_call_t *c, I32 flags) {
  poexs_session_t *ps = (poexs_session_t *)c->to->host;
  if (UNLIKELY(px->dispatch->expects) && poexs_is_expected(aTHX_ c))
    return one_value(aTHX_ flags, &PL_sv_undef);
  if (LIKELY(poexs_session_is_stock(aTHX_ px, ps)))
    return invoke_stock(aTHX_ px, ps->object, NULL, c, NULL, flags);
  return invoke_method(aTHX_ px, c, self_of(aTHX_ px, c, NULL), flags);
}

static I32 invoke_asked(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  return invoke_session(aTHX_ px, c, flags);
}

static inline __attribute__((always_inline)) I32 invoke_here(pTHX_ poexs_t *px,
                                                             const poexs_call_t *c, I32 flags) {
  if (LIKELY(!(c->type & (POE_ET_RESUME | POE_ET_ASK)))) return invoke_session(aTHX_ px, c, flags);
  return c->type & POE_ET_RESUME ? poexs_invoke_resumption(aTHX_ px, c, flags)
                                 : poexs_invoke_asked(aTHX_ px, c, flags, invoke_asked);
}

static __attribute__((noinline)) I32 invoke(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  return invoke_here(aTHX_ px, c, flags);
}

static __attribute__((noinline, cold)) I32 invoke_focused(pTHX_ poexs_t *px, const poexs_call_t *c,
                                                          I32 flags) {
  uint64_t began;
  I32 n;
  poe_focus_enter(px->k, c->to, c->name);
  began = poexs_ticks(NULL);
  n = invoke(aTHX_ px, c, flags);
  if (c->to->focus) poe_focus_leave(c->to, c->name, poexs_ticks(NULL) - began);
  return n;
}

/* A handler that throws past this leaves its span open: the kernel finds out by the address. */
static I32 invoke_watched(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  const char here = 0;
  I32 n;
  poe_span_enter(px->k, &here, &c->span);
  n = LIKELY(!c->to->focus) ? invoke_here(aTHX_ px, c, flags) : invoke_focused(aTHX_ px, c, flags);
  if (px->watched->ends) poe_span_leave(px->k, &here);
  return n;
}

/* ---- for those who observe ---- */

static void end_observed(pTHX_ void *data) {
  poexs_handling_t *h = (poexs_handling_t *)data;
  poexs_t *px = h->px;
  if (px == poexs_here_or_null(aTHX) && px->k) {
    if (h->entered && px->observing) px->observing(aTHX_ POE_AT_LEAVE, h);
    poe_name_unref(px->k, h->call.name);
    poe_name_unref(px->k, h->call.file);
    poe_name_unref(px->k, h->from_state);
    poe_session_unpin(px->k, h->call.to);
  }
  Safefree(h);
}

static poexs_handling_t *begin_observed(pTHX_ poexs_t *px, const poexs_call_t *c) {
  poexs_handling_t *h;
  PERL_UNUSED_CONTEXT;
  Newxz(h, 1, poexs_handling_t);
  h->px = px;
  h->call = (poe_span_call_t){c->to,   c->from, poe_name_ref(c->name), poe_name_ref(c->file),
                              c->line, c->type};
  h->from_state = poe_name_ref(c->from_state);
  h->argv = c->argv;
  h->argc = c->argc;
  poe_session_pin(c->to);
  return h;
}

/* A handler may be left by an exception, or by exit: perl's scope knows of each way.  That its
 * sender is there when it ends is not sure, so it is told of at the beginning alone.  Observers are
 * outside of what is timed. */
static __attribute__((noinline, cold)) I32 invoke_observed(pTHX_ poexs_t *px, const poexs_call_t *c,
                                                           I32 flags) {
  poexs_handling_t *h = begin_observed(aTHX_ px, c);
  I32 n;
  ENTER;
  SAVEDESTRUCTOR_X(end_observed, h);
  px->observing(aTHX_ POE_AT_ENTER, h);
  h->call.from = NULL;
  h->argc = 0;
  h->entered = true;
  h->began = poexs_ticks(NULL);
  n = invoke_watched(aTHX_ px, c, flags);
  h->returned = !(flags & G_EVAL) || !poexs_has_thrown(aTHX);
  LEAVE;
  return n;
}

/* Returns how many values are on the stack; see call_handler for errors.  The caller has entered a
 * frame, or is in that of the same session, and has a scope. */
I32 poexs_invoke(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  POEXS_ASSERT(px->depth >= 0 && (!c->to->host || c->to->pins > 0));
  if (UNLIKELY(!c->to->host)) return invoke_kernel(aTHX_ px, c, flags);
  if (UNLIKELY(px->watched->any))
    return px->observing ? invoke_observed(aTHX_ px, c, flags) : invoke_watched(aTHX_ px, c, flags);
  return invoke(aTHX_ px, c, flags);
}

/* Held; NULL for undef. */
static poe_name_t *name_if_defined(pTHX_ poexs_t *px, SV *sv) {
  return SvOK(sv) ? poe_name_hold(px->k, poexs_name_of(aTHX_ px, sv)) : NULL;
}

/* Holds what invoke_stock borrows until the enclosing scope is left, however that happens. */
typedef struct poexs_borrowed {
  poexs_t *px;
  poe_name_t *names[3];
} poexs_borrowed_t;

static void end_borrowing(pTHX_ void *arg) {
  poexs_borrowed_t *b = (poexs_borrowed_t *)arg;
  PERL_UNUSED_CONTEXT;
  for (int i = 0; i < 3; i++) poe_name_unref(b->px->k, b->names[i]);
  Safefree(b);
}

/* The arguments are not copied: they are the elements of the array, as in any method call.  Nor is
 * the array held: it is the caller's, for as long as the call lasts. */
static void borrow_args(pTHX_ poexs_call_t *c, SV *args) {
  AV *av = SvROK(args) && SvTYPE(SvRV(args)) == SVt_PVAV ? (AV *)SvRV(args) : NULL;
  c->argc = av ? (U32)(av_len(av) + 1) : 0;
  c->argv = (SV **)(void *)SvPVX(sv_2mortal(newSV(c->argc * sizeof(SV *) + 1)));
  for (U32 i = 0; i < c->argc; i++) {
    SV **svp = av_fetch(av, (SSize_t)i, 1);
    c->argv[i] = svp ? *svp : sv_newmortal();
  }
}

/* An event that came by way of the class keeps its ends: what an async handler awaits is its
 * session's. */
static void name_ends(const poexs_t *px, poexs_call_t *c, const SV *self) {
  const poexs_call_t *outer = px->dispatch->for_class;
  if (!outer || !outer->to->host ||
      (const SV *)((poexs_session_t *)outer->to->host)->object != self)
    return;
  c->to = outer->to;
  c->from = outer->from;
}

/* POE::Session::_invoke_state as a method, for subclasses that call up to it.  The frame is that of
 * the event for which the subclass was called.  Throws what the handler throws; names and depth are
 * put right by the scope. */
I32 poexs_invoke_stock(pTHX_ poexs_t *px, SV *self, SV *source, SV *event, SV *args, SV *file,
                       SV *line, SV *from_state, I32 flags) {
  poexs_call_t c = {0};
  poexs_borrowed_t *b;
  I32 n;
  Newxz(b, 1, poexs_borrowed_t);
  b->px = px;
  ENTER;
  SAVEDESTRUCTOR_X(end_borrowing, b);
  SAVEI32(px->depth);
  borrow_args(aTHX_ & c, args);
  c.name = b->names[0] = poe_name_hold(px->k, poexs_name_of(aTHX_ px, event));
  c.file = b->names[1] = name_if_defined(aTHX_ px, file);
  c.from_state = b->names[2] = name_if_defined(aTHX_ px, from_state);
  c.given = poexs_given_new(aTHX_ event, c.from_state ? from_state : NULL, NULL);
  if (UNLIKELY(c.given != NULL)) sv_2mortal((SV *)c.given);
  c.line = SvOK(line) ? (U32)SvUV(line) : 0;
  c.to = c.from = poe_kernel_session(px->k);
  name_ends(px, &c, SvRV(self));
  n = invoke_stock(aTHX_ px, SvRV(self), self, &c, source, flags);
  LEAVE;
  return n;
}
