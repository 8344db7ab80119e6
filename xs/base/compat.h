/* compat.h: names that older perls lack or spell otherwise. */
#ifndef POEXS_COMPAT_H
#define POEXS_COMPAT_H

#ifndef G_LIST
#define G_LIST G_ARRAY
#endif
#ifndef newSVsv_flags
#define newSVsv_flags(sv, flags) newSVsv(sv)
#endif
#ifndef SvTRUE_nomg_NN
#define SvTRUE_nomg_NN(sv) SvTRUE_nomg(sv)
#endif
#ifndef SvREFCNT_dec_NN
#define SvREFCNT_dec_NN(sv) SvREFCNT_dec(sv)
#endif
#ifndef C_ARRAY_LENGTH
#define C_ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#endif
/* Before perl 5.32 the handler's form follows from what the system has. */
#if !defined(PERL_USE_3ARG_SIGHANDLER) && !defined(PERL_VERSION_GE) && defined(HAS_SIGACTION) &&   \
    defined(SA_SIGINFO)
#define PERL_USE_3ARG_SIGHANDLER
#endif

#endif
