/* stream.c: POE::Filter::Stream, bytes as they come. */
#include "xs/bytes/bytes.h"

/* The object is the buffer: a blessed scalar.  Stream has no limits. */
static void stream_feed(pTHX_ SV *self, const char *p, STRLEN n) {
  poexs_buffer_ready(aTHX_ self);
  poexs_buffer_add(aTHX_ self, p, n);
}

static void stream_feed_sv(pTHX_ SV *self, SV *chunk) {
  poexs_buffer_ready(aTHX_ self);
  poexs_buffer_add_sv(aTHX_ self, chunk);
}

/* All that there is, as one record. */
static SV *stream_next(pTHX_ SV *self) {
  poexs_buffer_ready(aTHX_ self);
  return SvCUR(self) ? poexs_buffer_take(aTHX_ self, SvCUR(self), 0) : NULL;
}

/* Keeps nothing, so self may be NULL: put is called on the class as well. */
static SV *stream_encode(pTHX_ SV *self, SV *record) {
  PERL_UNUSED_ARG(self);
  return newSVsv(record);
}

static bool always(pTHX_ SV *self) {
  PERL_UNUSED_CONTEXT;
  PERL_UNUSED_ARG(self);
  return true;
}

const poexs_codec_t poexs_stream_codec = {stream_feed, stream_feed_sv, stream_next, stream_encode,
                                          always};
