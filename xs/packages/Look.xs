# Look.xs: the kernel's tables as JSON. For POE::XS::Probe.

MODULE = POE::XS  PACKAGE = POE::XS::Look

# The class, the name of the table, then what is asked of it. Gives undef where there is no such table or column.
SV *
new(const char *class, const char *table, SV *sort, UV top, SV *match, bool background)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_look_query_t q = {POE_LOOK_NONE, NULL, 0, NULL, false};
    poexs_look_t *look;
  CODE:
    q.table = poe_look_table_of(table);
    if (!q.table) XSRETURN_UNDEF;
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

SV *
_head()
  CODE:
    RETVAL = poexs_look_head(aTHX_ poexs_here(aTHX));
  OUTPUT:
    RETVAL

SV *
_lag()
  CODE:
    RETVAL = poexs_look_lag(aTHX_ poexs_here(aTHX));
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
  CODE:
    poe_kernel_background(px->k, true);
    call_sv(code, G_VOID | G_DISCARD | G_EVAL | G_NOARGS);
    poe_kernel_background(px->k, false);
    if (poexs_has_thrown(aTHX)) croak_sv(ERRSV);
