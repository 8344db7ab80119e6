/* context.c: which trace a handler belongs to, and the IDs by which others know it.
 *
 * Spans carry no more than a number.  Traces that began elsewhere are in a ring, of which the
 * oldest goes for the newest; the numbers of those have the highest bit. */
#include <string.h>

#include "csrc/kernel/private.h"

#define ELSEWHERE (UINT64_C(1) << 63)
enum { FIRST_ROOM = 16 };

/* A trace as we were told of it. */
typedef struct {
  uint8_t trace[16], parent[8];
  bool sampled;
  uint64_t number, begun; /* begun: the span that was told of it; its parent is elsewhere */
  uint64_t before;        /* the trace that this span belonged to until then */
  char *state;            /* owned; may be NULL */
  size_t len;
} foreign_t;

typedef struct poe_contexts {
  uint64_t seed[3];
  uint64_t part;
  foreign_t *v;     /* owned: a ring of a power of two */
  uint64_t n, room; /* n: so far */
  bool is_seeded;
} poe_contexts_t;

static poe_contexts_t *contexts(poe_kernel_t *k) {
  poe__tally_begin(k);
  if (!k->watch->contexts) {
    k->watch->contexts = poe_calloc(1, sizeof *k->watch->contexts);
    k->watch->contexts->part = UINT64_C(1) << 32;
  }
  return k->watch->contexts;
}

void poe__context_destroy(poe_kernel_t *k) {
  poe_contexts_t *c = k->watch->contexts;
  if (!c) return;
  for (uint64_t i = 0; i < c->room; i++) poe_free(c->v[i].state);
  poe_free(c->v);
  poe_free(c);
  k->watch->contexts = NULL;
}

void poe_context_seed(poe_kernel_t *k, const uint8_t seed[POE_SEED_BYTES]) {
  poe_contexts_t *c = contexts(k);
  memcpy(c->seed, seed, sizeof c->seed);
  c->is_seeded = true;
}

bool poe_context_is_seeded(const poe_kernel_t *k) {
  return k->watch && k->watch->contexts && k->watch->contexts->is_seeded;
}

void poe_context_sample(poe_kernel_t *k, uint64_t part) { contexts(k)->part = part; }

/* ---- IDs ---- */

/* One to one, so that no two numbers have the same ID, and each bit of it depends on all of the
 * number's: others sample by some of them. */
static uint64_t mixed(uint64_t x) {
  x ^= x >> 32;
  x *= UINT64_C(0xd6e8feb86659fd93);
  x ^= x >> 32;
  x *= UINT64_C(0xd6e8feb86659fd93);
  return x ^ (x >> 32);
}

static void put_number(uint8_t *to, uint64_t number) {
  for (int i = 7; i >= 0; i--, number >>= 8) to[i] = (uint8_t)number;
}

static uint64_t low_half(const poe_contexts_t *c, uint64_t root) {
  return mixed(root ^ c->seed[1]);
}

static void put_own_trace(const poe_contexts_t *c, uint64_t root, poe_context_t *to) {
  uint64_t low = low_half(c, root);
  put_number(to->trace, c->seed[0] | 1);
  put_number(to->trace + 8, low);
  to->sampled = (low & UINT32_MAX) < c->part;
}

/* The one number whose ID would be all zeroes has that of another one. */
static void put_span(const poe_contexts_t *c, uint64_t span, uint8_t *to) {
  uint64_t id = mixed(span ^ c->seed[2]);
  put_number(to, id ? id : 1);
}

static const foreign_t *find(const poe_contexts_t *c, uint64_t root) {
  const foreign_t *f;
  if (!(root & ELSEWHERE) || !c->room) return NULL;
  f = &c->v[root & (c->room - 1)];
  return (f->number | ELSEWHERE) == root ? f : NULL;
}

static void describe(const poe_contexts_t *c, uint64_t root, uint64_t span, poe_context_t *to) {
  const foreign_t *f = find(c, root);
  put_span(c, span, to->span);
  if (f) {
    memcpy(to->trace, f->trace, sizeof to->trace);
    to->sampled = f->sampled;
  } else {
    put_own_trace(c, root, to);
  }
}

/* ---- traces that began elsewhere ---- */

/* Numbers stay where they are when the ring grows: it does so before it goes around. */
static foreign_t *room_for_one(poe_contexts_t *c) {
  if (c->n == c->room && c->room < POE_CONTEXTS_MOST) {
    uint64_t room = c->room ? c->room * 2 : FIRST_ROOM;
    c->v = poe_realloc(c->v, room * sizeof *c->v);
    memset(c->v + c->room, 0, (room - c->room) * sizeof *c->v);
    c->room = room;
  }
  return &c->v[c->n & (c->room - 1)];
}

bool poe_context_begin(poe_kernel_t *k, const poe_context_t *of, const char *state, size_t len) {
  poe_contexts_t *c = contexts(k);
  poe_spans_t *open = &k->watch->spans;
  const foreign_t *old;
  foreign_t *f;
  poe_span_t *span;
  uint64_t before;
  if (!open->n) return false;
  span = &open->v[open->n - 1];
  old = find(c, span->root);
  before = old && old->begun == span->id ? old->before : span->root;
  f = room_for_one(c);
  poe_free(f->state);
  f->state = NULL;
  f->len = 0;
  memcpy(f->trace, of->trace, sizeof f->trace);
  memcpy(f->parent, of->span, sizeof f->parent);
  f->sampled = of->sampled;
  f->number = c->n++;
  f->begun = span->id;
  f->before = before;
  if (len) {
    f->state = poe_malloc(len);
    memcpy(f->state, state, len);
    f->len = len;
  }
  span->root = f->number | ELSEWHERE;
  return true;
}

/* ---- looking ---- */

bool poe_context_now(const poe_kernel_t *k, poe_context_t *c, const char **state, size_t *len) {
  const poe_span_t *span = poe__span_innermost(k);
  const foreign_t *f;
  if (!span || !poe_context_is_seeded(k)) return false;
  describe(k->watch->contexts, span->root, span->id, c);
  f = find(k->watch->contexts, span->root);
  *state = f ? f->state : NULL;
  *len = f ? f->len : 0;
  return true;
}

void poe_context_of(const poe_kernel_t *k, const poe_record_t *r, poe_context_t *c) {
  describe(k->watch->contexts, r->root, r->span, c);
}

bool poe_context_parent(const poe_kernel_t *k, const poe_record_t *r, uint8_t span[8]) {
  const foreign_t *f = find(k->watch->contexts, r->root);
  if (f && f->begun == r->span)
    memcpy(span, f->parent, sizeof f->parent);
  else if (r->cause && r->root != r->span)
    put_span(k->watch->contexts, r->cause, span);
  else
    return false;
  return true;
}

bool poe_context_link(const poe_kernel_t *k, const poe_record_t *r, poe_context_t *c) {
  const foreign_t *f = find(k->watch->contexts, r->root);
  if (!f || f->begun != r->span || !r->cause) return false;
  describe(k->watch->contexts, f->before, r->cause, c);
  return true;
}
