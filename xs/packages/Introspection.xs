# Introspection.xs: functions of POE::Kernel that look and change nothing.  Their shapes are those of the
# tables that modules used to look into.

MODULE = POE::XS  PACKAGE = POE::Kernel

# ---- aliases ----

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

# ---- events ----

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

# The alarms of a session, as queue items.
void
_session_alarms(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
    poe_event_t **events;
    size_t n;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    events = poe_event_sorted(px->k, s, POE_ET_ALARM, &n);
    EXTEND(SP, (SSize_t)n);
    for (size_t i = 0; i < n; i++) PUSHs(sv_2mortal(poexs_queue_item(aTHX_ px, events[i])));
    poe_free(events);

# ---- extra references ----

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
      if (poe_file_is_known(px->k, fd) && !poe_file_is_background(px->k, fd)) mXPUSHi(fd);

# The watchers of a session, in the order in which they came.
void
_session_watchers(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    for (poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next)
      mXPUSHs(poexs_watcher_record(aTHX_ px, POE_CONTAINER(l, poe_watcher_t, of_session)));

# ---- sessions ----

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
    while ((s = poe_session_each(px->k, s)))
      if (!s->background) mXPUSHs(poexs_session_newid(aTHX_ px, s));

# ---- signals ----

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

# ---- children ----

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

void
_session_child_watches(SV *self, SV *sid, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  PPCODE:
    PERL_UNUSED_VAR(self);
    s = poexs_by_id(aTHX_ px, sid);
    if (!s) XSRETURN_EMPTY;
    for (poe_link_t *l = s->children_watched.next; l != &s->children_watched; l = l->next)
      mXPUSHs(poexs_child_record(aTHX_ px, POE_CONTAINER(l, poe_child_watch_t, of_session)));

# ---- values ----

void
_held_in(SV *self, SV *ref, ...)
  PREINIT:
    AV *held;
  PPCODE:
    PERL_UNUSED_VAR(self);
    if (!SvROK(ref)) XSRETURN_EMPTY;
    held = poexs_held_in(aTHX_ SvRV(ref));
    EXTEND(SP, av_len(held) + 1);
    for (SSize_t i = 0; i <= av_len(held); i++) PUSHs(AvARRAY(held)[i]);
