/* line.c: POE::Filter::Line. */
#include "xs/bytes/bytes.h"

#include "csrc/bytes/frame.h"

enum { BUFFER, INPUT, OUTPUT, STATE, MAX_LENGTH, MAX_BUFFER };

/* Detecting the ending: none is known yet; one octet of it is. */
enum { DONE, FIRST, SECOND };

/* Limits are of characters, which may be octets. */
static bool is_beyond(pTHX_ SV *b, STRLEN n, STRLEN limit) {
  if (LIKELY(n <= limit)) return false;
  return !SvUTF8(b) || utf8_length((const U8 *)SvPVX(b), (const U8 *)SvPVX(b) + n) > limit;
}

/* Croaks, with what came kept in the buffer, as in POE. */
static void check_room(pTHX_ AV *self, SV *b) {
  if (UNLIKELY(is_beyond(aTHX_ b, SvCUR(b), (STRLEN)poexs_slot_iv(aTHX_ self, MAX_BUFFER))))
    croak("Framing buffer exceeds the limit");
}

/* What a driver read, straight from the interpreter's scratch: nothing between here and the copying
 * of the bytes may run Perl code. */
static void line_feed(pTHX_ SV *self, const char *p, STRLEN n) {
  SV *b = poexs_buffer_in(aTHX_(AV *) self);
  poexs_buffer_add(aTHX_ b, p, n);
  check_room(aTHX_(AV *) self, b);
}

/* A chunk of the program's.  line_feed, called once after the last one, says if it was too much. */
static void line_feed_sv(pTHX_ SV *self, SV *chunk) {
  SV *b = poexs_buffer_in(aTHX_(AV *) self);
  poexs_buffer_add_sv(aTHX_ b, chunk);
}

/* ---- finding the next line ---- */

static void too_long(pTHX) { croak("Next line exceeds maximum line length"); }

/* A line that is too long is lost: POE has cut it off the buffer, too, when it says so.  The
 * next call goes on behind it. */
static SV *take_line(pTHX_ AV *self, SV *b, const poe_line_t *line) {
  STRLEN limit = (STRLEN)poexs_slot_iv(aTHX_ self, MAX_LENGTH);
  if (UNLIKELY(is_beyond(aTHX_ b, line->length, limit))) {
    poexs_buffer_drop(aTHX_ b, line->length + line->ending);
    too_long(aTHX);
  }
  return poexs_buffer_take(aTHX_ b, line->length, line->ending);
}

static bool is_ascii(const char *p, STRLEN n) {
  while (n--)
    if ((U8)*p++ & 0x80) return false;
  return true;
}

/* The ending as the buffer would have it: perl keeps characters as octets or as UTF-8.  Those of
 * ASCII are the same in both.  NULL: no octets are that ending. */
static SV *ending_in(pTHX_ SV *b, SV *end) {
  SV *copy;
  if (LIKELY(!SvPOK(end) || !SvUTF8(end) == !SvUTF8(b))) return end;
  if (is_ascii(SvPVX_const(end), SvCUR(end))) return end;
  copy = sv_mortalcopy(end);
  if (SvUTF8(b)) {
    sv_utf8_upgrade(copy);
    return copy;
  }
  return sv_utf8_downgrade(copy, true) ? copy : NULL;
}

/* Patterns are perl's business. */
static SV *next_by_perl(pTHX_ AV *self) {
  SV *ref = sv_2mortal(newRV_inc((SV *)self)), *line;
  line = poexs_call_perl(aTHX_ "POE::Filter::Line::_next_by_pattern", &ref, 1, G_SCALAR);
  if (!SvOK(line)) {
    SvREFCNT_dec(line);
    return NULL;
  }
  if (sv_len_utf8(line) > (STRLEN)poexs_slot_iv(aTHX_ self, MAX_LENGTH)) {
    SvREFCNT_dec(line);
    too_long(aTHX);
  }
  return line;
}

/* No Perl code runs: the buffer is ready and the ending has been read.  A search that found nothing
 * is not repeated when more has come, but for the octets that may be half of an ending. */
static SV *next_by_literal(pTHX_ AV *self, SV *b, SV *end) {
  STRLEN end_length;
  const char *pv = SvPV_nomg_const(end, end_length);
  poe_line_t line;
  if (poe_line_literal(SvPVX(b), SvCUR(b), poexs_buffer_searched(aTHX_ b), pv, end_length, &line))
    return take_line(aTHX_ self, b, &line);
  poexs_buffer_note_searched(aTHX_ b, poe_line_resume(SvCUR(b), end_length));
  return NULL;
}

/* The usual case: the ending is undef, any newline ends a line, and each may be of another kind. */
static SV *next_by_newline(pTHX_ AV *self, SV *b) {
  poe_line_t line;
  if (poe_line_any(SvPVX(b), SvCUR(b), poexs_buffer_searched(aTHX_ b), &line))
    return take_line(aTHX_ self, b, &line);
  poexs_buffer_note_searched(aTHX_ b, SvCUR(b));
  return NULL;
}

/* The first line's ending becomes the ending.  A single octet at the very end of what came may be
 * half of one: that shows with the next octet. */
static SV *detect_first(pTHX_ AV *self, SV *b) {
  poe_line_t line;
  if (!poe_line_any(SvPVX(b), SvCUR(b), poexs_buffer_searched(aTHX_ b), &line)) {
    poexs_buffer_note_searched(aTHX_ b, SvCUR(b));
    return NULL;
  }
  sv_setpvn_mg(*av_fetch(self, INPUT, 1), SvPVX(b) + line.length, line.ending);
  poexs_slot_set_iv(aTHX_ self, STATE,
                    line.ending == 1 && line.length + 1 == SvCUR(b) ? SECOND : DONE);
  return take_line(aTHX_ self, b, &line);
}

/* The octet that came after the first line's ending belongs to it if it makes a pair with it.
 * Otherwise the ending was whole, and the octet begins the next line.  Either way that is settled
 * for good. */
static void detect_second(pTHX_ AV *self, SV *b, SV *end) {
  char complement = *SvPV_nomg_nolen(end) == '\r' ? '\n' : '\r';
  if (*SvPVX(b) == complement) {
    sv_catpvn_mg(end, &complement, 1);
    poexs_buffer_drop(aTHX_ b, 1);
  }
  poexs_slot_set_iv(aTHX_ self, STATE, DONE);
}

/* The next line, counted; NULL when there is no whole one.  The elements are read anew each time:
 * the handler of the line before may have changed them.  An ending of no octets ends no line. */
static SV *line_next(pTHX_ SV *object) {
  AV *self = (AV *)object;
  SV *b = poexs_buffer_in(aTHX_ self), *end = poexs_slot(aTHX_ self, INPUT);
  IV state = poexs_slot_iv(aTHX_ self, STATE);
  if (!SvCUR(b)) return NULL;
  if (UNLIKELY(SvROK(end))) return next_by_perl(aTHX_ self);
  if (state == SECOND && SvOK(end)) {
    detect_second(aTHX_ self, b, end);
    if (!SvCUR(b)) return NULL;
  }
  if (state == FIRST) return detect_first(aTHX_ self, b);
  if (!SvOK(end)) return next_by_newline(aTHX_ self, b);
  end = ending_in(aTHX_ b, end);
  return end && SvCUR(end) ? next_by_literal(aTHX_ self, b, end) : NULL;
}

/* ---- writing ---- */

/* Record and ending as one chunk, which is the driver's to keep.  Octets are copied into a block
 * that is just large enough; what is of characters on either side is left to perl to join. */
static SV *line_encode(pTHX_ SV *self, SV *record) {
  SV *end = poexs_slot(aTHX_(AV *) self, OUTPUT), *chunk;
  STRLEN n, end_length;
  const char *from, *ending;
  SvGETMAGIC(record);
  from = SvOK(record) ? SvPV_nomg_const(record, n) : (n = 0, "");
  ending = SvOK(end) ? SvPV_nomg_const(end, end_length) : (end_length = 0, "");
  if (UNLIKELY((SvOK(record) && SvUTF8(record)) || SvUTF8(end))) {
    chunk = newSVpvn_flags(from, n, SvOK(record) ? SvUTF8(record) : 0);
    sv_catsv_nomg(chunk, end);
    return chunk;
  }
  chunk = newSV(n + end_length + 1);
  Copy(from, SvPVX(chunk), n, char);
  Copy(ending, SvPVX(chunk) + n, end_length, char);
  SvCUR_set(chunk, n + end_length);
  *SvEND(chunk) = '\0';
  SvPOK_only(chunk);
  return chunk;
}

/* Encoding a plain record runs nothing of the program's: each can be queued before the next one. */
static bool always(pTHX_ SV *self) {
  PERL_UNUSED_CONTEXT;
  PERL_UNUSED_ARG(self);
  return true;
}

const poexs_codec_t poexs_line_codec = {line_feed, line_feed_sv, line_next, line_encode, always};
