/* slots.c: the elements of @$poe_kernel, which introspection modules read.
 *
 * Each element is a magical scalar that makes its value when it is read: tables are snapshots, the
 * active session, event and type and the run flags are references to live scalars, the flags
 * writable. */
#include "xs/views/views.h"

#include "xs/values/values.h"

enum { LIVE_SESSION = 4, LIVE_RUN = 11, LIVE_EVENT = 12, LIVE_TYPE = 14, SLOTS = 15 };

/* Read at any time, also while the program ends, when there may be nothing to tell any more.  Such
 * a scalar can outlive the kernel in a program's hands. */
static int get_live(pTHX_ SV *sv, MAGIC *mg) {
  poexs_t *px = poexs_here(aTHX);
  const poe_frame_t *f;
  if (!px || !px->k) return 0;
  f = poe_frame_top(px->k);
  switch ((int)mg->mg_private) {
  case LIVE_SESSION: {
    SV *ref = sv_2mortal(poexs_session_newref(aTHX_ px, poe_active_session(px->k)));
    sv_setsv(sv, ref);
    sv_rvweaken(sv); /* looking must not keep a session alive */
    break;
  }
  case LIVE_RUN: sv_setuv(sv, px->run_flags); break;
  case LIVE_EVENT:
    sv_setsv(sv, sv_2mortal(poexs_given_or_name(aTHX_ poexs_frame_given(f), f ? f->event : NULL)));
    break;
  default:
    if (f)
      sv_setuv(sv, f->type);
    else
      sv_setsv(sv, &PL_sv_undef);
  }
  return 0;
}

/* Only the run flags can be written; what is assigned to the others is gone at the next look. */
static int set_live(pTHX_ SV *sv, MAGIC *mg) {
  poexs_t *px = poexs_here(aTHX);
  if (px && mg->mg_private == LIVE_RUN) px->run_flags = SvUV_nomg(sv);
  return 0;
}

static MGVTBL live_vtbl = {get_live, set_live, NULL, NULL, NULL, NULL, NULL, NULL};

/* Tables are made by a Perl function that knows their shape.  It runs wherever a program looks, be
 * it in an argument list: on a stack of its own, and what it makes lives only as what the element
 * holds.  It leaves with what it throws. */
static int get_table(pTHX_ SV *sv, MAGIC *mg) {
  dSP;
  SV *value;
  if (PL_dirty) return 0;
  PUSHSTACKi(PERLSI_MAGIC);
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  XPUSHs(sv_2mortal(newSViv(mg->mg_private)));
  PUTBACK;
  if (call_pv("POE::Kernel::_slot_snapshot", G_SCALAR) == 1) {
    SPAGAIN;
    value = POPs;
    sv_setsv(sv, value);
    PUTBACK;
  }
  FREETMPS;
  LEAVE;
  POPSTACK;
  return 0;
}

static MGVTBL table_vtbl = {get_table, NULL, NULL, NULL, NULL, NULL, NULL, NULL};

/* The slot's number goes into the magic: one table of functions serves all of a kind. */
static void add_magic(pTHX_ SV *sv, MGVTBL *vtbl, int slot) {
  MAGIC *mg;
  SvUPGRADE(sv, SVt_PVMG);
  mg = sv_magicext(sv, NULL, PERL_MAGIC_ext, vtbl, NULL, 0);
  mg->mg_private = (U16)slot;
}

/* Counted.  Live slots are references to the scalar that has the magic, as POE's are to its own
 * variables; the first value of the session's is the kernel, which is active then.  The other
 * numbers hold nothing: what POE keeps there does not exist here. */
static SV *new_slot(pTHX_ poexs_t *px, int slot) {
  SV *sv = newSV(0);
  switch (slot) {
  case LIVE_SESSION:
  case LIVE_RUN:
  case LIVE_EVENT:
  case LIVE_TYPE: {
    SV *ref = newRV_noinc(sv);
    if (slot == LIVE_SESSION) {
      sv_setsv(sv, sv_2mortal(newRV_inc((SV *)px->object)));
      sv_rvweaken(sv);
    }
    add_magic(aTHX_ sv, &live_vtbl, slot);
    return ref;
  }
  case 0:
  case 1:
  case 2:
  case 3:
  case 5:
  case 6:
  case 13: add_magic(aTHX_ sv, &table_vtbl, slot); return sv;
  default: return sv;
  }
}

/* The array is that of $poe_kernel and stays so; modules may hold it. */
void poexs_slots_init(pTHX_ poexs_t *px) {
  av_clear(px->object);
  for (int i = 0; i < SLOTS; i++) av_push(px->object, new_slot(aTHX_ px, i));
}
