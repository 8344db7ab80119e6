/* block.c: POE::Filter::Block, blocks of a fixed size or with their length before them. */
#include "xs/bytes/bytes.h"

#include "csrc/bytes/frame.h"
#include "xs/values/values.h"

enum { BUFFER, BLOCK_SIZE, EXPECTED, ENCODER, DECODER, MAX_LENGTH, MAX_BUFFER };

/* Lengths are of octets: characters become the octets that perl keeps them as.  Croaks when that is
 * more than the filter may hold; what was added stays, as in POE. */
static void to_octets(pTHX_ AV *self, SV *b) {
  SvUTF8_off(b);
  if (UNLIKELY(SvCUR(b) > (STRLEN)poexs_slot_iv(aTHX_ self, MAX_BUFFER)))
    croak("Framing buffer exceeds the limit");
}

/* ---- what came ---- */

/* Called by the pump with the interpreter's scratch, and with nothing by poexs_filter_feed, to have
 * the limit looked at.  No Perl code runs, so the bytes cannot be read over meanwhile. */
static void block_feed(pTHX_ SV *self, const char *p, STRLEN n) {
  SV *b = poexs_buffer_in(aTHX_(AV *) self);
  poexs_buffer_add(aTHX_ b, p, n);
  to_octets(aTHX_(AV *) self, b);
}

/* A chunk of the program's, whose magic and overloading run.  Whether it was too much is asked
 * once, after the last chunk: POE joins all of them before it looks. */
static void block_feed_sv(pTHX_ SV *self, SV *chunk) {
  SV *b = poexs_buffer_in(aTHX_(AV *) self);
  STRLEN n;
  const char *p;
  SvGETMAGIC(chunk);
  if (!SvOK(chunk)) return;
  p = SvPV_nomg_const(chunk, n);
  poexs_buffer_add(aTHX_ b, p, n);
  SvUTF8_off(b);
}

/* ---- reading ---- */

/* Remembers how long the next block is, in the element where programs may look.  A length beyond
 * the limit stays there although that croaks: POE, too, waits for so much if the program goes
 * on. */
static void expect(pTHX_ AV *self, SV *length) {
  SV *slot = *av_fetch(self, EXPECTED, 1);
  if (SvOK(length) && !(SvNV(length) >= 0)) croak("Expected size of next block is below zero");
  sv_setsv_mg(slot, length);
  if (SvOK(slot) && SvNV(slot) > (NV)poexs_slot_iv(aTHX_ self, MAX_LENGTH))
    croak("Expected size of next block exceeds the limit");
}

/* False: there is no whole header.  Junk before one is dropped, and seen to be dropped. */
static bool read_header(pTHX_ AV *self, SV *b) {
  poe_header_t header;
  switch (poe_block_header(SvPVX(b), SvCUR(b), &header)) {
  case POE_HEADER_FOUND:
    poexs_buffer_drop(aTHX_ b, header.length);
    expect(aTHX_ self, sv_2mortal(newSVuv((UV)header.value)));
    return true;
  case POE_HEADER_JUNK:
    poexs_buffer_drop(aTHX_ b, header.length);
    warn("%" UVuf " strange bytes removed from stream", (UV)header.length);
    return false;
  case POE_HEADER_TOO_LONG: croak("Expected size of next block exceeds the limit");
  case POE_HEADER_PARTIAL: break;
  }
  return false;
}

/* The program's own decoder edits the buffer, and may leave with what it throws.  It is called on a
 * stack of its own: the record before this one may still be among the temporaries of a pump.  The
 * length is read before anything is freed, as it may be a temporary of the decoder's. */
static bool decode_header(pTHX_ AV *self, SV *decoder) {
  SV *ref = sv_2mortal(newRV_inc(*av_fetch(self, BUFFER, 1))), *length;
  dSP;
  sv_2mortal(SvREFCNT_inc_simple_NN((SV *)self)); /* it may give the wheel another filter */
  PUSHSTACKi(PERLSI_UNKNOWN);
  PUSHMARK(SP);
  XPUSHs(ref);
  PUTBACK;
  call_sv(decoder, G_SCALAR);
  SPAGAIN;
  length = POPs;
  PUTBACK;
  POPSTACK;
  if (!SvOK(length)) return false;
  expect(aTHX_ self, length);
  return true;
}

/* A length that is known from an earlier call is not looked for again.  The buffer is looked up
 * anew behind a header, because a decoder may have put another string there. */
static SV *next_of_any_size(pTHX_ AV *self, SV *b) {
  SV *decoder = poexs_slot(aTHX_ self, DECODER);
  STRLEN n;
  if (!SvOK(poexs_slot(aTHX_ self, EXPECTED))) {
    if (!(SvROK(decoder) ? decode_header(aTHX_ self, decoder) : read_header(aTHX_ self, b)))
      return NULL;
    b = poexs_buffer_in(aTHX_ self);
  }
  n = (STRLEN)poexs_slot_iv(aTHX_ self, EXPECTED);
  if (SvCUR(b) < n) return NULL;
  sv_setsv_mg(*av_fetch(self, EXPECTED, 1), &PL_sv_undef);
  return poexs_buffer_take(aTHX_ b, n, 0);
}

static SV *block_next(pTHX_ SV *object) {
  AV *self = (AV *)object;
  SV *b = poexs_buffer_in(aTHX_ self), *size = poexs_slot(aTHX_ self, BLOCK_SIZE);
  if (!SvOK(size)) return next_of_any_size(aTHX_ self, b);
  if (SvCUR(b) < (STRLEN)SvIV_nomg(size)) return NULL;
  return poexs_buffer_take(aTHX_ b, (STRLEN)SvIV_nomg(size), 0);
}

/* ---- writing ---- */

/* The encoder edits a copy in place: the record stays the program's.  The mortal reference is there
 * for an encoder that throws; the second count is the one that is returned. */
static SV *encoded_by_program(pTHX_ SV *encoder, SV *record) {
  SV *chunk = newSVsv(record), *ref = sv_2mortal(newRV_noinc(chunk));
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  PUSHMARK(SP);
  XPUSHs(ref);
  PUTBACK;
  call_sv(encoder, G_VOID | G_DISCARD);
  POPSTACK;
  return SvREFCNT_inc_simple_NN(chunk);
}

/* The length is of the octets that perl keeps, whatever the record says of characters: the driver
 * writes those. */
static SV *block_encode(pTHX_ SV *self, SV *record) {
  SV *encoder = poexs_slot(aTHX_(AV *) self, ENCODER), *chunk;
  char header[POE_HEADER_ROOM];
  STRLEN n, length;
  const char *from;
  if (SvROK(encoder)) return encoded_by_program(aTHX_ encoder, record);
  SvGETMAGIC(record);
  from = SvOK(record) ? SvPV_nomg_const(record, n) : (n = 0, "");
  length = poe_block_header_write(header, n);
  chunk = newSV(length + n + 1);
  sv_setpvn(chunk, header, length);
  sv_catpvn_nomg(chunk, from, n);
  return chunk;
}

/* For others who frame as the default codec does, and see to what is no frame themselves. */
SV *poexs_block_take(pTHX_ SV *b) {
  poe_header_t header;
  poexs_buffer_ready(aTHX_ b);
  if (SvUTF8(b) || poe_block_header(SvPVX(b), SvCUR(b), &header) != POE_HEADER_FOUND ||
      header.value > SvCUR(b) - header.length)
    return NULL;
  poexs_buffer_drop(aTHX_ b, header.length);
  return poexs_buffer_take(aTHX_ b, (STRLEN)header.value, 0);
}

bool poexs_block_has_size(pTHX_ AV *self) { return SvOK(poexs_slot(aTHX_ self, BLOCK_SIZE)); }

/* One chunk of all the records, as POE's put gives it: sizes are the program's business.  What is
 * returned is made mortal before anything that may croak, so nothing is left behind then. */
SV *poexs_block_join(pTHX_ SV *records) {
  AV *from = poexs_plain_list(aTHX_ records), *to = newAV();
  SV *ref = sv_2mortal(newRV_noinc((SV *)to)), *chunk = newSVpvs("");
  const char *p;
  STRLEN n;
  av_push(to, chunk);
  if (!from) croak("the records must be an array reference");
  for (SSize_t i = 0; i <= av_len(from); i++) {
    SV **svp = av_fetch(from, i, 0);
    if (!svp) continue;
    SvGETMAGIC(*svp);
    if (!SvOK(*svp)) continue;
    p = SvPV_nomg_const(*svp, n);
    sv_catpvn_nomg(chunk, p, n);
  }
  return ref;
}

/* A program's encoder may die: then nothing has been queued yet. */
static bool each_a_chunk(pTHX_ SV *self) {
  return !SvOK(poexs_slot(aTHX_(AV *) self, BLOCK_SIZE)) &&
         !SvROK(poexs_slot(aTHX_(AV *) self, ENCODER));
}

const poexs_codec_t poexs_block_codec = {block_feed, block_feed_sv, block_next, block_encode,
                                         each_a_chunk};
