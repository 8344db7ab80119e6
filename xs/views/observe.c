/* observe.c: the kernel's observer hook as a Perl function, for POE::XS::Observer.
 *
 * It is called with a hash: the moment's name, session, event and what else is known.  What it
 * throws becomes a warning: an observer must not change what it observes.  Sessions in the
 * background are none of the program's, and are left out. */
#include "xs/views/views.h"

#include "xs/values/values.h"

static const char *const moments[] = {"none",  "enqueue", "dispatch", "dispatched", "ready",
                                      "birth", "death",   "enter",    "leave"};

const char *poexs_moment_word(poe_moment_t at) {
  return at < sizeof moments / sizeof *moments ? moments[at] : NULL;
}

#define BIT_OF(at)  ((U32)1 << (at))
#define NANOSECONDS 1e9

/* ---- what is told ---- */

/* Takes the value. */
static void put(pTHX_ HV *seen, const char *key, SV *value) {
  if (!hv_store(seen, key, (I32)strlen(key), value, 0)) SvREFCNT_dec(value);
}

static void put_name(pTHX_ HV *seen, const char *key, const poe_name_t *name) {
  if (name) put(aTHX_ seen, key, poexs_name_newsv(aTHX_ name));
}

/* A session that has been freed has no object any more to show. */
static void put_session(pTHX_ poexs_t *px, HV *seen, const char *key, const char *id_key,
                        const poe_session_t *s) {
  if (!s) return;
  if (!s->gone || s->host) put(aTHX_ seen, key, poexs_session_newref(aTHX_ px, s));
  put(aTHX_ seen, id_key, poexs_session_newid(aTHX_ px, s));
}

static void put_place(pTHX_ HV *seen, const poe_name_t *file, U32 line) {
  SV *place;
  if (!file) return;
  place = poexs_name_newsv(aTHX_ file);
  put_name(aTHX_ seen, "file", file);
  put(aTHX_ seen, "line", newSVuv(line));
  sv_catpvf(place, ":%" UVuf, (UV)line);
  put(aTHX_ seen, "place", place);
}

/* Copies: they are the event's to change and to drop. */
static void put_args(pTHX_ HV *seen, SV *const *argv, U32 argc) {
  AV *args = newAV();
  put(aTHX_ seen, "args", newRV_noinc((SV *)args));
  for (U32 i = 0; i < argc; i++) av_push(args, newSVsv(argv[i]));
}

/* When it is over, its sender may be, too. */
static void put_event(pTHX_ poexs_t *px, HV *seen, poe_moment_t at, const poe_event_t *e) {
  if (at != POE_AT_DISPATCHED) put_session(aTHX_ px, seen, "sender", "sender_id", e->from);
  put_name(aTHX_ seen, "from_event", e->from_state);
  put(aTHX_ seen, "type", newSVpv(poe_look_type(e->type), 0));
  put_place(aTHX_ seen, e->file, e->line);
  if (e->type & POE_ET_DELAYED) {
    put(aTHX_ seen, "id", newSVuv((UV)poe_event_id(e)));
    put(aTHX_ seen, "due", newSVnv(poe_kernel_wall_of(px->k, e->due)));
  }
  if (at == POE_AT_DISPATCH) put(aTHX_ seen, "late", newSVnv(poe_kernel_now(px->k) - e->due));
  if (px->views->with_args & BIT_OF(at)) put_args(aTHX_ seen, (SV **)(void *)e->argv, e->argc);
}

static void put_life(pTHX_ poexs_t *px, HV *seen, const poe_session_t *s) {
  put_session(aTHX_ px, seen, "parent", "parent_id", s->parent);
  put_place(aTHX_ seen, s->origin.place.file, s->origin.place.line);
  if (s != poe_kernel_session(px->k))
    put(aTHX_ seen, "age", newSVnv(poe_kernel_now(px->k) - s->origin.born));
}

static void put_handling(pTHX_ HV *seen, poe_moment_t at, const poexs_handling_t *h) {
  poexs_t *px = h->px;
  put_session(aTHX_ px, seen, "sender", "sender_id", h->call.from);
  put_name(aTHX_ seen, "from_event", h->from_state);
  put(aTHX_ seen, "type", newSVpv(poe_look_type(h->call.type), 0));
  put_place(aTHX_ seen, h->call.file, h->call.line);
  if (at == POE_AT_ENTER) {
    if (px->views->with_args & BIT_OF(at)) put_args(aTHX_ seen, h->argv, h->argc);
    return;
  }
  put(aTHX_ seen, "died", newSVsv(boolSV(!h->returned)));
  put(aTHX_ seen, "seconds", newSVnv((double)(poexs_ticks(NULL) - h->began) / NANOSECONDS));
}

/* ---- telling ---- */

static bool is_wanted(pTHX_ const poexs_t *px, poe_moment_t at, const poe_session_t *s) {
  PERL_UNUSED_CONTEXT;
  return px->views->observer && px->views->moments & BIT_OF(at) && !px->views->is_observing &&
         !(s && s->background) && !PL_dirty;
}

/* Nothing is thrown, $@ and $! stay what they were, and no loop of the program's can be left. */
static void tell(pTHX_ poexs_t *px, HV *seen) {
  dSP;
  dSAVE_ERRNO;
  SV *code = sv_2mortal(SvREFCNT_inc_simple_NN(px->views->observer));
  PUSHSTACKi(PERLSI_UNKNOWN);
  ENTER;
  SAVEBOOL(px->views->is_observing);
  px->views->is_observing = true;
  SAVESPTR(PL_diehook);
  PL_diehook = NULL;
  PUSHMARK(SP);
  XPUSHs(sv_2mortal(newRV_inc((SV *)seen)));
  PUTBACK;
  call_sv(code, G_VOID | G_DISCARD | G_EVAL | G_KEEPERR);
  poe_kernel_rest(px->k);
  LEAVE;
  POPSTACK;
  RESTORE_ERRNO;
}

/* Of a moment, with what all of them have. */
static HV *new_seen(pTHX_ poexs_t *px, poe_moment_t at, const poe_session_t *s,
                    const poe_name_t *event) {
  HV *seen = newHV();
  sv_2mortal((SV *)seen);
  put(aTHX_ seen, "moment", newSVpv(moments[at], 0));
  put_session(aTHX_ px, seen, "session", "session_id", s);
  put_name(aTHX_ seen, "event", event);
  return seen;
}

/* Called by the kernel at any of its moments, in the middle of its work. */
static void observed(void *data, poe_moment_t at, const poe_session_t *s, const poe_name_t *event) {
  dPOEXS(data);
  const poe_event_t *e = poe_kernel_seen(px->k);
  HV *seen;
  if (at == POE_AT_ENTER || at == POE_AT_LEAVE || !is_wanted(aTHX_ px, at, s)) return;
  ENTER;
  SAVETMPS;
  seen = new_seen(aTHX_ px, at, s, event);
  if (at == POE_AT_BIRTH || at == POE_AT_DEATH)
    put_life(aTHX_ px, seen, s);
  else if (at == POE_AT_READY)
    put(aTHX_ seen, "type", newSVpvs("file"));
  else if (e)
    put_event(aTHX_ px, seen, at, e);
  tell(aTHX_ px, seen);
  FREETMPS;
  LEAVE;
}

/* Called around handlers, which the kernel itself tells less of. */
static void observed_handler(pTHX_ poe_moment_t at, const poexs_handling_t *h) {
  HV *seen;
  if (!is_wanted(aTHX_ h->px, at, h->call.to)) return;
  ENTER;
  SAVETMPS;
  seen = new_seen(aTHX_ h->px, at, h->call.to, h->call.name);
  put_handling(aTHX_ seen, at, h);
  tell(aTHX_ h->px, seen);
  FREETMPS;
  LEAVE;
}

poe_measure_t poexs_measure_of(pTHX_ SV *level) {
  const char *word;
  for (int i = 0; SvOK(level) && (word = poe_measure_word((poe_measure_t)i)); i++)
    if (strEQ(SvPV_nolen_const(level), word)) return (poe_measure_t)i;
  if (SvOK(level) && !looks_like_number(level) && *SvPV_nolen_const(level))
    croak("measure: \"%" SVf "\" is no level: off, counts, times or trace", SVfARG(level));
  return SvTRUE(level) ? POE_MEASURE_TIMES : POE_MEASURE_NOT;
}

/* The old function is dropped last: what goes with it may run, and finds the new one. */
void poexs_observe(pTHX_ poexs_t *px, SV *code, U32 wanted, U32 with_args) {
  SV *old = px->views->observer;
  px->views->observer = SvOK(code) ? newSVsv(code) : NULL;
  px->views->moments = wanted;
  px->views->with_args = with_args;
  px->observing = px->views->observer && wanted & (BIT_OF(POE_AT_ENTER) | BIT_OF(POE_AT_LEAVE))
                      ? observed_handler
                      : NULL;
  poe_kernel_observe(px->k, px->views->observer ? observed : NULL, px);
  SvREFCNT_dec(old);
}

/* ---- what the room remembers ---- */

void poexs_views_init(pTHX_ poexs_t *px) {
  PERL_UNUSED_CONTEXT;
  Newxz(px->views, 1, poexs_views_t);
}

void poexs_views_free(pTHX_ poexs_t *px) {
  poexs_watchdog_end(aTHX_ px);
  SvREFCNT_dec(px->views->observer);
  Safefree(px->views->lag);
  Safefree(px->views);
  px->views = NULL;
}
