/* pump.c: what moves bytes between a driver, a filter and a session: the handlers of a wheel's read
 * and write selects.
 *
 * A pump holds the wheel's slots, not the wheel: the scalars in which the wheel keeps its driver,
 * filter and event names.  So a wheel changes them at any moment, and can die in its own callback
 * while the pump goes on with what it has.  Stock drivers and filters are run in C; any other is
 * called by method, and the two can be mixed. */
#include "xs/wheels/wheels.h"

#include "xs/values/values.h"
#include "xs/dispatch/dispatch.h"
#include "xs/kernel/kernel.h"
#include "xs/bytes/bytes.h"

enum { DRIVER, FILTER, EVENT, ID, AT_END, ERROR, READER_SLOTS };
enum {
  W_DRIVER,
  W_OCTETS,
  W_FLUSHED,
  W_ID,
  W_ON_ERROR,
  W_ERROR,
  W_HIGH,
  W_LOW,
  W_HIGH_EVENT,
  W_LOW_EVENT,
  W_STATE,
  WRITER_SLOTS
};

/* ---- a compiled closure ---- */

/* Hangs off the function by magic, so it goes with the last reference to that: the one in the
 * session's table of states, or the one of an outlet that is open. */
typedef struct poexs_pump {
  poe_place_t place; /* of the wheel, the file held: from where handlers are called */
  int n;
  SV *slot[]; /* owned (counted) */
} poexs_pump_t;

/* Dropping a slot may run destructors of the program's: the pump is off the function by then.  The
 * kernel may be gone, and its names with it. */
static int free_pump(pTHX_ SV *sv, MAGIC *mg) {
  poexs_pump_t *p = (poexs_pump_t *)(void *)mg->mg_ptr;
  poexs_t *px = poexs_here_or_null(aTHX);
  PERL_UNUSED_ARG(sv);
  if (!p) return 0;
  mg->mg_ptr = NULL;
  if (px && px->k) poe_name_unref(px->k, p->place.file);
  for (int i = 0; i < p->n; i++) SvREFCNT_dec(p->slot[i]);
  Safefree(p);
  return 0;
}

/* A new thread has no sessions, so no wheels. */
static int dup_pump(pTHX_ MAGIC *mg, CLONE_PARAMS *param) {
  PERL_UNUSED_ARG(param);
  mg->mg_ptr = NULL;
  return 0;
}

static MGVTBL pump_vtbl = {NULL, NULL, NULL, NULL, free_pump, NULL, dup_pump, NULL};

/* Borrowed from the function.  Only a copy that a new thread got of it has none. */
static poexs_pump_t *pump_of(pTHX_ CV *cv) {
  MAGIC *mg = mg_findext((SV *)cv, PERL_MAGIC_ext, &pump_vtbl);
  if (!mg || !mg->mg_ptr) croak("this wheel belongs to another thread");
  return (poexs_pump_t *)(void *)mg->mg_ptr;
}

enum { READ, WRITE };

static const char *const bodies[] = {"POE::Wheel::Pump::_read", "POE::Wheel::Pump::_write"};

/* The compiled function is known by the name that Pump.xs gives it.  Dispatch knows pumps by the
 * same address, and passes them the handle alone. */
static XSUBADDR_t body_of(pTHX_ int direction) {
  XSUBADDR_t *body = &poexs_here(aTHX)->dispatch->pump_bodies[direction];
  if (!*body) *body = CvXSUB(get_cv(bodies[direction], 0));
  return *body;
}

/* A function that reads or writes with these slots, which it takes. */
static SV *closure(pTHX_ int direction, const poe_place_t *at, SV **slots, int n) {
  CV *cv = newXS(NULL, body_of(aTHX_ direction), __FILE__);
  MAGIC *mg = sv_magicext((SV *)cv, NULL, PERL_MAGIC_ext, &pump_vtbl, NULL, 0);
  poexs_pump_t *p = (poexs_pump_t *)safemalloc(sizeof *p + (size_t)n * sizeof p->slot[0]);
  POEXS_ASSERT(n > 0 && n <= (int)WRITER_SLOTS);
  for (int i = 0; i < n; i++) POEXS_ASSERT(slots[i] && SvREFCNT(slots[i]) > 0);
  p->place.file = at->file ? poe_name_hold(poexs_here(aTHX)->k, at->file) : NULL;
  p->place.line = at->line;
  p->n = n;
  Copy(slots, p->slot, n, SV *);
  mg->mg_ptr = (char *)p;
  mg->mg_flags |= MGf_DUP;
  return newRV_noinc((SV *)cv);
}

/* The line of Perl that runs, in the file of the wheel. */
static poe_place_t place_here(pTHX_ poexs_t *px) {
  poe_place_t here = {poexs_caller_file(aTHX_ px), (uint32_t)CopLINE(PL_curcop)};
  return here;
}

/* Arguments are references to slots, but for the id and the code.  All are looked at before one is
 * counted: an error leaves nothing behind. */
static SV *closure_of(pTHX_ int direction, SV **args, int n, const bool *is_plain) {
  SV *slots[WRITER_SLOTS];
  poe_place_t here;
  for (int i = 0; i < n; i++)
    if (!is_plain[i] && !SvROK(args[i]))
      croak("%s: argument %d must be a reference to a slot", bodies[direction], i + 1);
  for (int i = 0; i < n; i++)
    slots[i] = is_plain[i] ? newSVsv(args[i]) : SvREFCNT_inc(SvRV(args[i]));
  here = place_here(aTHX_ poexs_here(aTHX));
  return closure(aTHX_ direction, &here, slots, n);
}

/* Without a place for the name of the error event, the code is told none. */
SV *poexs_reader_new(pTHX_ SV **args, I32 n) {
  static const bool is_plain[READER_SLOTS] = {[ID] = true, [AT_END] = true};
  if (n != ERROR && n != READER_SLOTS)
    croak("POE::Wheel::Pump::reader: %d or %d arguments, got %d", ERROR, READER_SLOTS, (int)n);
  return closure_of(aTHX_ READ, args, n, is_plain);
}

SV *poexs_writer_new(pTHX_ SV **args, I32 n) {
  static const bool is_plain[WRITER_SLOTS] = {[W_ID] = true, [W_ON_ERROR] = true};
  if (n != W_ERROR && n != W_HIGH && n != WRITER_SLOTS)
    croak("POE::Wheel::Pump::writer: %d, %d or %d arguments, got %d", W_ERROR, W_HIGH, WRITER_SLOTS,
          (int)n);
  return closure_of(aTHX_ WRITE, args, n, is_plain);
}

/* For a wheel whose slots are known to be plain: they are shared, the others are taken.  Sharing
 * the very scalars is how a wheel that gets another filter has its pump use that at once. */
SV *poexs_reader_on(pTHX_ const poe_place_t *at, SV *driver, SV *filter, SV *event, SV *id,
                    SV *at_end, SV *error) {
  SV *slots[READER_SLOTS];
  slots[DRIVER] = SvREFCNT_inc_simple_NN(driver);
  slots[FILTER] = SvREFCNT_inc_simple_NN(filter);
  slots[EVENT] = SvREFCNT_inc_simple_NN(event);
  slots[ID] = id;
  slots[AT_END] = at_end;
  slots[ERROR] = SvREFCNT_inc_simple_NN(error);
  return closure(aTHX_ READ, at, slots, READER_SLOTS);
}

SV *poexs_writer_on(pTHX_ const poe_place_t *at, SV *driver, SV *octets, SV *flushed, SV *id,
                    SV *on_error, SV *error) {
  SV *slots[W_HIGH];
  slots[W_DRIVER] = SvREFCNT_inc_simple_NN(driver);
  slots[W_OCTETS] = SvREFCNT_inc_simple_NN(octets);
  slots[W_FLUSHED] = SvREFCNT_inc_simple_NN(flushed);
  slots[W_ID] = id;
  slots[W_ON_ERROR] = on_error;
  slots[W_ERROR] = SvREFCNT_inc_simple_NN(error);
  return closure(aTHX_ WRITE, at, slots, W_HIGH);
}

/* With arguments it was called as any handler is, by a program or a session of another class.  What
 * the kernel set aside is taken away in any case: it is meant for this call and for no later
 * one. */
SV *poexs_pump_handle(pTHX_ poexs_t *px, SV **args, I32 n) {
  enum { ARG0 = 10 };
  SV *handle = n ? NULL : px->dispatch->for_pump;
  px->dispatch->for_pump = NULL;
  if (LIKELY(handle != NULL)) return handle;
  if (n <= ARG0)
    croak("POE::Wheel::Pump: this is the handler of a select, with the handle as ARG0");
  return sv_mortalcopy(args[ARG0]);
}

/* The short way: a plain number and a name of octets that fit. */
static SV *short_state_name(pTHX_ const char *class, SV *id, const char *what) {
  char text[160];
  int n;
  if (!SvIOK(id) || SvPOK(id) || SvIsUV(id)) return NULL;
  n = snprintf(text, sizeof text, "%s(%" IVdf ") -> %s", class, SvIVX(id), what);
  return n > 0 && n < (int)sizeof text ? newSVpvn_share(text, n, 0) : NULL;
}

/* Class(ID) -> what: a string that all who keep it share, as the wheel, its session and the kernel
 * do. */
SV *poexs_wheel_state_name(pTHX_ SV *wheel, SV *id, const char *what) {
  HV *stash = SvSTASH(SvRV(wheel));
  const char *class = HvNAME(stash);
  SV *name = class && !HvNAMEUTF8(stash) ? short_state_name(aTHX_ class, id, what) : NULL;
  if (LIKELY(name != NULL)) return name;
  name = sv_ref(sv_newmortal(), SvRV(wheel), true);
  sv_catpvs(name, "(");
  sv_catsv(name, id);
  sv_catpvs(name, ") -> ");
  sv_catpv(name, what);
  return newSVpvn_share(SvPVX_const(name), SvUTF8(name) ? -(I32)SvCUR(name) : (I32)SvCUR(name), 0);
}

/* ---- events of a wheel ---- */

/* Where events go: the session that was active when the pump began.  Closed at the end of a scope,
 * however that comes, and kept for the next pump. */
typedef struct poexs_outlet {
  struct poexs_outlet *next; /* of those that are closed */
  poexs_t *px;
  poexs_call_t call; /* to and from that session, which is pinned; name and file are held,
                        from_state is that of the active frame */
  SV *given_state;   /* borrowed from that frame: its event's name, if that is no plain string */
  SV *event;         /* borrowed: the slot that names the event of a record */
  SV *id;            /* owned: a copy of the wheel's, for handlers */
  IV number;         /* which is this one */
  CV *pump;          /* owned, or NULL: it lives while it runs, whatever happens to the wheel */
  I32 depth;         /* how many handlers ran when it was opened */
} poexs_outlet_t;

static void free_line(pTHX_ void *line) {
  COP *cop = (COP *)line;
  CopFILE_free(cop);
}

/* To the end of the scope Perl code is as if it were called by the wheel's line. */
static void call_from(pTHX_ COP *line, const poexs_call_t *c) {
  *line = *PL_curcop;
  CopFILE_set(line, c->file->str);
  CopLINE_set(line, c->line);
  SAVEDESTRUCTOR_X(free_line, line);
  SAVEVPTR(PL_curcop);
  PL_curcop = line;
}

/* kernel->call(session, event, args): for programs that replaced or watch that method. */
static void call_by_method(pTHX_ const poexs_outlet_t *o, SV *event, SV **args, int n) {
  SV *all[8];
  int count = 0;
  COP line;
  POEXS_ASSERT(n + 3 <= (int)C_ARRAY_LENGTH(all));
  all[count++] = GvSV(o->px->kernel_gv);
  all[count++] = sv_2mortal(poexs_session_newref(aTHX_ o->px, o->call.to));
  all[count++] = event;
  for (int i = 0; i < n; i++) all[count++] = args[i];
  ENTER;
  if (o->call.file) call_from(aTHX_ & line, &o->call);
  poexs_call_perl(aTHX_ "call", all, count, G_METHOD | G_VOID | G_DISCARD);
  LEAVE;
}

/* The name is held from one record to the next, as the event hardly ever changes: comparing its
 * bytes costs less than looking it up. */
static bool is_same_name(const poe_name_t *name, SV *event) {
  return name && SvPOK(event) && !SvUTF8(event) && SvCUR(event) == name->len &&
         memEQ(SvPVX_const(event), name->str, name->len);
}

/* The new name is held before the old one is let go, which could end it. */
static void name_event(pTHX_ poexs_outlet_t *o, SV *event) {
  poe_name_t *last = o->call.name;
  if (LIKELY(is_same_name(last, event))) return;
  o->call.name = poe_name_hold(o->px->k, poexs_name_of(aTHX_ o->px, event));
  poe_name_unref(o->px->k, last);
}

/* A call within the active session, without the copying that kernel->call does: the arguments are
 * the handler's to change.  No frame is entered and no eval: what it throws ends the pump, too, and
 * is caught where the select's event is dispatched.  What the handler returns is nobody's
 * business, so the stack is put back where it was; by number, because it may have been moved. */
static void call_at_once(pTHX_ poexs_outlet_t *o, poexs_event_name_t event, SV **args, int n) {
  SSize_t base = PL_stack_sp - PL_stack_base;
  poexs_call_t c;
  POEXS_ASSERT(o->call.to->pins > 0 && o->px->depth == o->depth);
  name_event(aTHX_ o, event.word);
  c = o->call;
  c.given = NULL;
  if (UNLIKELY(o->given_state || !poexs_is_plain_name(event.given)))
    c.given = (AV *)sv_2mortal((SV *)poexs_given_new(aTHX_ event.given, o->given_state, NULL));
  c.argv = args;
  c.argc = (U32)n;
  poexs_invoke(aTHX_ o->px, &c, G_VOID);
  POEXS_ASSERT(PL_stack_sp - PL_stack_base >= base && o->px->depth == o->depth);
  PL_stack_sp = PL_stack_base + base;
}

/* The caller has a scope and frees temporaries.  Without a name nobody is called; nor is a session
 * that a handler of this very pump has stopped.  The name may be a slot of the wheel, which the
 * handler is free to change: it is read before. */
static void call_event(pTHX_ poexs_outlet_t *o, SV *event, SV **args, int n) {
  poexs_event_name_t name = {event, event};
  SvGETMAGIC(event);
  POEXS_BE_HOME(o->px); /* a filter of the program's may have let others go on */
  if (!SvOK(event) || o->call.to->gone) return;
  if (UNLIKELY(SvROK(event))) name.word = poexs_word(aTHX_ event);
  if (LIKELY(poexs_call_is_stock(o->px)))
    call_at_once(aTHX_ o, name, args, n);
  else
    call_by_method(aTHX_ o, event, args, n);
}

/* The wheel's ID for the next handler; borrowed from the outlet.  A handler that changed or kept
 * its copy does not change the next one's. */
static SV *id_of(pTHX_ poexs_outlet_t *o) {
  SV *old = o->id;
  if (UNLIKELY(!old || SvREFCNT(old) != 1 || SvFLAGS(old) != (SVt_IV | SVf_IOK | SVp_IOK))) {
    o->id = newSViv(o->number);
    SvREFCNT_dec(old);
  }
  POEXS_ASSERT(SvREFCNT(o->id) == 1);
  SvIV_set(o->id, o->number);
  return o->id;
}

/* Takes the record.  It lives until the caller frees temporaries, which it does after each: a
 * program that reads a gigabyte in lines must not keep them all. */
static void emit(pTHX_ poexs_outlet_t *o, SV *record) {
  SV *args[2];
  args[0] = sv_2mortal(record);
  args[1] = id_of(aTHX_ o);
  call_event(aTHX_ o, o->event, args, 2);
}

/* One of those that are closed, or a new one: as many as pumps have ever run within one another. */
static poexs_outlet_t *new_outlet(poexs_t *px) {
  poexs_outlet_t *o = px->wheels->outlets;
  if (LIKELY(o != NULL)) {
    POEXS_ASSERT(!o->call.name);
    px->wheels->outlets = o->next;
    return o;
  }
  o = (poexs_outlet_t *)safemalloc(sizeof *o);
  Zero(o, 1, poexs_outlet_t);
  o->px = px;
  o->call.type = POE_ET_CALL;
  return o;
}

/* At the interpreter's end.  An ID that a handler made something else of may run a destructor. */
void poexs_outlets_free(pTHX_ poexs_t *px) {
  for (poexs_outlet_t *o = px->wheels->outlets; o; o = px->wheels->outlets) {
    px->wheels->outlets = o->next;
    SvREFCNT_dec(o->id);
    Safefree(o);
  }
}

/* Runs at the end of the pump's scope, also when an exception passes through; then handlers have
 * not counted themselves out, hence the depth.  The outlet is back in its list before anything is
 * let go: what that runs may open it anew. */
static void close_outlet(pTHX_ void *outlet) {
  poexs_outlet_t *o = (poexs_outlet_t *)outlet;
  poexs_t *px = o->px;
  poe_session_t *session = o->call.to;
  poe_name_t *name = o->call.name, *file = o->call.file;
  CV *pump = o->pump;
  SV *put = o->id && SvROK(o->id) ? o->id : NULL; /* an object there, by a handler */
  POEXS_BE_HOME(px);
  POEXS_ASSERT(px->depth >= o->depth);
  POEXS_ASSERT(session->pins > 0 || session == poe_kernel_session(px->k));
  px->depth = o->depth;
  if (UNLIKELY(px->depth)) poexs_take_back_ends(aTHX_ px);
  o->call.name = NULL;
  if (UNLIKELY(put != NULL)) o->id = NULL;
  o->next = px->wheels->outlets;
  px->wheels->outlets = o;
  poe_name_unref(px->k, name);
  poe_name_unref(px->k, file);
  poe_session_unpin(px->k, session);
  SvREFCNT_dec((SV *)pump);
  SvREFCNT_dec(put);
}

/* To be called within a scope, at whose end it is closed.  Croaks when handlers nest too deeply, or
 * with what the ID's magic throws, before anything is held.  The session is pinned, because a
 * handler may stop it and the pump goes on to look whether it did. */
static poexs_outlet_t *open_outlet(pTHX_ poexs_t *px, CV *pump, const poe_place_t *at, SV *event,
                                   SV *id) {
  IV number = SvIV(id);
  const poe_frame_t *active = poe_frame_top(px->k);
  poexs_outlet_t *o;
  poexs_guard_stack(aTHX_ px);
  o = new_outlet(px);
  o->call.to = o->call.from = poe_active_session(px->k);
  o->call.file = at->file ? poe_name_hold(px->k, at->file) : NULL;
  o->call.line = at->line;
  o->call.from_state = active ? active->event : NULL;
  o->given_state = poexs_frame_given(active);
  o->event = event;
  o->number = number;
  o->pump = (CV *)SvREFCNT_inc((SV *)pump);
  o->depth = px->depth;
  poe_session_pin(o->call.to);
  SAVEDESTRUCTOR_X(close_outlet, o);
  return o;
}

/* ---- filters of any class ---- */

/* Counted; the object is held by the caller, as its method may take it from where it was. */
static SV *call_method_1(pTHX_ SV *object, const char *method, SV *arg, I32 flags) {
  SV *args[2];
  args[0] = object;
  args[1] = arg;
  return poexs_call_perl(aTHX_ method, args, arg ? 2 : 1, flags | G_METHOD);
}

/* A class may know better what its objects can do, such as one that hands everything on.  Then Perl
 * code runs.  Not remembered, as the filter may be exchanged for one of another class. */
static bool can(pTHX_ SV *object, const char *method) {
  HV *stash =
      SvROK(object) ? SvOBJECT(SvRV(object)) ? SvSTASH(SvRV(object)) : NULL : gv_stashsv(object, 0);
  GV *gv = stash ? gv_fetchmethod_autoload(stash, "can", FALSE) : NULL;
  if (!gv) return false;
  if (LIKELY(GvCV(gv) == get_cv("UNIVERSAL::can", 0)))
    return gv_fetchmethod_autoload(stash, method, FALSE) != NULL;
  return SvTRUE(
      sv_2mortal(call_method_1(aTHX_ object, "can", sv_2mortal(newSVpv(method, 0)), G_SCALAR)));
}

/* The records of an array reference, each a copy.  True if there were any.  What is no array holds
 * none.  Handlers may change the array, which is measured anew each time. */
static bool emit_all(pTHX_ poexs_outlet_t *o, SV *records) {
  AV *av = poexs_plain_list(aTHX_ records);
  SSize_t i;
  for (i = 0; av && i <= av_len(av); i++) {
    SV **svp = av_fetch(av, i, 0);
    emit(aTHX_ o, svp ? newSVsv(*svp) : newSV(0));
  }
  return i > 0;
}

/* The array lives until its last record was handled; so it has a scope, which ends with it. */
static bool emit_from(pTHX_ poexs_outlet_t *o, SV *filter, const char *method, SV *arg) {
  SV *records;
  bool any;
  ENTER;
  SAVETMPS;
  records = sv_2mortal(call_method_1(aTHX_ filter, method, arg, G_SCALAR));
  any = emit_all(aTHX_ o, records);
  FREETMPS;
  LEAVE;
  return any;
}

/* ---- records ---- */

/* The scalar of the object, to tell it from another. */
static const void *identity(SV *filter) { return SvROK(filter) ? SvRV(filter) : filter; }

/* Each turn asks the filter that the wheel has by then; the codec is that of the first one.  A
 * wheel that has no event any more, but a new filter, is read by others. */
static void drain(pTHX_ poexs_outlet_t *o, const poexs_codec_t *codec, SV *filter_slot) {
  SAVETMPS;
  for (;;) {
    const void *filter = identity(filter_slot);
    bool more = false;
    if (LIKELY(codec != NULL)) {
      SV *record = codec->next(aTHX_ SvRV(filter_slot));
      more = record != NULL;
      if (more) emit(aTHX_ o, record);
    } else if (can(aTHX_ filter_slot, "get_one")) {
      more = emit_from(aTHX_ o, sv_mortalcopy(filter_slot), "get_one", NULL);
    }
    FREETMPS;
    if (!more || UNLIKELY(!SvOK(o->event) && identity(filter_slot) != filter)) return;
    codec = poexs_codec_of(aTHX_ o->px, filter_slot);
  }
}

/* Chunks into the filter, records out of it, whatever class it is of.  Filters without
 * get_one_start and get_one are asked for all records at once, as POE does; such a one cannot be
 * exchanged between two records. */
static void deliver(pTHX_ poexs_outlet_t *o, SV *filter_slot, SV *chunks) {
  const poexs_codec_t *codec = poexs_codec_of(aTHX_ o->px, filter_slot);
  SV *filter = sv_mortalcopy(filter_slot); /* chunks may have magic */
  if (!codec && !(can(aTHX_ filter, "get_one") && can(aTHX_ filter, "get_one_start"))) {
    emit_from(aTHX_ o, filter, "get", chunks);
    return;
  }
  if (codec)
    poexs_filter_feed(aTHX_ codec, SvRV(filter), chunks);
  else
    call_method_1(aTHX_ filter, "get_one_start", chunks, G_VOID | G_DISCARD);
  drain(aTHX_ o, poexs_codec_of(aTHX_ o->px, filter_slot), filter_slot);
}

/* For Perl code of the wheels that has chunks from elsewhere, such as those that another filter had
 * not framed.  Handlers run; what they throw passes through to the caller. */
void poexs_deliver(pTHX_ poexs_t *px, SV *filter, SV *event, SV *id, SV *chunks) {
  poe_place_t here = place_here(aTHX_ px);
  ENTER;
  SAVETMPS;
  deliver(aTHX_ open_outlet(aTHX_ px, NULL, &here, event, id), filter, chunks);
  FREETMPS;
  LEAVE;
}

/* ---- reading ---- */

/* What was read goes into the filter, or straight through it where that keeps nothing.  The scratch
 * is free again before the first handler runs: a handler may read, too.  Tainted bytes have to be a
 * value, which is where the mark is. */
static void deliver_scratch(pTHX_ poexs_outlet_t *o, SV *filter_slot) {
  const poexs_codec_t *codec = poexs_codec_of(aTHX_ o->px, filter_slot);
  POEXS_ASSERT(SvREFCNT(o->px->bytes->scratch) == 1);
  if (codec == &poexs_stream_codec && !(SvPOK(SvRV(filter_slot)) && SvCUR(SvRV(filter_slot)))) {
    emit(aTHX_ o, poexs_scratch_take(aTHX_ o->px));
    drain(aTHX_ o, poexs_codec_of(aTHX_ o->px, filter_slot), filter_slot);
  } else if (codec && !TAINTING_get) {
    codec->feed(aTHX_ SvRV(filter_slot), SvPVX(o->px->bytes->scratch),
                SvCUR(o->px->bytes->scratch));
    drain(aTHX_ o, codec, filter_slot);
  } else {
    AV *chunks = newAV();
    SV *ref = sv_2mortal(newRV_noinc((SV *)chunks));
    av_push(chunks, poexs_scratch_take(aTHX_ o->px));
    deliver(aTHX_ o, filter_slot, ref);
  }
}

/* Called with the handle, the wheel's ID and the name of the error event; errno is as the driver
 * left it.  Copies: the wheel may be gone before the code is done. */
static void at_end(pTHX_ const poexs_pump_t *p, int code, SV *handle) {
  int error = errno;
  bool is_named = p->n > code + 1;
  SV *id = sv_mortalcopy(p->slot[ID]), *event = is_named ? sv_mortalcopy(p->slot[code + 1]) : NULL;
  dSP;
  PUSHMARK(SP);
  EXTEND(SP, 3);
  PUSHs(handle);
  PUSHs(id);
  if (event) PUSHs(event);
  PUTBACK;
  errno = error;
  call_sv(p->slot[code], G_VOID | G_DISCARD);
}

/* A driver of the program's, or a handle that only perl can read.  The driver is held: its own
 * method may give the wheel another one. */
static void read_by_method(pTHX_ poexs_outlet_t *o, const poexs_pump_t *p, SV *handle) {
  SV *driver = sv_mortalcopy(p->slot[DRIVER]);
  SV *chunks = sv_2mortal(call_method_1(aTHX_ driver, "get", handle, G_SCALAR));
  if (SvOK(chunks))
    deliver(aTHX_ o, p->slot[FILTER], chunks);
  else
    at_end(aTHX_ p, AT_END, handle);
}

/* POE reads once for each time that the descriptor is ready. */
static void read_once(pTHX_ poexs_outlet_t *o, const poexs_pump_t *p, SV *handle) {
  poexs_read_kind_t kind = POEXS_READ_BY_PERL;
  SV *driver = p->slot[DRIVER];
  if (poexs_is_stock_driver(aTHX_ o->px, driver))
    kind = poexs_sysrw_read(aTHX_ o->px, (AV *)SvRV(driver), handle);
  switch (kind) {
  case POEXS_READ_BYTES: deliver_scratch(aTHX_ o, p->slot[FILTER]); break;
  case POEXS_READ_NOTHING: break;
  case POEXS_READ_END: at_end(aTHX_ p, AT_END, handle); break;
  case POEXS_READ_BY_PERL: read_by_method(aTHX_ o, p, handle); break;
  }
}

/* The body of a reader.  Gives nothing, and leaves with what a handler throws.  On a stack of its
 * own and within a scope: it is often called by dispatch directly, with perl's entersub left out.
 * The slots live as long as the function, which the outlet holds. */
void poexs_reader_run(pTHX_ poexs_t *px, CV *cv, SV *handle) {
  const poexs_pump_t *p = pump_of(aTHX_ cv);
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVETMPS;
  read_once(aTHX_ open_outlet(aTHX_ px, cv, &p->place, p->slot[EVENT], p->slot[ID]), p, handle);
  FREETMPS;
  LEAVE;
  POPSTACK;
}

/* ---- writing ---- */

/* How many octets are left; errno is 0 or tells the error, as the driver left it. */
static IV flush(pTHX_ poexs_t *px, SV *driver, SV *handle) {
  SV *left;
  if (LIKELY(poexs_is_stock_driver(aTHX_ px, driver)))
    return poexs_sysrw_flush(aTHX_ driver, handle);
  left = sv_2mortal(call_method_1(aTHX_ sv_mortalcopy(driver), "flush", handle, G_SCALAR));
  return SvOK(left) ? SvIV(left) : 0;
}

static bool is_on(pTHX_ SV *sv) { return SvTRUE(sv); }

/* Water marks: which event the new level brings, or NULL.  Borrowed from the pump.  The state
 * changes before the handler runs, so that what it puts is judged by the new one. */
static SV *mark_event(pTHX_ const poexs_pump_t *p, IV octets) {
  SV *state;
  if (p->n < WRITER_SLOTS) return NULL;
  state = p->slot[W_STATE];
  if (is_on(aTHX_ state)) {
    if ((NV)octets > SvNV(p->slot[W_LOW])) return NULL;
    sv_setiv_mg(state, 0);
    return p->slot[W_LOW_EVENT];
  }
  if (!is_on(aTHX_ p->slot[W_HIGH]) || (NV)octets < SvNV(p->slot[W_HIGH])) return NULL;
  sv_setiv_mg(state, 1);
  return p->slot[W_HIGH_EVENT];
}

/* After a flush without error: the mark's event comes before FlushedEvent, and this one only when
 * all is out.  The select is paused before the handler runs, which may put more and so resume
 * it. */
static void written(pTHX_ poexs_outlet_t *o, const poexs_pump_t *p, SV *handle, IV octets) {
  SV *mark = mark_event(aTHX_ p, octets), *id = id_of(aTHX_ o);
  if (mark) {
    call_event(aTHX_ o, mark, &id, 1);
    octets = SvIV(p->slot[W_OCTETS]); /* the handler may have put more */
  }
  if (octets || o->call.to->gone) return;
  poexs_file_pause(aTHX_ o->px, handle, POE_MODE_WRITE, true);
  id = id_of(aTHX_ o);
  call_event(aTHX_ o, p->slot[W_FLUSHED], &id, 1);
}

/* The body of a writer; see poexs_reader_run.  The wheel's number of octets is right before any
 * handler asks for it.  Setting it may run magic, which must not cost the program its $!. */
void poexs_writer_run(pTHX_ poexs_t *px, CV *cv, SV *handle) {
  const poexs_pump_t *p = pump_of(aTHX_ cv);
  poexs_outlet_t *o;
  IV octets;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVETMPS;
  o = open_outlet(aTHX_ px, cv, &p->place, p->slot[W_FLUSHED], p->slot[W_ID]);
  octets = flush(aTHX_ px, p->slot[W_DRIVER], handle);
  if (errno) {
    int error = errno;
    sv_setiv_mg(p->slot[W_OCTETS], octets);
    errno = error;
    at_end(aTHX_ p, W_ON_ERROR, handle);
  } else {
    sv_setiv_mg(p->slot[W_OCTETS], octets);
    written(aTHX_ o, p, handle, octets);
  }
  FREETMPS;
  LEAVE;
  POPSTACK;
}
