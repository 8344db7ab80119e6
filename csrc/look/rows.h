/* rows.h: the rows of each table, shared by the files of this room. */
#ifndef POE_LOOK_ROWS_H
#define POE_LOOK_ROWS_H

#include "csrc/look/look.h"

/* What a table is made of.  Only the member of that table is set. */
typedef struct poe_look_item {
  poe_session_t *session;
  const poe_name_stat_t *name;
  poe_event_t *event;
  poe_watcher_t *watcher;
  poe_child_watch_t *child;
  const poe_wait_t *wait;
  const poe_slow_t *slow;
} poe_look_item_t;

struct poe_look {
  poe_kernel_t *k; /* borrowed */
  poe_look_host_t host;
  poe_look_query_t query; /* its match is owned */
  int column;
  uint64_t at;     /* how far the walk has come */
  uint64_t within; /* of that session's waits, so many; children come before all sessions */
  bool children_done;
  poe_session_t *own; /* of the sessions, this one comes first */
  bool walked;
  struct poe_look_choice *best; /* owned: a heap, the least one first; then in order */
  uint32_t chosen, written;
};

/* Where a row is found again later. */
uint64_t poe__look_key(poe_look_table_t table, const poe_look_item_t *item);
bool poe__look_find(const poe_look_t *l, uint64_t key, poe_look_item_t *item);

int poe__look_column(poe_look_table_t table, const char *name); /* -1: there is none */
double poe__look_value(const poe_look_t *l, const poe_look_item_t *item);
/* What is wrong with a session, or NULL. */
const char *poe__look_suspicion(const poe_look_t *l, const poe_session_t *s);
bool poe__look_matches(const poe_look_t *l, const poe_look_item_t *item);
void poe__look_row(const poe_look_t *l, const poe_look_item_t *item, poe_text_t *out);

double poe__look_age(const poe_kernel_t *k, const poe_origin_t *o);
uint64_t poe__look_length(const poe_link_t *list);
uint64_t poe__look_references(const poe_session_t *s); /* as often as they were counted */

/* Parts of rows: members of an object that is open. */
void poe__look_count(poe_text_t *out, const char *key, uint64_t n);
void poe__look_name(poe_text_t *out, const char *key, const poe_name_t *name); /* NULL: null */
void poe__look_place_value(poe_text_t *out, const poe_place_t *at);
void poe__look_place(poe_text_t *out, const char *key, const poe_place_t *at);
void poe__look_buckets(poe_text_t *out, const char *key, const poe_histogram_t *h);
void poe__look_origin(const poe_kernel_t *k, poe_text_t *out, const poe_origin_t *o);
void poe__look_owner(poe_text_t *out, const poe_session_t *s);
void poe__look_session_row(const poe_kernel_t *k, const poe_look_host_t *host,
                           const poe_session_t *s, poe_text_t *out);
void poe__look_name_row(const poe_name_stat_t *n, poe_text_t *out);
void poe__look_timer_row(poe_kernel_t *k, const poe_event_t *e, poe_text_t *out);
void poe__look_wait_row(poe_kernel_t *k, const poe_wait_t *w, poe_text_t *out);
void poe__look_file_row(const poe_kernel_t *k, const poe_look_host_t *host, const poe_watcher_t *w,
                        poe_text_t *out);
/* Whether a text in UTF-8 is in a name, whose bytes may be such or Latin-1. */
bool poe__look_has(const poe_name_t *name, const char *match);
const char *poe__look_class(const poe_look_host_t *host, const poe_session_t *s); /* never NULL */
const poe_name_t *poe__look_alias(const poe_session_t *s); /* the first one, or NULL */

#endif
