/* check.h: what holds unless the C of the project or of its host is wrong.
 *
 * assert is for what costs next to nothing; it is on in what people install, too, because an abort
 * that names a line is better than memory that is used after its end.  POE_ASSERT_SLOW is for what
 * takes a walk or stands where each event comes by; it is on with POE_DEBUG above 0.  Neither is
 * for what a program can bring about by calling functions of ours in another way than is meant. */
#ifndef POE_CHECK_H
#define POE_CHECK_H

#include <assert.h>

#ifndef POE_DEBUG
#define POE_DEBUG 0
#endif

#if POE_DEBUG > 0
#define POE_ASSERT_SLOW(condition) assert(condition)
#else
#define POE_ASSERT_SLOW(condition) ((void)(0 && (condition))) /* compiled all the same */
#endif

#endif
