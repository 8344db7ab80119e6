# Run.xs: what of POE::Wheel::Run is compiled.

MODULE = POE::XS  PACKAGE = POE::Wheel::Run

SV *
_spawn(HV *plan)
  PREINIT:
    IV pid;
  CODE:
    pid = poexs_spawn(aTHX_ plan);
    RETVAL = pid > 0 ? newSViv(pid) : newSV(0);
  OUTPUT:
    RETVAL

const char *
_shell_path()
  CODE:
    RETVAL = PL_sh_path;
  OUTPUT:
    RETVAL
