/* base.h: memory, containers and checks, for everybody in csrc/.
 *
 * For: blocks of memory that never fail (pool.h), intrusive lists (list.h), one hash table keyed by
 * numbers (map.h), numbers for strings (hash.h), and assertions (check.h).
 *
 * Invariants: containers borrow their members and allocate nothing for them, so that putting in and
 * taking out cannot fail; a member is in one place of each container at most.  No choice of keys or
 * strings makes a table slow for who does not know its secret.
 *
 * Ownership: who took a block gives it back; a pool owns its chunks, a table its buckets.
 *
 * Callers: anybody outside of signal handlers, at any time: inside of callbacks and in teardown,
 * too. Nothing is shared between threads, unless a caller shares it.
 *
 * Perl code: none can run inside, as there is no callback. */
#ifndef POE_BASE_H
#define POE_BASE_H

#include "csrc/base/check.h"
#include "csrc/base/hash.h"
#include "csrc/base/list.h"
#include "csrc/base/map.h"
#include "csrc/base/pool.h"

#endif
