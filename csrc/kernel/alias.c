/* Aliases: names of sessions.  A name knows whose alias it is, a session lists its own. */
#include "csrc/kernel/private.h"

static poe_alias_t *alias_of(const poe_session_t *s, const poe_name_t *name) {
  for (poe_link_t *l = s->aliases.next; l != &s->aliases; l = l->next) {
    poe_alias_t *a = POE_CONTAINER(l, poe_alias_t, of_session);
    if (a->name == name) return a;
  }
  return NULL;
}

static void drop(poe_kernel_t *k, poe_session_t *s, poe_alias_t *a) {
  poe_name_t *name = a->name;
  name->alias = NULL;
  poe_list_remove(&a->of_session);
  poe_free(a);
  poe_name_unref(k, name);
  poe_session_unref(k, s);
}

void poe_alias_set(poe_kernel_t *k, poe_session_t *s, poe_name_t *name) {
  poe_alias_t *a;
  if (name->alias == s || s->gone) return;
  if (name->alias) poe_alias_remove(k, name);
  a = poe_malloc(sizeof *a);
  a->name = poe_name_hold(k, name);
  poe_list_append(&s->aliases, &a->of_session);
  name->alias = s;
  poe_session_ref(k, s);
}

int poe_alias_remove(poe_kernel_t *k, poe_name_t *name) {
  poe_session_t *s = name->alias;
  if (!s) return POE_ESRCH;
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
