/* bytes.h: records in plain bytes.
 *
 * For: finding where lines and blocks begin and end in what came from a descriptor, and writing
 * what goes around them (frame.h).
 *
 * Invariants: functions keep nothing between calls and change nothing but what they return.  Bytes
 * may be any, NUL included, and come in any pieces: who hands back where a search may go on has
 * each byte looked at once.  What a peer sent is never asserted about.
 *
 * Ownership: bytes are borrowed for the call.
 *
 * Callers: anybody, at any time, in any thread: inside of callbacks, in teardown, even in a signal
 * handler.
 *
 * Perl code: none can run inside, as there is no callback. */
#ifndef POE_BYTES_H
#define POE_BYTES_H

#include "csrc/bytes/frame.h"

#endif
