/* adapt.c: handlers that are made of others.
 *
 * What a component puts around a program's handler, because every event asks the same (whether the
 * session is shutting down) or brings the same along, would cost a Perl function for each event.
 * These are compiled, and dispatch sees through them. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"

enum { CODE, FIRST, KEY };
enum { HAS_FIRST = 1, HAS_KEY = 2, WHEN_TRUE = 4 };

/* Holds the parts; a new thread gets copies of them along with the function. */
static MGVTBL adapted_vtbl = {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};

/* ---- whether it is to be called ---- */

/* As perl dereferences it: overloading runs, and what is no hash croaks in perl's words, at the
 * handler's call, where the Perl function would have done it. */
static HV *hash_of(pTHX_ SV *heap) {
  SvGETMAGIC(heap);
  if (SvROK(heap) && SvAMAGIC(heap)) heap = amagic_deref_call(heap, to_hv_amg);
  if (!SvROK(heap) || SvTYPE(SvRV(heap)) != SVt_PVHV) croak("Not a HASH reference");
  return (HV *)SvRV(heap);
}

static bool is_open(pTHX_ const MAGIC *mg, SV **part, SV *heap) {
  HE *he;
  if (!(mg->mg_private & HAS_KEY)) return true;
  he = poexs_entry_of(aTHX_ hash_of(aTHX_ heap), part[KEY]);
  return (he && SvTRUE(HeVAL(he))) == ((mg->mg_private & WHEN_TRUE) != 0);
}

typedef enum poexs_gate { SHUT, OPEN, UNKNOWN } poexs_gate_t;

/* The same, where finding out takes no Perl code, nor an error. */
static poexs_gate_t gate_of(pTHX_ const MAGIC *mg, SV **part, SV *heap) {
  HE *he;
  if (!(mg->mg_private & HAS_KEY)) return OPEN;
  if (!SvROK(heap) || SvTYPE(SvRV(heap)) != SVt_PVHV || SvRMAGICAL(SvRV(heap)) || SvAMAGIC(heap))
    return UNKNOWN;
  he = poexs_entry_of(aTHX_(HV *) SvRV(heap), part[KEY]);
  if (he && (SvROK(HeVAL(he)) || SvGMAGICAL(HeVAL(he)))) return UNKNOWN;
  return (he && SvTRUE(HeVAL(he))) == ((mg->mg_private & WHEN_TRUE) != 0) ? OPEN : SHUT;
}

/* ---- as a function ---- */

/* Borrowed from the function: they stay as long as it does. */
static SV **parts_of(const MAGIC *mg) {
  POEXS_ASSERT(AvFILLp((AV *)mg->mg_obj) >= (mg->mg_private & HAS_KEY ? KEY : FIRST));
  return AvARRAY((AV *)mg->mg_obj);
}

/* Where somebody calls it without dispatch: a program, a trace, a session of another class.  The
 * arguments are handed on as they are; the first one is counted meanwhile, as the code may drop the
 * handler.  Results stay on the stack for the caller. */
XS_INTERNAL(run_adapted) {
  enum { HEAP = 3 };
  dXSARGS;
  const MAGIC *mg = mg_findext((SV *)cv, PERL_MAGIC_ext, &adapted_vtbl);
  SV **part = parts_of(mg), *code = SvRV(part[CODE]);
  if (items <= HEAP) croak("this is a handler, with the heap as an argument");
  if (!is_open(aTHX_ mg, part, ST(HEAP))) XSRETURN_EMPTY;
  if (mg->mg_private & HAS_FIRST) {
    EXTEND(PL_stack_base + ax + items - 1, 1);
    Move(&ST(0), &ST(1), items, SV *);
    ST(0) = sv_2mortal(SvREFCNT_inc_simple_NN(part[FIRST]));
    items++;
  }
  PUSHMARK(PL_stack_base + ax - 1);
  PL_stack_sp = PL_stack_base + ax + items - 1;
  items = call_sv(code, GIMME_V);
  for (I32 i = 0; i < items; i++) ST(i) = PL_stack_sp[i + 1 - items];
  XSRETURN(items);
}

/* A counted reference to a new function.  It owns copies of all it is made of; the key is a shared
 * string, as the heap's are. */
SV *poexs_adapt(pTHX_ SV *code, SV *first, SV *key, bool when) {
  CV *cv = newXS(NULL, run_adapted, __FILE__);
  AV *parts = newAV();
  MAGIC *mg;
  av_push(parts, newSVsv(code));
  av_push(parts, first ? newSVsv(first) : newSV(0));
  if (key) {
    STRLEN n;
    const char *pv = SvPV_const(key, n);
    av_push(parts, newSVpvn_share(pv, SvUTF8(key) ? -(I32)n : (I32)n, 0));
  }
  mg = sv_magicext((SV *)cv, (SV *)parts, PERL_MAGIC_ext, &adapted_vtbl, NULL, 0);
  mg->mg_private = (U16)((first ? HAS_FIRST : 0) | (key ? HAS_KEY : 0) | (when ? WHEN_TRUE : 0));
  SvREFCNT_dec((SV *)parts);
  return newRV_noinc((SV *)cv);
}

/* ---- seen through ---- */

/* What is to be called in place of a compiled handler, and with what in front of the arguments:
 * itself, where it is not adapted or the heap does not tell plainly; NULL when nothing is to be
 * called. */
SV *poexs_adapted(pTHX_ SV *handler, SV *heap, SV **first) {
  const CV *cv = (const CV *)SvRV(handler);
  const MAGIC *mg;
  poexs_gate_t gate;
  SV **part;
  *first = NULL;
  if (CvXSUB(cv) != run_adapted) return handler;
  mg = mg_findext((const SV *)cv, PERL_MAGIC_ext, &adapted_vtbl);
  part = parts_of(mg);
  gate = gate_of(aTHX_ mg, part, heap);
  if (gate != OPEN) return gate == SHUT ? NULL : handler;
  if (mg->mg_private & HAS_FIRST) *first = sv_2mortal(SvREFCNT_inc_simple_NN(part[FIRST]));
  return part[CODE];
}
