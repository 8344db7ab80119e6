/* assert.h: claims about counts, owners and balance, tested where the build is a debugging one.
 *
 * For: what the binding takes for granted and perl does not test: that nobody else holds a value,
 * that a session is pinned, that a stack or the kernel's frames are again as they were.  A claim
 * that is false does no harm on the spot; it is memory used after its end, later and elsewhere.
 * Invariants: a claim changes nothing, and is about us: what a program can bring about by any of
 * its doings is an error or a case, never a claim.  Active with POE_DEBUG above 0, as
 * `perl Makefile.PL DEBUG=1` makes it; otherwise a claim is compiled, so that it keeps up with the
 * code, and never run.  Callers: anybody in xs/, at any time.  Perl code: none.  A false claim
 * aborts, because a program would catch what is croaked. */
#ifndef POEXS_ASSERT_H
#define POEXS_ASSERT_H

#include <stdio.h>
#include <stdlib.h>

#if defined(POE_DEBUG) && POE_DEBUG > 0

static inline __attribute__((noreturn, cold)) void poexs_claim_failed(const char *claim,
                                                                      const char *file, int line) {
  fprintf(stderr, "%s:%d: claim failed: %s\n", file, line, claim);
  abort();
}
#define POEXS_ASSERT(claim) ((claim) ? (void)0 : poexs_claim_failed(#claim, __FILE__, __LINE__))

#else
#define POEXS_ASSERT(claim) ((void)sizeof((claim) ? 1 : 0))
#endif

#endif
