/* XS.xs: loads the kernel into an interpreter.  The packages' own functions are in the files that
 * are included below. */
#include "xs/base/base.h"
#include "xs/values/values.h"
#include "xs/signals/signals.h"
#include "xs/dispatch/dispatch.h"
#include "xs/loop/loop.h"
#include "xs/kernel/kernel.h"
#include "xs/bytes/bytes.h"
#include "xs/wheels/wheels.h"
#include "xs/views/views.h"
#include "csrc/process/process.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* The one function that perl looks for by name; all others call each other directly. */
#if defined(__GNUC__)
XS_EXTERNAL(boot_POE__XS) __attribute__((visibility("default")));
#endif

/* Arguments from the nth on: programs may leave out any. */
#define POEXS_REST(n) (items > (n) ? items - (n) : 0)

/* Functions that programs call begin with this. */
#define POEXS_ARGS poexs_read_args(aTHX_ ax, items)

/* A method of POE::Future with the same arguments, as Future::PP has it.  What ran before may have
 * moved the stack. */
#define POEXS_BY_BASE(method)                                                                      \
  SP = PL_stack_base + ax - 1;                                                                     \
  PUSHMARK(SP);                                                                                    \
  SP += items;                                                                                     \
  PUTBACK;                                                                                         \
  count = call_sv((SV *)poexs_future_base(aTHX_ px, method), GIMME_V);                             \
  for (I32 i = 0; i < count; i++) ST(i) = PL_stack_sp[i + 1 - count];                              \
  XSRETURN(count)

static poe_mode_t poexs_mode(pTHX_ SV *sv) {
  IV mode = SvIV(sv);
  if (mode < 0 || mode >= POE_MODES) croak("unknown I/O mode %" IVdf, mode);
  return (poe_mode_t)mode;
}

/* Drops one kind of what a session holds; numbered as the functions in Tables.xs are. */
static void poexs_clear(poe_kernel_t *k, poe_session_t *s, int kind) {
  void (*const clear[])(poe_kernel_t *, poe_session_t *) = {
      poe_session_clear_aliases, poe_session_clear_events, poe_session_clear_extrefs,
      poe_session_clear_files, poe_session_clear_signals};
  clear[kind](k, s);
}

/* Undef; or a number and a text, as Socket's functions give it. */
static SV *poexs_look_up_error(pTHX_ const poe_answer_t *a) {
  SV *sv;
  if (!a->error) return newSV(0);
  sv = newSVpv(a->error == EAI_SYSTEM ? Strerror(a->system) : gai_strerror(a->error), 0);
  (void)SvUPGRADE(sv, SVt_PVIV);
  SvIV_set(sv, a->error);
  SvIOK_on(sv);
  return sv;
}

static SV *poexs_address(pTHX_ const struct addrinfo *i) {
  HV *hv = newHV();
  (void)hv_stores(hv, "family", newSViv(i->ai_family));
  (void)hv_stores(hv, "socktype", newSViv(i->ai_socktype));
  (void)hv_stores(hv, "protocol", newSViv(i->ai_protocol));
  (void)hv_stores(hv, "addr", newSVpvn((const char *)i->ai_addr, i->ai_addrlen));
  (void)hv_stores(hv, "canonname", newSVpv(i->ai_canonname, 0));
  return newRV_noinc((SV *)hv);
}

static void make_kernel(pTHX_ poexs_t *px) {
  poe_host_t host;
  poe_loop_t loop;
  poexs_host_init(aTHX_ px, &host);
  poexs_loop_init(aTHX_ px);
  poexs_loop_table(px, &loop);
  px->k = poe_kernel_new(&host, &loop);
  px->watched = poe_kernel_watched(px->k);
}

/* $poe_kernel: the one object of class POE::Kernel. */
static void make_object(pTHX_ poexs_t *px) {
  SV *ref;
  px->kernel_gv = gv_fetchpvs("POE::Kernel::poe_kernel", GV_ADDMULTI, SVt_PV);
  px->exception_gv = gv_fetchpvs("POE::Kernel::kr_exception", GV_ADDMULTI, SVt_PV);
  px->object = newAV();
  ref = newRV_noinc((SV *)px->object);
  sv_bless(ref, gv_stashpvs("POE::Kernel", GV_ADD));
  SvREFCNT_inc_simple_void_NN((SV *)px->object);
  sv_setsv(GvSVn(px->kernel_gv), ref);
  SvREFCNT_dec(ref);
  poexs_session_bind(aTHX_ px, (SV *)px->object, poe_kernel_session(px->k));
  poexs_slots_init(aTHX_ px);
}

/* The rooms from the lowest up; the compiled functions are all there. */
static poexs_t *poexs_new(pTHX) {
  poexs_t *px;
  Newxz(px, 1, poexs_t);
#ifdef MULTIPLICITY
  px->perl = aTHX;
#endif
  px->pid = (IV)getpid();
  px->forks = poexs_forks();
  poexs_signals_init(aTHX_ px);
  poexs_dispatch_init(aTHX_ px);
  make_kernel(aTHX_ px);
  poexs_values_init(aTHX_ px);
  poexs_calls_init(aTHX_ px);
  poexs_bytes_init(aTHX_ px);
  poexs_wheels_init(aTHX_ px);
  poexs_views_init(aTHX_ px);
  make_object(aTHX_ px);
  return px;
}

/* A new thread has no sessions, but what was configured holds for it, too.  It is still its maker
 * that runs here, on a stack of its own. */
static poexs_t *poexs_new_for_thread(pTHX_ const poexs_t *from) {
  poexs_t *px = poexs_new(aTHX);
  if (!from) return px;
  poexs_stock_of_thread(px, from);
  px->dispatch->catching = from->dispatch->catching;
  px->calls->may_create_plain = from->calls->may_create_plain;
  if (px->calls->may_create_plain) poexs_create_init(aTHX_ px, true);
  if (from->id) px->id = newSVpvn(SvPVX_const(from->id), SvCUR(from->id));
  if (poexs_loop_is_bridged(from)) poexs_loop_bridge(px);
  return px;
}

/* Frames that the end of the program left behind are gone with their C stack. */
static void poexs_free(pTHX_ poexs_t *px) {
  poexs_strands_free(aTHX_ px);
  poe_kernel_abandon_frames(px->k);
  poexs_await_free(aTHX_ px);
  poe_kernel_free(px->k);
  px->k = NULL; /* what goes from here on may ask */
  poexs_loop_free(aTHX_ px);
  SvREFCNT_dec(px->thrown);
  SvREFCNT_dec(px->on_failure);
  poexs_views_free(aTHX_ px);
  poexs_wheels_free(aTHX_ px);
  poexs_bytes_free(aTHX_ px);
  poexs_calls_free(px);
  poexs_values_free(aTHX_ px);
  poexs_dispatch_free(aTHX_ px);
  poexs_signals_free(aTHX_ px);
  SvREFCNT_dec(px->id);
  SvREFCNT_dec((SV *)px->object);
  Safefree(px);
}

static void at_interpreter_end(pTHX_ void *unused) {
  poexs_t *px = poexs_here_or_null(aTHX);
  PERL_UNUSED_ARG(unused);
  if (!px) return;
  poexs_free(aTHX_ px);
  poexs_here_set(aTHX_ NULL);
}

/* The system's numbers that package POE::Kernel offers: three modules need not be loaded for them. */
static void define_system_constants(pTHX_ HV *stash) {
  static const struct {
    const char *name;
    IV value;
  } constants[] = {
      {"ESRCH", ESRCH},       {"EINTR", EINTR},   {"ECHILD", ECHILD},   {"EPERM", EPERM},
      {"EINVAL", EINVAL},     {"EEXIST", EEXIST}, {"EAGAIN", EAGAIN},   {"EWOULDBLOCK", EWOULDBLOCK},
      {"F_GETFL", F_GETFL},   {"F_SETFL", F_SETFL}, {"O_NONBLOCK", O_NONBLOCK},
      {"WNOHANG", WNOHANG},   {"WUNTRACED", WUNTRACED},
  };
  for (size_t i = 0; i < C_ARRAY_LENGTH(constants); i++)
    newCONSTSUB(stash, constants[i].name, newSViv(constants[i].value));
}

MODULE = POE::XS  PACKAGE = POE::XS

PROTOTYPES: DISABLE

BOOT:
{
  HV *kernel = gv_stashpvs("POE::Kernel", GV_ADD);
  define_system_constants(aTHX_ kernel);
  poexs_clock_init();
  poexs_here_init(aTHX_ poexs_new(aTHX));
  Perl_call_atexit(aTHX_ at_interpreter_end, NULL);
}

void
CLONE(...)
  CODE:
    PERL_UNUSED_VAR(items);
    poexs_here_set(aTHX_ poexs_new_for_thread(aTHX_ poexs_here_clone(aTHX)));
    Perl_call_atexit(aTHX_ at_interpreter_end, NULL);

void
_run_batch()
  CODE:
    poexs_run_batch(aTHX_ poexs_here(aTHX));

void
_run_deferred_signals()
  CODE:
    PERL_ASYNC_CHECK();

SV *
_text(SV *value)
  CODE:
    RETVAL = newSVpvs("");
    sv_catsv(RETVAL, value);
  OUTPUT:
    RETVAL

void
verify()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poe_kernel_verify(px->k);

NV
steady()
  CODE:
    RETVAL = poexs_steady(NULL);
  OUTPUT:
    RETVAL

void
measure(SV *level)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
    poe_measure_t wanted;
  CODE:
    wanted = poexs_measure_of(aTHX_ level);
    if (wanted >= POE_MEASURE_TIMES) poexs_ticks_init();
    poe_kernel_measure(px->k, wanted);

const char *
measures()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = poe_measure_word(poe_kernel_measures(px->k));
  OUTPUT:
    RETVAL

SV *
statistics()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = poexs_statistics(aTHX_ px);
  OUTPUT:
    RETVAL

const char *
backend()
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    RETVAL = poexs_loop_backend(px);
  OUTPUT:
    RETVAL

# Packages whose modules are loaded when something of theirs is first named.
void
_brings(...)
  CODE:
    for (I32 i = 0; i < items; i++) poexs_add_companion(aTHX_ ST(i));

SV *
_wrap(SV *code, SV *check)
  CODE:
    if (!SvROK(code) || SvTYPE(SvRV(code)) != SVt_PVCV) croak("POE::XS::_wrap: code must be a function");
    RETVAL = poexs_wrap(aTHX_ code, check);
  OUTPUT:
    RETVAL

SV *
_with(SV *first, SV *code)
  CODE:
    if (!SvROK(code) || SvTYPE(SvRV(code)) != SVt_PVCV) croak("POE::XS::_with: code must be a function");
    RETVAL = poexs_adapt(aTHX_ code, first, NULL, false);
  OUTPUT:
    RETVAL

SV *
_unless(SV *key, SV *code)
  CODE:
    if (!SvROK(code) || SvTYPE(SvRV(code)) != SVt_PVCV) croak("POE::XS::_unless: code must be a function");
    RETVAL = poexs_adapt(aTHX_ code, NULL, key, false);
  OUTPUT:
    RETVAL

SV *
_when(SV *key, SV *code)
  CODE:
    if (!SvROK(code) || SvTYPE(SvRV(code)) != SVt_PVCV) croak("POE::XS::_when: code must be a function");
    RETVAL = poexs_adapt(aTHX_ code, NULL, key, true);
  OUTPUT:
    RETVAL

void
_observe(SV *code, U32 moments, U32 with_args)
  PREINIT:
    poexs_t *px = poexs_here(aTHX);
  CODE:
    poexs_observe(aTHX_ px, code, moments, with_args);

# Their names; the place of each is its bit for _observe.
void
_moments()
  PPCODE:
    for (int i = 1; poexs_moment_word((poe_moment_t)i); i++)
      XPUSHs(sv_2mortal(newSVpv(poexs_moment_word((poe_moment_t)i), 0)));

INCLUDE: packages/Kernel.xs
INCLUDE: packages/Bridges.xs
INCLUDE: packages/Tables.xs
INCLUDE: packages/Introspection.xs
INCLUDE: packages/Inside.xs
INCLUDE: packages/Loop.xs
INCLUDE: packages/Session.xs
INCLUDE: packages/Filters.xs
INCLUDE: packages/Pump.xs
INCLUDE: packages/Run.xs
INCLUDE: packages/Look.xs
INCLUDE: packages/Futures.xs
INCLUDE: packages/Resolver.xs
