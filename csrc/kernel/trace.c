/* trace.c: the handlers that ran last, in a ring.  It grows to no more than it was asked for, and
 * the oldest goes for the newest. */
#include <string.h>

#include "csrc/kernel/private.h"

static void forget(poe_kernel_t *k) {
  poe_watch_t *w = k->watch;
  if (!w->records) return;
  for (uint32_t i = 0; i <= w->record_mask; i++) poe_name_unref(k, w->records[i].sent_at.file);
  poe_free(w->records);
  w->records = NULL;
  w->recorded = 0;
}

void poe_kernel_trace(poe_kernel_t *k, uint32_t kept) {
  uint32_t size = 1;
  if (!k->watch && !kept) return;
  poe__tally_begin(k);
  forget(k);
  if (!kept) return;
  while (size < kept && size < POE_TRACE_MOST) size *= 2;
  k->watch->record_mask = size - 1;
  k->watch->records = poe_calloc(size, sizeof *k->watch->records);
}

uint64_t poe_kernel_recorded(const poe_kernel_t *k) { return k->watch ? k->watch->recorded : 0; }

const poe_record_t *poe_kernel_record(const poe_kernel_t *k, uint64_t number) {
  const poe_watch_t *w = k->watch;
  if (!w || !w->records || number >= w->recorded) return NULL;
  if (w->recorded - number > (uint64_t)w->record_mask + 1) return NULL;
  return &w->records[number & w->record_mask];
}

void poe__trace_note(poe_kernel_t *k, const poe_span_t *span, uint64_t took) {
  poe_watch_t *w = k->watch;
  poe_record_t *r;
  poe_name_t *old;
  if (!w->records) return;
  r = &w->records[w->recorded++ & w->record_mask];
  old = r->sent_at.file;
  *r = (poe_record_t){span->id,
                      span->cause,
                      span->root,
                      span->began,
                      took,
                      span->wait,
                      span->of_name,
                      poe_session_id(span->to),
                      poe_session_id(span->from),
                      {span->file, span->line},
                      span->type};
  if (r->sent_at.file) r->sent_at.file = poe_name_hold(k, r->sent_at.file);
  poe_name_unref(k, old);
}
