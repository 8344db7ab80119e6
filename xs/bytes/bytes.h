/* bytes.h: drivers and filters.
 *
 * For: the stock driver (sysrw.c), the stock filters as codecs (line.c, stream.c, block.c, nats.c;
 * reference.c frames for Filter::Reference), what they share (filter.c, buffer.c, slot.c), and
 * whether an object is exactly of one of these classes (stock.c).  Where records begin and end is
 * csrc/bytes.
 *
 * Invariants: objects keep the layout that programs know: a driver or filter is a blessed array
 * (Stream: a scalar) whose elements are its state.  Nothing of that state lives in C, so a subclass
 * in Perl and the compiled methods always see the same.
 *
 * Ownership: whatever these functions return is the caller's, unless a comment says borrowed or
 * mortal.
 *
 * Callers: the methods of the packages, and wheels' pumps; all of them may croak.
 *
 * Perl code: magic of elements and chunks, methods of a subclass, freezers and thawers. */
#ifndef POEXS_BYTES_H
#define POEXS_BYTES_H

#include "xs/base/base.h"

/* A class of ours, and whether its methods are still the compiled ones. */
enum { POEXS_STOCK_METHODS = 4 };
typedef struct poexs_stock {
  HV *stash; /* borrowed */
  XSUBADDR_t methods[POEXS_STOCK_METHODS];
  U32 generation;
  bool is_known, is_stock;
} poexs_stock_t;

typedef struct poexs_bytes {
  poexs_stock_t *stock; /* owned: drivers and filters */
  SV *scratch;          /* owned: what was read last, or NULL */
} poexs_bytes_t;

void poexs_bytes_init(pTHX_ poexs_t *px); /* while nothing but the compiled methods can be there */
void poexs_bytes_free(pTHX_ poexs_t *px);

/* ---- stock.c: objects of exactly our classes ---- */

/* What a stock filter does; NULL members of a codec do not exist. */
typedef struct poexs_codec {
  void (*feed)(pTHX_ SV *self, const char *p, STRLEN n); /* may croak: the buffer is full */
  void (*feed_sv)(pTHX_ SV *self, SV *chunk); /* feed tells afterwards whether it was too much */
  SV *(*next)(pTHX_ SV *self);                /* a record, counted; NULL: needs more */
  SV *(*encode)(pTHX_ SV *self, SV *record);  /* a chunk, counted */
  bool (*is_each_record_a_chunk)(pTHX_ SV *self);
} poexs_codec_t;

enum { POEXS_STOCK_FILTERS = 4, POEXS_STOCK_DRIVER = POEXS_STOCK_FILTERS };

void poexs_stock_of_thread(poexs_t *px, const poexs_t *from);
/* NULL: a class of the program's, or methods that it changed. */
const poexs_codec_t *poexs_codec_of(pTHX_ poexs_t *px, SV *filter);
bool poexs_is_stock_driver(pTHX_ poexs_t *px, SV *driver);

/* ---- buffer.c: bytes that came and are not yet a record ---- */
SV *poexs_buffer_in(pTHX_ AV *self);  /* element 0, made a string of its own; borrowed */
void poexs_buffer_ready(pTHX_ SV *b); /* the same for any scalar */
void poexs_buffer_add(pTHX_ SV *b, const char *p, STRLEN n);
void poexs_buffer_add_sv(pTHX_ SV *b, SV *chunk);
void poexs_buffer_drop(pTHX_ SV *b, STRLEN n);
SV *poexs_buffer_take(pTHX_ SV *b, STRLEN n, STRLEN and_drop);
STRLEN poexs_buffer_searched(pTHX_ SV *b); /* where to search on */
void poexs_buffer_note_searched(pTHX_ SV *b, STRLEN n);

/* ---- slot.c: elements of such objects ---- */
SV *poexs_slot_slowly(pTHX_ AV *self, SSize_t i);
void poexs_slot_set_slowly(pTHX_ AV *self, SSize_t i, IV value);

static inline bool poexs_has_plain_slot(AV *self, SSize_t i) {
  return !SvRMAGICAL(self) && i <= AvFILLp(self) && AvARRAY(self)[i] &&
         !SvGMAGICAL(AvARRAY(self)[i]);
}

/* Borrowed; undef when there is none. */
static inline SV *poexs_slot(pTHX_ AV *self, SSize_t i) {
  if (LIKELY(poexs_has_plain_slot(self, i))) return AvARRAY(self)[i];
  if (!SvRMAGICAL(self) && (i > AvFILLp(self) || !AvARRAY(self)[i])) return &PL_sv_undef;
  return poexs_slot_slowly(aTHX_ self, i);
}

static inline IV poexs_slot_iv(pTHX_ AV *self, SSize_t i) {
  SV *sv = poexs_slot(aTHX_ self, i);
  return SvIOK(sv) && !SvIsUV(sv) ? SvIVX(sv) : SvOK(sv) ? SvIV_nomg(sv) : 0;
}

static inline void poexs_slot_set_iv(pTHX_ AV *self, SSize_t i, IV value) {
  if (LIKELY(poexs_has_plain_slot(self, i) &&
             SvFLAGS(AvARRAY(self)[i]) == (SVt_IV | SVf_IOK | SVp_IOK)))
    SvIV_set(AvARRAY(self)[i], value);
  else
    poexs_slot_set_slowly(aTHX_ self, i, value);
}

AV *poexs_object_av(pTHX_ SV *ref, const char *what); /* croaks unless it is an array */
SV *poexs_object_scalar(pTHX_ SV *ref, const char *what);

/* ---- line.c, stream.c, block.c ---- */
extern const poexs_codec_t poexs_line_codec, poexs_stream_codec, poexs_block_codec;
SV *poexs_block_take(pTHX_ SV *b); /* a whole block with its length before it, or NULL */
bool poexs_block_has_size(pTHX_ AV *self);
SV *poexs_block_join(pTHX_ SV *records); /* mortal: blocks of a fixed size go out joined */

/* ---- reference.c ---- */
SV *poexs_reference_frames(pTHX_ SV *freeze,
                           SV *records); /* mortal; NULL: some are no references */
/* Adds what is in whole frames to the list; false when a thawer gave nothing, which ends it. */
bool poexs_reference_thaw(pTHX_ SV *buffer, SV *thaw, SV *into);

/* ---- nats.c ---- */
extern const poexs_codec_t poexs_nats_codec;
/* Adds a PUB or HPUB; returns the octets of headers and body, of which more than `most` add
 * nothing. */
UV poexs_nats_publish(pTHX_ SV *out, SV *subject, SV *reply, SV *headers, SV *body, UV most);

/* ---- filter.c: the methods that these share ---- */
void poexs_filter_feed(pTHX_ const poexs_codec_t *codec, SV *self, SV *chunks);
SV *poexs_filter_next(pTHX_ const poexs_codec_t *codec, SV *self); /* mortal array reference */
SV *poexs_filter_get(pTHX_ const poexs_codec_t *codec, SV *ref, SV *chunks);
SV *poexs_filter_encode(pTHX_ const poexs_codec_t *codec, SV *self, SV *records);

/* ---- sysrw.c: the stock driver ---- */
typedef enum poexs_read_kind {
  POEXS_READ_BYTES,
  POEXS_READ_NOTHING, /* not yet */
  POEXS_READ_END,     /* end of file (errno 0) or error */
  POEXS_READ_BY_PERL  /* the handle is not a plain one */
} poexs_read_kind_t;

SV *poexs_sysrw_new(pTHX_ HV *stash);

/* Reads into the interpreter's scratch string, whose bytes hold until the next read. */
poexs_read_kind_t poexs_sysrw_read(pTHX_ poexs_t *px, AV *self, SV *handle);
SV *poexs_scratch_take(pTHX_ poexs_t *px); /* what was read, as a value of its own; counted */
SV *poexs_sysrw_get(pTHX_ poexs_t *px, SV *self, SV *handle); /* mortal, or undef */
void poexs_sysrw_queue(pTHX_ AV *self, SV *chunk);            /* takes the chunk */
IV poexs_sysrw_put(pTHX_ SV *self, SV *chunks);
IV poexs_sysrw_flush(pTHX_ SV *self, SV *handle); /* failure is in errno */

#endif
