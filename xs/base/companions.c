/* companions.c: modules that come with POE, loaded when a program first names something of theirs.
 *
 * POE 1.370 loads POSIX, the IO family and others for itself, and programs use them without saying
 * so.  Here nothing of ours needs them at first, and they take longer to load than all of POE.  So
 * the symbol table of each such package is given magic that perl calls before it looks a name up in
 * it: when a name of the package is compiled, a method is looked for, can() or defined() ask. The
 * magic takes itself away and loads the module, and the look-up finds what there is.  Nothing is
 * put into the package, and %INC says what is so. */
#include "xs/base/base.h"

static I32 is_looked_into(pTHX_ IV action, SV *table);

static MAGIC *watch_of(HV *stash) {
  MAGIC *mg;
  for (mg = SvMAGIC((SV *)stash); mg; mg = mg->mg_moremagic)
    if (mg->mg_type == PERL_MAGIC_uvar && mg->mg_ptr &&
        ((struct ufuncs *)(void *)mg->mg_ptr)->uf_val == is_looked_into)
      break;
  return mg;
}

/* The magic itself stays: perl still holds it when the look-up goes on. */
static void set_watch(HV *stash, MAGIC *mg, bool on) {
  mg->mg_virtual = on ? (MGVTBL *)&PL_vtbl_uvar : NULL;
  mg_magical((SV *)stash);
}

/* perl itself asks for ends of objects and for what is overloaded, in handles without end, and for
 * ancestors and packages within, which mean nothing when they are there already. */
static bool is_use(pTHX_ HV *stash, SV *key) {
  STRLEN length;
  const char *name = SvPV_const(key, length);
  if (length == 0 || *name == '(') return false;
  if (strEQ(name, "DESTROY") || strEQ(name, "AUTOLOAD")) return false;
  if (strEQ(name, "ISA") || (length > 2 && strEQ(name + length - 2, "::")))
    return !hv_exists_ent(stash, key, 0);
  return true;
}

/* The compiled part of a module may define functions in packages of others, as IO's does in
 * IO::Socket: that is no use of them. */
static bool is_defined_by_another(pTHX) {
  const PERL_CONTEXT *frame = cxstack_ix < 0 ? NULL : &cxstack[cxstack_ix];
  const HV *package = frame && CxTYPE(frame) == CXt_SUB ? CvSTASH(frame->blk_sub.cv) : NULL;
  const char *name = package ? HvNAME_get(package) : NULL;
  return name && (strEQ(name, "XSLoader") || strEQ(name, "DynaLoader"));
}

static SV *file_of(pTHX_ HV *stash) {
  SV *file = newSVpvs_flags("", SVs_TEMP);
  for (const char *c = HvNAME_get(stash); *c; c++) {
    const bool parts = c[0] == ':' && c[1] == ':';
    sv_catpvn(file, parts ? "/" : c, 1);
    if (parts) c++;
  }
  sv_catpvs(file, ".pm");
  return file;
}

/* Whoever looks may be on its way through the ancestors of a class below this one: a list that is
 * made anew when the module says what its own ancestors are. */
static void keep_lists_of_ancestors(pTHX_ HV *stash) {
  SV **below = PL_isarev ? hv_fetch(PL_isarev, HvNAME_get(stash), HvNAMELEN_get(stash), 0) : NULL;
  HE *entry;
  if (!below) return;
  hv_iterinit((HV *)*below);
  while ((entry = hv_iternext((HV *)*below))) {
    HV *class = gv_stashsv(hv_iterkeysv(entry), 0);
    if (class) sv_2mortal(SvREFCNT_inc((SV *)mro_get_linear_isa(class)));
  }
}

/* Returns what went wrong, or NULL. A look-up changes neither $! nor $@. */
static SV *load(pTHX_ SV *file) {
  SV *error = NULL;
  dSAVE_ERRNO;
  ENTER;
  save_scalar(PL_errgv);
  poexs_call_perl(aTHX_ "POE::XS::_load_companion", &file, 1, G_VOID | G_DISCARD | G_EVAL);
  if (poexs_has_thrown(aTHX)) error = sv_mortalcopy(ERRSV);
  LEAVE;
  RESTORE_ERRNO;
  return error;
}

/* A module that cannot be loaded now, for want of descriptors, is tried again. */
static void bring(pTHX_ HV *stash, MAGIC *mg) {
  SV *file = file_of(aTHX_ stash), *error;
  if (hv_exists_ent(GvHVn(PL_incgv), file, 0)) return;
  keep_lists_of_ancestors(aTHX_ stash);
  error = load(aTHX_ file);
  if (!error) return;
  set_watch(stash, mg, true);
  croak_sv(error);
}

/* Within a compartment that allows only some operators nothing can be loaded. */
static I32 is_looked_into(pTHX_ IV action, SV *table) {
  HV *stash = (HV *)table;
  MAGIC *mg = watch_of(stash);
  PERL_UNUSED_ARG(action);
  if (!mg || !mg->mg_obj || !HvNAME_get(stash) || PL_op_mask || PL_dirty) return 0;
  if (is_defined_by_another(aTHX)) return 0;
  set_watch(stash, mg, false);
  if (is_use(aTHX_ stash, mg->mg_obj))
    bring(aTHX_ stash, mg);
  else
    set_watch(stash, mg, true);
  return 0;
}

/* Code that was compiled before us and names something of the package asks for it no more. */
static bool is_named(pTHX_ HV *stash) {
  bool named = false;
  HE *entry;
  hv_iterinit(stash);
  while ((entry = hv_iternext(stash)))
    if (is_use(aTHX_ stash, hv_iterkeysv(entry))) named = true;
  return named;
}

void poexs_add_companion(pTHX_ SV *package) {
  struct ufuncs functions = {is_looked_into, NULL, 0};
  HV *stash = gv_stashsv(package, GV_ADD);
  if (watch_of(stash) || hv_exists_ent(GvHVn(PL_incgv), file_of(aTHX_ stash), 0)) return;
  sv_magic((SV *)stash, NULL, PERL_MAGIC_uvar, (char *)&functions, sizeof functions);
  if (!is_named(aTHX_ stash)) return;
  set_watch(stash, watch_of(stash), false);
  bring(aTHX_ stash, watch_of(stash));
}
