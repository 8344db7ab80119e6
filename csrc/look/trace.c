/* trace.c: what ran, a row a handler, in the order in which they ended. */
#include "csrc/look/rows.h"

const char *poe_look_type(uint32_t type) {
  static const struct {
    uint32_t bits;
    const char *word;
  } words[] = {
      {POE_ET_SIGNAL_RECURSIVE, "signal"},
      {POE_ET_SIGNAL, "signal"},
      {POE_ET_SIGDIE, "exception"},
      {POE_ET_SIGCLD, "child process"},
      {POE_ET_SELECT, "file"},
      {POE_ET_ALARM, "alarm"},
      {POE_ET_CHILD, "child"},
      {POE_ET_PARENT, "parent"},
      {POE_ET_STOP, "stop"},
      {POE_ET_START, "start"},
      {POE_ET_CALL, "call"},
      {POE_ET_POST, "post"},
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (type & words[i].bits) return words[i].word;
  return "other";
}

static void put_hex(poe_text_t *out, const uint8_t *bytes, size_t n) {
  static const char digits[] = "0123456789abcdef";
  char text[33];
  for (size_t i = 0; i < n; i++) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  poe_text_string(out, text, 2 * n, false);
}

static void put_ids(const poe_kernel_t *k, const poe_record_t *r, poe_text_t *out) {
  poe_context_t c;
  uint8_t parent[8];
  poe_context_of(k, r, &c);
  put_hex(out, c.trace, sizeof c.trace);
  put_hex(out, c.span, sizeof c.span);
  if (poe_context_parent(k, r, parent))
    put_hex(out, parent, sizeof parent);
  else
    poe_text_null(out);
  if (!poe_context_link(k, r, &c)) return;
  put_hex(out, c.trace, sizeof c.trace);
  put_hex(out, c.span, sizeof c.span);
}

static void put_record(const poe_kernel_t *k, const poe_record_t *r, bool ids, poe_text_t *out) {
  poe_text_open(out, '[');
  poe_text_count(out, r->span);
  poe_text_count(out, r->cause);
  poe_text_count(out, r->began);
  poe_text_count(out, r->took);
  poe_text_count(out, r->wait);
  poe_text_int(out, r->to);
  poe_text_int(out, r->from);
  if (r->of_name->name)
    poe_text_string(out, r->of_name->name->str, r->of_name->name->len, r->of_name->name->utf8);
  else
    poe_text_null(out);
  poe_text_word(out, poe_look_type(r->type));
  poe__look_place_value(out, &r->sent_at);
  if (ids) put_ids(k, r, out);
  poe_text_close(out, ']');
}

static bool is_sampled(const poe_kernel_t *k, const poe_record_t *r) {
  poe_context_t c;
  poe_context_of(k, r, &c);
  return c.sampled;
}

static bool is_wanted(const poe_kernel_t *k, const poe_look_trace_t *t, const poe_record_t *r) {
  if (r->took < t->least || (t->session && r->to != t->session)) return false;
  if (!t->background && r->to >= POE_BACKGROUND_IDS) return false;
  if (t->match && !poe__look_has(r->of_name->name, t->match)) return false;
  return !t->ids || is_sampled(k, r);
}

bool poe_look_trace(const poe_kernel_t *k, poe_look_trace_t *t, poe_text_t *out, uint32_t steps) {
  const uint64_t end = poe_kernel_recorded(k);
  assert(!t->ids || poe_context_is_seeded(k));
  for (; t->at < end && steps && t->rows < t->most; t->at++, steps--) {
    const poe_record_t *r = poe_kernel_record(k, t->at);
    if (!r) {
      t->dropped++;
    } else if (is_wanted(k, t, r)) {
      put_record(k, r, t->ids, out);
      t->rows++;
    }
  }
  return t->at < end && t->rows < t->most;
}
