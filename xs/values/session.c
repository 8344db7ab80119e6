/* session.c: session objects.
 *
 * The kernel's session hangs off the referent of the Perl object through extension magic, whose
 * table address proves the type.  While the session is in service the binding holds a counted
 * reference to the referent; the magic goes when the session is released. */
#include "xs/values/values.h"

static int dup_session_magic(pTHX_ MAGIC *mg, CLONE_PARAMS *param) {
  PERL_UNUSED_ARG(param);
  mg->mg_ptr = NULL; /* a new thread starts with an empty kernel */
  return 0;
}

static MGVTBL session_vtbl = {NULL, NULL, NULL, NULL, NULL, NULL, dup_session_magic, NULL};

/* Borrowed; also of a session that is gone but not yet freed.  The magic is looked for by the
 * address of its table, which no program can forge. */
static poe_session_t *of_referent(SV *object) {
  MAGIC *mg;
  if (SvTYPE(object) < SVt_PVMG) return NULL;
  for (mg = SvMAGIC(object); mg; mg = mg->mg_moremagic)
    if (mg->mg_type == PERL_MAGIC_ext && mg->mg_virtual == &session_vtbl)
      return (poe_session_t *)(void *)mg->mg_ptr;
  return NULL;
}

/* Borrowed; NULL for any value that is no reference to a session in service.  Runs no Perl code: it
 * is asked about whatever a program gives. */
poe_session_t *poexs_session_of(pTHX_ poexs_t *px, SV *ref) {
  poe_session_t *s;
  PERL_UNUSED_ARG(px);
  PERL_UNUSED_CONTEXT;
  if (!SvROK(ref)) return NULL;
  s = of_referent(SvRV(ref));
  return s && !s->gone ? s : NULL;
}

/* Borrowed.  The kernel's own session has no record: its object is $poe_kernel's. */
static SV *object_of(poexs_t *px, const poe_session_t *s) {
  return s->host ? ((poexs_session_t *)s->host)->object : (SV *)px->object;
}

/* A session's reference in string form still names it: Class=ARRAY(0x...).  The address finds the
 * session and the whole string confirms it, in the form in which the class itself prints. */
static poe_session_t *by_string_form(pTHX_ poexs_t *px, const char *pv, STRLEN len) {
  const char *paren;
  UV address;
  if (len < 5 || pv[len - 1] != ')') return NULL;
  paren = (const char *)memchr(pv, '(', len);
  if (!paren || strnNE(paren, "(0x", 3)) return NULL;
  address = (UV)strtoull(paren + 1, NULL, 16);
  for (poe_session_t *s = NULL; (s = poe_session_each(px->k, s));) {
    SV *object = object_of(px, s), *ref;
    const char *form;
    STRLEN n;
    if (PTR2UV(object) != address) continue;
    ref = sv_2mortal(newRV_inc(object));
    form = SvPV_const(ref, n);
    return n == len && memEQ(form, pv, n) ? s : NULL;
  }
  return NULL;
}

/* Decimal digits in the form that a number would print as. */
static bool is_canonical_id(const char *pv, STRLEN len, int64_t *id) {
  *id = 0;
  if (len == 0 || len > 18 || pv[0] == '0') return false;
  for (STRLEN i = 0; i < len; i++) {
    if (pv[i] < '0' || pv[i] > '9') return false;
    *id = *id * 10 + (pv[i] - '0');
  }
  return true;
}

/* A value with magic, or an object, runs Perl code. */
bool poexs_is_id(pTHX_ SV *sv, int64_t *id) {
  const char *pv;
  STRLEN len;
  SvGETMAGIC(sv);
  if (SvIOK(sv) && !SvPOK(sv)) {
    *id = SvIVX(sv);
    return *id > 0;
  }
  if (!SvOK(sv)) return false;
  pv = SvPV_nomg_const(sv, len);
  return is_canonical_id(pv, len, id);
}

/* By ID alone, as functions of the private interface are called.  The kernel's own session goes by
 * the kernel's ID. */
poe_session_t *poexs_by_id(pTHX_ poexs_t *px, SV *sid) {
  int64_t id;
  if (poexs_is_id(aTHX_ sid, &id)) return poe_session_find(px->k, id);
  if (SvOK(sid) && px->id && sv_eq(sid, px->id)) {
    poe_session_t *own = poe_kernel_session(px->k);
    return own->gone ? NULL : own;
  }
  return NULL;
}

/* In the order in which POE tries: an object's string, an ID, an alias. */
static poe_session_t *by_text(pTHX_ poexs_t *px, SV *sv) {
  STRLEN len;
  const char *pv = SvPV_nomg_const(sv, len);
  poe_session_t *s = by_string_form(aTHX_ px, pv, len);
  poe_name_t *name;
  if (!s) s = poexs_by_id(aTHX_ px, sv);
  if (!s && (name = poexs_name_find(aTHX_ px, sv))) s = poe_alias_find(name);
  return s;
}

/* For those functions that take sessions only, neither IDs nor aliases. */
poe_session_t *poexs_by_form(pTHX_ poexs_t *px, SV *sv) {
  STRLEN len;
  const char *pv;
  SvGETMAGIC(sv);
  if (SvROK(sv)) return poexs_session_of(aTHX_ px, sv);
  if (!SvOK(sv)) return NULL;
  pv = SvPV_nomg_const(sv, len);
  return by_string_form(aTHX_ px, pv, len);
}

/* For typemaps: never NULL.  What is no object gets perl's own words, as POE would call its ID
 * method. */
poe_session_t *poexs_need_session(pTHX_ poexs_t *px, SV *ref) {
  poe_session_t *s = poexs_session_of(aTHX_ px, ref);
  if (s) return s;
  if (!SvROK(ref))
    croak("Can't locate object method \"ID\" via package \"%" SVf
          "\" (perhaps you forgot to load \"%" SVf "\"?)",
          SVfARG(ref), SVfARG(ref));
  croak("%" SVf " is not a session of this kernel", SVfARG(ref));
}

/* What post and call take: a session, an ID, an alias, a string form.  Borrowed, until Perl code
 * runs.  The kinds that programs mostly use are tried first; where one could be another kind as
 * well (an alias of digits, or with a closing parenthesis) by_text decides. */
poe_session_t *poexs_resolve(pTHX_ poexs_t *px, SV *sv) {
  poe_session_t *s;
  SvGETMAGIC(sv);
  if (SvROK(sv)) {
    s = of_referent(SvRV(sv));
    if (LIKELY(s != NULL)) return s->gone ? NULL : s;
  } else if (SvIOK(sv) && !SvPOK(sv)) {
    s = SvIVX(sv) > 0 ? poe_session_find(px->k, SvIVX(sv)) : NULL;
    if (s) return s;
  } else if (SvPOK(sv) && !SvUTF8(sv)) { /* nearly always an alias or an ID */
    poe_name_t *name = poe_name_find(px->k, SvPVX_const(sv), SvCUR(sv), false);
    s = name ? poe_alias_find(name) : NULL;
    if (s && (SvPVX_const(sv)[0] > '9' || SvPVX_const(sv)[0] < '0') &&
        (SvCUR(sv) == 0 || SvPVX_const(sv)[SvCUR(sv) - 1] != ')'))
      return s;
  }
  if (!SvOK(sv)) return NULL;
  return by_text(aTHX_ px, sv);
}

/* Counted.  It keeps the object, not the session in service. */
SV *poexs_session_newref(pTHX_ poexs_t *px, const poe_session_t *s) {
  return newRV_inc(object_of(px, s));
}

/* Only ever a sender. */
static SV *kernel_arg(pTHX_ poexs_t *px) {
  SV *sv = px->values->kernel;
  if (LIKELY(sv && SvREFCNT(sv) == 1 && SvFLAGS(sv) == (SVt_IV | SVf_ROK) &&
             SvRV(sv) == (SV *)px->object))
    return sv;
  px->values->kernel = newRV_inc((SV *)px->object);
  if (sv) sv_2mortal(sv);
  return px->values->kernel;
}

/* Borrowed from the session's record, and handed to handlers as it is; see poexs_name_sv.  Each
 * role has one, because $_[SESSION] and $_[SENDER] are two variables also where they are one
 * session. */
SV *poexs_session_arg(pTHX_ poexs_t *px, poe_session_t *s, int role) {
  poexs_session_t *ps = (poexs_session_t *)s->host;
  SV *sv, *old;
  if (UNLIKELY(!ps)) return kernel_arg(aTHX_ px);
  sv = old = ps->arguments[role];
  if (LIKELY(sv && SvREFCNT(sv) == 1 && SvFLAGS(sv) == (SVt_IV | SVf_ROK) &&
             SvRV(sv) == ps->object))
    return sv;
  ps->arguments[role] = sv = newRV_inc(ps->object);
  POEXS_ASSERT(SvREFCNT(sv) == 1 && SvREFCNT(ps->object) > 1);
  if (old) sv_2mortal(old);
  return sv;
}

SV *poexs_session_newid(pTHX_ poexs_t *px, const poe_session_t *s) {
  return s == poe_kernel_session(px->k) ? newSVsv(px->id) : newSViv((IV)poe_session_id(s));
}

/* Our magic has nothing to say about elements: without the mark Perl and we go straight to them.
 * An object that was a session before, and is made one again, gets the new one's magic. */
void poexs_session_bind(pTHX_ poexs_t *px, SV *object, poe_session_t *s) {
  bool is_plain = !SvMAGICAL(object);
  PERL_UNUSED_ARG(px);
  sv_unmagicext(object, PERL_MAGIC_ext, &session_vtbl);
  sv_magicext(object, NULL, PERL_MAGIC_ext, &session_vtbl, (const char *)(void *)s, 0)->mg_flags |=
      MGf_DUP;
  if (is_plain) SvMAGICAL_off(object);
  POEXS_ASSERT(of_referent(object) == s);
}

/* Puts an object into service, under an ID that nobody has.  Borrowed from the kernel, which keeps
 * a copy of the record; the count of the referent is what lets a program drop all its references.
 * No Perl code runs.  The new session is marked for collection until something keeps it. */
poe_session_t *poexs_session_attach(pTHX_ poexs_t *px, SV *ref, int64_t id, poe_session_t *parent) {
  poexs_session_t ps;
  poe_session_t *s;
  Zero(&ps, 1, poexs_session_t);
  ps.object = SvREFCNT_inc_simple_NN(SvRV(ref));
  s = poe_session_new(px->k, id, parent, &ps);
  POEXS_ASSERT(s->host != &ps && ((poexs_session_t *)s->host)->object == ps.object);
  poexs_session_bind(aTHX_ px, ps.object, s);
  return s;
}

/* Whether this class finds its handlers as POE::Session does.  The answer holds until methods of
 * the class or of one above it change. */
bool poexs_session_is_stock(pTHX_ poexs_t *px, poexs_session_t *ps) {
  HV *stash = SvOBJECT(ps->object) ? SvSTASH(ps->object) : NULL;
  U32 generation;
  GV *gv;
  if (UNLIKELY(!stash)) return false;
  generation = poexs_generation_of(aTHX_ stash);
  if (LIKELY(ps->stash == stash && ps->generation == generation)) return ps->stock;
  gv = gv_fetchmeth_pvn(stash, "_invoke_state", 13, 0, 0);
  ps->stash = stash;
  ps->generation = poexs_generation_of(aTHX_ stash);
  ps->stock = gv && GvCV(gv) == px->values->stock_invoke && SvTYPE(ps->object) == SVt_PVAV;
  return ps->stock;
}

/* For the kernel, when it frees a session's memory: no frame runs in it any more, and the record
 * goes with it.  The object loses its magic before the last counts drop, as destructors may look at
 * it.  While an interpreter ends, perl may have freed the object already. */
void poexs_session_release(void *data, poe_session_t *s) {
  dPOEXS(data);
  poexs_session_t *ps = (poexs_session_t *)s->host;
  SV *object = ps->object, *arguments[2];
  PERL_UNUSED_VAR(px);
  POEXS_ASSERT(s->gone && s->pins == 0);
  Copy(ps->arguments, arguments, 2, SV *);
  s->host = NULL;
  if (SvREFCNT(object) > 0 && of_referent(object) == s)
    sv_unmagicext(object, PERL_MAGIC_ext, &session_vtbl);
  SvREFCNT_dec(arguments[0]);
  SvREFCNT_dec(arguments[1]);
  SvREFCNT_dec(object);
}
