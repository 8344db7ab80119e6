/* watch.h: numbers about a running program.
 *
 * For: counting what happened, how long it took and how that is spread (histogram.h); writing it as
 * JSON (text.h).
 *
 * Invariants: what is noted is counted, whatever its size; counters stay at their largest value
 * when they are full, and counting allocates nothing.  A text is valid JSON as far as its writer
 * went.
 *
 * Ownership: all structures are the caller's, all zeroes at first; a text owns its bytes.
 *
 * Callers: anybody who has the structure for himself; there are no locks.
 *
 * Perl code: none can run inside, as there is no callback. */
#ifndef POE_WATCH_H
#define POE_WATCH_H

#include "csrc/watch/histogram.h"
#include "csrc/watch/text.h"

#endif
