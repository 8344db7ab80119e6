/* nats.h: where one operation of the NATS protocol ends and the next begins, and what is in it.
 *
 * Pure functions: they keep nothing, write nothing and own nothing.  `p` is borrowed and may hold
 * any bytes, NUL included.  Both directions are known: what servers send to clients, and what
 * clients send to servers. */
#ifndef POE_NATS_H
#define POE_NATS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum poe_nats_verb {
  POE_NATS_NONE,
  POE_NATS_MSG,
  POE_NATS_HMSG,
  POE_NATS_PUB,
  POE_NATS_HPUB,
  POE_NATS_SUB,
  POE_NATS_UNSUB,
  POE_NATS_INFO,
  POE_NATS_CONNECT,
  POE_NATS_PING,
  POE_NATS_PONG,
  POE_NATS_OK,
  POE_NATS_ERR,
  POE_NATS_VERBS
} poe_nats_verb_t;

typedef enum poe_nats_result {
  POE_NATS_PARTIAL, /* more bytes are needed */
  POE_NATS_FOUND,
  POE_NATS_UNKNOWN,   /* no verb that there is */
  POE_NATS_MALFORMED, /* the verb has other arguments */
  POE_NATS_NO_END,    /* the payload is not followed by CR LF */
  POE_NATS_LONG_LINE, /* beyond the limits */
  POE_NATS_LARGE_PAYLOAD
} poe_nats_result_t;

typedef struct poe_nats_limits {
  size_t line, payload; /* octets of a line without its ending; of headers and body together */
} poe_nats_limits_t;

/* Octets from `at` on; `at` is 0 for what is not there, as each operation begins with its verb. */
typedef struct poe_nats_part {
  size_t at, length;
} poe_nats_part_t;

typedef struct poe_nats_record {
  poe_nats_verb_t verb;
  poe_nats_part_t subject, sid;
  poe_nats_part_t extra;   /* a message's reply subject, a SUB's queue, an UNSUB's maximum */
  poe_nats_part_t headers; /* the block as it came */
  poe_nats_part_t body;    /* of a message; the rest of the line of INFO, CONNECT and -ERR */
  size_t length;           /* of the whole operation; while it is partial, 0 or what it will be */
} poe_nats_record_t;

/* The operation that begins at `p`.  No line ends before `from`, as an earlier search has shown. */
poe_nats_result_t poe_nats_next(const char *p, size_t n, size_t from,
                                const poe_nats_limits_t *limits, poe_nats_record_t *out);

/* As it is written; for POE_NATS_NONE an empty string. */
const char *poe_nats_verb_name(poe_nats_verb_t verb);
poe_nats_verb_t poe_nats_verb_of(const char *p, size_t n); /* in any case of letters */
const char *poe_nats_complaint(poe_nats_result_t result);  /* what is wrong, in words */

/* Tokens that are not empty, without blanks and control characters.  Wildcards are whole tokens,
 * and only where they are allowed: within a longer token a server takes them literally, which is
 * hardly ever meant. */
bool poe_nats_is_subject(const char *p, size_t n, bool with_wildcards);
bool poe_nats_is_word(const char *p, size_t n); /* a queue's name or a subscription's number */

/* Whether it begins and ends as a block of headers does, with no octet that a line cannot have. */
bool poe_nats_is_header_block(const char *p, size_t n);

#endif
