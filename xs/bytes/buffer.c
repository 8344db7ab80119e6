/* buffer.c: bytes that came and are not yet a record.
 *
 * A buffer is a Perl string in an element of its filter.  Records are cut off its front by moving
 * the string's beginning (perl's "offset OK" hack), so that what stays is not copied. */
#include "xs/bytes/bytes.h"

/* A buffer that is empty gives back more than this. */
enum { KEPT = 4096 };

/* What was searched is worth remembering from here on. */
enum { WORTH_REMEMBERING = 1024 };

/* ---- how far a partial record was searched ---- */

/* The number is kept in magic on the string, not in the filter: the layout of its elements is known
 * to programs, and whoever assigns to the buffer must not leave a number behind that is not
 * true. */

static int forget_searched(pTHX_ SV *sv, MAGIC *mg) {
  PERL_UNUSED_CONTEXT;
  PERL_UNUSED_ARG(sv);
  mg->mg_len = 0;
  return 0;
}

/* Perl code that changes the string makes what was noted void. */
static MGVTBL searched_vtbl = {NULL, forget_searched, NULL, NULL, NULL, NULL, NULL, NULL};

static MAGIC *searched_of(pTHX_ SV *b) {
  return SvSMAGICAL(b) ? mg_findext(b, PERL_MAGIC_ext, &searched_vtbl) : NULL;
}

/* A number beyond the string's end is none: C code may shorten a string without any magic. */
STRLEN poexs_buffer_searched(pTHX_ SV *b) {
  const MAGIC *mg = searched_of(aTHX_ b);
  return mg && (STRLEN)mg->mg_len <= SvCUR(b) ? (STRLEN)mg->mg_len : 0;
}

/* Only a record that comes in many pieces pays for the magic: short ones are searched again, which
 * costs less.  Once there, the magic stays with the buffer. */
void poexs_buffer_note_searched(pTHX_ SV *b, STRLEN n) {
  MAGIC *mg = searched_of(aTHX_ b);
  POEXS_ASSERT(n <= SvCUR(b));
  if (!mg) {
    if (n < WORTH_REMEMBERING) return;
    mg = sv_magicext(b, NULL, PERL_MAGIC_ext, &searched_vtbl, NULL, 0);
  }
  mg->mg_len = (SSize_t)n;
}

/* ---- the bytes ---- */

/* Afterwards the scalar holds a string in a block of its own, that may be written to and whose
 * beginning may be moved.  A value that is read-only croaks; one that is tied or overloaded is
 * asked what it is, and made a string. */
void poexs_buffer_ready(pTHX_ SV *b) {
  STRLEN n;
  if (LIKELY((SvFLAGS(b) & (SVf_POK | SVf_ROK | SVf_IOK | SVf_NOK | SVf_READONLY | SVs_GMG)) ==
                 SVf_POK &&
             !SvIsCOW(b)))
    return;
  if (!SvOK(b)) sv_setpvs(b, "");
  (void)SvPV_force(b, n);
  SvPOK_only_UTF8(b);
  POEXS_ASSERT(SvPOK(b) && !SvROK(b) && !SvIsCOW(b));
}

/* Borrowed from the filter, until Perl code runs that may put another string there. */
SV *poexs_buffer_in(pTHX_ AV *self) {
  SV *b = poexs_has_plain_slot(self, 0) ? AvARRAY(self)[0] : *av_fetch(self, 0, 1);
  poexs_buffer_ready(aTHX_ b);
  return b;
}

/* Perl remembers lengths and positions in characters; they are void now. */
static void forget_characters(pTHX_ SV *b) {
  MAGIC *mg = SvSMAGICAL(b) ? mg_find(b, PERL_MAGIC_utf8) : NULL;
  if (LIKELY(!mg)) return;
  Safefree(mg->mg_ptr);
  mg->mg_ptr = NULL;
  mg->mg_len = -1;
}

/* Octets, as a driver reads them.  Where the buffer is of characters they are made so, which is
 * what `.=` does.  No Perl code runs. */
void poexs_buffer_add(pTHX_ SV *b, const char *p, STRLEN n) {
  forget_characters(aTHX_ b);
  if (UNLIKELY(SvUTF8(b)))
    sv_catsv_nomg(b, newSVpvn_flags(p, n, SVs_TEMP));
  else
    sv_catpvn_nomg(b, p, n);
}

/* A value of the program's; undef adds nothing and warns of nothing.  A buffer that becomes one of
 * characters has other bytes than were searched: the number is of bytes. */
void poexs_buffer_add_sv(pTHX_ SV *b, SV *chunk) {
  bool is_chars = SvUTF8(b) != 0;
  SvGETMAGIC(chunk);
  if (!SvOK(chunk)) return;
  forget_characters(aTHX_ b);
  sv_catsv_nomg(b, chunk);
  if (UNLIKELY(!is_chars && SvUTF8(b))) poexs_buffer_note_searched(aTHX_ b, 0);
}

/* An empty buffer is octets again, and gives back what a large record made it grow to: there is one
 * for each connection, and most of them are empty most of the time. */
static void forget_all(pTHX_ SV *b) {
  SvCUR_set(b, 0);
  *SvPVX(b) = '\0';
  if (SvOOK(b)) SvOOK_off(b);
  if (SvLEN(b) > KEPT) {
    SvPV_free(b);
    SvPV_set(b, NULL);
    SvLEN_set(b, 0);
    SvPOK_off(b);
    sv_setpvs(b, "");
  }
  SvUTF8_off(b);
}

/* Cuts off the front without copying what stays.  The buffer is `ready`. */
void poexs_buffer_drop(pTHX_ SV *b, STRLEN n) {
  MAGIC *mg = searched_of(aTHX_ b);
  POEXS_ASSERT(SvPOK(b) && !SvIsCOW(b));
  if (UNLIKELY(mg != NULL)) mg->mg_len = 0;
  forget_characters(aTHX_ b);
  if (n >= SvCUR(b))
    forget_all(aTHX_ b);
  else if (n)
    sv_chop(b, SvPVX(b) + n);
}

/* The first bytes as a value of its own, counted; what ends them is dropped with them.  Taint goes
 * with the record, as with any copy. */
SV *poexs_buffer_take(pTHX_ SV *b, STRLEN n, STRLEN and_drop) {
  SV *record = newSVpvn_flags(SvPVX(b), n, SvUTF8(b));
  POEXS_ASSERT(n + and_drop <= SvCUR(b));
  poexs_buffer_drop(aTHX_ b, n + and_drop);
  if (UNLIKELY(TAINTING_get) && SvTAINTED(b)) SvTAINTED_on(record);
  return record;
}
