/* handle.c: file handles of the program and the descriptors behind them. */
#include "xs/values/values.h"

/* Borrowed from the glob.  No Perl code runs, nothing is made, and any value may be asked about:
 * what is tied, closed long ago or no handle at all has none. */
IO *poexs_plain_io(pTHX_ SV *handle) {
  SV *target = SvROK(handle) ? SvRV(handle) : handle;
  IO *io = NULL;
  if (isGV_with_GP(target))
    io = GvIO((GV *)target);
  else if (SvTYPE(target) == SVt_PVIO)
    io = (IO *)target;
  PERL_UNUSED_CONTEXT;
  return io && !SvRMAGICAL((SV *)io) ? io : NULL;
}

/* No system has numbers beyond this: what claims to is no file. */
enum { HIGHEST_FD = (1 << 24) - 1 };

/* Names of handles, tied ones, and objects with a fileno of their own; may throw. */
static int ask_perl(pTHX_ SV *handle) {
  SV *answer = poexs_call_perl(aTHX_ "POE::Kernel::_fileno", &handle, 1, G_SCALAR);
  IV fd = SvOK(answer) ? SvIV(answer) : -1;
  SvREFCNT_dec(answer);
  return fd >= 0 && fd <= HIGHEST_FD ? (int)fd : -1;
}

/* A handle that is open but has no descriptor, such as one on a string, says -1, too. */
int poexs_fileno(pTHX_ SV *handle) {
  IO *io;
  SvGETMAGIC(handle);
  if (!SvOK(handle)) return -1;
  io = poexs_plain_io(aTHX_ handle);
  if (!io) return ask_perl(aTHX_ handle);
  return IoIFP(io) ? PerlIO_fileno(IoIFP(io)) : -1;
}

bool poexs_is_closed(pTHX_ SV *handle, int fd) {
  IO *io = LIKELY(SvROK(handle)) ? poexs_plain_io(aTHX_ handle) : NULL;
  return io && (!IoIFP(io) || PerlIO_fileno(IoIFP(io)) != fd);
}
