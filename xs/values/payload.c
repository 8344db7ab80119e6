/* payload.c: arguments between Perl and the kernel.
 *
 * An event holds its own copies of the arguments, one counted SV a payload word.  They are dropped
 * after the handler ran, while its session is still active. */
#include "xs/values/values.h"

/* What an assignment would give, with the two commonest kinds made directly. */
static SV *copy_of(pTHX_ SV *sv) {
  U32 kinds = SvFLAGS(sv) & (SVf_ROK | SVf_IOK | SVf_NOK | SVf_POK | SVf_IVisUV);
  if (kinds == SVf_ROK) return newRV_inc(SvRV(sv));
  if (kinds == SVf_IOK) return newSViv(SvIVX(sv));
  return newSVsv_flags(sv, SV_NOSTEAL | SV_DO_COW_SVSETSV);
}

/* Reads the tied and otherwise magical arguments of a compiled function before it looks anything
 * up: that runs code of the program's, which may do anything, die included. */
poexs_t *poexs_read_args(pTHX_ I32 ax, I32 items) {
  for (I32 i = 1; i < items; i++) {
    SV *sv = PL_stack_base[ax + i];
    if (UNLIKELY(SvGMAGICAL(sv))) {
      PL_stack_base[ax] = sv_mortalcopy(PL_stack_base[ax]); /* the object may go meanwhile */
      sv = sv_mortalcopy(sv);
      PL_stack_base[ax + i] = sv;
    }
  }
  return poexs_here(aTHX);
}

/* An event that holds copies, not queued and the caller's.  The arguments have been read: nothing
 * of the program's runs, so they can be on perl's stack, and no error leaves a half-filled
 * event. */
poe_event_t *poexs_event_copy(pTHX_ poexs_t *px, SV **from, I32 n) {
  poe_event_t *e = poe_event_new(px->k, (uint32_t)n);
  for (I32 i = 0; i < n; i++) e->argv[i] = copy_of(aTHX_ from[i]);
  for (I32 i = 0; i < n; i++) POEXS_ASSERT(SvREFCNT((SV *)e->argv[i]) == 1);
  return e;
}

/* Nothing of it runs Perl code when it is read. */
static bool is_plain_list(const AV *av) {
  if (SvRMAGICAL(av)) return false;
  for (SSize_t i = 0; i <= AvFILLp(av); i++)
    if (AvARRAY(av)[i] && SvGMAGICAL(AvARRAY(av)[i])) return false;
  return true;
}

/* The array behind a reference, or what one that is tied, or has tied elements, holds now: a mortal
 * one, whose making runs Perl code, which may throw.  NULL for anything else.  Places that were
 * never set are NULL.  Borrowed: Perl code that runs later may change a plain one. */
AV *poexs_plain_list(pTHX_ SV *aref) {
  AV *av = aref && SvROK(aref) && SvTYPE(SvRV(aref)) == SVt_PVAV ? (AV *)SvRV(aref) : NULL, *copy;
  if (LIKELY(!av || is_plain_list(av))) return av;
  copy = (AV *)sv_2mortal((SV *)newAV());
  for (SSize_t i = 0; i <= av_len(av); i++) {
    SV **svp = av_fetch(av, i, 0);
    av_push(copy, svp ? newSVsv(*svp) : newSV(0));
  }
  return copy;
}

/* Takes `given`, the names that are no plain strings, or NULL. */
static poe_event_t *with_given(poexs_t *px, AV *given, U32 n) {
  poe_event_t *e;
  if (LIKELY(!given)) return poe_event_new(px->k, n);
  e = poe_event_new(px->k, n + 1);
  e->argc = n;
  e->argv[n] = given;
  e->has_more = true;
  return e;
}

static poe_event_t *copy_of_list(pTHX_ poexs_t *px, AV *given, AV *av) {
  SSize_t n = av ? AvFILLp(av) + 1 : 0;
  poe_event_t *e = with_given(px, given, (U32)n);
  for (SSize_t i = 0; i < n; i++) {
    SV *sv = AvARRAY(av)[i];
    e->argv[i] = sv ? copy_of(aTHX_ sv) : newSV(0);
  }
  return e;
}

/* As poexs_event_copy.  The list is read before there is an event that an error would leave. */
poe_event_t *poexs_event_from_av(pTHX_ poexs_t *px, SV *aref) {
  return copy_of_list(aTHX_ px, NULL, poexs_plain_list(aTHX_ aref));
}

/* Counted.  The counts go from the event to the array, so the event keeps no argument. */
AV *poexs_event_av(pTHX_ poe_event_t *e) {
  AV *av = newAV(), *given = poexs_event_given(e);
  POEXS_ASSERT(e->heap_pos == POE_EVENT_NOT_QUEUED);
  e->has_more = false;
  if (e->argc) {
    av_extend(av, (SSize_t)e->argc - 1);
    for (uint32_t i = 0; i < e->argc; i++) AvARRAY(av)[i] = (SV *)e->argv[i];
    AvFILLp(av) = (SSize_t)e->argc - 1;
    e->argc = 0;
  }
  SvREFCNT_dec((SV *)given);
  return av;
}

/* What a handler sees as CALLER_FILE, CALLER_LINE and CALLER_STATE.  The statement is the
 * program's, as compiled functions have none of their own. */
static void note_caller(pTHX_ poexs_t *px, poe_event_t *e, const poe_frame_t *f) {
  poe_name_t *file = poexs_caller_file(aTHX_ px);
  e->file = file ? poe_name_hold(px->k, file) : NULL;
  e->line = (uint32_t)CopLINE(PL_curcop);
  e->from_state = f && f->event ? poe_name_hold(px->k, f->event) : NULL;
}

poe_event_t *poexs_event_sent(pTHX_ poexs_t *px, SV *name, SV *time, SV **from, I32 n) {
  const poe_frame_t *f = poe_frame_top(px->k);
  bool is_plain = (!name || poexs_is_plain_name(name)) && !(f && f->held) && !time;
  AV *given = LIKELY(is_plain) ? NULL : poexs_given_new(aTHX_ name, poexs_frame_given(f), time);
  poe_event_t *e = with_given(px, given, (U32)n);
  for (I32 i = 0; i < n; i++) e->argv[i] = copy_of(aTHX_ from[i]);
  note_caller(aTHX_ px, e, f);
  return e;
}

poe_event_t *poexs_event_asked(pTHX_ poexs_t *px, SV *name, SV *reply, SV **from, I32 n) {
  const poe_frame_t *f = poe_frame_top(px->k);
  poe_event_t *e =
      with_given(px, poexs_given_asked(aTHX_ name, poexs_frame_given(f), reply), (U32)n);
  for (I32 i = 0; i < n; i++) e->argv[i] = copy_of(aTHX_ from[i]);
  note_caller(aTHX_ px, e, f);
  return e;
}

/* The same as Perl code of ours passes it on, for whom it asks perl's caller.  What is an object is
 * read before there is an event that an error would leave. */
poe_event_t *poexs_event_sent_from(pTHX_ poexs_t *px, SV *name, SV *args, SV *file, SV *line,
                                   SV *from_state) {
  AV *av = poexs_plain_list(aTHX_ args);
  SV *path = poexs_word(aTHX_ file), *state = poexs_word(aTHX_ from_state);
  UV number = SvOK(line) ? SvUV(line) : 0;
  AV *given = poexs_given_new(aTHX_ name, SvOK(from_state) ? from_state : NULL, NULL);
  poe_event_t *e = copy_of_list(aTHX_ px, given, av);
  if (SvOK(path)) e->file = poe_name_hold(px->k, poexs_name_of(aTHX_ px, path));
  e->line = (uint32_t)number;
  if (SvOK(state)) e->from_state = poe_name_hold(px->k, poexs_name_of(aTHX_ px, state));
  return e;
}

/* For the kernel, when it frees an event, and for dispatch, which drops the arguments earlier:
 * while the session is still active, as destructors may ask which one is.  Those may do anything;
 * the event says that it has no arguments before the first one runs.  A handler may have kept
 * values, or have taken them out of @_, which counts nothing: each is still ours to drop. */
void poexs_event_release(void *data, poe_event_t *e) {
  dPOEXS(data);
  uint32_t n = poe_event_words(e);
  PERL_UNUSED_VAR(px);
  e->argc = 0;
  e->has_more = false;
  for (uint32_t i = 0; i < n; i++) POEXS_ASSERT(SvREFCNT((SV *)e->argv[i]) > 0);
  for (uint32_t i = 0; i < n; i++) SvREFCNT_dec_NN((SV *)e->argv[i]);
}

/* For a watcher, which takes it; an error in between would leave it behind, so nothing may run
 * until then.  The handle is a copy of what the program gave, and keeps the file open. */
poexs_payload_t *poexs_payload_new(pTHX_ SV *handle, SV *name, SV **from, I32 n) {
  poexs_payload_t *p;
  Newxz(p, 1, poexs_payload_t);
  p->given = poexs_given_new(aTHX_ name, NULL, NULL);
  if (handle) p->handle = newSVsv(handle);
  if (n > 0) {
    p->args = newAV();
    av_extend(p->args, n - 1);
    for (I32 i = 0; i < n; i++) av_push(p->args, from[i] ? newSVsv(from[i]) : newSV(0));
  }
  return p;
}

SV *poexs_payload_given(const void *payload) {
  const poexs_payload_t *p = (const poexs_payload_t *)payload;
  return p ? poexs_given_name(p->given) : NULL;
}

/* For the kernel, when it drops a watcher, which is out of its lists by then.  Dropping the handle
 * may close the file, and runs destructors. */
void poexs_payload_release(void *data, void *payload) {
  dPOEXS(data);
  poexs_payload_t *p = (poexs_payload_t *)payload;
  SV *handle = p->handle;
  AV *args = p->args, *given = p->given;
  PERL_UNUSED_VAR(px);
  POEXS_ASSERT((!handle || SvREFCNT(handle) > 0) && (!args || SvREFCNT((SV *)args) > 0));
  Safefree(p);
  SvREFCNT_dec(args);
  SvREFCNT_dec(handle);
  SvREFCNT_dec((SV *)given);
}
