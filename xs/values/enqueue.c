/* enqueue.c: events on their way into the queue.
 *
 * Tools that watch a program put functions of their own in the place of some of the kernel's
 * private ones: _data_ev_enqueue, _dispatch_event, _data_ev_dispatch_due.  Whether anybody did is
 * looked for when the kernel begins to run and when a session is born; as long as nobody did,
 * nothing of this is in the way of an event.  What a tool put there is Perl code, what we have
 * there is compiled. */
#include "xs/values/values.h"

static const char *const names[POEXS_INTERNALS] = {"POE::Kernel::_data_ev_enqueue",
                                                   "POE::Kernel::_dispatch_event",
                                                   "POE::Kernel::_data_ev_dispatch_due"};

void poexs_internals_init(pTHX_ poexs_t *px) {
  for (int i = 0; i < POEXS_INTERNALS; i++)
    px->values->internals[i] = gv_fetchpv(names[i], GV_ADDMULTI, SVt_PVCV);
}

void poexs_look_for_tools(poexs_t *px) {
  U32 replaced = 0;
  for (int i = 0; i < POEXS_INTERNALS; i++) {
    const CV *cv = GvCV(px->values->internals[i]);
    if (UNLIKELY(cv && !CvISXSUB(cv))) replaced |= 1U << i;
  }
  px->values->replaced = replaced;
}

/* ---- by method ---- */

enum { FIXED = 9, TIMES = 3 };

static SV *mortal_name(pTHX_ SV *given, const poe_name_t *name) {
  return sv_2mortal(poexs_given_or_name(aTHX_ given, name));
}

/* The times are left out from where there is none. */
static I32 push_times(pTHX_ const poexs_t *px, SV **out, const poe_event_t *e,
                      const poexs_times_t *t) {
  if (!t) return 0;
  out[0] = e->has_time ? sv_2mortal(newSVnv(e->walltime)) : &PL_sv_undef;
  if (!t->has_delta) return 1;
  out[1] = sv_2mortal(newSVnv(t->delta));
  out[2] = sv_2mortal(newSVnv(poe_kernel_wall_of(px->k, t->due)));
  return TIMES;
}

/* Takes the event, and the name, which is held.  Nothing of ours is held any more while the tool's
 * code runs, so what that throws may pass. */
UV poexs_enqueue_by_method(pTHX_ poexs_t *px, poe_event_t *e, poe_session_t *to,
                           poe_session_t *from, poe_name_t *name, U32 type,
                           const poexs_times_t *times, I32 flags) {
  AV *given = poexs_event_given(e);
  SV *args[FIXED + TIMES], *id;
  I32 n = 0;
  UV number;
  args[n++] = GvSV(px->kernel_gv);
  args[n++] = sv_2mortal(poexs_session_newref(aTHX_ px, to));
  args[n++] = sv_2mortal(poexs_session_newref(aTHX_ px, from));
  args[n++] = mortal_name(aTHX_ poexs_given_name(given), name);
  args[n++] = sv_2mortal(newSVuv(type));
  n++;
  args[n++] = mortal_name(aTHX_ NULL, e->file);
  args[n++] = sv_2mortal(newSVuv(e->line));
  args[n++] = mortal_name(aTHX_ poexs_given_from_state(given), e->from_state);
  n += push_times(aTHX_ px, args + n, e, times);
  args[5] = sv_2mortal(newRV_noinc((SV *)poexs_event_av(aTHX_ e)));
  poe_name_unref(px->k, name);
  poe_event_free(px->k, e);
  flags |= G_METHOD | (times ? G_SCALAR : G_VOID | G_DISCARD);
  id = poexs_call_perl(aTHX_ "_data_ev_enqueue", args, n, flags);
  number = id && SvOK(id) ? SvUV(id) : 0;
  SvREFCNT_dec(id);
  return number;
}

/* Where nothing may be thrown: it is raised when the kernel is off the stack. */
void poexs_enqueue_own(pTHX_ poexs_t *px, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                       poe_name_t *name, poe_type_t type) {
  if (LIKELY(!poexs_is_replaced(px, POEXS_ENQUEUE))) {
    poe_event_post(px->k, e, to, from, name, type);
    return;
  }
  ENTER;
  SAVETMPS;
  save_scalar(PL_errgv);
  (void)poexs_enqueue_by_method(aTHX_ px, e, to, from, poe_name_hold(px->k, name), type, NULL,
                                G_EVAL);
  (void)poexs_keep_thrown(aTHX_ px);
  FREETMPS;
  LEAVE;
}
