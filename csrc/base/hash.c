/* hash.c: SipHash-1-3. */
#include "csrc/base/hash.h"

typedef struct state {
  uint64_t a, b, c, d;
} state_t;

static inline uint64_t turned(uint64_t x, int by) { return x << by | x >> (64 - by); }

static inline void stir(state_t *s) {
  s->a += s->b;
  s->c += s->d;
  s->b = turned(s->b, 13) ^ s->a;
  s->d = turned(s->d, 16) ^ s->c;
  s->a = turned(s->a, 32);
  s->c += s->b;
  s->a += s->d;
  s->b = turned(s->b, 17) ^ s->c;
  s->d = turned(s->d, 21) ^ s->a;
  s->c = turned(s->c, 32);
}

static inline void take(state_t *s, uint64_t word) {
  s->d ^= word;
  stir(s);
  s->a ^= word;
}

/* The lowest byte comes first, whatever the machine's order.  Written out, because compilers make a
 * single load of it. */
static inline uint64_t word_at(const unsigned char *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
         (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

/* The last bytes, fewer than a word, and above them the length: strings that differ only by zeroes
 * at their end differ there. */
static inline uint64_t last_word(const unsigned char *p, size_t n) {
  uint64_t word = (uint64_t)n << 56;
  for (size_t i = 0; i < (n & 7); i++) word |= (uint64_t)p[i] << (8 * i);
  return word;
}

/* The constants are those of the published algorithm, the words of
 * "somepseudorandomlygeneratedbytes". */
uint64_t poe_hash(const uint64_t key[2], const char *bytes, size_t n) {
  const unsigned char *p = (const unsigned char *)bytes, *end = p + (n & ~(size_t)7);
  state_t s = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
               key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
  for (; p < end; p += 8) take(&s, word_at(p));
  take(&s, last_word(p, n));
  s.c ^= 0xff;
  for (int i = 0; i < 3; i++) stir(&s);
  return s.a ^ s.b ^ s.c ^ s.d;
}
