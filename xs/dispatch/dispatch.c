/* dispatch.c: what is around a handler: the active frame, the death of handlers, $SIG{__DIE__},
 * exit.
 *
 * A handler that runs from here has an eval of its own; batch.c runs many under one. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"

/* ---- what is called ---- */

void poexs_call_of(poexs_call_t *c, poe_event_t *e) {
  c->to = e->to;
  c->from = e->from;
  c->name = e->name;
  c->file = e->file;
  c->from_state = e->from_state;
  c->given = poexs_event_given(e);
  c->line = e->line;
  c->argv = (SV **)(void *)e->argv;
  c->argc = e->argc;
  c->type = e->type;
}

/* Everything in it is borrowed or lent but the name, which is held until poexs_end_of_file: the
 * handler may take the watcher away.  Mortals are made, so the caller has a scope.  What POE gives
 * a select's handler: handle, mode, then the arguments of select(), copied for each event. */
void poexs_call_of_file(pTHX_ poexs_t *px, poexs_call_t *c, poe_watcher_t *w,
                        SV *room[POEXS_ROOM]) {
  poexs_payload_t *p = (poexs_payload_t *)w->payload;
  SSize_t extra = p->args ? av_len(p->args) + 1 : 0;
  SV **argv = room;
  POEXS_ASSERT(w->pins > 0 && !w->gone);
  if (UNLIKELY(extra + 2 > POEXS_ROOM))
    argv = (SV **)(void *)SvPVX(sv_2mortal(newSV((STRLEN)(extra + 2) * sizeof(SV *))));
  poexs_lend_file(aTHX_ px, p->handle, (IV)w->mode, argv);
  for (SSize_t i = 0; i < extra; i++) argv[2 + i] = sv_mortalcopy(*av_fetch(p->args, i, 1));
  Zero(c, 1, poexs_call_t);
  c->to = c->from = w->session;
  c->name = poe_name_ref(w->event);
  c->given = p->given;
  c->file = px->values->names.file_handles;
  c->line = __LINE__;
  c->argv = argv;
  c->argc = (U32)(2 + extra);
  c->type = POE_ET_SELECT;
}

static SV *handle_of(const poe_watcher_t *w) { return ((poexs_payload_t *)w->payload)->handle; }

bool poexs_finds_closed(pTHX_ poexs_t *px, poe_watcher_t *w) {
  bool any = false;
  if (LIKELY(!poexs_is_closed(aTHX_ handle_of(w), w->fd))) return false;
  for (poe_watcher_t *o = NULL; (o = poe_watcher_each(px->k, w->fd, w->mode, o));)
    any |= !poexs_is_closed(aTHX_ handle_of(o), o->fd);
  if (!any) (void)poe_watcher_pause(px->k, w->fd, w->mode);
  return true;
}

/* After the handler, whether it returned or died, at the depth at which it was called. */
void poexs_end_of_file(pTHX_ poexs_t *px, const poexs_call_t *c) {
  poexs_take_back_file(aTHX_ px);
  poe_name_unref(px->k, c->name);
}

/* ---- exceptions ---- */

/* Takes the value. */
static void store(pTHX_ HV *hv, const char *key, SV *value) {
  if (!hv_store(hv, key, (I32)strlen(key), value, 0)) SvREFCNT_dec(value);
}

/* What the DIE signal's handlers get as ARG1, in POE's layout; counted.  Takes the error. */
static SV *death_report(pTHX_ poexs_t *px, const poexs_call_t *c, SV *error) {
  HV *hv = newHV();
  store(aTHX_ hv, "source_session", poexs_session_newref(aTHX_ px, c->from));
  store(aTHX_ hv, "dest_session", poexs_session_newref(aTHX_ px, c->to));
  store(aTHX_ hv, "event", poexs_given_or_name(aTHX_ poexs_given_name(c->given), c->name));
  store(aTHX_ hv, "file", poexs_given_or_name(aTHX_ NULL, c->file));
  store(aTHX_ hv, "line", newSVuv(c->line));
  store(aTHX_ hv, "from_state",
        poexs_given_or_name(aTHX_ poexs_given_from_state(c->given), c->from_state));
  store(aTHX_ hv, "error_str", error);
  return newRV_noinc((SV *)hv);
}

/* From the kernel, to the session that died, as every DIE comes: its handlers say by sig_handled
 * that it may go on.  Nothing runs now. */
static void post_death(pTHX_ poexs_t *px, const poexs_call_t *c, SV *error) {
  poe_event_t *e = poe_event_new(px->k, 2);
  e->argv[0] = newSVpvs("DIE");
  e->argv[1] = death_report(aTHX_ px, c, error);
  e->file = poe_name_ref(px->values->names.file_kernel);
  e->line = __LINE__;
  poexs_enqueue_own(aTHX_ px, e, c->to, poe_kernel_session(px->k), px->values->names.signal,
                    POE_ET_SIGDIE);
}

/* Right after the eval, with $@ still set and the frame of the dead still there.  A session that is
 * gone cannot be sent a signal; nor does one hear of a death in _stop, or in a handler of DIE
 * itself: that ends the run.  Where exceptions are not caught (CATCH_EXCEPTIONS) every death does,
 * and is raised again once the kernel is off the stack. */
void poexs_caught(pTHX_ poexs_t *px, const poexs_call_t *c) {
  SV *error = newSVsv(ERRSV);
  poe_frame_t *f = poe_frame_top(px->k);
  POEXS_ASSERT(f && f->pinned_to == c->to);
  bool past = (c->type & (POE_ET_STOP | POE_ET_SIGDIE)) || c->to->gone ||
              f->session == poe_kernel_session(px->k);
  if (px->dispatch->catching && !past) {
    poexs_tell_of_failure(aTHX_ px, error, false);
    post_death(aTHX_ px, c, error);
  } else {
    poexs_fail(aTHX_ px, error);
    SvREFCNT_dec(error);
  }
}

/* ---- $SIG{__DIE__} ---- */

/* Borrowed; made where there is none, as the magic of %SIG is on it. */
static SV *die_slot(pTHX) { return *hv_fetchs(get_hv("SIG", GV_ADD), "__DIE__", 1); }

static void set_die_hook(pTHX_ SV *value) {
  SV *slot = die_slot(aTHX);
  sv_setsv(slot, value);
  SvSETMAGIC(slot);
}

/* A handler that sets $SIG{__DIE__} and leaves it there is found out by this one being gone. */
bool poexs_set_die_hook(pTHX_ poexs_t *px) {
  set_die_hook(aTHX_ sv_2mortal(newRV_inc((SV *)px->dispatch->dummy_die)));
  return true;
}

/* The handler's own one is taken away after the warning, as in POE: it would be called for
 * everybody else's errors. */
void poexs_check_die_hook(pTHX_ poexs_t *px) {
  if (PL_diehook && SvROK(PL_diehook) && SvRV(PL_diehook) == (SV *)px->dispatch->dummy_die) return;
  poexs_call_perl(aTHX_ "POE::Kernel::_warn_of_die_hook", NULL, 0, G_VOID | G_DISCARD | G_EVAL);
  set_die_hook(aTHX_ & PL_sv_undef);
}

/* ---- exit ---- */

/* The outermost scope that holds frames is left.  If they are still there, the program exits in a
 * handler: their C stack goes, yet END blocks and destructors may still call the kernel. */
void poexs_leave_outermost(pTHX_ void *data) {
  poexs_t *px = (poexs_t *)data;
  POEXS_BE_HOME(px);
  if (!px->dispatch->batch_state && !poe_frame_top(px->k)) return;
  if (poexs_strand_ends(aTHX_ px)) return;
  px->dispatch->batch_state = NULL;
  px->depth = px->floor;
  poe_kernel_abandon_frames(px->k);
}

/* ---- one handler under its own eval ---- */

/* The text of a value as a new one; NULL when the object's own way to make it died, see $@. */
static SV *text_of(pTHX_ SV *sv) {
  const char *pv;
  STRLEN len;
  SV *text;
  if (SvROK(sv) && SvAMAGIC(sv)) {
    text = poexs_call_perl(aTHX_ "POE::XS::_text", &sv, 1, G_SCALAR | G_EVAL);
    if (!poexs_has_thrown(aTHX)) return text;
    SvREFCNT_dec(text);
    return NULL;
  }
  pv = SvPV_const(sv, len);
  return newSVpvn_utf8(pv, len, SvUTF8(sv));
}

/* A scalar result that is an object of POE's own is passed on as text: it must not be kept alive,
 * and if this was the last reference, its end is that of the session that runs.  Futures are
 * for whoever asked. */
static void textify_result(pTHX) {
  SV *value = *PL_stack_sp, *text;
  HV *stash = SvROK(value) && SvOBJECT(SvRV(value)) ? SvSTASH(SvRV(value)) : NULL;
  if (!stash || !HvNAME(stash) || strnNE(HvNAME(stash), "POE::", 5)) return;
  if (gv_fetchmeth_pvn(stash, "AWAIT_GET", 9, 0, 0)) return;
  text = text_of(aTHX_ value);
  *PL_stack_sp = text ? sv_2mortal(text) : &PL_sv_undef;
  if (SvTEMP(value) && SvREFCNT(value) == 1 && !SvREADONLY(value)) sv_setsv(value, &PL_sv_undef);
}

/* A Perl handler returns copies.  A compiled one may return its arguments, which are about to be
 * dropped. */
void poexs_own_results(pTHX_ I32 n) {
  for (SV **at = PL_stack_sp; n > 0; n--, at--)
    if (UNLIKELY(!SvTEMP(*at) && !SvIMMORTAL(*at) && !SvGMAGICAL(*at))) *at = sv_mortalcopy(*at);
}

/* What the last statement of a handler leaves as temporaries goes while its session is active; the
 * one result is kept. */
static void free_all_but(pTHX_ I32 n) {
  SV *kept = n == 1 ? SvREFCNT_inc_simple(*PL_stack_sp) : NULL;
  FREETMPS;
  if (kept) sv_2mortal(kept);
}

/* Leaves the values on the Perl stack and returns their number.  `e`, if given, holds the
 * arguments: they are dropped while the session is still active.  Throws nothing: after a death
 * there is one undef where a scalar was asked for.  The order is POE's: the frame is entered before
 * anything runs, the death is told while it is there, and only then is somebody else active again.
 * The caller keeps both sessions in memory only until the frame is entered, which pins them.  With
 * `tidy` it has a scope for temporaries, in which there are none yet. */
static I32 dispatch(pTHX_ poexs_t *px, const poexs_call_t *c, poe_event_t *e, I32 gimme,
                    bool tidy) {
  poe_frame_t frame;
  bool guarded, outermost = poexs_is_outermost(px);
  SSize_t base = PL_stack_sp - PL_stack_base;
  I32 depth = px->depth, n;
  if (UNLIKELY(outermost)) {
    ENTER;
    SAVEDESTRUCTOR_X(poexs_leave_outermost, px);
  }
  poe_frame_enter(px->k, &frame, c->to, c->from, c->name, c->type);
  if (UNLIKELY(c->given != NULL)) poexs_frame_note(aTHX_ & frame, c->given);
  guarded = poexs_guard_die_hook(aTHX_ px);
  if (UNLIKELY(poexs_has_thrown(aTHX)))
    CLEAR_ERRSV(); /* the caller's: there may be no handler to call */
  n = poexs_invoke(aTHX_ px, c, gimme | G_EVAL);
  POEXS_ASSERT(px->depth == depth && poe_frame_top(px->k) == &frame);
  if (gimme == G_SCALAR && n == 1 && SvROK(*PL_stack_sp)) textify_result(aTHX);
  if (UNLIKELY(poexs_has_thrown(aTHX))) {
    poexs_caught(aTHX_ px, c);
    PL_stack_sp -= n;
    n = poexs_nothing(aTHX_ gimme, &PL_sv_undef);
    CLEAR_ERRSV();
  }
  if (UNLIKELY(guarded)) poexs_check_die_hook(aTHX_ px);
  if (px->depth || (e && poe_event_words(e))) poexs_own_results(aTHX_ n);
  if (px->depth) poexs_take_back_ends(aTHX_ px);
  if (e && poe_event_words(e)) poexs_event_release(px, e);
  if (tidy) free_all_but(aTHX_ n);
  POEXS_BE_HOME(px);
  poe_frame_leave(px->k, &frame);
  if (UNLIKELY(frame.held != NULL)) poexs_frame_forget(aTHX_ & frame);
  POEXS_ASSERT(PL_stack_sp - PL_stack_base == base + n);
  if (UNLIKELY(outermost)) LEAVE;
  return n;
}

/* For whoever has a Perl stack of its own for the results. */
I32 poexs_dispatch_call(pTHX_ poexs_t *px, const poexs_call_t *c, poe_event_t *e, I32 gimme) {
  return dispatch(aTHX_ px, c, e, gimme, false);
}

/* For _start, _stop, _child and the like: the result is counted, or NULL for undef. */
SV *poexs_dispatch_scalar(pTHX_ poexs_t *px, const poexs_call_t *c) {
  SV *result = NULL;
  I32 n;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVETMPS;
  n = poexs_is_replaced(px, POEXS_DISPATCH) ? poexs_dispatch_replaced(aTHX_ px, c, NULL, G_SCALAR)
                                            : dispatch(aTHX_ px, c, NULL, G_SCALAR, true);
  if (n == 1) {
    SPAGAIN;
    result = POPs;
    result = SvOK(result) ? newSVsv(result) : NULL;
    POEXS_ASSERT(!result || SvREFCNT(result) == 1);
    PUTBACK;
  }
  FREETMPS;
  LEAVE;
  POPSTACK;
  return result;
}

void poexs_dispatch_void(pTHX_ poexs_t *px, const poexs_call_t *c) {
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVETMPS;
  if (poexs_is_replaced(px, POEXS_DISPATCH))
    (void)poexs_dispatch_replaced(aTHX_ px, c, NULL, G_VOID);
  else
    (void)dispatch(aTHX_ px, c, NULL, G_VOID, true);
  FREETMPS;
  LEAVE;
  POPSTACK;
}

/* ---- signals ---- */

/* Borrowed from the event; handlers of DIE may have changed what they were shown. */
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

/* Walks the tree of the event's session; handlers run, each in a frame of its own.  Throws nothing.
 * The event is the caller's and is not queued any more; its first argument is the signal's name. */
void poexs_dispatch_signal(pTHX_ poexs_t *px, poe_event_t *e) {
  poe_name_t *sig = e->argc ? poexs_name_of(aTHX_ px, (SV *)e->argv[0]) : px->values->names.empty;
  int64_t handled;
  POEXS_ASSERT(e->heap_pos == POE_EVENT_NOT_QUEUED);
  handled = poe_signal_dispatch(px->k, e, sig);
  if ((e->type & POE_ET_SIGDIE) && handled <= 0) fail_unhandled(aTHX_ px, e);
}

/* ---- what the room remembers ---- */

void poexs_dispatch_init(pTHX_ poexs_t *px) {
  Newxz(px->dispatch, 1, poexs_dispatch_t);
  px->change_strand = poexs_change_strand;
  px->dispatch->catching = true;
  px->dispatch->batch = get_cv("POE::XS::_run_batch", 0);
  px->dispatch->dummy_die = get_cv("POE::Kernel::_dummy_sigdie_handler", 0);
  poexs_await_init(aTHX_ px);
}

void poexs_dispatch_free(pTHX_ poexs_t *px) {
  PERL_UNUSED_CONTEXT;
  Safefree(px->dispatch);
  px->dispatch = NULL;
}
