/* base.h: memory and containers, for everybody in csrc/.
 *
 * For: blocks of memory that never fail (pool.h), intrusive lists (list.h), one hash table keyed
 * by numbers (map.h), and numbers for strings (hash.h). Invariants: containers borrow their members
 * and allocate nothing for them, so that putting in and taking out cannot fail; a member is in one
 * place of each container at most. Ownership: who took a block gives it back; a pool owns its
 * chunks. Callers: anybody, at any time, in one thread; nothing here calls back, so no Perl code
 * can run.
 */
#ifndef POE_BASE_H
#define POE_BASE_H

#include "csrc/base/hash.h"
#include "csrc/base/list.h"
#include "csrc/base/map.h"
#include "csrc/base/pool.h"

#endif
