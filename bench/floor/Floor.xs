/* The least that a dispatch can cost: a C loop that calls a Perl handler and hands it the arguments
 * a POE handler gets, which exist already; and a kernel that forgets what it is asked to do. */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"

MODULE = Floor  PACKAGE = Floor

void
call_many(SV *code, IV times, ...)
  PREINIT:
    I32 i, given = items - 2;
    SV **args;
    IV n;
  PPCODE:
    Newx(args, given ? given : 1, SV *);
    SAVEFREEPV(args);
    for (i = 0; i < given; i++) args[i] = ST(i + 2);
    for (n = 0; n < times; n++) {
      PUSHMARK(SP);
      EXTEND(SP, given);
      for (i = 0; i < given; i++) PUSHs(args[i]);
      PUTBACK;
      call_sv(code, G_VOID | G_DISCARD);
      SPAGAIN;
    }
    XSRETURN_EMPTY;


MODULE = Floor  PACKAGE = Floor::Kernel

void
yield(...)
  ALIAS:
    post = 1
  PPCODE:
    PERL_UNUSED_VAR(ix);
    XSRETURN_EMPTY;
