# Look.xs: the kernel's tables as JSON. For POE::XS::Probe.

MODULE = POE::XS  PACKAGE = POE::XS::Look

# The class, the name of the table, then what is asked of it. Gives undef where there is no such table or column.
SV *
new(const char *class, const char *table, SV *sort, UV top, SV *match, bool background)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_look_query_t q = {0};
    poexs_look_t *look;
  CODE:
    q.table = poe_look_table_of(table);
    if (!q.table) XSRETURN_UNDEF;
    q.held = POEXS_LOOK_HELD;
    q.many = POEXS_LOOK_MANY;
    if (SvOK(sort)) q.sort = SvPV_nolen_const(sort);
    if (SvOK(match)) q.match = SvPV_nolen_const(match);
    q.top = top > POEXS_LOOK_MOST ? POEXS_LOOK_MOST : (U32)top;
    q.background = background;
    look = poexs_look_new(aTHX_ px, &q);
    if (!look) XSRETURN_UNDEF;
    RETVAL = sv_setref_pv(newSV(0), class, look);
  OUTPUT:
    RETVAL

# So many nanoseconds of rows, as text; and whether there are more.
void
on(SV *self, UV nanoseconds)
  PREINIT:
    bool more;
  PPCODE:
    if (!SvROK(self) || !sv_derived_from(self, "POE::XS::Look")) croak("on: not a POE::XS::Look");
    EXTEND(SP, 2);
    PUSHs(sv_2mortal(poexs_look_on(aTHX_ INT2PTR(poexs_look_t *, SvIV(SvRV(self))), nanoseconds, &more)));
    PUSHs(boolSV(more));

void
DESTROY(SV *self)
  CODE:
    if (SvROK(self) && SvIOK(SvRV(self))) {
      poexs_look_t *l = INT2PTR(poexs_look_t *, SvIV(SvRV(self)));
      sv_setiv(SvRV(self), 0);
      if (l) poexs_look_free(l);
    }

# In another thread it is of no use, and not this one's to free.
int
CLONE_SKIP(...)
  CODE:
    PERL_UNUSED_VAR(items);
    RETVAL = 1;
  OUTPUT:
    RETVAL

# How many records are kept; 0 for none.
void
_keep_trace(UV kept)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poe_kernel_trace(px->k, kept > POE_TRACE_MOST ? POE_TRACE_MOST : (U32)kept);

UV
_traced()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = (UV)poe_kernel_recorded(px->k);
  OUTPUT:
    RETVAL

# So many nanoseconds of rows, where the next one is, how many there were, how many were lost, whether
# there are more.
void
_trace(UV at, UV most, UV least, SV *session, SV *match, UV nanoseconds)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_look_trace_t t = {0};
    SV *text;
    bool more;
  PPCODE:
    t.at = at;
    t.most = most;
    t.least = least;
    t.session = SvOK(session) ? (int64_t)SvIV(session) : 0;
    t.match = SvOK(match) ? SvPV_nolen_const(match) : NULL;
    text = poexs_look_trace(aTHX_ px, &t, nanoseconds, &more);
    EXTEND(SP, 5);
    mPUSHs(text);
    mPUSHu((UV)t.at);
    mPUSHu((UV)t.rows);
    mPUSHu((UV)t.dropped);
    PUSHs(boolSV(more));

# Called with an exception that may end the run, while everything is there, and with true when it does;
# with no function nobody is.
void
_on_failure(SV *code)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    SV *old;
  CODE:
    old = px->on_failure;
    px->on_failure = SvOK(code) ? newSVsv(code) : NULL;
    SvREFCNT_dec(old);

bool
_watchdog(UV nanoseconds)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = nanoseconds ? poexs_watchdog_start(aTHX_ px, nanoseconds) : (poexs_watchdog_end(aTHX_ px), false);
  OUTPUT:
    RETVAL

UV
_lag(NV part)
  CODE:
    RETVAL = poexs_look_lag(aTHX_ poexs_here(aTHX), part);
  OUTPUT:
    RETVAL

# Nanoseconds.
void
_slow_limit(UV limit)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poe_kernel_slow_limit(px->k, limit);

# Its events are counted one by one for so many seconds.
void
_focus(SV *id, NV seconds)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    s = poexs_by_id(aTHX_ px, id);
    if (s) poe_focus_begin(px->k, s, seconds);

# The line of the program that runs.
SV *
_here()
  PREINIT:
    const COP *cop = poexs_program_line(aTHX);
  CODE:
    RETVAL = cop && CopFILE(cop) ? newSVpvf("%s:%" UVuf, CopFILE(cop), (UV)CopLINE(cop)) : newSV(0);
  OUTPUT:
    RETVAL

SV *
_head()
  CODE:
    RETVAL = poexs_look_head(aTHX_ poexs_here(aTHX));
  OUTPUT:
    RETVAL

# How late events were since the beginning, with the histogram.
SV *
_late()
  CODE:
    RETVAL = poexs_look_late(aTHX_ poexs_here(aTHX));
  OUTPUT:
    RETVAL

# Nothing where there is none of that ID.
SV *
_session(SV *id, U32 shown)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_session_t *s;
  CODE:
    s = poexs_by_id(aTHX_ px, id);
    RETVAL = s ? poexs_look_session(aTHX_ px, s, shown) : newSV(0);
  OUTPUT:
    RETVAL

SV *
_event(SV *name)
  CODE:
    RETVAL = poexs_look_event(aTHX_ poexs_here(aTHX), name);
  OUTPUT:
    RETVAL

# Forked children have /dev/null in its place.
bool
_not_for_children(int fd, bool on)
  CODE:
    RETVAL = poexs_not_for_children(fd, on);
  OUTPUT:
    RETVAL

# What the code makes, in its _start, is in the background.
void
_in_background(SV *code)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    UV flags;
  CODE:
    flags = px->run_flags;
    PUSHMARK(SP);
    poe_kernel_background(px->k, true);
    call_sv(code, G_VOID | G_DISCARD | G_EVAL | G_NOARGS);
    poe_kernel_background(px->k, false);
    px->run_flags = flags;
    if (poexs_has_thrown(aTHX)) croak_sv(ERRSV);
