# Tables.xs: functions of POE::Kernel that put things into its tables and take them out by hand, as tests of
# its resources and old components do.

MODULE = POE::XS  PACKAGE = POE::Kernel

# ---- aliases ----

void
_data_alias_add(SV *self, poe_session_t *session, poexs_word_t alias, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_alias_set(px->k, session, poexs_name_of(aTHX_ px, alias));

void
_data_alias_remove(SV *self, SV *session, poexs_word_t alias, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    PERL_UNUSED_VAR(session);
    poe_alias_remove(px->k, poexs_name_of(aTHX_ px, alias));

# ---- what a session holds, dropped at once ----

void
_data_alias_clear_session(SV *self, SV *sid, ...)
  ALIAS:
    _data_ev_clear_session = 1
    _data_extref_clear_session = 2
    _data_handle_clear_session = 3
    _data_sig_clear_session = 4
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (s) poexs_clear(px->k, s, (int)ix);
    XSRETURN_EMPTY;

# ---- events ----

UV
_data_ev_enqueue(SV *self, poe_session_t *dest, poe_session_t *source, poexs_event_name_t event, U32 type, SV *args, SV *file = &PL_sv_undef, SV *line = &PL_sv_undef, SV *from = &PL_sv_undef, SV *walltime = &PL_sv_undef, SV *delta = &PL_sv_undef, SV *due = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t *e;
  CODE:
    PERL_UNUSED_VAR(self);
    e = poexs_event_sent_from(aTHX_ px, event.given, args, file, line, from);
    RETVAL = poexs_enqueue(aTHX_ px, e, dest, source, event.word, type, walltime, delta, due);
  OUTPUT:
    RETVAL

void
_data_ev_clear_alarm_by_id(SV *self, SV *sid, SV *id, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t *e;
  PPCODE:
    PERL_UNUSED_VAR(self);
    e = poexs_event_by_id(aTHX_ px, id);
    errno = !e ? ESRCH : EPERM;
    if (!e || e->to != poexs_by_id(aTHX_ px, sid)) XSRETURN_EMPTY;
    EXTEND(SP, 2);
    mPUSHs(poexs_alarm_time(aTHX_ px, e));
    PUSHs(sv_2mortal(poexs_event_record(aTHX_ px, e)));
    poe_event_unqueue(px->k, e);
    poe_event_free(px->k, e);
    XSRETURN(2);

void
_data_ev_clear_alarm_by_name(SV *self, SV *sid, poexs_word_t event, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (s) poe_alarm_clear(px->k, s, poexs_name_of(aTHX_ px, event));
    XSRETURN_EMPTY;

void
_data_ev_clear_alarm_by_session(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
    AV *list;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    list = (AV *)sv_2mortal((SV *)poexs_alarm_take_all(aTHX_ px, s));
    EXTEND(SP, av_len(list) + 1);
    for (SSize_t i = 0; i <= av_len(list); i++) PUSHs(AvARRAY(list)[i]);

# ---- extra references ----

void
_data_extref_inc(SV *self, SV *sid, poexs_word_t tag, ...)
  ALIAS:
    _data_extref_dec = 1
    _data_extref_remove = 2
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
    poe_name_t *name;
    int64_t n;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    name = poexs_name_of(aTHX_ px, tag);
    n = ix == 0 ? poe_extref_inc(px->k, s, name)
      : ix == 1 ? poe_extref_dec(px->k, s, name)
                : poe_extref_remove(px->k, s, name);
    if (n < 0) XSRETURN_EMPTY;
    XSRETURN_IV((IV)n);

# ---- files ----

void
_data_handle_add(SV *self, SV *handle, poe_mode_t mode, poe_session_t *session, poexs_event_name_t event, SV *args = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    AV *av;
  PPCODE:
    PERL_UNUSED_VAR(self);
    av = poexs_plain_list(aTHX_ args);
    poexs_file_watch(aTHX_ px, session, handle, mode, event, av ? AvARRAY(av) : NULL, av ? (I32)AvFILLp(av) + 1 : 0);
    XSRETURN_EMPTY;

void
_data_handle_remove(SV *self, SV *handle, poe_mode_t mode, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (s) poexs_file_ignore(aTHX_ px, s, handle, mode);
    XSRETURN_EMPTY;

void
_data_handle_pause(SV *self, SV *handle, poe_mode_t mode, ...)
  ALIAS:
    _data_handle_resume = 1
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    (void)poexs_file_pause(aTHX_ px, handle, mode, ix == 0);
    XSRETURN_EMPTY;

# ---- sessions ----

void
_session_free(SV *self, SV *sid, ...)
  ALIAS:
    _session_stop = 1
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (s && ix) poe_session_stop(px->k, s);
    if (s && !ix) poe_session_free(px->k, s);
    XSRETURN_EMPTY;

IV
_data_sid_allocate(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = (IV)poe_session_allocate_id(px->k);
  OUTPUT:
    RETVAL

# ---- signals ----

void
_data_sig_handled(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_signal_mark_handled(px->k);

void
_data_sig_reset_handled(SV *self, const char *sig, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_signal_reset(px->k, poe_signal_type_of(sig));

void
_data_sig_touched_session(SV *self, poe_session_t *session, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_signal_touch(px->k, session);

void
_data_sig_free_terminated_sessions(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poe_signal_free_touched(px->k);
    XSRETURN_EMPTY;
