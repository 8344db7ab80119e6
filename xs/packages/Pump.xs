# Pump.xs: the stock driver, the pump, and the wheel that is made of them.

MODULE = POE::XS  PACKAGE = POE::Driver::SysRW

void
new(SV *class, ...)
  PREINIT:
    I32 count;
  PPCODE:
    if (items == 1 && !SvROK(class) && SvOK(class)) {
      ST(0) = sv_2mortal(poexs_sysrw_new(aTHX_ gv_stashsv(class, GV_ADD)));
      XSRETURN(1);
    }
    PUSHMARK(MARK);
    SP += items;
    PUTBACK;
    count = call_pv("POE::Driver::SysRW::_new_any", GIMME_V);
    for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];
    XSRETURN(count);

void
get(SV *self, SV *handle, ...)
  PREINIT:
    SV *chunks;
  PPCODE:
    chunks = poexs_sysrw_get(aTHX_ poexs_here(aTHX), self, handle);
    ST(0) = chunks;
    XSRETURN(1);

IV
put(SV *self, SV *chunks = &PL_sv_undef, ...)
  CODE:
    RETVAL = poexs_sysrw_put(aTHX_ self, chunks);
  OUTPUT:
    RETVAL

IV
flush(SV *self, SV *handle, ...)
  CODE:
    RETVAL = poexs_sysrw_flush(aTHX_ self, handle);
  OUTPUT:
    RETVAL

MODULE = POE::XS  PACKAGE = POE::Wheel::Pump

SV *
reader(SV *driver, ...)
  CODE:
    PERL_UNUSED_VAR(driver);
    RETVAL = poexs_reader_new(aTHX_ &ST(0), items);
  OUTPUT:
    RETVAL

SV *
writer(SV *driver, ...)
  CODE:
    PERL_UNUSED_VAR(driver);
    RETVAL = poexs_writer_new(aTHX_ &ST(0), items);
  OUTPUT:
    RETVAL

SV *
_state_name(SV *wheel, SV *id, const char *what)
  CODE:
    if (!SvROK(wheel) || !SvOBJECT(SvRV(wheel))) croak("POE::Wheel::Pump::_state_name: the wheel must be an object");
    RETVAL = poexs_wheel_state_name(aTHX_ wheel, id, what);
  OUTPUT:
    RETVAL

void
deliver(SV *filter, SV *event, SV *id, SV *chunks)
  CODE:
    if (!SvROK(filter) || !SvROK(event)) croak("POE::Wheel::Pump::deliver: the first two arguments must be references to slots");
    poexs_deliver(aTHX_ poexs_here(aTHX), SvRV(filter), SvRV(event), id, chunks);

# The bodies of pumps' functions.  Dispatch calls them directly, with no arguments at all; others
# call them as a handler, whose ARG0 is the handle.

void
_read(...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    poexs_reader_run(aTHX_ px, cv, poexs_pump_handle(aTHX_ px, &ST(0), items));
    XSRETURN_EMPTY;

void
_write(...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    poexs_writer_run(aTHX_ px, cv, poexs_pump_handle(aTHX_ px, &ST(0), items));
    XSRETURN_EMPTY;

MODULE = POE::XS  PACKAGE = POE::Wheel::ReadWrite

# What the short way does not do is left to the Perl constructor, which gets the very same arguments
# and whose errors name the program's line.

void
new(SV *class, ...)
  PREINIT:
    SV *self;
    I32 count;
  PPCODE:
    self = poexs_readwrite_new(aTHX_ poexs_here(aTHX), class, &ST(1), POEXS_REST(1));
    if (LIKELY(self != NULL)) {
      ST(0) = self;
      XSRETURN(1);
    }
    PUSHMARK(MARK);
    SP += items;
    PUTBACK;
    count = call_pv("POE::Wheel::ReadWrite::_new_any", GIMME_V);
    for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];
    XSRETURN(count);

void
DESTROY(SV *self)
  CODE:
    if (!poexs_readwrite_end(aTHX_ poexs_here(aTHX), self))
      poexs_call_perl(aTHX_ "POE::Wheel::ReadWrite::_end_any", &self, 1, G_VOID | G_DISCARD);

IV
put(SV *self, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  CODE:
    RETVAL = poexs_readwrite_put(aTHX_ px, self, &ST(1), POEXS_REST(1));
  OUTPUT:
    RETVAL
