/* name.c: strings between Perl and the kernel.
 *
 * Event and file names come as the same few constants over and over: a small cache keyed by the
 * address of their bytes finds the interned name, and comparing the bytes makes it safe. */
#include "xs/values/values.h"

/* True when every character above 127 fits Latin-1: such a string is the same hash key in either
 * encoding, so it must be the same name. */
static bool fits_latin1(const char *s, STRLEN len) {
  for (STRLEN i = 0; i < len; i++)
    if ((U8)s[i] > 0xC3) return false;
  return true;
}

typedef struct bytes {
  const char *pv;
  STRLEN len;
  bool utf8;
  SV *scratch; /* mortal copy that owns pv, or NULL */
} bytes_t;

/* The bytes of a value without magic; undef is the empty name.  They live as long as the value, or
 * as the caller's temporaries.  An object is asked for its text, which runs Perl code. */
static bytes_t bytes_of(pTHX_ SV *sv) {
  bytes_t b = {NULL, 0, false, NULL};
  if (!SvOK(sv)) {
    b.pv = "";
    return b;
  }
  b.pv = SvPV_nomg_const(sv, b.len);
  if (!SvUTF8(sv)) return b;
  if (fits_latin1(b.pv, b.len)) {
    b.scratch = sv_2mortal(newSVpvn_utf8(b.pv, b.len, 1));
    sv_utf8_downgrade(b.scratch, 0);
    b.pv = SvPV_const(b.scratch, b.len);
  } else {
    b.utf8 = true;
  }
  return b;
}

static void too_long(STRLEN len) {
  Perl_croak_nocontext("a name of %" UVuf " bytes is too long for POE", (UV)len);
}

/* Runs the object's own way to be a string, which may throw; so it comes before anything is held.
 * Mortal, or the value itself. */
SV *poexs_word(pTHX_ SV *sv) {
  const char *pv;
  STRLEN len;
  if (LIKELY(!SvROK(sv))) {
    if (UNLIKELY(SvPOK(sv) && SvCUR(sv) > POE_NAME_MOST)) too_long(SvCUR(sv));
    return sv;
  }
  pv = SvPV_const(sv, len);
  return newSVpvn_flags(pv, len, SVs_TEMP | SvUTF8(sv));
}

/* Names that nobody holds are freed by the kernel at some time: that changes its generation, and
 * then none of what is in the cache can be trusted. */
static inline __attribute__((always_inline)) poexs_name_slot_t *slot_of(poexs_t *px,
                                                                        const char *pv) {
  if (UNLIKELY(px->values->name_cache_generation != poe_name_generation(px->k))) {
    Zero(px->values->name_cache, POEXS_NAME_CACHE, poexs_name_slot_t);
    px->values->name_cache_generation = poe_name_generation(px->k);
  }
  return &px->values->name_cache[(PTR2UV(pv) >> 4 ^ PTR2UV(pv) >> 12) % POEXS_NAME_CACHE];
}

/* The reference that poe_name_intern gave is handed back at once: the name rests in the kernel's
 * table, and whoever keeps it holds it. */
static poe_name_t *intern(poexs_t *px, const char *pv, STRLEN len, bool utf8) {
  poe_name_t *name = poe_name_intern(px->k, pv, len, utf8);
  if (UNLIKELY(!name)) too_long(len);
  poe_name_unref(px->k, name);
  return name;
}

/* Borrowed, and only until the next name is asked for: that may end one which nobody holds.
 * Interning may itself have ended some, this slot's former one among them; such a slot is not used
 * again. */
poe_name_t *poexs_name_of(pTHX_ poexs_t *px, SV *sv) {
  poexs_name_slot_t *slot;
  const char *pv;
  STRLEN len;
  SvGETMAGIC(sv);
  if (UNLIKELY(!SvPOK(sv) || SvUTF8(sv))) {
    bytes_t b = bytes_of(aTHX_ sv);
    return intern(px, b.pv, b.len, b.utf8);
  }
  pv = SvPVX_const(sv);
  len = SvCUR(sv);
  slot = slot_of(px, pv);
  if (slot->pv == pv && slot->name->len == len && !slot->name->utf8 &&
      memEQ(slot->name->str, pv, len))
    return slot->name;
  slot->name = intern(px, pv, len, false);
  slot->pv = px->values->name_cache_generation == poe_name_generation(px->k) ? pv : NULL;
  return slot->name;
}

/* Makes no name: what the kernel has never heard of is no alias and no signal. */
poe_name_t *poexs_name_find(pTHX_ poexs_t *px, SV *sv) {
  bytes_t b;
  SvGETMAGIC(sv);
  b = bytes_of(aTHX_ sv);
  return poe_name_find(px->k, b.pv, b.len, b.utf8);
}

/* The file of the Perl statement that runs, which for a compiled function is its caller's.  NULL
 * where perl knows none. */
poe_name_t *poexs_caller_file(pTHX_ poexs_t *px) { return poexs_file_of(aTHX_ px, PL_curcop); }

poe_name_t *poexs_file_of(pTHX_ poexs_t *px, const COP *cop) {
  const char *pv = CopFILE(cop);
  poexs_name_slot_t *slot;
  if (UNLIKELY(!pv)) return NULL;
  slot = slot_of(px, pv);
  if (slot->pv == pv && strEQ(slot->name->str, pv)) return slot->name;
  slot->name = intern(px, pv, strlen(pv), false);
  slot->pv = px->values->name_cache_generation == poe_name_generation(px->k) ? pv : NULL;
  return slot->name;
}

/* Packages that do something for whoever calls them. */
static bool is_go_between(pTHX_ const COP *cop) {
  static const char *const names[] = {"POE::Wheel", "POE::Kernel", "POE::Session",
                                      "POE::NFA",   "POE::Pipe",   "POE::Driver"};
  const HV *stash = CopSTASH(cop);
  const char *name = stash ? HvNAME_get(stash) : NULL;
  PERL_UNUSED_CONTEXT;
  if (!name || strnNE(name, "POE::", 5)) return false;
  for (size_t i = 0; i < C_ARRAY_LENGTH(names); i++) {
    size_t len = strlen(names[i]);
    if (strnEQ(name, names[i], len) && (!name[len] || name[len] == ':')) return true;
  }
  return false;
}

/* Outwards through perl's frames of this stack, to the first statement that is nobody's helper. */
const COP *poexs_program_line(pTHX) {
  const COP *cop = PL_curcop;
  if (LIKELY(!is_go_between(aTHX_ cop))) return cop;
  for (I32 i = cxstack_ix; i >= 0; i--) {
    if (CxTYPE(&cxstack[i]) != CXt_SUB) continue;
    cop = cxstack[i].blk_oldcop;
    if (!is_go_between(aTHX_ cop)) return cop;
  }
  return PL_curcop;
}

/* Counted.  A string that perl shares with the keys of hashes: finding a handler, or an element of
 * a heap, needs no comparison then. */
SV *poexs_name_newsv(pTHX_ const poe_name_t *name) {
  return newSVpvn_share(name->str, name->utf8 ? -(I32)name->len : (I32)name->len, 0);
}

/* For the outermost handlers, which get the cached value itself.  One that was written to, or that
 * somebody kept a reference to, is replaced by a fresh one before it is used again; it is dropped
 * when its user is done, as its destructor may call handlers that use the cache, too. */
SV *poexs_name_sv(pTHX_ poexs_t *px, poe_name_t *name) {
  SV *sv = (SV *)name->host, *old = sv;
  if (LIKELY(sv && poexs_name_is_pristine(sv, name->host_key))) return sv;
  name->host = sv = poexs_name_newsv(aTHX_ name);
  name->host_key = SvPVX_const(sv);
  POEXS_ASSERT(poexs_name_is_pristine(sv, name->host_key));
  if (old) sv_2mortal(old);
  return sv;
}

/* For the kernel, when it frees a name.  No handler has the value any more: names of events that
 * run are held. */
void poexs_name_release(void *data, void *cached) {
  dPOEXS(data);
  PERL_UNUSED_VAR(px);
  SvREFCNT_dec((SV *)cached);
}

static poe_name_t *keep(poexs_t *px, const char *s) {
  return poe_name_intern(px->k, s, strlen(s), false);
}

/* A file of ours under the path by which perl loaded it.  One that was not loaded, as the kernel
 * does not need it, lies beside this module. */
static poe_name_t *keep_file(pTHX_ poexs_t *px, const char *path) {
  HV *inc = GvHVn(PL_incgv);
  SV **loaded = hv_fetch(inc, path, (I32)strlen(path), 0), **ours = hv_fetchs(inc, "POE/XS.pm", 0);
  SV *file = loaded && SvPOK(*loaded) ? *loaded : NULL;
  const char *end = ours && SvPOK(*ours) ? strstr(SvPVX(*ours), "POE/XS.pm") : NULL;
  if (!file && end && strEQ(end, "POE/XS.pm"))
    file = sv_2mortal(Perl_newSVpvf(aTHX_ "%.*s%s", (int)(end - SvPVX(*ours)), SvPVX(*ours), path));
  return file ? poe_name_hold(px->k, poexs_name_of(aTHX_ px, file)) : keep(px, path);
}

/* Names that the binding itself uses.  The references are never given back: with the kernel they
 * all go. */
void poexs_names_init(pTHX_ poexs_t *px) {
  poexs_known_names_t *n = &px->values->names;
  n->start = keep(px, "_start");
  n->stop = keep(px, "_stop");
  n->child = keep(px, "_child");
  n->parent = keep(px, "_parent");
  n->signal = keep(px, "_signal");
  n->deflt = keep(px, "_default");
  n->gc = keep(px, "_garbage_collect");
  n->future = keep(px, "_complete_future");
  n->scpoll = keep(px, "_sigchld_poll");
  n->empty = keep(px, "");
  n->die = keep(px, "DIE");
  n->idle = keep(px, "IDLE");
  n->zombie = keep(px, "ZOMBIE");
  n->file_kernel = keep_file(aTHX_ px, "POE/Kernel.pm");
  n->file_sessions = keep_file(aTHX_ px, "POE/Resource/Sessions.pm");
  n->file_handles = keep_file(aTHX_ px, "POE/Resource/FileHandles.pm");
  n->file_loop = keep_file(aTHX_ px, "POE/Loop/PerlSignals.pm");
}
