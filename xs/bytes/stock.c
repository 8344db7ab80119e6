/* stock.c: objects of exactly our classes, whose methods are the compiled ones.
 *
 * For these the pump does in C what the methods do.  The answer for a class holds until its methods
 * change, so that a program which replaces one gets it called. */
#include "xs/bytes/bytes.h"

enum { METHODS = POEXS_STOCK_METHODS, STOCKS = POEXS_STOCK_FILTERS + 1 };

static const struct {
  const char *package;
  const char *methods[METHODS];
  const poexs_codec_t *codec;
  bool is_array;
} stocks[STOCKS] = {
    {"POE::Filter::Line", {"get_one_start", "get_one", "get", "put"}, &poexs_line_codec, true},
    {"POE::Filter::Stream", {"get_one_start", "get_one", "get", "put"}, &poexs_stream_codec, false},
    {"POE::Filter::Block", {"get_one_start", "get_one", "get", "put"}, &poexs_block_codec, true},
    {"POE::Filter::NATS", {"get_one_start", "get_one", "get", "put"}, &poexs_nats_codec, true},
    {"POE::Driver::SysRW", {"get", "put", "flush", "get"}, NULL, true},
};

/* The compiled function; NULL for one in Perl.  A CV's own address may be used again. */
static XSUBADDR_t body_of(const CV *cv) { return cv && CvISXSUB(cv) ? CvXSUB(cv) : NULL; }

/* Called while nothing but the compiled methods can be there. */
static void find_methods(pTHX_ poexs_t *px) {
  Newxz(px->bytes->stock, STOCKS, poexs_stock_t);
  for (int i = 0; i < STOCKS; i++) {
    px->bytes->stock[i].stash = gv_stashpv(stocks[i].package, GV_ADD);
    for (int m = 0; m < METHODS; m++) {
      GV *gv = gv_fetchmeth_pvn(px->bytes->stock[i].stash, stocks[i].methods[m],
                                strlen(stocks[i].methods[m]), 0, 0);
      px->bytes->stock[i].methods[m] = body_of(gv ? GvCV(gv) : NULL);
    }
  }
}

/* A new thread may begin with methods that the program replaced. */
void poexs_stock_of_thread(poexs_t *px, const poexs_t *from) {
  for (int i = 0; i < STOCKS; i++)
    Copy(from->bytes->stock[i].methods, px->bytes->stock[i].methods, METHODS, XSUBADDR_t);
}

/* Asked for each record, so the answer is kept with the class's generation; it is only found out
 * anew when a method of the class, or of one above it, was changed.  No Perl code runs. */
static bool has_our_methods(pTHX_ poexs_stock_t *s, int i) {
  U32 generation = poexs_generation_of(aTHX_ s->stash);
  if (LIKELY(s->is_known && s->generation == generation)) return s->is_stock;
  s->is_stock = true;
  for (int m = 0; m < METHODS; m++) {
    const char *name = stocks[i].methods[m];
    GV *gv = gv_fetchmeth_pvn(s->stash, name, strlen(name), 0, 0);
    XSUBADDR_t body = body_of(gv ? GvCV(gv) : NULL);
    if (!body || body != s->methods[m]) s->is_stock = false;
  }
  s->is_known = true;
  s->generation = poexs_generation_of(aTHX_ s->stash);
  return s->is_stock;
}

/* A class alone says nothing of what is blessed into it: what has another layout is a case for the
 * methods, which complain of it. */
static bool is_stock(pTHX_ poexs_t *px, SV *ref, int i) {
  return SvSTASH(SvRV(ref)) == px->bytes->stock[i].stash &&
         (SvTYPE(SvRV(ref)) == SVt_PVAV) == stocks[i].is_array &&
         has_our_methods(aTHX_ & px->bytes->stock[i], i);
}

/* Any value may be asked about.  The answer holds until Perl code runs: a handler may replace the
 * filter, or a method of it, so whoever called one asks again. */
const poexs_codec_t *poexs_codec_of(pTHX_ poexs_t *px, SV *filter) {
  if (!SvROK(filter) || !SvOBJECT(SvRV(filter)) || SvRMAGICAL(SvRV(filter)) ||
      SvTYPE(SvRV(filter)) > SVt_PVAV)
    return NULL;
  for (int i = 0; i < POEXS_STOCK_FILTERS; i++)
    if (is_stock(aTHX_ px, filter, i)) return stocks[i].codec;
  return NULL;
}

bool poexs_is_stock_driver(pTHX_ poexs_t *px, SV *driver) {
  return SvROK(driver) && SvOBJECT(SvRV(driver)) && !SvRMAGICAL(SvRV(driver)) &&
         is_stock(aTHX_ px, driver, POEXS_STOCK_DRIVER);
}

/* ---- what the room remembers ---- */

void poexs_bytes_init(pTHX_ poexs_t *px) {
  Newxz(px->bytes, 1, poexs_bytes_t);
  find_methods(aTHX_ px);
}

void poexs_bytes_free(pTHX_ poexs_t *px) {
  SvREFCNT_dec(px->bytes->scratch);
  Safefree(px->bytes->stock);
  Safefree(px->bytes);
  px->bytes = NULL;
}
