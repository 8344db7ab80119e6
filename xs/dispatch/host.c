/* host.c: what the kernel asks of the binding: the table of functions that it calls back.
 *
 * None of them croaks; each handler that they run has an eval of its own. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"
#include "xs/signals/signals.h"

/* For passes that the kernel runs itself. */
static void host_dispatch(void *data, poe_event_t *e) {
  dPOEXS(data);
  poexs_call_t c;
  if (e->type & (POE_ET_SIGNAL | POE_ET_SIGDIE)) {
    poexs_dispatch_signal(aTHX_ px, e);
    return;
  }
  poexs_call_of(&c, e);
  poexs_dispatch_void(aTHX_ px, &c);
}

/* Each watcher gets copies of its own: the signal's name and arguments, then those of sig().  The
 * handler may stop watching, which frees pair and payload: all is read before. */
static void host_signal(void *data, poe_pair_t *pair, poe_event_t *sig) {
  dPOEXS(data);
  poexs_payload_t *p = (poexs_payload_t *)pair->payload;
  SSize_t extra = p && p->args ? av_len(p->args) + 1 : 0;
  poexs_call_t c;
  SV *buffer;
  poexs_call_of(&c, sig);
  ENTER;
  SAVETMPS;
  c.argc = (U32)(sig->argc + (U32)extra);
  buffer = sv_2mortal(newSV(c.argc * sizeof(SV *) + 1));
  c.argv = (SV **)(void *)SvPVX(buffer);
  for (U32 i = 0; i < sig->argc; i++) c.argv[i] = sv_mortalcopy((SV *)sig->argv[i]);
  for (SSize_t i = 0; i < extra; i++)
    c.argv[sig->argc + (U32)i] = sv_mortalcopy(*av_fetch(p->args, i, 1));
  c.given = poexs_given_new(aTHX_ poexs_payload_given(p),
                            poexs_given_from_state(poexs_event_given(sig)), NULL);
  if (UNLIKELY(c.given != NULL)) sv_2mortal((SV *)c.given);
  c.to = pair->session;
  c.from = poe_kernel_session(px->k);
  c.name = poe_name_ref(pair->event);
  c.type = POE_ET_SIGNAL_RECURSIVE | sig->type;
  poexs_dispatch_void(aTHX_ px, &c);
  poe_name_unref(px->k, c.name);
  FREETMPS;
  LEAVE;
}

/* What _stop returned, counted, for the parent's _child.  The kernel's own session has no handler.
 * The sender is whoever is active, as in POE. */
static void *host_stop(void *data, poe_session_t *s) {
  dPOEXS(data);
  poexs_call_t c = {0};
  if (s == poe_kernel_session(px->k) && !poexs_is_replaced(px, POEXS_DISPATCH)) return NULL;
  c.to = s;
  c.from = poe_active_session(px->k);
  c.name = px->values->names.stop;
  c.file = px->values->names.file_sessions;
  c.line = __LINE__;
  c.type = POE_ET_STOP;
  return poexs_dispatch_scalar(aTHX_ px, &c);
}

/* _child and _parent come from the kernel and name sessions. */
static void tell_family(pTHX_ poexs_t *px, poe_session_t *to, poe_name_t *event,
                        const poe_place_t *at, U32 type, SV **argv, U32 argc) {
  poexs_call_t c = {0};
  c.to = to;
  c.from = poe_kernel_session(px->k);
  c.name = event;
  c.file = at->file;
  c.line = at->line;
  c.argv = argv;
  c.argc = argc;
  c.type = type;
  poexs_dispatch_void(aTHX_ px, &c);
}

/* The kernel's own session wants no _child.  Where no line of the program's asked for it,
 * CALLER_FILE is the file in which POE has the code for it. */
static void host_child(void *data, poe_session_t *parent, poe_child_op_t op, poe_session_t *child,
                       void *value, const poe_place_t *at) {
  static const char *const ops[] = {"", "gain", "lose", "create"};
  dPOEXS(data);
  poe_place_t here = {op == POE_CHILD_CREATE ? px->values->names.file_kernel
                                             : px->values->names.file_sessions,
                      __LINE__};
  SV *argv[3];
  if (parent == poe_kernel_session(px->k) && !poexs_is_replaced(px, POEXS_DISPATCH)) return;
  ENTER;
  SAVETMPS;
  argv[0] = sv_2mortal(newSVpv(ops[op], 0));
  argv[1] = sv_2mortal(poexs_session_newref(aTHX_ px, child));
  argv[2] = value ? sv_mortalcopy((SV *)value) : sv_newmortal();
  tell_family(aTHX_ px, parent, px->values->names.child, at ? at : &here, POE_ET_CHILD, argv,
              op == POE_CHILD_GAIN ? 2 : 3);
  FREETMPS;
  LEAVE;
}

static void host_parent(void *data, poe_session_t *child, poe_session_t *from, poe_session_t *to,
                        const poe_place_t *at) {
  dPOEXS(data);
  poe_place_t here = {px->values->names.file_sessions, __LINE__};
  SV *argv[2];
  ENTER;
  SAVETMPS;
  argv[0] = sv_2mortal(poexs_session_newref(aTHX_ px, from));
  argv[1] = sv_2mortal(poexs_session_newref(aTHX_ px, to));
  tell_family(aTHX_ px, child, px->values->names.parent, at ? at : &here, POE_ET_PARENT, argv, 2);
  FREETMPS;
  LEAVE;
}

/* For dispatch by the kernel, as EV::run and bridges have it; otherwise batches do the same. */
static void host_ready(void *data, poe_watcher_t *w) {
  dPOEXS(data);
  poexs_call_t c;
  SV *room[POEXS_ROOM];
  if (UNLIKELY(poexs_rests(aTHX_ px, w))) return;
  ENTER;
  SAVETMPS;
  poexs_call_of_file(aTHX_ px, &c, w, room);
  poexs_dispatch_void(aTHX_ px, &c);
  poexs_end_of_file(aTHX_ px, &c);
  FREETMPS;
  LEAVE;
}

/* Queued, not delivered: IDLE and ZOMBIE take their turn behind what is there. */
static void host_raise(void *data, const char *signal) {
  dPOEXS(data);
  poe_session_t *own = poe_kernel_session(px->k);
  poe_event_t *e;
  if (own->gone) return;
  e = poe_event_new(px->k, 1);
  e->argv[0] = newSVpv(signal, 0);
  e->file = poe_name_ref(px->values->names.file_kernel);
  e->line = __LINE__;
  poexs_enqueue_own(aTHX_ px, e, own, own, px->values->names.signal, POE_ET_SIGNAL);
}

/* The slow questions are asked only when everything else says that the program is idle.  An error
 * in the Perl function counts as busy, and is raised when the slice is over. */
static bool host_is_busy(void *data) {
  dPOEXS(data);
  SV *answer;
  bool busy;
  if (poexs_signals_waiting(aTHX_ px)) return true;
  answer = poexs_call_perl(aTHX_ "_data_sig_kernel_awaits_pids", &GvSV(px->kernel_gv), 1,
                           G_METHOD | G_SCALAR | G_EVAL);
  busy = SvTRUE(answer) || poexs_keep_thrown(aTHX_ px);
  SvREFCNT_dec(answer);
  return busy;
}

/* What host_stop gave. */
static void host_value_free(void *data, void *value) {
  dPOEXS(data);
  PERL_UNUSED_VAR(px);
  SvREFCNT_dec((SV *)value);
}

/* Perl code gives the signal back to the system, unless it is of use all the same. */
static void host_signal_unwatched(void *data, poe_name_t *sig) {
  dPOEXS(data);
  SV *name = sig ? poexs_name_newsv(aTHX_ sig) : newSV(0);
  poexs_call_perl(aTHX_ "POE::Kernel::_signal_unwatched", &name, 1, G_VOID | G_DISCARD | G_EVAL);
  (void)poexs_keep_thrown(aTHX_ px);
  SvREFCNT_dec(name);
}

/* Who makes something by way of a wheel, or of POE's own Perl parts, is named, not those. */
static void host_place(void *data, poe_place_t *at) {
  dPOEXS(data);
  const COP *cop = poexs_program_line(aTHX);
  at->file = poexs_file_of(aTHX_ px, cop);
  at->line = (uint32_t)CopLINE(cop);
}

/* As secret as what perl keys its own hashes with. */
static void make_hash_key(pTHX_ uint64_t key[2]) {
  U32 part[4];
  PERL_UNUSED_CONTEXT;
  PERL_HASH(part[0], "names", 5);
  PERL_HASH(part[1], "sessions", 8);
  PERL_HASH(part[2], "pairs", 5);
  PERL_HASH(part[3], "events", 6);
  key[0] = (uint64_t)part[0] << 32 | part[1];
  key[1] = (uint64_t)part[2] << 32 | part[3];
}

void poexs_host_init(pTHX_ poexs_t *px, poe_host_t *host) {
  make_hash_key(aTHX_ host->hash_key);
  host->data = px;
  host->session_bytes = sizeof(poexs_session_t);
  host->dispatch = host_dispatch;
  host->signal = host_signal;
  host->signal_unwatched = host_signal_unwatched;
  host->stop = host_stop;
  host->child = host_child;
  host->parent = host_parent;
  host->ready = host_ready;
  host->pass = poexs_pass;
  host->raise = host_raise;
  host->is_busy = host_is_busy;
  host->is_failing = poexs_is_failing;
  host->value_free = host_value_free;
  host->event_free = poexs_event_release;
  host->payload_free = poexs_payload_release;
  host->name_free = poexs_name_release;
  host->session_free = poexs_session_release;
  host->place = host_place;
  host->wait_cancel = poexs_cancel_wait;
  host->wait_is_elsewhere = poexs_wait_is_elsewhere;
}

/* The kernel's answer to its own IDLE: if really nothing came up, everything ends. */
void poexs_test_for_zombie(pTHX_ poexs_t *px) {
  PERL_UNUSED_CONTEXT;
  if (poe_kernel_has_work(px->k) || poe_kernel_loop_is_busy(px->k)) return;
  host_raise(px, "ZOMBIE");
}
