/* hash.h: a number for a string of bytes that nobody can foretell who does not know the key.
 *
 * SipHash with one round for each word and three at the end, as hash tables use it.  Whoever may
 * choose strings can then not choose the places in a table that they fall into. */
#ifndef POE_HASH_H
#define POE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t poe_hash(const uint64_t key[2], const char *bytes, size_t n);

#endif
