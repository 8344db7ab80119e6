/* readwrite.c: POE::Wheel::ReadWrite->put, from records to octets in the driver's queue. */
#include "xs/wheels/wheels.h"

#include "xs/kernel/kernel.h"
#include "xs/bytes/bytes.h"

enum {
  HANDLE_OUTPUT = 1,
  FILTER_OUTPUT = 3,
  DRIVER_BOTH = 4,
  MARK_HIGH = 8,
  STATE_HIGH = 12,
  OCTETS = 13,
  AUTOFLUSH = 17
};

/* Mortal; anything can run. */
static SV *method(pTHX_ SV *object, const char *name, SV *arg) {
  SV *args[2];
  args[0] = object;
  args[1] = arg;
  return sv_2mortal(poexs_call_perl(aTHX_ name, args, 2, G_METHOD | G_SCALAR));
}

/* Filter and driver are copies that the caller holds.  The records are copied as well: the filter
 * may keep its list, and must not find the program's own values in it. */
static IV put_by_method(pTHX_ SV *filter, SV *driver, SV **records, I32 n) {
  AV *av = newAV();
  SV *list = sv_2mortal(newRV_noinc((SV *)av)), *octets;
  for (I32 i = 0; i < n; i++) av_push(av, newSVsv(records[i]));
  octets = method(aTHX_ driver, "put", method(aTHX_ filter, "put", list));
  return SvOK(octets) ? SvIV(octets) : 0;
}

/* Straight into the driver's queue.  Returns the driver's count of octets, element 4 of it. */
static IV put_directly(pTHX_ const poexs_codec_t *codec, SV *filter, SV *driver, SV **records,
                       I32 n) {
  AV *self = (AV *)SvRV(driver);
  for (I32 i = 0; i < n; i++)
    poexs_sysrw_queue(aTHX_ self, codec->encode(aTHX_ SvRV(filter), records[i]));
  return poexs_slot_iv(aTHX_ self, 4);
}

/* The records may be on Perl's stack, which can move while Perl code runs: only plain values are
 * encoded from there. */
static bool are_plain(SV **records, I32 n) {
  for (I32 i = 0; i < n; i++)
    if (SvGMAGICAL(records[i]) || SvROK(records[i])) return false;
  return true;
}

/* With stock parts and plain records no Perl code runs, so nothing needs to be held. */
static IV put(pTHX_ poexs_t *px, AV *self, SV **records, I32 n) {
  SV *filter = poexs_slot(aTHX_ self, FILTER_OUTPUT), *driver = poexs_slot(aTHX_ self, DRIVER_BOTH);
  const poexs_codec_t *codec = poexs_codec_of(aTHX_ px, filter);
  if (codec && codec->is_each_record_a_chunk(aTHX_ SvRV(filter)) &&
      poexs_is_stock_driver(aTHX_ px, driver) && are_plain(records, n))
    return put_directly(aTHX_ codec, filter, driver, records, n);
  sv_2mortal(SvREFCNT_inc_simple_NN((SV *)self)); /* they may let go of the wheel */
  return put_by_method(aTHX_ sv_mortalcopy(filter), sv_mortalcopy(driver), records, n);
}

/* put: true while the high mark is reached, in and outside of handlers.  The write select is
 * resumed only when the queue was empty before, as it runs otherwise; a wheel that flushes by
 * itself does so under the same condition.  The state is the writer's, too, which says by events
 * when it changes. */
IV poexs_readwrite_put(pTHX_ poexs_t *px, SV *object, SV **records, I32 n) {
  AV *self = poexs_object_av(aTHX_ object, "the wheel");
  IV before = poexs_slot_iv(aTHX_ self, OCTETS), octets = put(aTHX_ px, self, records, n);
  SV *high;
  bool is_high;
  poexs_slot_set_iv(aTHX_ self, OCTETS, octets);
  if (octets && !before) {
    SV *handle = poexs_slot(aTHX_ self, HANDLE_OUTPUT);
    if (SvOK(handle)) poexs_writer_try(aTHX_ px, handle);
  }
  if (octets && !before && SvTRUE(poexs_slot(aTHX_ self, AUTOFLUSH))) {
    SV *args[1];
    args[0] = sv_2mortal(newRV_inc((SV *)self));
    poexs_call_perl(aTHX_ "flush", args, 1, G_METHOD | G_VOID | G_DISCARD);
    octets = poexs_slot_iv(aTHX_ self, OCTETS);
  }
  high = poexs_slot(aTHX_ self, MARK_HIGH);
  if (!SvOK(high)) return false;
  is_high = SvTRUE(high) && (NV)octets >= SvNV(high);
  poexs_slot_set_iv(aTHX_ self, STATE_HIGH, is_high);
  return is_high;
}
