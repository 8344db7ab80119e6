# Private.xs: functions of POE::Kernel that loop bridges, introspection modules and tests call.
# Their shapes are those of the tables that they used to look into.

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

void
_data_alias_resolve(SV *self, poexs_word_t alias, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_name_t *name;
  PPCODE:
    PERL_UNUSED_VAR(self);
    name = poexs_name_find(aTHX_ px, alias);
    if (!name || !poe_alias_find(name)) XSRETURN_UNDEF;
    XPUSHs(sv_2mortal(poexs_session_newref(aTHX_ px, poe_alias_find(name))));

void
_data_alias_list(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
    AV *list;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    list = poexs_alias_names(aTHX_ s);
    EXTEND(SP, av_len(list) + 1);
    for (SSize_t i = 0; i <= av_len(list); i++) PUSHs(AvARRAY(list)[i]);

UV
_data_alias_count_ses(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    RETVAL = s ? poe_alias_count(s) : 0;
  OUTPUT:
    RETVAL

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
_data_ev_enqueue(SV *self, poe_session_t *dest, poe_session_t *source, poexs_word_t event, U32 type, SV *args, SV *file = &PL_sv_undef, SV *line = &PL_sv_undef, SV *from = &PL_sv_undef, SV *walltime = &PL_sv_undef, SV *delta = &PL_sv_undef, SV *due = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t *e;
  CODE:
    PERL_UNUSED_VAR(self);
    e = poexs_event_from_av(aTHX_ px, args);
    poexs_event_sent_from(aTHX_ px, e, file, line, from);
    RETVAL = poexs_enqueue(aTHX_ px, e, dest, source, event, type, walltime, delta, due);
  OUTPUT:
    RETVAL

UV
_data_ev_get_count_to(SV *self, SV *sid, ...)
  ALIAS:
    _data_ev_get_count_from = 1
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    RETVAL = !s ? 0 : ix ? s->n_from : s->n_to;
  OUTPUT:
    RETVAL

void
_data_ev_dispatch_due(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_pass(px);
    XSRETURN_EMPTY;

void
_data_ev_clear_alarm_by_id(SV *self, SV *sid, SV *id, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t *e;
  PPCODE:
    PERL_UNUSED_VAR(self);
    e = poe_event_find(px->k, SvUV(id));
    errno = !e ? ESRCH : EPERM;
    if (!e || e->to != poexs_by_id(aTHX_ px, sid)) XSRETURN_EMPTY;
    EXTEND(SP, 2);
    PUSHs(sv_2mortal(newSVnv(poexs_alarm_time(e))));
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

void
_queue_items(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t **events;
    size_t n;
  PPCODE:
    PERL_UNUSED_VAR(self);
    events = poe_event_sorted(px->k, NULL, ~0U, &n);
    EXTEND(SP, (SSize_t)n);
    for (size_t i = 0; i < n; i++) PUSHs(sv_2mortal(poexs_queue_item(aTHX_ px, events[i])));
    poe_free(events);

void
_queue_remove(SV *self, UV id, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t *e;
  PPCODE:
    PERL_UNUSED_VAR(self);
    e = poe_event_find(px->k, id);
    if (e) {
      poe_event_unqueue(px->k, e);
      poe_event_free(px->k, e);
    }
    XSRETURN_EMPTY;

void
_queue_move(SV *self, UV id, NV due, SV *walltime = &PL_sv_undef, SV *delta = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t *e;
  CODE:
    PERL_UNUSED_VAR(self);
    e = poe_event_find(px->k, id);
    if (e) poexs_event_retime(aTHX_ px, e, due, walltime, delta);

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

UV
_data_extref_count(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poe_extref_sessions(px->k);
  OUTPUT:
    RETVAL

UV
_data_extref_count_ses(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    RETVAL = s ? s->n_extrefs : 0;
  OUTPUT:
    RETVAL

# The tags of a session and their counts, flat.
void
_extref_tags(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
    poe_pair_t *p = NULL;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    while ((p = poe_session_next_pair(s, POE_PAIR_EXTREF, p))) {
      XPUSHs(sv_2mortal(poexs_name_newsv(aTHX_ p->name)));
      XPUSHs(sv_2mortal(newSViv((IV)p->count)));
    }

# ---- files ----

void
_data_handle_add(SV *self, SV *handle, poe_mode_t mode, poe_session_t *session, poexs_word_t event, SV *args = &PL_sv_undef, ...)
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

int
_data_handle_is_good(SV *self, SV *handle, poe_mode_t mode, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poe_file_refs(px->k, poexs_fileno(aTHX_ handle), mode) > 0;
  OUTPUT:
    RETVAL

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

void
_data_handle_enqueue_ready(SV *self, poe_mode_t mode, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    for (int i = 2; i < items; i++) poexs_file_found(aTHX_ px, SvIV(ST(i)), mode);
    poe_kernel_collect(px->k);
    XSRETURN_EMPTY;

UV
_data_handle_count(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poe_file_count(px->k);
  OUTPUT:
    RETVAL

UV
_data_handle_count_ses(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    RETVAL = s ? poe_session_file_count(px->k, s) : 0;
  OUTPUT:
    RETVAL

void
_data_handle_fno_refcounts(SV *self, int fd, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    EXTEND(SP, 4);
    for (int mode = -1; mode < POE_MODES; mode++) mPUSHu(poe_file_refs(px->k, fd, mode));

void
_data_handle_fno_states(SV *self, int fd, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    EXTEND(SP, 3);
    for (int mode = 0; mode < POE_MODES; mode++) mPUSHi(poe_file_state(px->k, fd, (poe_mode_t)mode));

void
_data_handle_fno_sessions(SV *self, int fd, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    EXTEND(SP, 3);
    for (int mode = 0; mode < POE_MODES; mode++) mPUSHs(poexs_file_sessions(aTHX_ px, fd, (poe_mode_t)mode));

void
_watched_fds(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    for (int fd = 0; fd < poe_file_limit(px->k); fd++)
      if (poe_file_is_known(px->k, fd)) mXPUSHi(fd);

# ---- sessions ----

void
_session_attach(SV *self, SV *session, SV *sid, SV *parent_sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    (void)poexs_session_attach(aTHX_ px, session, SvIV(sid), poexs_by_id(aTHX_ px, parent_sid));
    XSRETURN_EMPTY;

void
_data_ses_free(SV *self, SV *sid, ...)
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

void
_session_move(SV *self, SV *sid, SV *parent_sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s, *parent;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    parent = poexs_by_id(aTHX_ px, parent_sid);
    if (s && parent && !poe_session_is_ancestor(s, parent)) poe_session_move(px->k, s, parent);
    XSRETURN_EMPTY;

void
_session_parent(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s || !s->parent) XSRETURN_UNDEF;
    XPUSHs(sv_2mortal(poexs_session_newref(aTHX_ px, s->parent)));

void
_session_children(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    for (poe_link_t *l = s->children.next; l != &s->children; l = l->next)
      mXPUSHs(poexs_session_newref(aTHX_ px, POE_CONTAINER(l, poe_session_t, sibling)));

bool
_session_is_child(SV *self, SV *parent_sid, SV *child_sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, child_sid);
    RETVAL = s && s->parent && s->parent == poexs_by_id(aTHX_ px, parent_sid);
  OUTPUT:
    RETVAL

bool
_data_ses_exists(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poexs_by_id(aTHX_ px, sid) != NULL;
  OUTPUT:
    RETVAL

void
_data_ses_resolve(SV *self, SV *session, ...)
  ALIAS:
    _data_ses_resolve_to_id = 1
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_form(aTHX_ px, session);
    if (!s) XSRETURN_UNDEF;
    mXPUSHs(ix ? poexs_session_newid(aTHX_ px, s) : poexs_session_newref(aTHX_ px, s));

void
_session_by_id(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_UNDEF;
    mXPUSHs(poexs_session_newref(aTHX_ px, s));

void
_data_ses_refcount(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_UNDEF;
    mXPUSHi((IV)s->refs);

void
_session_ref(SV *self, SV *sid, ...)
  ALIAS:
    _session_unref = 1
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (s && ix) poe_session_unref(px->k, s);
    if (s && !ix) poe_session_ref(px->k, s);

void
_data_ses_collect_garbage(SV *self, ...)
  ALIAS:
    _data_ses_gc_sweep = 1
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    PERL_UNUSED_VAR(ix);
    poe_kernel_collect(px->k);
    XSRETURN_EMPTY;

UV
_data_ses_count(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poe_session_count(px->k);
  OUTPUT:
    RETVAL

void
_session_ids(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s = NULL;
  PPCODE:
    PERL_UNUSED_VAR(self);
    while ((s = poe_session_each(px->k, s))) mXPUSHs(poexs_session_newid(aTHX_ px, s));

IV
_data_sid_allocate(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = (IV)poe_session_allocate_id(px->k);
  OUTPUT:
    RETVAL

void
_reserve_sid(SV *self, IV sid, bool on, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_session_reserve_id(px->k, sid, on);

# ---- signals ----

bool
_signal_watch(SV *self, poe_session_t *session, poexs_word_t sig, poexs_word_t event, SV *args = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poexs_signal_watch(aTHX_ px, session, sig, event, args);
  OUTPUT:
    RETVAL

bool
_signal_ignore(SV *self, SV *sid, poexs_word_t sig, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
    bool was_last = false;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (s) poe_signal_ignore(px->k, s, poexs_name_of(aTHX_ px, sig), &was_last);
    RETVAL = was_last;
  OUTPUT:
    RETVAL

bool
_data_sig_explicitly_watched(SV *self, poexs_word_t sig, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_name_t *name;
  CODE:
    PERL_UNUSED_VAR(self);
    name = poexs_name_find(aTHX_ px, sig);
    RETVAL = name && poe_signal_is_watched(name);
  OUTPUT:
    RETVAL

bool
_data_sig_is_watched_by_session(SV *self, poexs_word_t sig, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_name_t *name;
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    name = poexs_name_find(aTHX_ px, sig);
    s = poexs_by_id(aTHX_ px, sid);
    RETVAL = name && s && poe_signal_find(px->k, s, name);
  OUTPUT:
    RETVAL

void
_data_sig_watchers(SV *self, poexs_word_t sig, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_name_t *name;
    poe_pair_t *p = NULL;
  PPCODE:
    PERL_UNUSED_VAR(self);
    name = poexs_name_find(aTHX_ px, sig);
    while (name && (p = poe_signal_each(name, p))) {
      mXPUSHs(poexs_session_newid(aTHX_ px, p->session));
      mXPUSHs(poexs_signal_record(aTHX_ px, p));
    }

void
_data_sig_watched_by_session(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
    poe_pair_t *p = NULL;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    while (s && (p = poe_session_next_pair(s, POE_PAIR_SIGNAL, p))) {
      mXPUSHs(poexs_name_newsv(aTHX_ p->name));
      mXPUSHs(poexs_signal_record(aTHX_ px, p));
    }

int
_data_sig_type(SV *self, const char *sig, ...)
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = (int)poe_signal_type_of(sig);
  OUTPUT:
    RETVAL

void
_data_sig_handled(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_signal_mark_handled(px->k);

void
_data_sig_handled_status(...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    const poe_delivery_t *d;
  PPCODE:
    d = poe_signal_delivery(px->k);
    EXTEND(SP, 3);
    PUSHs(d->handled < 0 ? &PL_sv_undef : sv_2mortal(newSViv((IV)d->handled)));
    mPUSHi(d->type);
    mPUSHs(poexs_touched(aTHX_ px));

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

void
_data_sig_pipe_send(SV *self, SV *name, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poexs_signal_caught(aTHX_ px, name);

void
_note_signal(SV *name, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poexs_signal_caught(aTHX_ px, name);

void
_read_signals(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    (void)poexs_signals_read(aTHX_ px);
    XSRETURN_EMPTY;

bool
_signals_are_waiting(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poexs_signals_waiting(aTHX_ px);
  OUTPUT:
    RETVAL

# ---- children ----

bool
_process_has_children(SV *self, ...)
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poexs_has_children();
  OUTPUT:
    RETVAL

# A child that is over and that nobody has waited for; 0 when there is none.
int
_first_zombie(SV *self, ...)
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poexs_first_zombie();
  OUTPUT:
    RETVAL

void
_child_watch(SV *self, poe_session_t *session, IV pid, poexs_word_t event, SV *args = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poexs_child_watch(aTHX_ px, session, pid, event, args);

void
_child_ignore(SV *self, SV *sid, IV pid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (s) poe_child_ignore(px->k, s, pid);
    XSRETURN_EMPTY;

bool
_data_sig_pids_is_ses_watching(SV *self, SV *sid, IV pid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    RETVAL = s && poe_child_find(px->k, s, pid);
  OUTPUT:
    RETVAL

bool
_data_sig_session_awaits_pids(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    RETVAL = s && !poe_list_is_empty(&s->children_watched);
  OUTPUT:
    RETVAL

# Watched children: [pid, session ID, session, event, args] each; of one pid or of all.
void
_child_watches(SV *self, SV *pid = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_child_watch_t *c = NULL;
  PPCODE:
    PERL_UNUSED_VAR(self);
    while ((c = SvOK(pid) ? poe_child_each(px->k, SvIV(pid), c) : poe_child_any(px->k, c)))
      mXPUSHs(poexs_child_record(aTHX_ px, c));

UV
_child_count(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poe_child_count(px->k);
  OUTPUT:
    RETVAL

# ---- the kernel ----

void
_dispatch_event(SV *self, poe_session_t *dest, poe_session_t *source, poexs_word_t event, U32 type, SV *args, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    I32 count;
  PPCODE:
    PERL_UNUSED_VAR(self);
    count = poexs_dispatch_now(aTHX_ px, dest, source, event, type, args, items > 6 ? &ST(6) : NULL, POEXS_REST(6), GIMME_V);
    for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];
    XSRETURN(count);

void
_test_if_kernel_is_idle(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poe_kernel_test_idle(px->k);
    XSRETURN_EMPTY;

void
_test_for_zombie(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_test_for_zombie(aTHX_ px);
    XSRETURN_EMPTY;

IV
_idle_queue_grow(SV *self, ...)
  ALIAS:
    _idle_queue_shrink = 1
    _idle_queue_reset = 2
    _idle_queue_size = 3
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    int64_t *size = poe_kernel_idle_size(px->k);
  CODE:
    PERL_UNUSED_VAR(self);
    *size = ix == 0 ? *size + 1 : ix == 1 ? *size - 1 : ix == 2 ? 0 : *size;
    RETVAL = (IV)*size;
  OUTPUT:
    RETVAL

UV
_run_flags(SV *self, SV *flags = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    if (SvOK(flags)) px->run_flags = SvUV(flags);
    RETVAL = px->run_flags;
  OUTPUT:
    RETVAL

void
_set_kernel_id(SV *self, SV *id, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    SV *old;
  CODE:
    PERL_UNUSED_VAR(self);
    old = px->id;
    px->id = newSVsv(id);
    px->pid = (IV)getpid();
    px->forks = poexs_forks();
    SvREFCNT_dec(old);

SV *
_hostname(...)
  PREINIT:
    struct utsname names;
  CODE:
    PERL_UNUSED_VAR(items);
    RETVAL = newSVpv(uname(&names) == 0 ? names.nodename : "localhost", 0);
  OUTPUT:
    RETVAL

void
ID(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!px->id) XSRETURN_UNDEF;
    XPUSHs(sv_mortalcopy(px->id));

void
_set_catching(SV *self, bool on, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    px->dispatch->catching = on;

void
_register_kernel(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_kernel_register(px->k);

void
_rethrow_kr_exception(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_rethrow(aTHX_ px);
    XSRETURN_EMPTY;

void
_set_signal_pipe(SV *self, int read_fd, int write_fd, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    px->signals->signal_fd = read_fd;
    px->signals->wake_fd = write_fd;

void
_set_finalizing(SV *self, bool on, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    px->finalizing = on;
    if (on) av_clear(px->signals->caught);
