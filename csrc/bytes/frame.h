/* frame.h: where one record ends and the next begins, in plain bytes.
 *
 * Pure functions: they keep nothing, write nothing and own nothing.  `p` is borrowed and may hold
 * any bytes, NUL included.  Callers remember where a search may go on, so that a record which comes
 * in small pieces is searched once. */
#ifndef POE_FRAME_H
#define POE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line: `length` octets, followed by an ending of `ending` octets. */
typedef struct poe_line {
  size_t length, ending;
} poe_line_t;

/* Each of CR LF, LF CR, CR and LF ends a line.  The first at or after `from`; false when there is
 * none. */
bool poe_line_any(const char *p, size_t n, size_t from, poe_line_t *out);

/* The same for a given ending of at least one octet. */
bool poe_line_literal(const char *p, size_t n, size_t from, const char *end, size_t end_length,
                      poe_line_t *out);

/* Where a search that found nothing goes on when more bytes have come. */
size_t poe_line_resume(size_t n, size_t end_length);

typedef enum poe_header_kind {
  POE_HEADER_PARTIAL, /* more bytes are needed */
  POE_HEADER_FOUND,   /* `value` octets follow the first `length` ones */
  POE_HEADER_JUNK,    /* the first `length` octets cannot begin a header */
  POE_HEADER_TOO_LONG /* more digits than any length has */
} poe_header_kind_t;

typedef struct poe_header {
  uint64_t value;
  size_t length;
} poe_header_t;

/* Decimal digits and a NUL: the length of the block that follows. */
poe_header_kind_t poe_block_header(const char *p, size_t n, poe_header_t *out);

enum { POE_HEADER_ROOM = 21 };

/* Writes such a header into `buffer` (POE_HEADER_ROOM octets are enough), its NUL included, and
 * returns its length. */
size_t poe_block_header_write(char *buffer, uint64_t value);

#endif
