/* nats.c: POE::Filter::NATS.  A record is an array: the verb, and what is with it. */
#include "xs/bytes/bytes.h"

#include "csrc/bytes/nats.h"
#include "xs/values/values.h"

enum { BUFFER, MAX_LINE, MAX_PAYLOAD, IS_BROKEN };
enum { VERB, SUBJECT, SID, EXTRA, HEADERS, BODY, FIELDS };
enum { TEXT = SUBJECT }; /* of INFO, CONNECT and -ERR */

/* What servers take, subject, reply and sizes together. */
enum { LONGEST_LINE = 4096, ROOM_FOR_SIZES = 48 };

/* ---- what came ---- */

/* Once there was nonsense, nobody knows where the next operation begins. */
static void nats_feed(pTHX_ SV *self, const char *p, STRLEN n) {
  if (poexs_slot_iv(aTHX_(AV *) self, IS_BROKEN)) return;
  poexs_buffer_add(aTHX_ poexs_buffer_in(aTHX_(AV *) self), p, n);
}

/* Characters become octets where they can, else what they are in UTF-8.  Mortal, if it is not what
 * was given. */
static SV *octets_of(pTHX_ SV *sv) {
  if (LIKELY(!SvUTF8(sv))) return sv;
  sv = sv_mortalcopy(sv);
  if (!sv_utf8_downgrade(sv, TRUE)) sv_utf8_encode(sv);
  return sv;
}

/* Octets in a scalar whose string can be looked at without any Perl code; NULL for undef. */
static SV *settled(pTHX_ SV *sv) {
  STRLEN n;
  const char *p;
  if (!sv) return NULL;
  SvGETMAGIC(sv);
  if (!SvOK(sv)) return NULL;
  if (SvGMAGICAL(sv) || SvROK(sv)) {
    p = SvPV_nomg_const(sv, n);
    sv = newSVpvn_flags(p, n, SVs_TEMP | SvUTF8(sv));
  }
  return octets_of(aTHX_ sv);
}

static void nats_feed_sv(pTHX_ SV *self, SV *chunk) {
  STRLEN n;
  const char *p;
  chunk = settled(aTHX_ chunk);
  if (!chunk) return;
  p = SvPV_nomg_const(chunk, n);
  nats_feed(aTHX_ self, p, n);
}

/* ---- reading ---- */

static void set_part(pTHX_ AV *record, SSize_t i, const char *p, const poe_nats_part_t *part) {
  AvARRAY(record)[i] = part->at ? newSVpvn(p + part->at, part->length) : newSV(0);
}

static SV *verb_sv(pTHX_ poe_nats_verb_t verb) { return newSVpv(poe_nats_verb_name(verb), 0); }

/* All elements are set: the array has no holes for the program to fall into. */
static AV *record_with(pTHX_ SV *verb, SSize_t n) {
  AV *record = newAV();
  av_extend(record, n - 1);
  AvFILLp(record) = n - 1;
  AvARRAY(record)[VERB] = verb;
  return record;
}

static AV *record_of(pTHX_ const char *p, const poe_nats_record_t *r) {
  AV *record;
  if (!r->subject.at && !r->sid.at) {
    bool has_text = r->verb != POE_NATS_PING && r->verb != POE_NATS_PONG && r->verb != POE_NATS_OK;
    record = record_with(aTHX_ verb_sv(aTHX_ r->verb), has_text ? TEXT + 1 : 1);
    if (has_text) AvARRAY(record)[TEXT] = newSVpvn(p + r->body.at, r->body.length);
    return record;
  }
  record = record_with(aTHX_ verb_sv(aTHX_ r->verb), r->body.at ? FIELDS : HEADERS);
  set_part(aTHX_ record, SUBJECT, p, &r->subject);
  set_part(aTHX_ record, SID, p, &r->sid);
  set_part(aTHX_ record, EXTRA, p, &r->extra);
  if (!r->body.at) return record;
  set_part(aTHX_ record, HEADERS, p, &r->headers);
  set_part(aTHX_ record, BODY, p, &r->body);
  return record;
}

/* The last record that there is. */
static SV *broken(pTHX_ AV *self, SV *b, poe_nats_result_t result) {
  AV *record = record_with(aTHX_ newSVpvs("ERROR"), TEXT + 1);
  AvARRAY(record)[TEXT] = newSVpv(poe_nats_complaint(result), 0);
  poexs_slot_set_iv(aTHX_ self, IS_BROKEN, 1);
  poexs_buffer_drop(aTHX_ b, SvCUR(b));
  return newRV_noinc((SV *)record);
}

/* The program may have put characters into the buffer. */
static SV *buffer_of(pTHX_ AV *self) {
  SV *b = poexs_buffer_in(aTHX_ self);
  if (UNLIKELY(SvUTF8(b)) && !sv_utf8_downgrade(b, TRUE)) sv_utf8_encode(b);
  return b;
}

static SV *nats_next(pTHX_ SV *object) {
  AV *self = (AV *)object, *record;
  SV *b = buffer_of(aTHX_ self);
  poe_nats_limits_t limits;
  poe_nats_record_t r;
  poe_nats_result_t result;
  if (!SvCUR(b)) return NULL;
  limits.line = (size_t)poexs_slot_iv(aTHX_ self, MAX_LINE);
  limits.payload = (size_t)poexs_slot_iv(aTHX_ self, MAX_PAYLOAD);
  result = poe_nats_next(SvPVX(b), SvCUR(b), poexs_buffer_searched(aTHX_ b), &limits, &r);
  if (result == POE_NATS_PARTIAL) {
    if (!r.length)
      poexs_buffer_note_searched(aTHX_ b, SvCUR(b));
    else if (r.length > SvCUR(b))
      SvGROW(b, r.length + 1);
    return NULL;
  }
  if (result != POE_NATS_FOUND) return broken(aTHX_ self, b, result);
  record = record_of(aTHX_ SvPVX(b), &r);
  poexs_buffer_drop(aTHX_ b, r.length);
  return newRV_noinc((SV *)record);
}

/* ---- writing ---- */

typedef struct text {
  const char *p;
  STRLEN n;
} text_t;

/* Of a settled value; an absent one is empty. */
static text_t text_of(pTHX_ SV *sv) {
  text_t t = {"", 0};
  if (sv) t.p = SvPV_nomg_const(sv, t.n);
  return t;
}

/* Perl code runs here and, until all is written, nowhere else: values of the program's may have
 * magic that changes the others.  Headers in pairs are made a block. */
static void settle(pTHX_ SV **field) {
  SV *headers = field[HEADERS];
  if (headers) SvGETMAGIC(headers);
  if (headers && SvROK(headers))
    field[HEADERS] =
        sv_2mortal(poexs_call_perl(aTHX_ "POE::Filter::NATS::header_block", &headers, 1, G_SCALAR));
  for (int i = 0; i < FIELDS; i++) field[i] = settled(aTHX_ field[i]);
}

static text_t subject_of(pTHX_ SV *sv, const char *what, bool with_wildcards) {
  text_t t = text_of(aTHX_ sv);
  if (!poe_nats_is_subject(t.p, t.n, with_wildcards))
    croak("POE::Filter::NATS: %s cannot be '%" SVf "'", what,
          SVfARG(newSVpvn_flags(t.p, t.n, SVs_TEMP)));
  return t;
}

static text_t word_of(pTHX_ SV *sv, const char *what) {
  text_t t = text_of(aTHX_ sv);
  if (!poe_nats_is_word(t.p, t.n))
    croak("POE::Filter::NATS: %s cannot be '%" SVf "'", what,
          SVfARG(newSVpvn_flags(t.p, t.n, SVs_TEMP)));
  return t;
}

static text_t headers_of(pTHX_ SV *sv) {
  text_t t = text_of(aTHX_ sv);
  if (t.n && !poe_nats_is_header_block(t.p, t.n))
    croak("POE::Filter::NATS: headers must be pairs, or a block that begins with NATS/1.0");
  return t;
}

static bool is_given(SV *sv) { return sv && (!SvPOK(sv) || SvCUR(sv)); }

static void add(pTHX_ SV *out, const char *p, STRLEN n) { sv_catpvn_nomg(out, p, n); }

static void add_word(pTHX_ SV *out, const text_t *t) {
  add(aTHX_ out, " ", 1);
  add(aTHX_ out, t->p, t->n);
}

static void add_payload(pTHX_ SV *out, const text_t *headers, const text_t *body) {
  char sizes[ROOM_FOR_SIZES];
  int n = headers->n ? snprintf(sizes, sizeof sizes, " %" UVuf " %" UVuf "\r\n", (UV)headers->n,
                                (UV)(headers->n + body->n))
                     : snprintf(sizes, sizeof sizes, " %" UVuf "\r\n", (UV)body->n);
  SvGROW(out, SvCUR(out) + (STRLEN)n + headers->n + body->n + 3);
  add(aTHX_ out, sizes, (STRLEN)n);
  add(aTHX_ out, headers->p, headers->n);
  add(aTHX_ out, body->p, body->n);
  add(aTHX_ out, "\r\n", 2);
}

/* All parts are known to be right before the first is written. */
static UV add_message(pTHX_ SV *out, bool is_delivery, SV **field, UV most) {
  text_t subject = subject_of(aTHX_ field[SUBJECT], "a subject", false), sid = {"", 0},
         reply = {"", 0}, headers, body;
  if (is_delivery) sid = word_of(aTHX_ field[SID], "a subscription's number");
  if (is_given(field[EXTRA])) reply = subject_of(aTHX_ field[EXTRA], "a reply subject", false);
  headers = headers_of(aTHX_ field[HEADERS]);
  body = text_of(aTHX_ field[BODY]);
  if (subject.n + sid.n + reply.n + ROOM_FOR_SIZES > LONGEST_LINE)
    croak("POE::Filter::NATS: the subjects are too long for a line");
  if (headers.n + body.n > most) return headers.n + body.n;
  if (headers.n) add(aTHX_ out, "H", 1);
  add(aTHX_ out, is_delivery ? "MSG" : "PUB", 3);
  add_word(aTHX_ out, &subject);
  if (is_delivery) add_word(aTHX_ out, &sid);
  if (reply.n) add_word(aTHX_ out, &reply);
  add_payload(aTHX_ out, &headers, &body);
  return headers.n + body.n;
}

/* Octets of headers and body.  Nothing was added if they are more than that. */
UV poexs_nats_publish(pTHX_ SV *out, SV *subject, SV *reply, SV *headers, SV *body, UV most) {
  SV *field[FIELDS];
  field[VERB] = field[SID] = NULL;
  field[SUBJECT] = subject;
  field[EXTRA] = reply;
  field[HEADERS] = headers;
  field[BODY] = body;
  settle(aTHX_ field);
  poexs_buffer_ready(aTHX_ out);
  return add_message(aTHX_ out, false, field, most);
}

static void add_sub(pTHX_ SV *out, SV **field) {
  text_t subject = subject_of(aTHX_ field[SUBJECT], "a subject to subscribe to", true),
         sid = word_of(aTHX_ field[SID], "a subscription's number"), queue = {"", 0};
  if (is_given(field[EXTRA])) queue = word_of(aTHX_ field[EXTRA], "a queue's name");
  if (subject.n + sid.n + queue.n + ROOM_FOR_SIZES > LONGEST_LINE)
    croak("POE::Filter::NATS: the subjects are too long for a line");
  add(aTHX_ out, "SUB", 3);
  add_word(aTHX_ out, &subject);
  if (queue.n) add_word(aTHX_ out, &queue);
  add_word(aTHX_ out, &sid);
  add(aTHX_ out, "\r\n", 2);
}

static void add_unsub(pTHX_ SV *out, SV **field) {
  text_t sid = word_of(aTHX_ field[SID], "a subscription's number"), most = {"", 0};
  if (is_given(field[EXTRA])) most = word_of(aTHX_ field[EXTRA], "a number of messages");
  add(aTHX_ out, "UNSUB", 5);
  add_word(aTHX_ out, &sid);
  if (most.n) add_word(aTHX_ out, &most);
  add(aTHX_ out, "\r\n", 2);
}

static void add_text(pTHX_ SV *out, poe_nats_verb_t verb, SV *sv) {
  text_t t = text_of(aTHX_ sv);
  if (memchr(t.p, '\n', t.n) || memchr(t.p, '\r', t.n))
    croak("POE::Filter::NATS: %s has to be one line", poe_nats_verb_name(verb));
  sv_catpv_nomg(out, poe_nats_verb_name(verb));
  if (t.n) add_word(aTHX_ out, &t);
  add(aTHX_ out, "\r\n", 2);
}

static poe_nats_verb_t verb_in(pTHX_ SV *sv) {
  text_t t = text_of(aTHX_ sv);
  poe_nats_verb_t verb = poe_nats_verb_of(t.p, t.n);
  if (verb == POE_NATS_NONE)
    croak("POE::Filter::NATS: there is no operation '%" SVf "'",
          SVfARG(newSVpvn_flags(t.p, t.n, SVs_TEMP)));
  return verb;
}

/* The elements are borrowed from the record, which magic of theirs could empty: they are counted by
 * the scope of the caller. */
static SV *nats_encode(pTHX_ SV *self, SV *record) {
  SV *field[FIELDS] = {NULL}, *out = sv_2mortal(newSVpvs(""));
  AV *from = poexs_plain_list(aTHX_ record);
  poe_nats_verb_t verb;
  PERL_UNUSED_ARG(self);
  if (!from || !SvROK(record)) croak("POE::Filter::NATS: a record must be an array reference");
  for (SSize_t i = 0; i < FIELDS; i++) {
    SV **svp = av_fetch(from, i, 0);
    if (svp) field[i] = sv_2mortal(SvREFCNT_inc_simple_NN(*svp));
  }
  settle(aTHX_ field);
  verb = verb_in(aTHX_ field[VERB]);
  switch (verb) {
  case POE_NATS_MSG:
  case POE_NATS_HMSG: add_message(aTHX_ out, true, field, UV_MAX); break;
  case POE_NATS_PUB:
  case POE_NATS_HPUB: add_message(aTHX_ out, false, field, UV_MAX); break;
  case POE_NATS_SUB: add_sub(aTHX_ out, field); break;
  case POE_NATS_UNSUB: add_unsub(aTHX_ out, field); break;
  default: add_text(aTHX_ out, verb, field[TEXT]);
  }
  return SvREFCNT_inc_simple_NN(out);
}

const poexs_codec_t poexs_nats_codec = {nats_feed, nats_feed_sv, nats_next, nats_encode, NULL};
