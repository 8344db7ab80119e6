# Bridges.xs: functions of POE::Kernel that bridges to foreign loops call, and tools that stand in
# their place.

MODULE = POE::XS  PACKAGE = POE::Kernel

void
_data_ev_dispatch_due(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_pass(px);
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
_data_handle_enqueue_ready(SV *self, poe_mode_t mode, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    for (int i = 2; i < items; i++) poexs_file_found(aTHX_ px, SvIV(ST(i)), mode);
    poe_kernel_collect(px->k);
    XSRETURN_EMPTY;

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

void
_data_sig_pipe_send(SV *self, SV *name, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poexs_signal_caught(aTHX_ px, name);

void
_dispatch_event(SV *self, poe_session_t *dest, poe_session_t *source, poexs_event_name_t event, U32 type, SV *args, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    I32 count;
  PPCODE:
    PERL_UNUSED_VAR(self);
    count = poexs_dispatch_now(aTHX_ px, dest, source, event, type, args, items > 6 ? &ST(6) : NULL, POEXS_REST(6), poexs_wanted(aTHX_ px));
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

void
_rethrow_kr_exception(SV *self, ...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(self);
    poexs_rethrow(aTHX_ px);
    XSRETURN_EMPTY;
