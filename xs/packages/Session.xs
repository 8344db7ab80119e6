# Session.xs: what of POE::Session is compiled.

MODULE = POE::XS  PACKAGE = POE::Session

void
_invoke_state(SV *self, SV *source, SV *event, SV *args = &PL_sv_undef, SV *file = &PL_sv_undef, SV *line = &PL_sv_undef, SV *from = &PL_sv_undef, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    I32 count;
  PPCODE:
    if (!SvROK(self) || SvTYPE(SvRV(self)) != SVt_PVAV) croak("POE::Session::_invoke_state: the session must be a POE::Session object");
    count = poexs_invoke_stock(aTHX_ px, self, source, event, args, file, line, from, poexs_wanted(aTHX_ px));
    for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];
    XSRETURN(count);

# As for POE::Wheel::ReadWrite->new in Pump.xs: the short way, or the Perl one with the same
# arguments.

void
create(SV *type, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    SV *self;
    I32 count;
  PPCODE:
    self = poexs_create_plain(aTHX_ px, type, &ST(1), POEXS_REST(1));
    if (LIKELY(self != NULL)) {
      ST(0) = self;
      XSRETURN(1);
    }
    PUSHMARK(MARK);
    SP += items;
    PUTBACK;
    count = call_pv("POE::Session::_create_any", GIMME_V);
    for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];
    XSRETURN(count);

void
_allow_plain(bool may)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poexs_create_init(aTHX_ px, may);

void
ID(SV *self, ...)
  PREINIT:
    SV **svp;
  PPCODE:
    svp = SvROK(self) && SvTYPE(SvRV(self)) == SVt_PVAV ? av_fetch((AV *)SvRV(self), 3, 0) : NULL;
    if (!svp) XSRETURN_UNDEF;
    XPUSHs(sv_mortalcopy(*svp));

void
get_heap(SV *self, ...)
  PREINIT:
    SV **svp;
  PPCODE:
    svp = SvROK(self) && SvTYPE(SvRV(self)) == SVt_PVAV ? av_fetch((AV *)SvRV(self), 0, 0) : NULL;
    if (!svp) XSRETURN_UNDEF;
    XPUSHs(sv_mortalcopy(*svp));

MODULE = POE::XS  PACKAGE = POE::NFA

# Passes its own @_ on: a handler may assign to $_[RUNSTATE], and $_[STATE] follows a transition.

void
_run_handler(SV *handler, ...)
  PREINIT:
    I32 count;
  PPCODE:
    if (!SvROK(handler)) croak("POE::NFA::_run_handler: a handler is a reference");
    PUTBACK;
    count = poexs_invoke_for_class(aTHX_ poexs_here(aTHX), handler, &ST(1), POEXS_REST(1));
    if (!count) XSRETURN_UNDEF;
    ST(0) = *PL_stack_sp;
    XSRETURN(1);
