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
_trace(UV at, UV most, UV least, SV *session, SV *match, UV nanoseconds, bool ids = false)
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
    t.ids = ids;
    if (ids && !poe_context_is_seeded(px->k)) croak("_trace: IDs without a seed");
    text = poexs_look_trace(aTHX_ px, &t, nanoseconds, &more);
    EXTEND(SP, 5);
    mPUSHs(text);
    mPUSHu((UV)t.at);
    mPUSHu((UV)t.rows);
    mPUSHu((UV)t.dropped);
    PUSHs(boolSV(more));

# The clock by which records say when a handler began.
UV
_ticks()
  CODE:
    RETVAL = (UV)poe_kernel_ticks(poexs_here(aTHX)->k);
  OUTPUT:
    RETVAL

# What IDs follow from: bytes at random. And which part of our own traces is sampled.
void
_seed(SV *bytes)
  PREINIT:
    STRLEN len;
    const char *pv;
  CODE:
    pv = SvPVbyte(bytes, len);
    if (len != POE_SEED_BYTES) croak("_seed: %d bytes", POE_SEED_BYTES);
    poe_context_seed(poexs_here(aTHX)->k, (const uint8_t *)pv);

void
_sample(NV part)
  CODE:
    poe_context_sample(poexs_here(aTHX)->k, (uint64_t)(part * 4294967296.0));

# The handler that runs belongs to a trace from elsewhere: the IDs as bytes. False when none runs that is timed.
bool
_begin_trace(SV *trace, SV *span, bool sampled, SV *state)
  PREINIT:
    poe_context_t c;
    STRLEN n, m, len;
    const char *t, *s, *text;
  CODE:
    t = SvPVbyte(trace, n);
    s = SvPVbyte(span, m);
    text = SvPVbyte(state, len);
    if (n != sizeof c.trace || m != sizeof c.span) croak("_begin_trace: 16 and 8 bytes");
    memcpy(c.trace, t, sizeof c.trace);
    memcpy(c.span, s, sizeof c.span);
    c.sampled = sampled;
    RETVAL = poe_context_begin(poexs_here(aTHX)->k, &c, text, len);
  OUTPUT:
    RETVAL

# Of the handler that runs: the IDs as bytes, whether it is sampled, and what came with the trace. Nothing if there is none.
void
_context()
  PREINIT:
    poe_context_t c;
    const char *state;
    size_t len;
  PPCODE:
    if (!poe_context_now(poexs_here(aTHX)->k, &c, &state, &len)) XSRETURN_EMPTY;
    EXTEND(SP, 4);
    mPUSHp((const char *)c.trace, sizeof c.trace);
    mPUSHp((const char *)c.span, sizeof c.span);
    PUSHs(boolSV(c.sampled));
    mPUSHp(state ? state : "", len);

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
