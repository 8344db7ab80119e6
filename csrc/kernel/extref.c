/* extref.c: extra references: counted tags that keep a session alive.
 *
 * The session counts its tags, the kernel the sessions that have any: while there is one, a program
 * is not idle. */
#include "csrc/kernel/private.h"

/* Returns the tag's new count. */
int64_t poe_extref_inc(poe_kernel_t *k, poe_session_t *s, poe_name_t *tag) {
  poe_pair_t *p = poe__pair_find(k, s, tag, POE_PAIR_EXTREF);
  if (s->gone) return POE_ESRCH;
  if (!p) {
    p = poe__pair_add(k, s, tag, POE_PAIR_EXTREF);
    if (s->n_extrefs++ == 0) k->extref_sessions++;
    poe_session_ref(k, s);
  }
  return ++p->count;
}

/* Gives up a tag, whatever its count, and with it its reference to the session. */
static void drop(poe_kernel_t *k, poe_session_t *s, poe_pair_t *p) {
  assert(s->n_extrefs > 0 && k->extref_sessions > 0);
  poe__pair_free(k, p);
  if (--s->n_extrefs == 0) k->extref_sessions--;
  poe_session_unref(k, s);
}

/* Returns what is left of the tag's count. */
int64_t poe_extref_dec(poe_kernel_t *k, poe_session_t *s, poe_name_t *tag) {
  poe_pair_t *p = poe__pair_find(k, s, tag, POE_PAIR_EXTREF);
  int64_t left;
  if (!p) return POE_ESRCH;
  assert(p->count > 0);
  left = --p->count;
  if (left == 0) drop(k, s, p);
  return left;
}

int poe_extref_remove(poe_kernel_t *k, poe_session_t *s, poe_name_t *tag) {
  poe_pair_t *p = poe__pair_find(k, s, tag, POE_PAIR_EXTREF);
  if (!p) return POE_ESRCH;
  drop(k, s, p);
  return POE_OK;
}

void poe_session_clear_extrefs(poe_kernel_t *k, poe_session_t *s) {
  poe_pair_t *p;
  while ((p = poe_session_next_pair(s, POE_PAIR_EXTREF, NULL))) drop(k, s, p);
}

uint32_t poe_extref_sessions(const poe_kernel_t *k) { return k->extref_sessions; }
