/* reference.c: what POE::Filter::Reference does for each record: a function of the program's
 * serializer, and a frame around what it makes. */
#include "xs/bytes/bytes.h"

#include "csrc/bytes/frame.h"
#include "xs/values/values.h"

/* Calls a function with one argument.  Its results are left on the Perl stack. */
static I32 call_with(pTHX_ SV *code, SV *arg, I32 flags) {
  dSP;
  PUSHMARK(SP);
  XPUSHs(arg);
  PUTBACK;
  return call_sv(code, flags);
}

/* Characters become octets where they can, else what they are in UTF-8. */
static void to_octets(pTHX_ SV *sv) {
  if (LIKELY(!SvUTF8(sv))) return;
  if (!sv_utf8_downgrade(sv, TRUE)) sv_utf8_encode(sv);
}

/* What a freezer gave, with its length before it; counted.  An image of characters is copied before
 * it is changed: it may be a value that the freezer keeps. */
static SV *frame_of(pTHX_ SV *image) {
  char header[POE_HEADER_ROOM];
  STRLEN n = 0, length;
  const char *from = "";
  SV *chunk;
  if (SvOK(image)) {
    if (SvUTF8(image)) image = sv_mortalcopy(image);
    to_octets(aTHX_ image);
    from = SvPV_const(image, n);
  }
  length = poe_block_header_write(header, n);
  chunk = newSV(length + n + 1);
  sv_setpvn(chunk, header, length);
  sv_catpvn_nomg(chunk, from, n);
  return chunk;
}

/* All of them are looked at before any is frozen: with one that is none, Perl code makes the
 * filter's complaint, and must find nothing done. */
static bool are_references(pTHX_ AV *records) {
  for (SSize_t i = 0; i <= av_len(records); i++) {
    SV **svp = av_fetch(records, i, 0);
    if (!svp || !SvROK(*svp)) return false;
  }
  return true;
}

/* The freezer is the program's: it may do anything, leave with an error or change the list, which
 * is therefore measured anew each time.  The chunks so far are mortal and go with such an error; so
 * does the stack on which it is called.  A scope for each record, as images are large. */
SV *poexs_reference_frames(pTHX_ SV *freeze, SV *list) {
  AV *records = poexs_plain_list(aTHX_ list), *chunks;
  SV *ref;
  dSP;
  if (!records || !are_references(aTHX_ records)) return NULL;
  chunks = newAV();
  ref = sv_2mortal(newRV_noinc((SV *)chunks));
  PUSHSTACKi(PERLSI_UNKNOWN);
  for (SSize_t i = 0; i <= av_len(records); i++) {
    SV **svp = av_fetch(records, i, 0);
    SV *record = svp ? *svp : &PL_sv_undef, *image;
    ENTER;
    SAVETMPS;
    call_with(aTHX_ freeze, record, G_SCALAR);
    image = *PL_stack_sp--;
    av_push(chunks, frame_of(aTHX_ image));
    FREETMPS;
    LEAVE;
  }
  POPSTACK;
  return ref;
}

/* Takes the image, of which the thawer may make several records, or none.  What the thawer returns
 * is moved into the list where it is a temporary that nobody else holds, as a thawed tree mostly
 * is; anything else may be the thawer's own, and is copied. */
static I32 thaw_next(pTHX_ SV *image, SV *thaw, AV *records) {
  I32 n, i;
  SV **results;
  POEXS_ASSERT(SvREFCNT(image) == 1);
  ENTER;
  SAVETMPS;
  n = call_with(aTHX_ thaw, sv_2mortal(image), G_LIST);
  results = PL_stack_sp - n + 1;
  for (i = 0; i < n; i++) {
    SV *sv = results[i];
    av_push(records, SvTEMP(sv) && SvREFCNT(sv) == 1 ? SvREFCNT_inc_simple_NN(sv) : newSVsv(sv));
  }
  PL_stack_sp -= n;
  FREETMPS;
  LEAVE;
  return n;
}

/* A frame is off the buffer before it is thawed: a thawer that throws has lost its own frame and no
 * other.  The buffer belongs to the caller and has to stay while thawers run. */
bool poexs_reference_thaw(pTHX_ SV *buffer, SV *thaw, SV *into) {
  AV *records = poexs_object_av(aTHX_ into, "the list");
  SV *image;
  bool any = true;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  while (any && (image = poexs_block_take(aTHX_ buffer)))
    any = thaw_next(aTHX_ image, thaw, records) > 0;
  POPSTACK;
  return any;
}
