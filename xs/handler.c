/* handler.c: calling Perl handlers and catching what they throw.
 *
 * A whole run of the loop goes on under a single eval, entered again after a throw.  The state that
 * a throw must find (frame, event) lives in the function that holds the eval, never in the frames
 * that a long jump skips.  Everything else that runs a handler (call, _start, signals, files) has
 * an eval of its own and returns normally. */
#include "poexs.h"

typedef struct poexs_batch {
  poe_frame_t frame;
  poe_event_t *event;
  poexs_call_t call;
  poe_pass_t pass; /* the pass that this one is in */
  bool passing;    /* a pass is begun */
  bool whole_run;  /* go on with the next slice */
  bool done;
  bool framed; /* the frame is entered */
} poexs_batch_t;

/* ---- finding a handler ---- */

typedef struct poexs_slots {
  SV *heap;
  HV *options, *states;
} poexs_slots_t;

static HV *hash_behind(SV *ref) {
  return ref && SvROK(ref) && SvTYPE(SvRV(ref)) == SVt_PVHV ? (HV *)SvRV(ref) : NULL;
}

/* Slots are looked at directly where the array is the plain one that POE::Session made. */
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

/* Keys of hashes are shared strings, as our names are: nearly always it is the very same one. */
HE *poexs_entry_of(pTHX_ HV *hv, SV *key) {
  const HEK *hek = SvSHARED_HEK_FROM_PV(SvPVX_const(key));
  if (LIKELY(!SvRMAGICAL(hv) && HvARRAY(hv)))
    for (HE *he = HvARRAY(hv)[HEK_HASH(hek) & HvMAX(hv)]; he; he = HeNEXT(he))
      if (HeKEY_hek(he) == hek) return he;
  return hv_fetch_ent(hv, key, 0, HEK_HASH(hek));
}

static SV *handler_in(pTHX_ poexs_t *px, HV *states, poe_name_t *name) {
  HE *he = states ? poexs_entry_of(aTHX_ states, poexs_name_sv(aTHX_ px, name)) : NULL;
  return he && SvROK(HeVAL(he)) ? HeVAL(he) : NULL;
}

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
  SV *session, *heap, *sender;
  poe_name_t *name; /* what STATE says: differs from the event's in _default */
  SV **argv;
  U32 argc;
  SV *first; /* before all others, or NULL */
} poexs_args_t;

static void push_fixed(pTHX_ SV **at, poexs_t *px, const poexs_args_t *a, const poexs_call_t *c) {
  at[0] = &PL_sv_undef; /* OBJECT of an inline handler */
  at[1] = a->session;
  at[2] = GvSV(px->kernel_gv);
  at[3] = a->heap;
  at[4] = poexs_name_sv(aTHX_ px, a->name);
  at[5] = a->sender;
  at[6] = &PL_sv_undef;
  at[7] = c->file ? poexs_name_sv(aTHX_ px, c->file) : &PL_sv_undef;
  at[8] = poexs_lend_line(aTHX_ px, c->line);
  at[9] = c->from_state ? poexs_name_sv(aTHX_ px, c->from_state) : &PL_sv_undef;
}

/* Calls what a session holds for an event: a code reference, or [object or package, method].  The
 * arguments go straight to Perl's stack: nested calls must not cost much of C's. */
static I32 call_handler(pTHX_ poexs_t *px, SV *handler, const poexs_args_t *a,
                        const poexs_call_t *c, I32 flags) {
  dSP;
  SV *target = SvRV(handler), *method = NULL;
  I32 n;
  PUSHMARK(SP);
  EXTEND(SP, (SSize_t)(FIXED_ARGS + a->argc + 1));
  if (a->first) PUSHs(a->first);
  push_fixed(aTHX_ SP + 1, px, a, c);
  if (UNLIKELY(SvTYPE(target) == SVt_PVAV)) {
    SV **object = av_fetch((AV *)target, 0, 0), **name = av_fetch((AV *)target, 1, 0);
    if (object) SP[1] = sv_mortalcopy(*object);
    method = name ? *name : &PL_sv_undef;
  }
  if (a->argc) Copy(a->argv, SP + 1 + FIXED_ARGS, a->argc, SV *);
  SP += FIXED_ARGS + a->argc;
  PUTBACK;
  px->depth++;
  n = method ? call_sv(method, flags | G_METHOD) : call_sv(target, flags);
  px->depth--;
  return n;
}

static bool is_pump(const poexs_t *px, const SV *handler) {
  const CV *cv = (const CV *)SvRV(handler);
  return SvTYPE(cv) == SVt_PVCV && CvISXSUB(cv) &&
         (CvXSUB(cv) == px->pump_bodies[0] || CvXSUB(cv) == px->pump_bodies[1]);
}

/* The pump of a wheel wants the handle and nothing else; it is ours, so it takes it from us. */
static I32 call_pump(pTHX_ poexs_t *px, SV *handler, const poexs_call_t *c, I32 flags) {
  dSP;
  I32 n;
  PUSHMARK(SP);
  px->for_pump = c->argv[0];
  px->depth++;
  n = call_sv(SvRV(handler), flags);
  px->depth--;
  return n;
}

/* _default gets the event's name and a private array of its arguments. */
static void default_args(pTHX_ const poexs_call_t *c, SV *out[2]) {
  AV *av = newAV();
  for (U32 i = 0; i < c->argc; i++) av_push(av, newSVsv(c->argv[i]));
  out[0] = sv_2mortal(poexs_name_newsv(aTHX_ c->name));
  out[1] = sv_2mortal(newRV_noinc((SV *)av));
}

/* Calls on a Perl stack of its own: our callers point into theirs.  Returns the value, counted,
 * when the flags ask for a scalar. */
static SV *call_apart(pTHX_ GV *glob, const char *name, SV **args, I32 n, I32 flags) {
  SV *result = NULL;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  EXTEND(SP, n);
  for (I32 i = 0; i < n; i++) PUSHs(args[i]);
  PUTBACK;
  if (glob)
    call_sv((SV *)glob, flags);
  else if (flags & G_METHOD)
    call_method(name, flags & ~G_METHOD);
  else
    call_pv(name, flags);
  SPAGAIN;
  if ((flags & G_WANT) == G_SCALAR) result = newSVsv(POPs);
  PUTBACK;
  FREETMPS;
  LEAVE;
  POPSTACK;
  return result;
}

/* A function of ours by name, or a method of the first argument. */
SV *poexs_call_perl(pTHX_ const char *name, SV **args, I32 n, I32 flags) {
  return call_apart(aTHX_ NULL, name, args, n, flags);
}

SV *poexs_call_glob(pTHX_ GV *function, SV **args, I32 n, I32 flags) {
  return call_apart(aTHX_ function, NULL, args, n, flags);
}

/* A Perl function of ours, without arguments; it may croak. */
void poexs_call_plain(pTHX_ const char *name) {
  poexs_call_perl(aTHX_ name, NULL, 0, G_VOID | G_DISCARD);
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

static I32 nothing(pTHX_ I32 flags, SV *value) {
  if ((flags & G_WANT) != G_SCALAR) return 0;
  {
    dSP;
    XPUSHs(value);
    PUTBACK;
  }
  return 1;
}

static I32 no_handler(pTHX_ SV *self, const poexs_slots_t *slots, const poexs_call_t *c,
                      I32 flags) {
  errno = ENOSYS;
  if (option_is_on(aTHX_ slots->options, "default") && strNE(c->name->str, "_signal"))
    report(aTHX_ "POE::Session::_report_missing", self, c);
  return nothing(aTHX_ flags, &PL_sv_undef);
}

static I32 call_default(pTHX_ poexs_t *px, const poexs_slots_t *slots, poexs_args_t *a,
                        const poexs_call_t *c, I32 flags) {
  SV *handler = handler_in(aTHX_ px, slots->states, px->names.deflt), *args[2];
  if (!handler) return no_handler(aTHX_ a->session, slots, c, flags);
  if (option_is_on(aTHX_ slots->options, "trace"))
    report(aTHX_ "POE::Session::_report_redirection", a->session, c);
  default_args(aTHX_ c, args);
  a->name = px->names.deflt;
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

/* Calls the stock way: straight from the session's table of states.  What may die before the
 * handler is called goes through the method, so that the eval asked for is around all of it. */
static I32 invoke_stock(pTHX_ poexs_t *px, SV *object, SV *self, const poexs_call_t *c, SV *sender,
                        I32 flags) {
  poexs_slots_t slots = slots_of(aTHX_(AV *) object);
  poexs_args_t a;
  SV *handler;
  if (UNLIKELY(may_die_before(aTHX_ & slots)) && (flags & G_EVAL))
    return invoke_method(aTHX_ px, c, self, flags);
  if (UNLIKELY(option_is_on(aTHX_ slots.options, "trace")))
    report(aTHX_ "POE::Session::_report_trace", self, c);
  handler = handler_in(aTHX_ px, slots.states, c->name);
  if (handler && c->argc && is_pump(px, handler)) return call_pump(aTHX_ px, handler, c, flags);
  a.session = self;
  a.heap = slots.heap;
  a.sender = sender ? sender : poexs_session_arg(aTHX_ px, c->from, POEXS_AS_SENDER);
  a.name = c->name;
  a.argv = c->argv;
  a.argc = c->argc;
  a.first = NULL;
  if (UNLIKELY(!handler)) return call_default(aTHX_ px, &slots, &a, c, flags);
  handler = poexs_adapted(aTHX_ handler, slots.heap, &a.first);
  if (!handler) return nothing(aTHX_ flags, &PL_sv_undef);
  return call_handler(aTHX_ px, handler, &a, c, flags);
}

/* Any other class: its own _invoke_state decides. */
static I32 invoke_method(pTHX_ poexs_t *px, const poexs_call_t *c, SV *session, I32 flags) {
  dSP;
  AV *args = newAV();
  I32 n;
  sv_2mortal((SV *)args);
  for (U32 i = 0; i < c->argc; i++) av_push(args, SvREFCNT_inc_simple_NN(c->argv[i]));
  PUSHMARK(SP);
  EXTEND(SP, 7);
  PUSHs(session);
  PUSHs(poexs_session_arg(aTHX_ px, c->from, POEXS_AS_SENDER));
  PUSHs(sv_2mortal(poexs_name_newsv(aTHX_ c->name)));
  PUSHs(sv_2mortal(newRV_inc((SV *)args)));
  PUSHs(c->file ? sv_2mortal(poexs_name_newsv(aTHX_ c->file)) : &PL_sv_undef);
  PUSHs(sv_2mortal(newSVuv(c->line)));
  PUSHs(c->from_state ? sv_2mortal(poexs_name_newsv(aTHX_ c->from_state)) : &PL_sv_undef);
  PUTBACK;
  px->depth++;
  n = call_method("_invoke_state", flags);
  px->depth--;
  av_clear(args);
  return n;
}

/* The kernel's own session swallows everything but its timers and signals. */
static I32 invoke_kernel(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  if (c->name == px->names.scpoll || c->name == px->names.signal)
    return invoke_method(aTHX_ px, c, GvSV(px->kernel_gv), flags);
  return nothing(aTHX_ flags, sv_2mortal(newSViv(0)));
}

I32 poexs_invoke(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  poexs_session_t *ps = (poexs_session_t *)c->to->host;
  if (UNLIKELY(!ps)) return invoke_kernel(aTHX_ px, c, flags);
  if (LIKELY(poexs_session_is_stock(aTHX_ px, ps)))
    return invoke_stock(aTHX_ px, ps->object, poexs_session_arg(aTHX_ px, c->to, POEXS_AS_SESSION),
                        c, NULL, flags);
  return invoke_method(aTHX_ px, c, poexs_session_arg(aTHX_ px, c->to, POEXS_AS_SESSION), flags);
}

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

/* The arguments are not copied: they are the elements of the array, as in any method call. */
static void borrow_args(pTHX_ poexs_call_t *c, SV *args) {
  AV *av = SvROK(args) && SvTYPE(SvRV(args)) == SVt_PVAV ? (AV *)SvRV(args) : NULL;
  c->argc = av ? (U32)(av_len(av) + 1) : 0;
  c->argv = (SV **)(void *)SvPVX(sv_2mortal(newSV(c->argc * sizeof(SV *) + 1)));
  for (U32 i = 0; i < c->argc; i++) {
    SV **svp = av_fetch(av, (SSize_t)i, 1);
    c->argv[i] = svp ? *svp : sv_newmortal();
  }
}

/* POE::Session::_invoke_state as a method, for subclasses that call up to it. */
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
  c.line = SvOK(line) ? (U32)SvUV(line) : 0;
  c.to = c.from = poe_kernel_session(px->k);
  n = invoke_stock(aTHX_ px, SvRV(self), self, &c, source, flags);
  LEAVE;
  return n;
}

/* ---- exceptions ---- */

static bool has_thrown(pTHX) {
  SV *err = ERRSV;
  return SvROK(err) || (SvPOK(err) && SvCUR(err) > 0);
}

/* An object counts without being asked: its class may have its own idea of truth, or die of it. */
static bool is_pending(pTHX_ SV *sv) {
  return sv && (SvROK(sv) || (SvOK(sv) && SvTRUE_nomg_NN(sv)));
}

bool poexs_is_failing(void *data) {
  dPOEXS(data);
  return is_pending(aTHX_ GvSV(px->exception_gv));
}

void poexs_fail(pTHX_ poexs_t *px, SV *exception) {
  sv_setsv_mg(GvSVn(px->exception_gv), exception);
}

/* After a call under an eval: what was thrown, perhaps by a %SIG handler that came in between, is
 * raised once the kernel is off the stack.  True if anything was. */
bool poexs_keep_thrown(pTHX_ poexs_t *px) {
  if (LIKELY(!has_thrown(aTHX))) return false;
  if (!px->thrown) px->thrown = newSVsv(ERRSV);
  CLEAR_ERRSV();
  return true;
}

void poexs_rethrow(pTHX_ poexs_t *px) {
  SV *thrown = px->thrown, *pending = GvSVn(px->exception_gv);
  if (thrown) {
    px->thrown = NULL;
    croak_sv(sv_2mortal(thrown));
  }
  if (is_pending(aTHX_ pending)) {
    SV *copy = sv_mortalcopy(pending);
    sv_setsv_mg(pending, &PL_sv_undef);
    croak_sv(copy);
  }
}

static void store(pTHX_ HV *hv, const char *key, SV *value) {
  if (!hv_store(hv, key, (I32)strlen(key), value, 0)) SvREFCNT_dec(value);
}

static SV *death_report(pTHX_ poexs_t *px, const poexs_call_t *c, SV *error) {
  HV *hv = newHV();
  store(aTHX_ hv, "source_session", poexs_session_newref(aTHX_ px, c->from));
  store(aTHX_ hv, "dest_session", poexs_session_newref(aTHX_ px, c->to));
  store(aTHX_ hv, "event", poexs_name_newsv(aTHX_ c->name));
  store(aTHX_ hv, "file", c->file ? poexs_name_newsv(aTHX_ c->file) : newSV(0));
  store(aTHX_ hv, "line", newSVuv(c->line));
  store(aTHX_ hv, "from_state", c->from_state ? poexs_name_newsv(aTHX_ c->from_state) : newSV(0));
  store(aTHX_ hv, "error_str", error);
  return newRV_noinc((SV *)hv);
}

static void post_death(pTHX_ poexs_t *px, const poexs_call_t *c, SV *error) {
  poe_event_t *e = poe_event_new(px->k, 2);
  e->argv[0] = newSVpvs("DIE");
  e->argv[1] = death_report(aTHX_ px, c, error);
  e->file = poe_name_ref(c->file);
  e->line = c->line;
  e->from_state = poe_name_ref(c->from_state);
  poe_event_post(px->k, e, c->to, poe_kernel_session(px->k), px->names.signal, POE_ET_SIGDIE);
}

/* A handler died in the active frame: its session hears of it by signal, unless it is past that. */
static void caught(pTHX_ poexs_t *px, const poexs_call_t *c) {
  SV *error = newSVsv(ERRSV);
  poe_frame_t *f = poe_frame_top(px->k);
  bool past = (c->type & (POE_ET_STOP | POE_ET_SIGDIE)) || c->to->gone ||
              f->session == poe_kernel_session(px->k);
  if (px->catching && !past) {
    post_death(aTHX_ px, c, error);
  } else {
    poexs_fail(aTHX_ px, error);
    SvREFCNT_dec(error);
  }
}

/* ---- $SIG{__DIE__} ---- */

static SV *die_slot(pTHX) { return *hv_fetchs(get_hv("SIG", GV_ADD), "__DIE__", 1); }

static void set_die_hook(pTHX_ SV *value) {
  SV *slot = die_slot(aTHX);
  sv_setsv(slot, value);
  SvSETMAGIC(slot);
}

/* With no hook set, ours, which does nothing, is put there and stays.  True if that was now. */
static bool guard_die_hook(pTHX_ poexs_t *px) {
  if (LIKELY(PL_diehook != NULL)) return false;
  set_die_hook(aTHX_ sv_2mortal(newRV_inc((SV *)px->dummy_die)));
  return true;
}

static void check_die_hook(pTHX_ poexs_t *px) {
  if (PL_diehook && SvROK(PL_diehook) && SvRV(PL_diehook) == (SV *)px->dummy_die) return;
  poexs_call_perl(aTHX_ "POE::Kernel::_warn_of_die_hook", NULL, 0, G_VOID | G_DISCARD | G_EVAL);
  set_die_hook(aTHX_ & PL_sv_undef);
}

/* ---- exit ---- */

/* The outermost scope that holds frames is left.  If they are still there, the program exits in a
 * handler: their C stack goes, yet END blocks and destructors may still call the kernel. */
static void leave_outermost(pTHX_ void *data) {
  poexs_t *px = (poexs_t *)data;
  PERL_UNUSED_CONTEXT;
  if (!px->batch_state && !poe_frame_top(px->k)) return;
  px->batch_state = NULL;
  px->depth = 0;
  poe_kernel_abandon_frames(px->k);
}

static bool is_outermost(const poexs_t *px) { return !px->batch_state && !poe_frame_top(px->k); }

/* ---- one handler under its own eval ---- */

/* The text of a value as a new one; NULL when the object's own way to make it died, see $@. */
static SV *text_of(pTHX_ SV *sv) {
  const char *pv;
  STRLEN len;
  SV *text;
  if (SvROK(sv) && SvAMAGIC(sv)) {
    text = poexs_call_perl(aTHX_ "POE::XS::_text", &sv, 1, G_SCALAR | G_EVAL);
    if (!has_thrown(aTHX)) return text;
    SvREFCNT_dec(text);
    return NULL;
  }
  pv = SvPV_const(sv, len);
  return newSVpvn_utf8(pv, len, SvUTF8(sv));
}

/* A scalar result that is an object of POE's own is passed on as text: it must not be kept alive,
 * and if this was the last reference, its end is that of the session that runs. */
static void textify_result(pTHX) {
  SV *value = *PL_stack_sp, *text;
  HV *stash = SvROK(value) && SvOBJECT(SvRV(value)) ? SvSTASH(SvRV(value)) : NULL;
  if (!stash || !HvNAME(stash) || strnNE(HvNAME(stash), "POE::", 5)) return;
  text = text_of(aTHX_ value);
  *PL_stack_sp = text ? sv_2mortal(text) : &PL_sv_undef;
  if (SvTEMP(value) && SvREFCNT(value) == 1 && !SvREADONLY(value)) sv_setsv(value, &PL_sv_undef);
}

/* A Perl handler returns copies.  A compiled one may return its arguments, which the event is about
 * to drop. */
void poexs_own_results(pTHX_ I32 n) {
  for (SV **at = PL_stack_sp; n > 0; n--, at--)
    if (UNLIKELY(!SvTEMP(*at) && !SvIMMORTAL(*at) && !SvGMAGICAL(*at))) *at = sv_mortalcopy(*at);
}

/* Leaves the values on the Perl stack and returns their number.  `e`, if given, holds the
 * arguments: they are dropped while the session is still active. */
static I32 dispatch(pTHX_ poexs_t *px, const poexs_call_t *c, poe_event_t *e, I32 gimme) {
  poe_frame_t frame;
  bool guarded, outermost = is_outermost(px);
  I32 n;
  if (UNLIKELY(outermost)) {
    ENTER;
    SAVEDESTRUCTOR_X(leave_outermost, px);
  }
  poe_frame_enter(px->k, &frame, c->to, c->from, c->name, c->type);
  guarded = guard_die_hook(aTHX_ px);
  if (UNLIKELY(has_thrown(aTHX))) CLEAR_ERRSV(); /* the caller's: there may be no handler to call */
  n = poexs_invoke(aTHX_ px, c, gimme | G_EVAL);
  if (gimme == G_SCALAR && n == 1 && SvROK(*PL_stack_sp)) textify_result(aTHX);
  if (UNLIKELY(has_thrown(aTHX))) {
    caught(aTHX_ px, c);
    PL_stack_sp -= n;
    n = nothing(aTHX_ gimme, &PL_sv_undef);
    CLEAR_ERRSV();
  }
  if (UNLIKELY(guarded)) check_die_hook(aTHX_ px);
  if (e && e->argc) {
    poexs_own_results(aTHX_ n);
    poexs_event_release(px, e);
  }
  poe_frame_leave(px->k, &frame);
  POEXS_DROP_RETIRED(px);
  if (UNLIKELY(outermost)) LEAVE;
  return n;
}

I32 poexs_dispatch_call(pTHX_ poexs_t *px, const poexs_call_t *c, poe_event_t *e, I32 gimme) {
  return dispatch(aTHX_ px, c, e, gimme);
}

/* For _start, _stop, _child and the like: the result is counted, or NULL for undef. */
SV *poexs_dispatch_scalar(pTHX_ poexs_t *px, const poexs_call_t *c) {
  SV *result = NULL;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVETMPS;
  if (dispatch(aTHX_ px, c, NULL, G_SCALAR) == 1) {
    SPAGAIN;
    result = POPs;
    result = SvOK(result) ? newSVsv(result) : NULL;
    PUTBACK;
  }
  FREETMPS;
  LEAVE;
  POPSTACK;
  return result;
}

/* The caller has a scope and frees temporaries. */
void poexs_dispatch_void(pTHX_ poexs_t *px, const poexs_call_t *c) {
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  (void)dispatch(aTHX_ px, c, NULL, G_VOID);
  POPSTACK;
}

/* ---- batches ---- */

void poexs_call_of(poexs_call_t *c, poe_event_t *e) {
  c->to = e->to;
  c->from = e->from;
  c->name = e->name;
  c->file = e->file;
  c->from_state = e->from_state;
  c->line = e->line;
  c->argv = (SV **)(void *)e->argv;
  c->argc = e->argc;
  c->type = e->type;
}

static SV *error_of_death(pTHX_ const poe_event_t *e) {
  SV *report = e->argc > 1 ? (SV *)e->argv[1] : NULL;
  SV **svp = report && SvROK(report) && SvTYPE(SvRV(report)) == SVt_PVHV
                 ? hv_fetchs((HV *)SvRV(report), "error_str", 0)
                 : NULL;
  return svp ? *svp : NULL;
}

/* An error that cannot say what it is is named by what it died of. */
static void append_error(pTHX_ SV *to, SV *error) {
  SV *text = text_of(aTHX_ error);
  sv_catsv(to, text ? text : ERRSV);
  SvREFCNT_dec(text);
}

/* Nobody handled the exception: it ends the run, together with what its handlers threw. */
static void fail_unhandled(pTHX_ poexs_t *px, const poe_event_t *e) {
  SV *error = error_of_death(aTHX_ e), *text = newSVpvs("");
  if (error && SvOK(error)) append_error(aTHX_ text, error);
  if (poexs_is_failing(px)) {
    sv_catpvs(text, "Additional error thrown in handler for previous error:\n");
    append_error(aTHX_ text, GvSV(px->exception_gv));
  }
  poexs_fail(aTHX_ px, text);
  SvREFCNT_dec(text);
}

void poexs_dispatch_signal(pTHX_ poexs_t *px, poe_event_t *e) {
  poe_name_t *sig = e->argc ? poexs_name_of(aTHX_ px, (SV *)e->argv[0]) : px->names.empty;
  int64_t handled = poe_signal_dispatch(px->k, e, sig);
  if ((e->type & POE_ET_SIGDIE) && handled <= 0) fail_unhandled(aTHX_ px, e);
}

/* Forgets a batch's event after it ran or was thrown out of. */
static void finish(pTHX_ poexs_t *px, poexs_batch_t *b) {
  poe_event_t *e = b->event;
  if (e->argc) poexs_event_release(px, e);
  if (b->framed) {
    b->framed = false;
    poe_frame_leave(px->k, &b->frame);
    POEXS_DROP_RETIRED(px);
  }
  b->event = NULL;
  poe_event_free(px->k, e);
  if (UNLIKELY(poexs_is_failing(px))) poe_kernel_stop(px->k);
}

static void run_plain(pTHX_ poexs_t *px, poexs_batch_t *b, poe_event_t *e) {
  bool guarded;
  poexs_call_of(&b->call, e);
  poe_frame_enter(px->k, &b->frame, e->to, e->from, e->name, e->type);
  b->framed = true;
  guarded = guard_die_hook(aTHX_ px);
  if (UNLIKELY(has_thrown(aTHX))) CLEAR_ERRSV();
  ENTER;
  SAVETMPS;
  (void)poexs_invoke(aTHX_ px, &b->call, G_VOID);
  FREETMPS;
  LEAVE;
  if (UNLIKELY(guarded)) check_die_hook(aTHX_ px);
}

/* With many sessions the next one's object has left the cache: ask for it while this one's handler
 * runs, and for what it points to right after. */
static void fetch_object(const poexs_t *px, bool parts) {
  const poe_event_t *next = poe_pass_peek(px->k);
  const poexs_session_t *ps = next ? (const poexs_session_t *)next->to->host : NULL;
  if (!ps) return;
  if (!parts) {
    __builtin_prefetch(ps->object);
    __builtin_prefetch(ps->arguments[POEXS_AS_SESSION]);
  } else if (SvTYPE(ps->object) == SVt_PVAV) {
    __builtin_prefetch(SvANY(ps->object));
    __builtin_prefetch(AvARRAY(ps->object));
  }
}

static void run_due(pTHX_ poexs_t *px, poexs_batch_t *b) {
  poe_event_t *e;
  while ((e = poe_pass_next(px->k))) {
    SSize_t base = PL_stack_sp - PL_stack_base;
    b->event = e;
    fetch_object(px, false);
    if (UNLIKELY(e->type & (POE_ET_SIGNAL | POE_ET_SIGDIE)))
      poexs_dispatch_signal(aTHX_ px, e);
    else
      run_plain(aTHX_ px, b, e);
    PL_stack_sp = PL_stack_base + base;
    fetch_object(px, true);
    finish(aTHX_ px, b);
  }
}

static void end_pass(poexs_t *px, poexs_batch_t *b) {
  b->passing = false;
  poe_pass_end(px->k, &b->pass);
}

static void begin_pass(poexs_t *px, poexs_batch_t *b) {
  poe_pass_begin(px->k, &b->pass);
  b->passing = true;
}

/* Runs under the eval of run_guarded: the rest of a pass that a throw interrupted, then, if the
 * batch is a whole run, slice after slice. */
void poexs_run_batch(pTHX_ poexs_t *px) {
  poexs_batch_t *b = px->batch_state;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  do {
    if (!b->passing) {
      poe_kernel_slice_begin(px->k);
      begin_pass(px, b);
    }
    run_due(aTHX_ px, b);
    end_pass(px, b);
  } while (b->whole_run && poe_session_count(px->k) && !px->thrown);
  b->done = true;
  SPAGAIN;
  POPSTACK;
}

static void run_guarded(pTHX_ poexs_t *px, poexs_batch_t *b) {
  poexs_batch_t *outer = px->batch_state;
  I32 depth = px->depth;
  ENTER;
  if (is_outermost(px)) SAVEDESTRUCTOR_X(leave_outermost, px);
  px->batch_state = b;
  b->done = b->framed = false;
  b->event = NULL;
  while (!b->done) {
    dSP;
    PUSHMARK(SP);
    call_sv((SV *)px->batch, G_VOID | G_DISCARD | G_EVAL);
    if (b->done) break;
    px->depth = depth;
    if (b->framed) caught(aTHX_ px, &b->call);
    CLEAR_ERRSV();
    if (b->event) finish(aTHX_ px, b);
  }
  px->batch_state = outer;
  LEAVE;
}

void poexs_pass(void *data) {
  dPOEXS(data);
  poexs_batch_t b;
  b.whole_run = false;
  begin_pass(px, &b);
  run_guarded(aTHX_ px, &b);
}

static void run_slices(pTHX_ poexs_t *px, bool whole_run) {
  poexs_batch_t b;
  b.passing = false;
  b.whole_run = whole_run;
  run_guarded(aTHX_ px, &b);
  if (UNLIKELY(px->thrown)) poexs_rethrow(aTHX_ px);
}

/* Until the last session is gone. */
void poexs_run(pTHX_ poexs_t *px) {
  if (poe_session_count(px->k)) run_slices(aTHX_ px, true);
}

void poexs_slice(pTHX_ poexs_t *px) { run_slices(aTHX_ px, false); }
