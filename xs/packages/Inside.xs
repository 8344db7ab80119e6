# Inside.xs: functions of POE::Kernel that its own parts in Perl call.

MODULE = POE::XS  PACKAGE = POE::Kernel

# ---- events ----

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
_reserve_sid(SV *self, IV sid, bool on, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poe_session_reserve_id(px->k, sid, on);

# ---- signals ----

bool
_signal_watch(SV *self, poe_session_t *session, poexs_word_t sig, poexs_event_name_t event, SV *args = &PL_sv_undef, ...)
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
    RETVAL = poe_has_children();
  OUTPUT:
    RETVAL

# A child that is over and its status, of a pid or of any (-1); 0 when none is over yet, -1 without any.
void
_reap(SV *self, int pid, ...)
  PREINIT:
    int status = 0;
  PPCODE:
    PERL_UNUSED_VAR(self);
    pid = poe_reap(pid, &status);
    EXTEND(SP, 2);
    mPUSHi(pid);
    mPUSHi(status);

# Whether a child that is over has been left unwaited for so many seconds.
bool
_leaves_a_child(SV *self, NV limit, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    RETVAL = poe_unwaited_too_long(&px->signals->unwaited, poe_first_zombie(), poexs_steady(NULL), limit);
  OUTPUT:
    RETVAL

# A child process has its own to wait for.
void
_forget_parents_children(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poexs_forget_parents_children(px);
    Zero(&px->signals->unwaited, 1, poe_unwaited_t);

# $SIG{CHLD} is ours: whoever sets it, or leaves a scope that had its own, is noticed.
void
_mind_child_signal(SV *entry)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poexs_mind_child_signal(aTHX_ px, entry);

void
_child_watch(SV *self, poe_session_t *session, IV pid, poexs_event_name_t event, SV *args = &PL_sv_undef, ...)
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
_test_for_zombie(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_test_for_zombie(aTHX_ px);
    XSRETURN_EMPTY;

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

# How many sessions there are to run; a run begins.
UV
_sessions_to_run(...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(items);
    poexs_look_for_tools(px);
    RETVAL = poe_session_count(px->k);
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
