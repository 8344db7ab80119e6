/* compat.h: names that perls from 5.28 on lack or spell otherwise. All that depends on perl's
 * version is here, in terms of the version alone: perl's own macros for comparing versions are
 * younger. */
#ifndef POEXS_COMPAT_H
#define POEXS_COMPAT_H

#define POEXS_PERL_BEFORE(minor) (PERL_REVISION == 5 && PERL_VERSION < (minor))

#if POEXS_PERL_BEFORE(28)
#error "POE-XS needs perl 5.28 or later"
#endif

/* A copy that does not ask magic for its value: perl's own has no flags before 5.30. */
#if POEXS_PERL_BEFORE(30)
#undef newSVsv_flags
#define newSVsv_flags(sv, flags) poexs_new_sv_flags(aTHX_ sv, flags)
static inline SV *poexs_new_sv_flags(pTHX_ SV *from, I32 flags) {
  SV *copy = newSV(0);
  sv_setsv_flags(copy, from, flags);
  return copy;
}
#endif

/* The form of a signal handler: up to 5.30 that which the system has; since 5.32 what perl was
 * built for, which it tells. */
#if POEXS_PERL_BEFORE(32) && defined(HAS_SIGACTION) && defined(SA_SIGINFO)
#define PERL_USE_3ARG_SIGHANDLER
#define Siginfo_t siginfo_t
#endif

#ifndef SvTRUE_nomg_NN
#define SvTRUE_nomg_NN(sv) SvTRUE_nomg(sv)
#endif

#if POEXS_PERL_BEFORE(36)
#undef G_LIST
#define G_LIST G_ARRAY
#endif

#endif
