# Futures.xs: what POE::Future has of the kernel.

MODULE = POE::XS  PACKAGE = POE::XS::Futures  PREFIX = futures_

# A future is completed by a method of it, with arguments: so many seconds from now, or with undef in the
# next turn of the loop. Returns the number by which that is taken back.
UV
futures_in(SV *seconds, SV *future, SV *method, ...)
  CODE:
    PERL_UNUSED_VAR(future);
    PERL_UNUSED_VAR(method);
    RETVAL = poexs_complete_later(aTHX_ poexs_here(aTHX), seconds, false, &ST(1), items - 1);
  OUTPUT:
    RETVAL

# The same at a time of the wall clock.
UV
futures_at(SV *epoch, SV *future, SV *method, ...)
  CODE:
    PERL_UNUSED_VAR(future);
    PERL_UNUSED_VAR(method);
    RETVAL = poexs_complete_later(aTHX_ poexs_here(aTHX), epoch, true, &ST(1), items - 1);
  OUTPUT:
    RETVAL

void
futures_not(SV *id)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_event_t *e;
  CODE:
    e = poexs_event_by_id(aTHX_ px, id);
    if (e && e->to == poe_kernel_session(px->k)) {
      poe_event_unqueue(px->k, e);
      poe_event_free(px->k, e);
    }

# Whether anything is left that could complete a future.
bool
futures_may_come()
  CODE:
    RETVAL = poe_kernel_can_go_on(poexs_here(aTHX)->k);
  OUTPUT:
    RETVAL

# A method of POE::Kernel, where POE::Future is loaded.
void
futures_ask(SV *self, ...)
  PREINIT:
    poexs_t *px = POEXS_ARGS;
  PPCODE:
    PERL_UNUSED_VAR(self);
    ST(0) = poexs_ask(aTHX_ px, &ST(1), POEXS_REST(1));
    XSRETURN(1);

# So many futures more, or less, are to be completed by other frameworks.
void
futures_elsewhere(IV more)
  CODE:
    poexs_here(aTHX)->dispatch->elsewhere += more;

# Events are looked at from now on, or not any more.
void
futures_expect(bool is)
  CODE:
    poexs_here(aTHX)->dispatch->expects = is;

# Future::AsyncAwait calls some of these for nothing, and takes nothing from the stack then.

# The methods of POE::Future that are compiled, where Future::PP is what they would else be inherited from.

void
futures_compile(AV *base)
  CODE:
    poexs_futures_init(aTHX_ poexs_here(aTHX), base);

void
futures_new(SV *proto, ...)
  PPCODE:
    ST(0) = poexs_future_new(aTHX_ poexs_here(aTHX), proto);
    XSRETURN(1);

void
futures_done(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    I32 count;
  PPCODE:
    if (!SvROK(self)) {
      ST(0) = poexs_future_new_done(aTHX_ px, self, &ST(1), POEXS_REST(1));
      XSRETURN(1);
    }
    if (poexs_future_done(aTHX_ px, self, &ST(1), POEXS_REST(1))) XSRETURN(GIMME_V == G_VOID ? 0 : 1);
    POEXS_BY_BASE(POEXS_FUTURE_DONE);

void
futures_mark_ready(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    I32 count;
  PPCODE:
    poexs_future_wakes(aTHX_ px, self);
    POEXS_BY_BASE(POEXS_FUTURE_MARK);

void
futures_is_ready(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    HV *h;
    I32 count;
  PPCODE:
    h = poexs_future_hash(px, self);
    if (h) {
      ST(0) = boolSV(poexs_future_is_ready(aTHX_ px, h));
      XSRETURN(1);
    }
    POEXS_BY_BASE(POEXS_FUTURE_IS_READY);

void
futures_is_cancelled(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    HV *h;
    I32 count;
  PPCODE:
    h = poexs_future_hash(px, self);
    if (h) {
      ST(0) = boolSV(poexs_future_is_cancelled(aTHX_ px, h));
      XSRETURN(1);
    }
    POEXS_BY_BASE(POEXS_FUTURE_IS_CANCELLED);

void
futures_result(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    HV *h;
    AV *result;
    I32 count;
  PPCODE:
    h = poexs_future_hash(px, self);
    result = h ? poexs_future_result(aTHX_ px, h) : NULL;
    if (result) {
      const SSize_t n = GIMME_V == G_LIST ? AvFILLp(result) + 1 : 1;
      EXTEND(SP, n);
      for (SSize_t i = 0; i < n; i++)
        ST(i) = i <= AvFILLp(result) && AvARRAY(result)[i] ? sv_mortalcopy(AvARRAY(result)[i]) : &PL_sv_undef;
      XSRETURN(n);
    }
    POEXS_BY_BASE(POEXS_FUTURE_GET);

void
futures_await_on_ready(SV *self, SV *code, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    HV *h;
    I32 count;
  PPCODE:
    h = poexs_future_hash(px, self);
    if (h && poexs_future_wait(aTHX_ px, h, code)) XSRETURN_EMPTY;
    POEXS_BY_BASE(POEXS_FUTURE_ON_READY);

void
futures_await_chain_cancel(SV *self, SV *awaited, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    HV *h;
    I32 count;
  PPCODE:
    h = poexs_future_hash(px, self);
    if (h) {
      poexs_future_chain(aTHX_ px, h, awaited);
      XSRETURN_EMPTY;
    }
    POEXS_BY_BASE(POEXS_FUTURE_CHAIN);
