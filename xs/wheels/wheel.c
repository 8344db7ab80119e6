/* wheel.c: the short way through the life of a POE::Wheel::ReadWrite.
 *
 * Servers make and drop one for each connection.  Most are made of a plain handle, filters and
 * names of events, in a session that keeps POE::Session's methods, for a kernel whose methods
 * nobody replaced. These are built and taken apart here, in the very shape that the Perl
 * constructor gives them; for anything else, errors included, the functions say so and the caller
 * goes the long way. */
#include "xs/wheels/wheels.h"

#include "xs/values/values.h"
#include "xs/kernel/kernel.h"
#include "xs/bytes/bytes.h"

enum {
  HANDLE_INPUT,
  HANDLE_OUTPUT,
  FILTER_INPUT,
  FILTER_OUTPUT,
  DRIVER_BOTH,
  EVENT_INPUT,
  EVENT_ERROR,
  EVENT_FLUSHED,
  OCTETS = 13,
  STATE_WRITE,
  STATE_READ,
  UNIQUE_ID,
  AUTOFLUSH
};

static const char *const package = "POE::Wheel::ReadWrite";

static const char *const watch_methods[POEXS_WATCHERS] = {
    "POE::Kernel::state", "POE::Kernel::select_read", "POE::Kernel::select_write",
    "POE::Kernel::select_pause_write"};

/* Globs rather than functions: what a program puts there in place of ours is seen. */
void poexs_wheels_init(pTHX_ poexs_t *px) {
  Newxz(px->wheels, 1, poexs_wheels_t);
  for (int i = 0; i < POEXS_WATCHERS; i++) {
    px->wheels->watch_gv[i] = gv_fetchpv(watch_methods[i], GV_ADDMULTI, SVt_PVCV);
    px->wheels->stock_watch[i] = GvCV(px->wheels->watch_gv[i]);
  }
  px->wheels->wheel_stash = gv_stashpv(package, GV_ADD);
  px->wheels->take_id_gv = gv_fetchpvs("POE::Wheel::allocate_wheel_id", GV_ADDMULTI, SVt_PVCV);
  px->wheels->free_id_gv = gv_fetchpvs("POE::Wheel::free_wheel_id", GV_ADDMULTI, SVt_PVCV);
  px->wheels->driver_gv = gv_fetchpvs("POE::Driver::SysRW::new", GV_ADDMULTI, SVt_PVCV);
  px->wheels->stock_driver = GvCV(px->wheels->driver_gv);
}

/* A program, or a trace, that replaced one of these methods has to see the wheel call it. */
static bool is_kernel_stock(const poexs_t *px) {
  for (int i = 0; i < POEXS_WATCHERS; i++)
    if (GvCV(px->wheels->watch_gv[i]) != px->wheels->stock_watch[i]) return false;
  return true;
}

/* ---- parameters ---- */

typedef struct poexs_wheel {
  SV *handle, *filter_in, *filter_out, *driver, *input, *error, *flushed; /* borrowed */
} poexs_wheel_t;

/* NULL for any parameter that is not of the usual ones: the Perl constructor knows all of them. */
static SV **place_of(poexs_wheel_t *w, const char *name, STRLEN len) {
  static const struct {
    const char *name;
    size_t at;
  } known[] = {
      {"Handle", offsetof(poexs_wheel_t, handle)},
      {"InputFilter", offsetof(poexs_wheel_t, filter_in)},
      {"OutputFilter", offsetof(poexs_wheel_t, filter_out)},
      {"Driver", offsetof(poexs_wheel_t, driver)},
      {"InputEvent", offsetof(poexs_wheel_t, input)},
      {"ErrorEvent", offsetof(poexs_wheel_t, error)},
      {"FlushedEvent", offsetof(poexs_wheel_t, flushed)},
  };
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strlen(known[i].name) == len && memEQ(known[i].name, name, len))
      return (SV **)(void *)((char *)w + known[i].at);
  return NULL;
}

/* Each at most once, and defined. */
static bool take_parameter(poexs_wheel_t *w, SV *name, SV *value) {
  SV **place;
  if (!SvPOK(name) || SvGMAGICAL(name) || SvGMAGICAL(value) || !SvOK(value)) return false;
  if (SvCUR(name) == 6 && memEQ(SvPVX_const(name), "Filter", 6)) {
    if (w->filter_in || w->filter_out) return false;
    w->filter_in = w->filter_out = value;
    return true;
  }
  place = place_of(w, SvPVX_const(name), SvCUR(name));
  if (!place || *place) return false;
  *place = value;
  return true;
}

/* False: some are for the Perl constructor, which also has the words for what is wrong with
 * them. */
static bool take_parameters(poexs_wheel_t *w, SV **params, I32 n) {
  if (n % 2) return false;
  for (I32 i = 0; i < n; i += 2)
    if (!take_parameter(w, params[i], params[i + 1])) return false;
  return w->handle && w->filter_in && w->filter_out;
}

/* ---- making ---- */

/* Counted.  A program that replaced the driver's constructor gets it called, and with it Perl code
 * runs that may throw: the wheel is mortal by then. */
static SV *new_driver(pTHX_ const poexs_t *px) {
  SV *class;
  if (LIKELY(GvCV(px->wheels->driver_gv) == px->wheels->stock_driver))
    return poexs_sysrw_new(aTHX_ GvSTASH(px->wheels->driver_gv));
  class = sv_2mortal(newSVpvs("POE::Driver::SysRW"));
  return poexs_call_perl(aTHX_ "new", &class, 1, G_METHOD | G_SCALAR);
}

/* Takes the value. */
static void set(pTHX_ AV *self, SSize_t slot, SV *value) {
  if (!av_store(self, slot, value)) SvREFCNT_dec(value);
}

static SV *copy_or_undef(pTHX_ SV *value) { return value ? newSVsv(value) : newSV(0); }

/* All wheels that use the name have the one string: it takes less room, and is found sooner. */
static SV *name_or_undef(pTHX_ SV *value) {
  if (!value || !SvPOK(value) || SvNIOK(value) || SvUTF8(value)) return copy_or_undef(aTHX_ value);
  return newSVpvn_share(SvPVX_const(value), (I32)SvCUR(value), 0);
}

/* Copies all of the parameters before any Perl code runs. */
static AV *fill(pTHX_ const poexs_wheel_t *w) {
  AV *self = newAV();
  av_extend(self, AUTOFLUSH);
  set(aTHX_ self, HANDLE_INPUT, newSVsv(w->handle));
  set(aTHX_ self, HANDLE_OUTPUT, newSVsv(w->handle));
  set(aTHX_ self, FILTER_INPUT, newSVsv(w->filter_in));
  set(aTHX_ self, FILTER_OUTPUT, newSVsv(w->filter_out));
  set(aTHX_ self, DRIVER_BOTH, copy_or_undef(aTHX_ w->driver));
  set(aTHX_ self, EVENT_INPUT, name_or_undef(aTHX_ w->input));
  set(aTHX_ self, EVENT_ERROR, name_or_undef(aTHX_ w->error));
  set(aTHX_ self, EVENT_FLUSHED, name_or_undef(aTHX_ w->flushed));
  set(aTHX_ self, OCTETS, newSViv(0));
  return self;
}

/* Borrowed.  Nobody else has seen the array yet, so its elements are as we made them. */
static SV *slot(AV *self, SSize_t i) {
  POEXS_ASSERT(poexs_has_plain_slot(self, i));
  return AvARRAY(self)[i];
}

/* One number for all its closures: handlers get copies. */
static SV *shared_id(AV *self) { return SvREFCNT_inc_simple_NN(slot(self, UNIQUE_ID)); }

/* What all wheels share: a reference to a Perl function of ours, looked up once; counted. */
static SV *shared_code(pTHX_ SV **code, const char *name) {
  if (!*code) *code = newRV_inc((SV *)get_cv(name, 0));
  return SvREFCNT_inc_simple_NN(*code);
}

/* Where a function's first statement is. */
static poe_place_t beginning_of(pTHX_ poexs_t *px, SV *code) {
  const OP *o = CvSTART((CV *)SvRV(code));
  poe_place_t at = {px->values->names.file_kernel, 0};
  PERL_UNUSED_CONTEXT;
  while (o && o->op_type != OP_NEXTSTATE && o->op_type != OP_DBSTATE) o = o->op_next;
  if (o && CopFILE(cCOPx(o))) {
    at.file = poe_name_intern(px->k, CopFILE(cCOPx(o)), strlen(CopFILE(cCOPx(o))), false);
    at.line = (uint32_t)CopLINE(cCOPx(o));
  }
  return at;
}

/* Events come from the module, not from the line of the program that made the wheel. */
static const poe_place_t *own_place(pTHX_ poexs_t *px, SV *code) {
  if (UNLIKELY(!px->wheels->place.file)) px->wheels->place = beginning_of(aTHX_ px, code);
  return &px->wheels->place;
}

/* A wheel without InputEvent watches nothing, as in POE.  The kernel's functions may croak; then
 * the wheel, which is mortal, takes back what it has. */
static void define_reading(pTHX_ poexs_t *px, AV *self, SV *wheel) {
  SV *name = poexs_wheel_state_name(aTHX_ wheel, slot(self, UNIQUE_ID), "select read");
  SV *end = shared_code(aTHX_ & px->wheels->wheel_ends[0], "POE::Wheel::ReadWrite::_end_reading");
  SV *code = sv_2mortal(poexs_reader_on(aTHX_ own_place(aTHX_ px, end), slot(self, DRIVER_BOTH),
                                        slot(self, FILTER_INPUT), slot(self, EVENT_INPUT),
                                        shared_id(self), end, slot(self, EVENT_ERROR)));
  set(aTHX_ self, STATE_READ, name);
  poexs_state_set(aTHX_ px, name, code, &PL_sv_undef);
  if (SvOK(slot(self, EVENT_INPUT)))
    poexs_file_select(aTHX_ px, slot(self, HANDLE_INPUT), POE_MODE_READ, poexs_named(aTHX_ name),
                      NULL, 0);
}

/* Watched and paused at once, as in POE: there is nothing to write yet. */
static void define_writing(pTHX_ poexs_t *px, AV *self, SV *wheel) {
  SV *name = poexs_wheel_state_name(aTHX_ wheel, slot(self, UNIQUE_ID), "select write");
  SV *end = shared_code(aTHX_ & px->wheels->wheel_ends[1], "POE::Wheel::ReadWrite::_end_writing");
  SV *code = sv_2mortal(poexs_writer_on(aTHX_ own_place(aTHX_ px, end), slot(self, DRIVER_BOTH),
                                        slot(self, OCTETS), slot(self, EVENT_FLUSHED),
                                        shared_id(self), end, slot(self, EVENT_ERROR)));
  set(aTHX_ self, STATE_WRITE, name);
  poexs_state_set(aTHX_ px, name, code, &PL_sv_undef);
  poexs_file_select(aTHX_ px, slot(self, HANDLE_OUTPUT), POE_MODE_WRITE, poexs_named(aTHX_ name),
                    NULL, 0);
  poexs_file_pause(aTHX_ px, slot(self, HANDLE_OUTPUT), POE_MODE_WRITE, true);
}

static bool is_ours(SV *class) {
  return SvPOK(class) && !SvGMAGICAL(class) && strEQ(SvPVX_const(class), package);
}

/* Whether neither the kernel nor the active session has anything that would notice the short way.
 * While the program ends there may be no kernel any more. */
static bool is_plain_life(pTHX_ poexs_t *px) {
  return px && px->k && !PL_dirty && is_kernel_stock(px) &&
         poexs_state_is_plain(aTHX_ px, poe_active_session(px->k));
}

/* A new mortal reference to the wheel; NULL, with nothing done, where it has to go the long way.
 * It is blessed only when it has an ID: from there on DESTROY takes it apart, also when a later
 * step croaks.  Nothing of what is set up here holds the wheel itself. */
SV *poexs_readwrite_new(pTHX_ poexs_t *px, SV *class, SV **params, I32 n) {
  poexs_wheel_t w;
  AV *self;
  SV *wheel;
  Zero(&w, 1, poexs_wheel_t);
  if (!is_ours(class) || !is_plain_life(aTHX_ px) || !take_parameters(&w, params, n) ||
      !poexs_plain_io(aTHX_ w.handle))
    return NULL;
  self = fill(aTHX_ & w);
  wheel = sv_2mortal(newRV_noinc((SV *)self));
  if (!w.driver) sv_setsv(slot(self, DRIVER_BOTH), sv_2mortal(new_driver(aTHX_ px)));
  set(aTHX_ self, UNIQUE_ID, poexs_call_glob(aTHX_ px->wheels->take_id_gv, NULL, 0, G_SCALAR));
  sv_bless(wheel, px->wheels->wheel_stash);
  define_reading(aTHX_ px, self, wheel);
  define_writing(aTHX_ px, self, wheel);
  POEXS_ASSERT(SvREFCNT((SV *)self) == 1 && SvREFCNT(wheel) == 1);
  return wheel;
}

/* ---- the end ---- */

/* Slots are read anew for each step: taking back a state drops the pump, and with it may go objects
 * of the program's, whose destructors can reach the wheel. */
static void stop_watching(pTHX_ poexs_t *px, AV *self) {
  static const SSize_t states[] = {STATE_READ, STATE_WRITE};
  SV *in = poexs_slot(aTHX_ self, HANDLE_INPUT), *out = poexs_slot(aTHX_ self, HANDLE_OUTPUT);
  if (SvTRUE(in)) poexs_file_select(aTHX_ px, in, POE_MODE_READ, POEXS_NO_EVENT, NULL, 0);
  if (SvTRUE(out)) poexs_file_select(aTHX_ px, out, POE_MODE_WRITE, POEXS_NO_EVENT, NULL, 0);
  for (int i = 0; i < 2; i++) {
    SV *name = poexs_slot(aTHX_ self, states[i]);
    if (SvOK(name)) poexs_state_set(aTHX_ px, name, &PL_sv_undef, &PL_sv_undef);
  }
}

static void clear(pTHX_ AV *self, SSize_t i) {
  if (poexs_has_plain_slot(self, i)) sv_setsv(AvARRAY(self)[i], &PL_sv_undef);
}

/* DESTROY.  False, with nothing done, where the long way has to be gone.  The states of a wheel are
 * those of the session that is active, which POE takes them from, too; a wheel that is dropped
 * elsewhere leaves them to the end of its session. */
bool poexs_readwrite_end(pTHX_ poexs_t *px, SV *object) {
  AV *self;
  SV *id;
  if (!is_plain_life(aTHX_ px) || !SvROK(object) || SvTYPE(SvRV(object)) != SVt_PVAV ||
      SvRMAGICAL(SvRV(object)))
    return false;
  self = (AV *)SvRV(object);
  if (UNLIKELY(AvFILLp(self) > AUTOFLUSH)) return false; /* with more than all have */
  stop_watching(aTHX_ px, self);
  clear(aTHX_ self, HANDLE_INPUT);
  clear(aTHX_ self, HANDLE_OUTPUT);
  clear(aTHX_ self, STATE_READ);
  clear(aTHX_ self, STATE_WRITE);
  id = poexs_slot(aTHX_ self, UNIQUE_ID);
  poexs_call_glob(aTHX_ px->wheels->free_id_gv, &id, 1, G_VOID | G_DISCARD);
  return true;
}

/* ---- what the room remembers ---- */

void poexs_wheels_free(pTHX_ poexs_t *px) {
  poexs_outlets_free(aTHX_ px);
  for (int i = 0; i < 2; i++) SvREFCNT_dec(px->wheels->wheel_ends[i]);
  Safefree(px->wheels);
  px->wheels = NULL;
}
