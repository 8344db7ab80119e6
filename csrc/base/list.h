/* list.h: intrusive doubly linked lists.
 *
 * A list is a link that points at itself when empty; members embed a poe_link_t.  Inserting and
 * removing cannot fail and allocate nothing.  A link that is in no list points at itself too, so
 * that poe_list_remove may be called twice. */
#ifndef POE_LIST_H
#define POE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "csrc/base/check.h"

typedef struct poe_link {
  struct poe_link *next;
  struct poe_link *prev;
} poe_link_t;

#define POE_CONTAINER(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

static inline void poe_list_init(poe_link_t *l) { l->next = l->prev = l; }

static inline bool poe_list_is_empty(const poe_link_t *l) { return l->next == l; }

/* `l` must not be in a list; what it holds so far is not looked at, so it need not be initialized.
 */
static inline void poe_list_insert_before(poe_link_t *at, poe_link_t *l) {
  l->prev = at->prev;
  l->next = at;
  at->prev->next = l;
  at->prev = l;
}

static inline void poe_list_append(poe_link_t *head, poe_link_t *l) {
  poe_list_insert_before(head, l);
}

static inline void poe_list_remove(poe_link_t *l) {
  POE_ASSERT_SLOW(l->next->prev == l && l->prev->next == l);
  l->next->prev = l->prev;
  l->prev->next = l->next;
  poe_list_init(l);
}

/* Moves all members of `from` to the end of `to`, which costs the same however many there are. */
static inline void poe_list_splice(poe_link_t *to, poe_link_t *from) {
  POE_ASSERT_SLOW(to != from);
  if (poe_list_is_empty(from)) return;
  from->next->prev = to->prev;
  to->prev->next = from->next;
  from->prev->next = to;
  to->prev = from->prev;
  poe_list_init(from);
}

#endif
