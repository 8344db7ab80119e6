/* entry.c: hashes looked into with names. */
#include "xs/values/values.h"

/* Keys of hashes are shared strings, as our names are: nearly always it is the very same one.  The
 * entry is borrowed from the hash.  Only a tied hash runs Perl code, and may throw. */
HE *poexs_entry_of(pTHX_ HV *hv, SV *key) {
  const HEK *hek = SvSHARED_HEK_FROM_PV(SvPVX_const(key));
  POEXS_ASSERT(SvPOK(key) && SvIsCOW_shared_hash(key));
  if (LIKELY(!SvRMAGICAL(hv) && HvARRAY(hv)))
    for (HE *he = HvARRAY(hv)[HEK_HASH(hek) & HvMAX(hv)]; he; he = HeNEXT(he))
      if (HeKEY_hek(he) == hek) return he;
  return hv_fetch_ent(hv, key, 0, HEK_HASH(hek));
}
