/* look.h: the tables of a kernel as JSON, for those who look at a program from outside.
 *
 * For: lists of sessions, events, alarms and watchers, all of them or the first of an order
 * (walk.c, rows.c), all that one session has and what keeps it (session.c), numbers about the whole
 * (head.c).
 *
 * Invariants: looking changes nothing, and holds nothing: a list is made in slices between which
 * anything may come and go.  What is there from its beginning to its end is in it, unless it is an
 * alarm, whose place changes with others; what ended meanwhile is left out.
 *
 * Ownership: a look is the caller's, who ends it before the kernel.
 *
 * Callers: anybody outside of a function of the kernel.
 *
 * Perl code: none; the host's functions here name things, and run nothing. */
#ifndef POE_LOOK_H
#define POE_LOOK_H

#include "csrc/kernel/kernel.h"

typedef struct poe_look_host {
  void *data;
  /* Of what kind a session is.  May be NULL. */
  const char *(*class_of)(void *data, const poe_session_t *s);
  /* The names of its handlers, as values of a list that is open.  May be NULL. */
  void (*handlers_of)(void *data, const poe_session_t *s, poe_text_t *out);
  /* What a descriptor is, and where it leads: members of an object that is open.  May be NULL. */
  void (*file_of)(void *data, int fd, poe_text_t *out);
} poe_look_host_t;

typedef enum poe_look_table {
  POE_LOOK_NONE = 0,
  POE_LOOK_SESSIONS,
  POE_LOOK_TREE,
  POE_LOOK_EVENTS,
  POE_LOOK_TIMERS,
  POE_LOOK_FILES,
  POE_LOOK_WAITS,
  POE_LOOK_SLOW,
  POE_LOOK_SUSPECTS
} poe_look_table_t;

typedef struct poe_look_query {
  poe_look_table_t table;
  const char *sort;  /* a column, by which the largest come first; NULL: the table's own order */
  uint32_t top;      /* only so many; 0: all, in the table's own order */
  const char *match; /* UTF-8: only those with this text in a name; NULL: all */
  bool background;   /* sessions that are not the program's, too */
  double held;       /* suspects: kept by references alone, for so many seconds */
  uint32_t many;     /* suspects: more events or alarms than that */
} poe_look_query_t;

typedef struct poe_look poe_look_t;

poe_look_table_t poe_look_table_of(const char *name); /* POE_LOOK_NONE: there is none */
/* NULL: the table has no such column.  Strings are copied. */
poe_look_t *poe_look_new(poe_kernel_t *k, const poe_look_host_t *host, const poe_look_query_t *q);
void poe_look_free(poe_look_t *l); /* accepts NULL */
/* Adds rows, each of them an object, to a list that is open; looks at so many things at most.
 * False: that was all. */
bool poe_look_on(poe_look_t *l, poe_text_t *out, uint32_t steps);

const char *poe_look_type(uint32_t type); /* of an event, as a word */

/* What is wanted of a trace, and how far it has come. */
typedef struct poe_look_trace {
  uint64_t at, rows, dropped; /* dropped: records that were gone before they were looked at */
  uint64_t most, least;       /* rows; nanoseconds that a handler took */
  int64_t session;            /* 0: all */
  const char *match;          /* in the event's name; NULL: all */
  bool background;
  bool ids; /* each row ends with the IDs of its trace, its span and the span above that, or null,
               and those of the trace and span that caused it, where they are of another trace;
               traces that are not sampled are left out */
} poe_look_trace_t;
/* Adds rows, each of them a list, to a list that is open.  False: those are all so far. */
bool poe_look_trace(const poe_kernel_t *k, poe_look_trace_t *t, poe_text_t *out, uint32_t steps);

/* The members of an object that is open.  Of what a session has in numbers, so many at most. */
void poe_look_session(poe_kernel_t *k, const poe_look_host_t *host, poe_session_t *s,
                      uint32_t shown, poe_text_t *out);
void poe_look_head(poe_kernel_t *k, poe_text_t *out);
/* How late events were, with all that is in the histogram. */
void poe_look_lag(const poe_kernel_t *k, poe_text_t *out);
/* With all that is in the histograms. */
void poe_look_event(const poe_name_stat_t *n, poe_text_t *out);

#endif
