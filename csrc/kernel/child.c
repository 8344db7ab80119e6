/* child.c: which session waits for which child process.
 *
 * Several may wait for one, each once.  A watcher is a reference to its session; it ends when the
 * child was reaped, when it is ignored, or with its session.  Who looks for children is
 * csrc/process. */
#include "csrc/kernel/private.h"

void poe__child_init(poe_kernel_t *k) { poe_map_init(&k->children, k->host.hash_key[1]); }

void poe__child_destroy(poe_kernel_t *k) { poe_map_free(&k->children); }

/* The watchers of one child, the newest first.  None may be added or removed during the walk, so a
 * caller that runs handlers lists them first. */
poe_child_watch_t *poe_child_each(const poe_kernel_t *k, int64_t pid,
                                  const poe_child_watch_t *after) {
  poe_node_t *n = after ? poe_map_next(&after->node) : poe_map_first(&k->children, (uint64_t)pid);
  return n ? POE_CONTAINER(n, poe_child_watch_t, node) : NULL;
}

/* All watchers, in no order, under the same condition. */
poe_child_watch_t *poe_child_any(const poe_kernel_t *k, const poe_child_watch_t *after) {
  poe_node_t *n = poe_map_each(&k->children, after ? &after->node : NULL);
  return n ? POE_CONTAINER(n, poe_child_watch_t, node) : NULL;
}

poe_child_watch_t *poe_child_find(const poe_kernel_t *k, const poe_session_t *s, int64_t pid) {
  poe_child_watch_t *c = NULL;
  while ((c = poe_child_each(k, pid, c)))
    if (c->session == s) break;
  return c;
}

/* The payload goes last: its destructor may watch the same child again. */
static void child_free(poe_kernel_t *k, poe_child_watch_t *c) {
  poe_session_t *s = c->session;
  void *payload = c->payload;
  assert(k->children.count > 0);
  poe_map_remove(&k->children, &c->node);
  poe_list_remove(&c->of_session);
  poe_name_unref(k, c->event);
  poe__origin_end(k, &c->origin);
  poe_free(c);
  poe_session_unref(k, s);
  if (payload) k->host.payload_free(k->host.data, payload);
}

/* Watching the same child again replaces event and payload and counts no second reference.  Nothing
 * can reach a session that is gone: the payload is released, since it was taken. */
void poe_child_watch(poe_kernel_t *k, poe_session_t *s, int64_t pid, poe_name_t *event,
                     void *payload) {
  poe_child_watch_t *c = poe_child_find(k, s, pid);
  if (s->gone) {
    if (payload) k->host.payload_free(k->host.data, payload);
    return;
  }
  if (!c) {
    c = poe_calloc(1, sizeof *c);
    c->session = s;
    poe__origin_set(k, &c->origin);
    poe_map_insert(&k->children, &c->node, (uint64_t)pid);
    poe_list_append(&s->children_watched, &c->of_session);
    poe_session_ref(k, s);
  }
  poe__handler_set(k, &c->event, &c->payload, event, payload);
}

int poe_child_ignore(poe_kernel_t *k, poe_session_t *s, int64_t pid) {
  poe_child_watch_t *c = poe_child_find(k, s, pid);
  if (!c) return POE_ESRCH;
  child_free(k, c);
  return POE_OK;
}

uint32_t poe_child_count(const poe_kernel_t *k) { return (uint32_t)k->children.count; }

/* Payloads join the doomed, so that no destructor runs before the session has let go of everything.
 */
void poe__take_children(poe_kernel_t *k, poe_session_t *s, poe_doomed_t *d) {
  while (!poe_list_is_empty(&s->children_watched)) {
    poe_child_watch_t *c = POE_CONTAINER(s->children_watched.next, poe_child_watch_t, of_session);
    assert(c->session == s);
    poe__doomed_add(d, c->payload);
    c->payload = NULL;
    child_free(k, c);
    d->child_gone = true;
  }
}
