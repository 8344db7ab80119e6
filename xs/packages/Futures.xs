# Futures.xs: what POE::Future has of the kernel.

MODULE = POE::XS  PACKAGE = POE::XS::Futures  PREFIX = futures_

# A future is completed by a method of it, with arguments: so many seconds from now, or with undef in the
# next turn of the loop. Returns the number by which that is taken back.
UV
futures_in(SV *seconds, SV *future, SV *method, ...)
  CODE:
    RETVAL = poexs_complete_later(aTHX_ poexs_here(aTHX), seconds, false, &ST(1), items - 1);
  OUTPUT:
    RETVAL

# The same at a time of the wall clock.
UV
futures_at(SV *epoch, SV *future, SV *method, ...)
  CODE:
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

# Events are looked at from now on, or not any more.
void
futures_expect(bool is)
  CODE:
    poexs_here(aTHX)->dispatch->expects = is;
