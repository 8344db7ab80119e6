/* alias.c: names of sessions.
 *
 * A name knows whose alias it is, so that resolving one costs nothing; a session lists its own.
 * Each alias is a reference to its session. */
#include "csrc/kernel/private.h"

/* Sessions have so few that a walk will do. */
static poe_alias_t *alias_of(const poe_session_t *s, const poe_name_t *name) {
  for (poe_link_t *l = s->aliases.next; l != &s->aliases; l = l->next) {
    poe_alias_t *a = POE_CONTAINER(l, poe_alias_t, of_session);
    if (a->name == name) return a;
  }
  return NULL;
}

/* Unlinks it on both sides before anything is let go.  Takes it; the session may be marked by this.
 */
static void drop(poe_kernel_t *k, poe_session_t *s, poe_alias_t *a) {
  poe_name_t *name = a->name;
  assert(name->alias == s);
  name->alias = NULL;
  poe_list_remove(&a->of_session);
  poe__origin_end(k, &a->origin);
  poe_free(a);
  poe_name_unref(k, name);
  poe_session_unref(k, s);
}

/* An alias that is another session's moves.  Whether that may be, which POE denies to programs, was
 * for the caller to decide. */
void poe_alias_set(poe_kernel_t *k, poe_session_t *s, poe_name_t *name) {
  poe_alias_t *a;
  if (name->alias == s || s->gone) return;
  if (name->alias) poe_alias_remove(k, name);
  a = poe_malloc(sizeof *a);
  a->name = poe_name_hold(k, name);
  poe__origin_set(k, &a->origin);
  poe_list_append(&s->aliases, &a->of_session);
  name->alias = s;
  poe_session_ref(k, s);
}

int poe_alias_remove(poe_kernel_t *k, poe_name_t *name) {
  poe_session_t *s = name->alias;
  if (!s) return POE_ESRCH;
  POE_ASSERT_SLOW(alias_of(s, name));
  drop(k, s, alias_of(s, name));
  return POE_OK;
}

uint32_t poe_alias_count(const poe_session_t *s) {
  uint32_t n = 0;
  for (const poe_link_t *l = s->aliases.next; l != &s->aliases; l = l->next) n++;
  return n;
}

void poe_session_clear_aliases(poe_kernel_t *k, poe_session_t *s) {
  while (!poe_list_is_empty(&s->aliases))
    drop(k, s, POE_CONTAINER(s->aliases.next, poe_alias_t, of_session));
}
