# Filters.xs: the filters that frame in C.  A codec does the work; see bytes.h.

MODULE = POE::XS  PACKAGE = POE::Filter::Line

void
get_one_start(SV *self, SV *chunks, ...)
  PPCODE:
    poexs_filter_feed(aTHX_ &poexs_line_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"), chunks);
    XSRETURN_EMPTY;

void
get_one(SV *self, ...)
  PPCODE:
    ST(0) = poexs_filter_next(aTHX_ &poexs_line_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"));
    XSRETURN(1);

void
get(SV *self, SV *chunks, ...)
  PREINIT:
    SV *records;
  PPCODE:
    records = poexs_filter_get(aTHX_ &poexs_line_codec, self, chunks);
    ST(0) = records;
    XSRETURN(1);

void
put(SV *self, SV *records, ...)
  PPCODE:
    ST(0) = poexs_filter_encode(aTHX_ &poexs_line_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"), records);
    XSRETURN(1);

MODULE = POE::XS  PACKAGE = POE::Filter::Stream

void
get_one_start(SV *self, SV *chunks, ...)
  PPCODE:
    poexs_filter_feed(aTHX_ &poexs_stream_codec, poexs_object_scalar(aTHX_ self, "the filter"), chunks);
    XSRETURN_EMPTY;

void
get_one(SV *self, ...)
  PPCODE:
    ST(0) = poexs_filter_next(aTHX_ &poexs_stream_codec, poexs_object_scalar(aTHX_ self, "the filter"));
    XSRETURN(1);

void
get(SV *self, SV *chunks, ...)
  PREINIT:
    SV *records;
  PPCODE:
    records = poexs_filter_get(aTHX_ &poexs_stream_codec, self, chunks);
    ST(0) = records;
    XSRETURN(1);

void
put(SV *self, SV *records, ...)
  PPCODE:
    PERL_UNUSED_VAR(self);
    ST(0) = poexs_filter_encode(aTHX_ &poexs_stream_codec, NULL, records);
    XSRETURN(1);

MODULE = POE::XS  PACKAGE = POE::Filter::Block

void
get_one_start(SV *self, SV *chunks, ...)
  PPCODE:
    poexs_filter_feed(aTHX_ &poexs_block_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"), chunks);
    XSRETURN_EMPTY;

void
get_one(SV *self, ...)
  PPCODE:
    ST(0) = poexs_filter_next(aTHX_ &poexs_block_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"));
    XSRETURN(1);

void
get(SV *self, SV *chunks, ...)
  PREINIT:
    SV *records;
  PPCODE:
    records = poexs_filter_get(aTHX_ &poexs_block_codec, self, chunks);
    ST(0) = records;
    XSRETURN(1);

void
put(SV *self, SV *records, ...)
  PREINIT:
    AV *object;
  PPCODE:
    object = poexs_object_av(aTHX_ self, "the filter");
    ST(0) = poexs_block_has_size(aTHX_ object)
                ? poexs_block_join(aTHX_ records)
                : poexs_filter_encode(aTHX_ &poexs_block_codec, (SV *)object, records);
    XSRETURN(1);

MODULE = POE::XS  PACKAGE = POE::Filter::Reference

SV *
_take_frame(SV *buffer)
  CODE:
    RETVAL = poexs_block_take(aTHX_ buffer);
    if (!RETVAL) XSRETURN_UNDEF;
  OUTPUT:
    RETVAL

void
_frames(SV *freeze, SV *records)
  PREINIT:
    SV *chunks;
  PPCODE:
    chunks = poexs_reference_frames(aTHX_ freeze, records);
    if (!chunks) XSRETURN_UNDEF;
    ST(0) = chunks;
    XSRETURN(1);

bool
_thaw_all(SV *buffer, SV *thaw, SV *into)
  CODE:
    RETVAL = poexs_reference_thaw(aTHX_ buffer, thaw, into);
  OUTPUT:
    RETVAL

MODULE = POE::XS  PACKAGE = POE::Filter::NATS

void
get_one_start(SV *self, SV *chunks, ...)
  PPCODE:
    poexs_filter_feed(aTHX_ &poexs_nats_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"), chunks);
    XSRETURN_EMPTY;

void
get_one(SV *self, ...)
  PPCODE:
    ST(0) = poexs_filter_next(aTHX_ &poexs_nats_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"));
    XSRETURN(1);

void
get(SV *self, SV *chunks, ...)
  PREINIT:
    SV *records;
  PPCODE:
    records = poexs_filter_get(aTHX_ &poexs_nats_codec, self, chunks);
    ST(0) = records;
    XSRETURN(1);

void
put(SV *self, SV *records, ...)
  PPCODE:
    ST(0) = poexs_filter_encode(aTHX_ &poexs_nats_codec, (SV *)poexs_object_av(aTHX_ self, "the filter"), records);
    XSRETURN(1);

UV
_publish(SV *out, SV *subject, SV *reply, SV *headers, SV *body, UV most)
  CODE:
    RETVAL = poexs_nats_publish(aTHX_ out, subject, reply, headers, body, most);
  OUTPUT:
    RETVAL
