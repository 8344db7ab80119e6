/* text.h: text that grows, and JSON written into it.
 *
 * Commas are put where they belong: before each value but the first of an object or a list.  What
 * comes from programs is a string of bytes, which count as Latin-1, or of UTF-8 as perl writes it;
 * what comes out is valid JSON, whatever it was. */
#ifndef POE_TEXT_H
#define POE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct poe_text {
  char *str; /* owned; NULL while empty; no NUL at its end */
  size_t len, cap;
  bool follows; /* another value came before, on this level */
} poe_text_t;

void poe_text_free(poe_text_t *t); /* leaves an empty one */
/* As it is. */
void poe_text_add(poe_text_t *t, const char *bytes, size_t len);
void poe_text_put(poe_text_t *t, const char *str);

/* Values; within an object each of them after its key. */
void poe_text_open(poe_text_t *t, char bracket); /* { or [ */
void poe_text_close(poe_text_t *t, char bracket);
void poe_text_key(poe_text_t *t, const char *key); /* of ours: letters */
void poe_text_string(poe_text_t *t, const char *bytes, size_t len, bool utf8);
void poe_text_word(poe_text_t *t, const char *word); /* of ours, as a string */
void poe_text_int(poe_text_t *t, int64_t n);
void poe_text_count(poe_text_t *t, uint64_t n);
void poe_text_seconds(poe_text_t *t, double seconds); /* to a microsecond; null unless finite */
void poe_text_bool(poe_text_t *t, bool b);
void poe_text_null(poe_text_t *t);

#endif
