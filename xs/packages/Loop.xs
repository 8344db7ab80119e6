# Loop.xs: the native loop as a bridge's functions.  POE::Loop::Native puts them into package
# POE::Kernel under the names of the bridge interface.

MODULE = POE::XS  PACKAGE = POE::Loop::Native

void
_use(const char *backend)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poexs_loop_choose(px, backend);

void
_use_bridge()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poexs_loop_bridge(px);

bool
_share()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = poexs_loop_share(px);
  OUTPUT:
    RETVAL

void
_count_others(bool on)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poexs_loop_count_others(px, on);

# True when EV's loop does it.
bool
_watch_signal(const char *name, bool on)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = poexs_loop_watch_signal(px, (int)whichsig(name), on);
  OUTPUT:
    RETVAL

# Whether somebody has a handler there that perl knows nothing of.
bool
_is_others_signal(const char *name)
  CODE:
    RETVAL = poexs_is_others_signal((int)whichsig(name));
  OUTPUT:
    RETVAL

bool
_is_shared()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = poexs_loop_is_shared(px);
  OUTPUT:
    RETVAL

void
loop_do_timeslice(...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(items);
    poexs_slice(aTHX_ px);
    XSRETURN_EMPTY;

void
loop_run(...)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  PPCODE:
    PERL_UNUSED_VAR(items);
    poexs_run(aTHX_ px);
    XSRETURN_EMPTY;

void
loop_watch_filehandle(SV *self, SV *handle, poe_mode_t mode)
  ALIAS:
    loop_ignore_filehandle = 1
    loop_pause_filehandle = 2
    loop_resume_filehandle = 3
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    PERL_UNUSED_VAR(self);
    poexs_loop_file(aTHX_ px, handle, mode, ix == 0 || ix == 3);
