/* strand.c: coroutines, each of which has handlers of its own.
 *
 * Perl's main stack tells coroutines apart: each has one.  Only those that are within the kernel
 * are remembered, so one that ended while it was not may leave its address to another. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"

typedef struct poexs_strand {
  struct poexs_strand *next;
  AV *stack; /* borrowed: only its address matters */
  poe_strand_t kernel;
  struct poexs_batch *batch_state;
  I32 depth, floor;
} poexs_strand_t;

static bool is_idle(const poexs_t *px) {
  return !px->dispatch->batch_state && px->depth == px->floor && poe_strand_is_idle(px->k);
}

static void put_aside(poexs_t *px) {
  poexs_strand_t *s;
  if (is_idle(px)) return;
  Newx(s, 1, poexs_strand_t);
  s->stack = px->strand;
  s->batch_state = px->dispatch->batch_state;
  s->depth = px->depth;
  s->floor = px->floor;
  poe_strand_leave(px->k, &s->kernel);
  s->next = px->aside;
  px->aside = s;
}

/* One that comes new while others are in handlers has its depths beyond all that values are lent
 * by: theirs must not be given to others. */
static void begin(poexs_t *px) {
  px->dispatch->batch_state = NULL;
  px->depth = px->floor = px->aside ? POEXS_LENT : 0;
}

static void go_on(poexs_t *px, poexs_strand_t **at) {
  poexs_strand_t *s = *at;
  *at = s->next;
  poe_strand_enter(px->k, &s->kernel);
  px->dispatch->batch_state = s->batch_state;
  px->depth = s->depth;
  px->floor = s->floor;
  Safefree(s);
}

void poexs_change_strand(pTHX_ poexs_t *px) {
  poexs_strand_t **at;
  if (!px->k || !px->dispatch) return;
  put_aside(px);
  px->strand = PL_mainstack;
  for (at = &px->aside; *at; at = &(*at)->next)
    if ((*at)->stack == px->strand) break;
  if (*at)
    go_on(px, at);
  else
    begin(px);
}

/* False: it is the only one, so the program exits within its handlers. */
bool poexs_strand_ends(pTHX_ poexs_t *px) {
  PERL_UNUSED_CONTEXT;
  if (!px->aside) return false;
  poe_strand_end(px->k);
  begin(px);
  return true;
}

/* Coroutines that the program's end finds in handlers: they are given up with all other frames. */
void poexs_strands_free(pTHX_ poexs_t *px) {
  PERL_UNUSED_CONTEXT;
  for (poexs_strand_t *s = px->aside; s; s = px->aside) {
    px->aside = s->next;
    Safefree(s);
  }
}
