# Kernel.xs: the public functions of POE::Kernel that are compiled.  The invocant is ignored, as
# there is one kernel an interpreter.
#
# Whatever runs code of the program's comes first: POEXS_ARGS reads arguments that are tied, and a
# poexs_word_t is a string by the time the body begins.  What is looked up after that stays true
# until the kernel is called.  A caller's mistakes are told as POE tells them, by $! and an empty or
# false value; they are reported only by what ASSERT_USAGE puts in front of these functions.

MODULE = POE::XS  PACKAGE = POE::Kernel

void
post(SV *self, SV *dest = &PL_sv_undef, poexs_event_name_t event = POEXS_UNNAMED, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *to;
  PPCODE:
    PERL_UNUSED_VAR(self);
    to = poexs_resolve(aTHX_ px, dest);
    if (!to) {
      errno = ESRCH;
      XSRETURN_EMPTY;
    }
    if (!poexs_post(aTHX_ px, to, event, &ST(3), POEXS_REST(3), POE_ET_POST)) XSRETURN_EMPTY;
    XSRETURN_IV(1);

void
yield(SV *self, poexs_event_name_t event = POEXS_UNNAMED, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  PPCODE:
    PERL_UNUSED_VAR(self);
    (void)poexs_post(aTHX_ px, poe_active_session(px->k), event, &ST(2), POEXS_REST(2), POE_ET_POST);
    XSRETURN_UNDEF;

# The results lie above the arguments, and are moved down to their place.  What another session
# died of, where that is to end the run, is raised in the caller at once, as in POE.

void
call(SV *self, SV *dest = &PL_sv_undef, poexs_event_name_t event = POEXS_UNNAMED, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *to;
    I32 count;
  PPCODE:
    PERL_UNUSED_VAR(self);
    to = poexs_resolve(aTHX_ px, dest);
    if (!to) {
      errno = ESRCH;
      XSRETURN_EMPTY;
    }
    if (to == poe_kernel_session(px->k)) {
      errno = 0;
      XSRETURN_IV(0);
    }
    count = poexs_call_session(aTHX_ px, to, event, &ST(3), POEXS_REST(3), GIMME_V);
    if (UNLIKELY(poexs_is_failing(px)) && to != poe_active_session(px->k)) poexs_rethrow(aTHX_ px);
    errno = 0;
    for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];
    XSRETURN(count);

void
signal(SV *self, SV *dest = &PL_sv_undef, poexs_word_t name = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *to;
    poe_event_t *e;
  PPCODE:
    PERL_UNUSED_VAR(self);
    to = poexs_resolve(aTHX_ px, dest);
    if (!to && items == 2 && get_cv("POE::Future::Verbs::_signal", 0)) {
      ST(0) = sv_2mortal(poexs_call_perl(aTHX_ "POE::Future::Verbs::_signal", &dest, 1, G_SCALAR));
      XSRETURN(1);
    }
    if (!to || poe_active_session(px->k)->gone) {
      errno = ESRCH;
      XSRETURN_EMPTY;
    }
    PERL_UNUSED_VAR(name);
    e = poexs_event_sent(aTHX_ px, NULL, NULL, &ST(2), POEXS_REST(2));
    poexs_enqueue_own(aTHX_ px, e, to, poe_active_session(px->k), px->values->names.signal, POE_ET_SIGNAL);
    XSRETURN_IV(1);

void
alarm(SV *self, poexs_event_name_t event = POEXS_UNNAMED, SV *time = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvOK(event.word)) XSRETURN_IV(EINVAL);
    if (SvOK(time)) {
      poexs_when_t when = poexs_at(aTHX_ time);
      poexs_alarm_at(aTHX_ px, event, &when, &ST(3), POEXS_REST(3), true);
    } else {
      poexs_alarm_clear(aTHX_ px, event.word);
    }
    XSRETURN_IV(0);

void
alarm_add(SV *self, poexs_event_name_t event = POEXS_UNNAMED, SV *time = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poexs_when_t when;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvOK(event.word) || !SvOK(time)) XSRETURN_IV(EINVAL);
    when = poexs_at(aTHX_ time);
    poexs_alarm_at(aTHX_ px, event, &when, &ST(3), POEXS_REST(3), false);
    XSRETURN_IV(0);

void
delay(SV *self, poexs_event_name_t event = POEXS_UNNAMED, SV *seconds = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvOK(event.word)) XSRETURN_IV(EINVAL);
    if (SvOK(seconds)) {
      poexs_when_t when = poexs_after(aTHX_ seconds);
      poexs_alarm_after(aTHX_ px, event, &when, &ST(3), POEXS_REST(3), true, false);
    } else {
      poexs_alarm_clear(aTHX_ px, event.word);
    }
    XSRETURN_IV(0);

void
delay_add(SV *self, poexs_event_name_t event = POEXS_UNNAMED, SV *seconds = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poexs_when_t when;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvOK(event.word) || !SvOK(seconds)) XSRETURN_IV(EINVAL);
    when = poexs_after(aTHX_ seconds);
    poexs_alarm_after(aTHX_ px, event, &when, &ST(3), POEXS_REST(3), false, false);
    XSRETURN_IV(0);

void
alarm_set(SV *self, poexs_event_name_t event = POEXS_UNNAMED, SV *time = &PL_sv_undef, ...)
  ALIAS:
    delay_set = 1
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poexs_when_t when;
    UV id;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvOK(event.word) || !SvOK(time)) {
      errno = EINVAL;
      XSRETURN_EMPTY;
    }
    when = ix ? poexs_after(aTHX_ time) : poexs_at(aTHX_ time);
    id = ix ? poexs_alarm_after(aTHX_ px, event, &when, &ST(3), POEXS_REST(3), false, true)
            : poexs_alarm_at(aTHX_ px, event, &when, &ST(3), POEXS_REST(3), false);
    XSRETURN_UV(id);

void
alarm_adjust(SV *self, SV *id = &PL_sv_undef, SV *seconds = &PL_sv_undef, ...)
  ALIAS:
    delay_adjust = 1
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_event_t *e;
    NV time;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvOK(id) || !SvOK(seconds)) {
      errno = EINVAL;
      XSRETURN_EMPTY;
    }
    if (UNLIKELY(SvROK(seconds))) {
      SV *told = poexs_adjust_by_object(aTHX_ px, id, seconds, ix == 1);
      if (!told) XSRETURN_EMPTY;
      ST(0) = told;
      XSRETURN(1);
    }
    time = SvNV(seconds);
    e = poexs_alarm_mine(aTHX_ px, id);
    if (!e) XSRETURN_EMPTY;
    time = ix ? poexs_delay_adjust(px, e, time) : poexs_alarm_adjust(px, e, time);
    XSRETURN_NV(time);

void
alarm_remove(SV *self, SV *id = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_event_t *e;
    SV *parts[3];
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvOK(id)) {
      errno = EINVAL;
      XSRETURN_EMPTY;
    }
    e = poexs_alarm_mine(aTHX_ px, id);
    if (!e) XSRETURN_EMPTY;
    PUTBACK;
    poexs_alarm_take(aTHX_ px, e, parts);
    SPAGAIN;
    EXTEND(SP, 3);
    for (int i = 0; i < 3; i++) ST(i) = sv_2mortal(parts[i]);
    if (GIMME_V == G_LIST) XSRETURN(3);
    if (GIMME_V == G_VOID) XSRETURN_EMPTY;
    ST(0) = sv_2mortal(newRV_noinc((SV *)av_make(3, &ST(0))));
    XSRETURN(1);

void
alarm_remove_all(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    AV *list;
  PPCODE:
    PERL_UNUSED_VAR(self);
    PUTBACK;
    list = (AV *)sv_2mortal((SV *)poexs_alarm_take_all(aTHX_ px, poe_active_session(px->k)));
    SPAGAIN;
    if (GIMME_V == G_SCALAR) XPUSHs(sv_2mortal(newRV_inc((SV *)list)));
    if (GIMME_V == G_LIST) {
      EXTEND(SP, av_len(list) + 1);
      for (SSize_t i = 0; i <= av_len(list); i++) PUSHs(*av_fetch(list, i, 0));
    }

void
state(SV *self, SV *name = &PL_sv_undef, SV *handler = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (poe_active_session(px->k) == poe_kernel_session(px->k)) XSRETURN_IV(ESRCH);
    poexs_state_set(aTHX_ px, name, handler, items > 3 ? ST(3) : &PL_sv_undef);
    XSRETURN_IV(0);

void
select_read(SV *self, SV *handle = &PL_sv_undef, poexs_event_name_t event = POEXS_NO_EVENT, ...)
  ALIAS:
    select_write = 1
    select_expedite = 2
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_file_select(aTHX_ px, handle, (poe_mode_t)ix, event, &ST(3), POEXS_REST(3));
    XSRETURN_IV(0);

# A mode without an event, or with a false one, is no longer watched.

void
select(SV *self, SV *handle = &PL_sv_undef, poexs_event_name_t read = POEXS_NO_EVENT, poexs_event_name_t write = POEXS_NO_EVENT, poexs_event_name_t expedite = POEXS_NO_EVENT, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    I32 n = POEXS_REST(5);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_file_select(aTHX_ px, handle, POE_MODE_READ, read, &ST(5), n);
    poexs_file_select(aTHX_ px, handle, POE_MODE_WRITE, write, &ST(5), n);
    poexs_file_select(aTHX_ px, handle, POE_MODE_EXPEDITE, expedite, &ST(5), n);
    XSRETURN_IV(0);

int
select_pause_read(SV *self, SV *handle = &PL_sv_undef, ...)
  ALIAS:
    select_pause_write = 1
    select_resume_read = 2
    select_resume_write = 3
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poexs_file_pause(aTHX_ px, handle, (poe_mode_t)(ix & 1), ix < 2);
  OUTPUT:
    RETVAL

int
alias_set(SV *self, poexs_word_t alias = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *s = poe_active_session(px->k), *owner;
    poe_name_t *name;
  CODE:
    PERL_UNUSED_VAR(self);
    name = poexs_name_of(aTHX_ px, alias);
    owner = poe_alias_find(name);
    RETVAL = owner && owner != s ? EEXIST : 0;
    if (!owner) poe_alias_set(px->k, s, name);
  OUTPUT:
    RETVAL

int
alias_remove(SV *self, poexs_word_t alias = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_name_t *name;
  CODE:
    PERL_UNUSED_VAR(self);
    name = poexs_name_of(aTHX_ px, alias);
    RETVAL = !poe_alias_find(name) ? ESRCH : poe_alias_find(name) != poe_active_session(px->k) ? EPERM : 0;
    if (!RETVAL) poe_alias_remove(px->k, name);
  OUTPUT:
    RETVAL

void
_resolve_session(SV *self, SV *dest = &PL_sv_undef, ...)
  ALIAS:
    alias_resolve = 1
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    PERL_UNUSED_VAR(ix);
    s = poexs_resolve(aTHX_ px, dest);
    if (!s) XSRETURN_UNDEF;
    XPUSHs(sv_2mortal(poexs_session_newref(aTHX_ px, s)));

void
ID_id_to_session(SV *self, SV *id = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, id);
    if (!s) {
      errno = ESRCH;
      XSRETURN_EMPTY;
    }
    XPUSHs(sv_2mortal(poexs_session_newref(aTHX_ px, s)));

void
ID_session_to_id(SV *self, SV *session = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_form(aTHX_ px, session);
    errno = s ? 0 : ESRCH;
    if (!s) XSRETURN_EMPTY;
    XPUSHs(sv_2mortal(poexs_session_newid(aTHX_ px, s)));

void
refcount_increment(SV *self, SV *id = &PL_sv_undef, poexs_word_t tag = &PL_sv_undef, ...)
  ALIAS:
    refcount_decrement = 1
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *s;
    poe_name_t *name;
    int64_t count;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, id);
    if (!s) s = poexs_session_of(aTHX_ px, id);
    name = s ? poexs_name_of(aTHX_ px, tag) : NULL;
    count = !s ? POE_ESRCH : ix ? poe_extref_dec(px->k, s, name) : poe_extref_inc(px->k, s, name);
    if (count < 0) {
      errno = ESRCH;
      XSRETURN_EMPTY;
    }
    XSRETURN_IV((IV)count);

# In _start the parent has not heard of the session yet, so it is not told that it loses it.

void
detach_myself(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    const poe_frame_t *f = poe_frame_top(px->k);
    int failed;
  PPCODE:
    PERL_UNUSED_VAR(self);
    failed = poexs_detach(aTHX_ px, poe_active_session(px->k), !f || f->type != POE_ET_START);
    if (failed) {
      errno = EPERM;
      XSRETURN_EMPTY;
    }
    XSRETURN_IV(1);

void
detach_child(SV *self, SV *child = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_resolve(aTHX_ px, child);
    errno = !s ? ESRCH : EPERM;
    if (!s || s->parent != poe_active_session(px->k)) XSRETURN_EMPTY;
    if (poexs_detach(aTHX_ px, s, true)) {
      errno = EPERM;
      XSRETURN_EMPTY;
    }
    XSRETURN_IV(1);

void
get_active_session(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    XPUSHs(sv_2mortal(poexs_session_newref(aTHX_ px, poe_active_session(px->k))));

void
get_active_event(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    const poe_frame_t *f = poe_frame_top(px->k);
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!f || !f->event) XSRETURN_UNDEF;
    XPUSHs(sv_2mortal(poexs_given_or_name(aTHX_ poexs_frame_given(f), f->event)));

UV
get_event_count(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = (UV)(poe_event_count(px->k) - (uint64_t)poe_kernel_in_background(px->k).events);
  OUTPUT:
    RETVAL

void
get_next_event_time(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    double due;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!poe_event_next_own_due(px->k, &due)) XSRETURN_UNDEF;
    XSRETURN_NV(poe_kernel_wall_of(px->k, due));

void
session_alloc(SV *self, SV *session = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
    int64_t id;
    SV *result;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvROK(session) || SvRV(session) == (SV *)px->object)
      croak("POE::Kernel::session_alloc: the session must be an object of its own");
    if (px->run_flags & POEXS_RUN_DONE) poexs_call_plain(aTHX_ "POE::Kernel::_begin_again");
    px->run_flags |= POEXS_RUN_SESSION;
    id = poexs_session_identify(aTHX_ px, session);
    result = poexs_session_start(aTHX_ px, session, id, poexs_event_copy(aTHX_ px, &ST(2), POEXS_REST(2)));
    ST(0) = result ? sv_2mortal(result) : &PL_sv_undef;
    XSRETURN(1);

# Handlers of _signal are no longer supported by POE, which says so with an error.

void
sig_handled(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    const poe_frame_t *f = poe_frame_top(px->k);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poe_signal_mark_handled(px->k);
    if (f && f->event == px->values->names.signal) poexs_call_plain(aTHX_ "POE::Kernel::_die_of_signal_handler");
    XSRETURN_EMPTY;

void
stop(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poe_kernel_stop(px->k);
    px->run_flags &= ~(UV)POEXS_RUN_SESSION;
    poexs_call_plain(aTHX_ "POE::Kernel::_follow_fork");
    XSRETURN_EMPTY;

void
_dummy_sigdie_handler(...)
  PPCODE:
    PERL_UNUSED_VAR(items);
    XSRETURN_IV(1);
