/* focus.c: the events of one session one by one, for a while after somebody asked for them.  There
 * are few rows, so they are looked through.  Wheels' numbers are left out, as the kernel's own
 * numbers leave them out. */
#include <string.h>

#include "csrc/kernel/private.h"

typedef struct poe_focus {
  double until;
  uint32_t n;
  poe_focus_row_t rows[POE_FOCUS_NAMES + 1]; /* the last one is that of all others */
} poe_focus_t;

void poe_focus_begin(poe_kernel_t *k, poe_session_t *s, double seconds) {
  if (s->gone || s == k->own) return;
  if (!s->focus) s->focus = poe_calloc(1, sizeof *s->focus);
  s->focus->until = poe_kernel_now(k) + seconds;
}

void poe__focus_end(poe_kernel_t *k, poe_session_t *s) {
  poe_focus_t *f = s->focus;
  if (!f) return;
  s->focus = NULL;
  for (uint32_t i = 0; i < f->n; i++) poe_name_unref(k, f->rows[i].name);
  poe_free(f);
}

/* The name under which the kernel counts it; NULL where that is beyond its limit. */
static const poe_name_t *plain(const poe_name_t *event) {
  return event->stat ? event->stat->name : event;
}

static poe_focus_row_t *find(poe_focus_t *f, const poe_name_t *name) {
  for (uint32_t i = 0; name && i < f->n; i++)
    if (f->rows[i].name == name) return &f->rows[i];
  return NULL;
}

/* A handler that begins when the time is over ends it. */
void poe_focus_enter(poe_kernel_t *k, poe_session_t *s, poe_name_t *event) {
  poe_focus_t *f = s->focus;
  const poe_name_t *name = plain(event);
  poe_focus_row_t *row;
  if (poe_kernel_now(k) > f->until) {
    poe__focus_end(k, s);
    return;
  }
  row = find(f, name);
  if (!row && name && f->n < POE_FOCUS_NAMES) {
    row = &f->rows[f->n++];
    row->name = poe_name_hold(k, (poe_name_t *)(uintptr_t)name);
  }
  if (!row) row = &f->rows[POE_FOCUS_NAMES];
  row->count++;
}

void poe_focus_leave(poe_session_t *s, const poe_name_t *event, uint64_t took) {
  poe_focus_row_t *row = find(s->focus, plain(event));
  if (!row) row = &s->focus->rows[POE_FOCUS_NAMES];
  if (row->timed == row->count) return; /* it began before there was a focus */
  row->timed++;
  row->total += took;
  if (took > row->most) row->most = took;
}

const poe_focus_row_t *poe_focus_row(const poe_session_t *s, uint32_t i) {
  const poe_focus_t *f = s->focus;
  if (!f) return NULL;
  if (i < f->n) return &f->rows[i];
  return i == f->n && f->rows[POE_FOCUS_NAMES].count ? &f->rows[POE_FOCUS_NAMES] : NULL;
}
