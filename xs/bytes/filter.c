/* filter.c: the methods that the compiled filters share. */
#include "xs/bytes/bytes.h"

#include "xs/values/values.h"

/* Takes the array.  Mortal: what these methods return, and gone with a filter that croaks. */
static SV *array_ref(pTHX_ AV *av) { return sv_2mortal(newRV_noinc((SV *)av)); }

/* get_one_start.  All chunks are added before the limit is looked at, so that a program which lets
 * the error pass has what POE would have kept. */
void poexs_filter_feed(pTHX_ const poexs_codec_t *codec, SV *self, SV *chunks) {
  AV *av = poexs_plain_list(aTHX_ chunks);
  if (!av) croak("the chunks must be an array reference");
  for (SSize_t i = 0; i <= av_len(av); i++) {
    SV **svp = av_fetch(av, i, 0);
    if (svp) codec->feed_sv(aTHX_ self, *svp);
  }
  codec->feed(aTHX_ self, "", 0); /* a full buffer is an error every time */
}

/* get_one: an array of one record or of none.  The record is asked for before there is an array
 * that an error would leave behind. */
SV *poexs_filter_next(pTHX_ const poexs_codec_t *codec, SV *self) {
  SV *record = codec->next(aTHX_ self);
  AV *av = newAV();
  if (record) av_push(av, record);
  return array_ref(aTHX_ av);
}

/* The records that were got are lost when a later one is an error, as they are to those who go
 * through get_one one by one and let the error pass. */
static SV *all(pTHX_ const poexs_codec_t *codec, SV *self) {
  AV *av = newAV();
  SV *ref = array_ref(aTHX_ av), *record;
  while ((record = codec->next(aTHX_ self))) av_push(av, record);
  return ref;
}

/* get.  A subclass may have methods of its own for the steps: then those are called, through the
 * method that POE::Filter has for it. */
SV *poexs_filter_get(pTHX_ const poexs_codec_t *codec, SV *ref, SV *chunks) {
  poexs_t *px = poexs_here(aTHX);
  SV *args[2];
  if (LIKELY(poexs_codec_of(aTHX_ px, ref) == codec)) {
    poexs_filter_feed(aTHX_ codec, SvRV(ref), chunks);
    return all(aTHX_ codec, SvRV(ref));
  }
  args[0] = ref;
  args[1] = chunks;
  return sv_2mortal(poexs_call_perl(aTHX_ "POE::Filter::get", args, 2, G_SCALAR));
}

/* put.  An element that is missing counts as undef.  The length is asked for anew each time: the
 * conversion of a record may run Perl code, which can change the program's array. */
SV *poexs_filter_encode(pTHX_ const poexs_codec_t *codec, SV *self, SV *records) {
  AV *from = poexs_plain_list(aTHX_ records), *to = newAV();
  SV *ref = array_ref(aTHX_ to);
  if (!from) croak("the records must be an array reference");
  if (av_len(from) >= 0) av_extend(to, av_len(from));
  for (SSize_t i = 0; i <= av_len(from); i++) {
    SV **svp = av_fetch(from, i, 0);
    av_push(to, codec->encode(aTHX_ self, svp ? *svp : &PL_sv_undef));
  }
  return ref;
}
