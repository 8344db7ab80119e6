/* await.c: handlers that wait.
 *
 * An async sub (Future::AsyncAwait) that is a handler returns a pending future at its first await.
 * The handler then goes on, as a wait of its session (csrc/kernel/wait.c), until that future is
 * ready: the wait keeps the future, and all that @_ is made of.  What the sub waits for calls the
 * sub when it is ready, wherever that is; so while it is suspended the sub begins with an op of
 * ours, which puts an event into the session's queue, in which the sub goes on.
 *
 * A sub that was called from a plain handler, which sees to the future itself, goes on in such
 * events, too, and is a wait of the session for as long as it is suspended. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"

/* Shared by all subs that were suspended within one handler. */
typedef struct poexs_wait {
  poe_wait_t kernel;
  poexs_t *px; /* NULL once the binding has ended */
  U32 refs;
  int64_t to, from;                     /* sessions, by their IDs: either may be gone by now */
  poe_name_t *name, *file, *from_state; /* shared */
  U32 line;
  AV *args;         /* owned: what @_ holds without counting; NULL for a plain handler's */
  SV *future;       /* owned: what the handler returned, until it is ready */
  SV *reply;        /* owned: of who asked, or NULL */
  bool is_taken;    /* whoever called the handler has the future, and its failure */
  poe_link_t all;   /* in the list of the room */
  poe_link_t marks; /* of the subs that are suspended */
  bool is_direct;   /* what was suspended goes on at once: its session ends */
} poexs_wait_t;

/* Of a sub that is suspended. */
typedef struct poexs_mark {
  poexs_wait_t *wait; /* shared */
  poe_link_t of_wait;
  CV *cv;       /* borrowed: the sub */
  OP *await;    /* borrowed: the op at which it goes on */
  UNOP begin;   /* stands in for that, and puts it off */
  bool goes_on; /* its event has come */
} poexs_mark_t;

/* ---- waits ---- */

static poexs_wait_t *new_wait(pTHX_ poexs_t *px, const poexs_call_t *c) {
  poexs_wait_t *w;
  PERL_UNUSED_CONTEXT;
  Newxz(w, 1, poexs_wait_t);
  poe_list_init(&w->marks);
  poe_list_append(&px->dispatch->waits, &w->all);
  w->px = px;
  w->refs = 1;
  w->to = poe_session_id(c->to);
  w->from = poe_session_id(c->from);
  w->name = poe_name_ref(c->name);
  w->file = c->file ? poe_name_ref(c->file) : NULL;
  w->from_state = c->from_state ? poe_name_ref(c->from_state) : NULL;
  w->line = c->line;
  return w;
}

/* Lets go of the kernel. */
static void detach(poexs_wait_t *w) {
  poexs_t *px = w->px;
  if (!px) return;
  w->px = NULL;
  poe_list_remove(&w->all);
  poe_wait_end(px->k, &w->kernel);
  poe_name_unref(px->k, w->name);
  poe_name_unref(px->k, w->file);
  poe_name_unref(px->k, w->from_state);
}

static void release(pTHX_ poexs_wait_t *w) {
  if (--w->refs) return;
  detach(w);
  SvREFCNT_dec((SV *)w->args);
  SvREFCNT_dec(w->reply);
  Safefree(w);
}

/* The handler is over. */
static void end(pTHX_ poexs_wait_t *w) {
  SV *future = w->future;
  w->future = NULL;
  poe_wait_end(w->px->k, &w->kernel);
  SvREFCNT_dec(future);
}

/* ---- what futures are asked ---- */

static bool says(pTHX_ const char *method, SV *future) {
  SV *answer = poexs_call_perl(aTHX_ method, &future, 1, G_METHOD | G_SCALAR | G_EVAL);
  const bool is = answer && SvTRUE(answer);
  SvREFCNT_dec(answer);
  return is;
}

bool poexs_is_ready(pTHX_ SV *future) {
  const poexs_t *px = poexs_here(aTHX);
  HV *ours = poexs_future_hash(px, future);
  return ours ? poexs_future_is_ready(aTHX_ px, ours) : says(aTHX_ "AWAIT_IS_READY", future);
}

static bool is_cancelled(pTHX_ SV *future) {
  const poexs_t *px = poexs_here(aTHX);
  HV *ours = poexs_future_hash(px, future);
  return ours ? poexs_future_is_cancelled(aTHX_ px, ours)
              : says(aTHX_ "AWAIT_IS_CANCELLED", future);
}

/* A failure that nobody took is thrown, as by the handler itself. */
static void throw_failure(pTHX_ SV *future, I32 flags) {
  dSP;
  if (is_cancelled(aTHX_ future)) return;
  ENTER;
  SAVETMPS;
  PUSHMARK(SP);
  XPUSHs(future);
  PUTBACK;
  call_method("AWAIT_GET", (flags & G_EVAL) | G_VOID | G_DISCARD);
  FREETMPS;
  LEAVE;
}

/* True if the reply has taken what became of the future. */
static bool settle(pTHX_ SV *reply, SV *future) {
  SV *both[2] = {reply, future};
  SV *taken = poexs_call_perl(aTHX_ "POE::Future::_settle", both, 2, G_SCALAR | G_EVAL);
  const bool is = taken && SvTRUE(taken);
  SvREFCNT_dec(taken);
  return is;
}

/* A handler of which the future is ready has ended.  True if nobody has taken what became of it,
 * which is then mortal. */
static bool is_over(pTHX_ poexs_wait_t *w, SV **untaken) {
  SV *future = w->future;
  if (!future || !(poexs_is_ready(aTHX_ future) || is_cancelled(aTHX_ future))) return false;
  sv_2mortal(SvREFCNT_inc_simple_NN(future));
  end(aTHX_ w);
  if (untaken) *untaken = future;
  return w->reply ? !settle(aTHX_ w->reply, future) : !w->is_taken;
}

/* ---- subs that are suspended ---- */

static int free_mark(pTHX_ SV *sv, MAGIC *mg) {
  poexs_mark_t *m = (poexs_mark_t *)(void *)mg->mg_ptr;
  PERL_UNUSED_ARG(sv);
  poe_list_remove(&m->of_wait);
  release(aTHX_ m->wait);
  Safefree(m);
  return 0;
}

static const MGVTBL mark_vtbl = {NULL, NULL, NULL, NULL, free_mark, NULL, NULL, NULL};

static poexs_mark_t *mark_of(const CV *cv) {
  const MAGIC *mg = mg_findext((const SV *)cv, PERL_MAGIC_ext, &mark_vtbl);
  return mg ? (poexs_mark_t *)(void *)mg->mg_ptr : NULL;
}

/* What the versions of Future::AsyncAwait that we know keep of a suspended sub begins like this. */
typedef struct poexs_suspended {
  SV *awaited, *returned; /* futures; the second is held weakly */
  const COP *cop;         /* the statement with the await */
} poexs_suspended_t;

static bool knows_layout(pTHX_ poexs_t *px) {
  enum { UNKNOWN, NO, YES };
  if (UNLIKELY(px->dispatch->layout == UNKNOWN)) {
    SV *version = get_sv("Future::AsyncAwait::VERSION", 0);
    NV number = version ? SvNV(version) : 0;
    px->dispatch->layout = number > 0.395 && number < 0.715 ? YES : NO;
  }
  return px->dispatch->layout == YES;
}

static const MAGIC *others_magic(const CV *cv) {
  const MAGIC *mg = SvMAGIC((const SV *)cv);
  while (mg && (mg->mg_type != PERL_MAGIC_ext || mg->mg_virtual == &mark_vtbl || !mg->mg_ptr))
    mg = mg->mg_moremagic;
  return mg;
}

static const poexs_suspended_t *suspended_state(pTHX_ poexs_t *px, CV *cv) {
  const MAGIC *mg = others_magic(cv);
  return mg && knows_layout(aTHX_ px) ? (const poexs_suspended_t *)(const void *)mg->mg_ptr : NULL;
}

/* The future that the sub has returned; NULL if that is not known, and one that is not there any
 * more is none. */
static SV *returned_by(pTHX_ poexs_t *px, CV *cv) {
  const poexs_suspended_t *s = suspended_state(aTHX_ px, cv);
  return s ? s->returned : NULL;
}
/* The event has the future as well: until it comes, nothing may be lost.  True if one was posted.
 */
static bool post_resumption(pTHX_ poexs_wait_t *w, CV *cv, SV *returned) {
  poexs_t *px = w->px;
  poe_session_t *to = poe_session_find(px->k, w->to), *from = poe_session_find(px->k, w->from);
  poe_event_t *e;
  if (!to) return false;
  e = poe_event_new(px->k, returned ? 2 : 1);
  e->argv[0] = newRV_inc((SV *)cv);
  if (returned) e->argv[1] = newRV_inc(SvRV(returned));
  e->file = w->file ? poe_name_ref(w->file) : NULL;
  e->from_state = w->from_state ? poe_name_ref(w->from_state) : NULL;
  e->line = w->line;
  poe_event_post(px->k, e, to, from ? from : to, w->name, POE_ET_RESUME);
  return true;
}

/* A frame that ends with perl's scope. */
typedef struct poexs_scoped_frame {
  poexs_wait_t *wait; /* shared */
  poe_frame_t frame;
} poexs_scoped_frame_t;

static void leave_frame(pTHX_ void *data) {
  poexs_scoped_frame_t *f = (poexs_scoped_frame_t *)data;
  poexs_wait_t *w = f->wait;
  POEXS_BE_HOME(w->px);
  (void)is_over(aTHX_ w, NULL);
  poe_frame_leave(w->px->k, &f->frame);
  Safefree(f);
  release(aTHX_ w);
}

static void enter_frame(pTHX_ poexs_wait_t *w) {
  poe_session_t *s = poe_session_find(w->px->k, w->to);
  poexs_scoped_frame_t *f;
  if (!s) return;
  Newxz(f, 1, poexs_scoped_frame_t);
  f->wait = w;
  w->refs++;
  SAVEDESTRUCTOR_X(leave_frame, f);
  poe_frame_enter(w->px->k, &f->frame, s, s, w->name, POE_ET_RESUME);
}

/* One that was cancelled ends at once: what cleans up runs, in its session.  So does one whose
 * future nobody keeps. */
static bool ends_now(pTHX_ poexs_wait_t *w, SV *returned) {
  if (w->is_direct) return true;
  if (!returned) return false;
  if (!SvROK(returned)) return true;
  if (!is_cancelled(aTHX_ returned)) return false;
  enter_frame(aTHX_ w);
  return true;
}

/* All that the sub holds goes with it, in its session. */
static void end_within_frame(pTHX_ poexs_wait_t *w, SV *waiter) {
  dSP;
  ENTER;
  enter_frame(aTHX_ w);
  SAVEFREESV(waiter);
  PUSHMARK(SP);
  call_sv(waiter, G_VOID | G_DISCARD);
  LEAVE;
}

/* The same for a future of ours, which gives its waiter: without calling the sub, unless it ends.
 */
static bool resume(pTHX_ SV *waiter) {
  CV *cv = SvROK(waiter) ? (CV *)SvRV(waiter) : NULL;
  const poexs_mark_t *m = cv && SvTYPE(cv) == SVt_PVCV ? mark_of(cv) : NULL;
  SV *returned;
  if (!m || !m->wait->px || m->wait->is_direct) return false;
  returned = returned_by(aTHX_ m->wait->px, cv);
  if (!returned || !SvROK(returned)) return false;
  if (is_cancelled(aTHX_ returned)) {
    end_within_frame(aTHX_ m->wait, waiter);
    return true;
  }
  if (!post_resumption(aTHX_ m->wait, cv, returned)) return false;
  SvREFCNT_dec_NN(waiter);
  return true;
}

/* In place of the await, as soon as what is awaited is ready: the sub returns nothing for now. */
static OP *pp_begin(pTHX) {
  CV *cv = cxstack[cxstack_ix].blk_sub.cv;
  poexs_mark_t *m = mark_of(cv);
  SV *returned;
  if (!m->wait->px) return CvROOT(cv);
  returned = m->goes_on ? NULL : returned_by(aTHX_ m->wait->px, cv);
  if (!m->goes_on && !ends_now(aTHX_ m->wait, returned) &&
      post_resumption(aTHX_ m->wait, cv, returned))
    return CvROOT(cv);
  m->goes_on = false;
  return m->await;
}

static void put_off(pTHX_ poexs_mark_t *m) {
  if (PL_op == (OP *)&m->begin) return; /* in a thread we may be hooked in twice */
  m->await = PL_op;
  m->begin = *(UNOP *)PL_op;
  m->begin.op_ppaddr = pp_begin;
  PL_op = (OP *)&m->begin;
}

/* That of the handler that runs, or one for the plain handler that called the sub.  Counted. */
static poexs_wait_t *wait_here(pTHX_ poexs_t *px) {
  poexs_wait_t *w = px->dispatch->awaiting;
  poe_frame_t *f = poe_frame_top(px->k);
  poexs_call_t c = {0};
  if (w) {
    w->refs++;
    return w;
  }
  if (!f || f->session->gone || !f->session->host) return NULL;
  c.to = c.from = f->session;
  c.name = f->event;
  w = new_wait(aTHX_ px, &c);
  poe_wait_begin(px->k, &w->kernel, f->session, f->event);
  return w;
}

/* Where the await is. */
static void note_place(pTHX_ poexs_wait_t *w, CV *cv) {
  const poexs_suspended_t *s = suspended_state(aTHX_ w->px, cv);
  const COP *cop = s && s->cop ? s->cop : PL_curcop;
  poe_place_t at = {poexs_file_of(aTHX_ w->px, cop), (uint32_t)CopLINE(cop)};
  poe_wait_note(w->px->k, &w->kernel, &at);
}

/* The sub takes the op that runs for the one at which it goes on. */
static void suspended(pTHX_ CV *cv, HV *data, void *hook) {
  poexs_mark_t *m = mark_of(cv);
  PERL_UNUSED_ARG(data);
  PERL_UNUSED_ARG(hook);
  if (!m) {
    poexs_wait_t *w = wait_here(aTHX_ poexs_here(aTHX));
    if (!w) return;
    Newxz(m, 1, poexs_mark_t);
    m->wait = w;
    m->cv = cv;
    poe_list_append(&w->marks, &m->of_wait);
    poexs_futures_wake_by(w->px, resume);
    (void)sv_magicext((SV *)cv, NULL, PERL_MAGIC_ext, &mark_vtbl, (char *)(void *)m, 0);
  }
  note_place(aTHX_ m->wait, cv);
  put_off(aTHX_ m);
}

/* ---- the hooks of Future::AsyncAwait ---- */

/* As its ABI 1 has them. */
typedef struct poexs_hooks {
  U32 flags;
  void (*post_cv_copy)(pTHX_ CV *runs, CV *cv, HV *data, void *hook);
  void (*post_suspend)(pTHX_ CV *cv, HV *data, void *hook);
  void (*pre_resume)(pTHX_ CV *cv, HV *data, void *hook);
  void (*free)(pTHX_ CV *cv, HV *data, void *hook);
} poexs_hooks_t;
typedef void poexs_register_t(pTHX_ const poexs_hooks_t *, void *);

static SV *global(pTHX_ const char *key) {
  SV **svp = hv_fetch(PL_modglobal, key, (I32)strlen(key), 0);
  return svp ? *svp : &PL_sv_undef;
}

static bool hook_in(pTHX) {
  static const poexs_hooks_t hooks = {0, NULL, suspended, NULL, NULL};
  SV *address = global(aTHX_ "Future::AsyncAwait/register()@1");
  poexs_register_t *add;
  if (!SvOK(address)) return false;
  add = INT2PTR(poexs_register_t *, SvUV(address));
  add(aTHX_ & hooks, NULL);
  return true;
}

static void be_loaded(pTHX_ poexs_t *px) {
  px->dispatch->awaits = true;
  px->dispatch->hooked = hook_in(aTHX);
}

static void loaded(pTHX_ void *unused) {
  PERL_UNUSED_ARG(unused);
  be_loaded(aTHX_ poexs_here(aTHX));
}

/* Now, or as soon as it is loaded. */
void poexs_await_init(pTHX_ poexs_t *px) {
  AV *queue;
  SV **svp;
  if (SvOK(global(aTHX_ "Future::AsyncAwait/loaded"))) {
    be_loaded(aTHX_ px);
    return;
  }
  svp = hv_fetchs(PL_modglobal, "Future::AsyncAwait/on_loaded", 1);
  if (SvTYPE(*svp) != SVt_PVAV) {
    queue = newAV();
    (void)hv_stores(PL_modglobal, "Future::AsyncAwait/on_loaded", (SV *)queue);
  } else {
    queue = (AV *)*svp;
  }
  av_push(queue, newSVuv(PTR2UV(loaded)));
  av_push(queue, newSVuv(0));
}

/* What Future::AsyncAwait keeps of a sub asks for its hooks when it is freed, which at the end of
 * an interpreter may be too late for it. */
static void forget(pTHX_ CV *cv) {
  const MAGIC *mg = others_magic(cv);
  if (mg) sv_unmagicext((SV *)cv, PERL_MAGIC_ext, (MGVTBL *)mg->mg_virtual);
}

/* Nothing goes on any more.  Destructors of what subs hold run. */
void poexs_await_free(pTHX_ poexs_t *px) {
  poe_link_t *all = &px->dispatch->waits;
  while (!poe_list_is_empty(all)) {
    poexs_wait_t *w = POE_CONTAINER(all->next, poexs_wait_t, all);
    SV *future = w->future;
    w->refs++;
    w->future = NULL;
    detach(w);
    for (poe_link_t *l = w->marks.next; l != &w->marks; l = w->marks.next) {
      CV *cv = POE_CONTAINER(l, poexs_mark_t, of_wait)->cv;
      poe_list_remove(l);
      SvREFCNT_inc_simple_void_NN((SV *)cv);
      forget(aTHX_ cv);
      SvREFCNT_dec_NN((SV *)cv);
    }
    SvREFCNT_dec(future);
    release(aTHX_ w);
  }
}

/* ---- handlers ---- */

/* The last op of an async sub puts its result into a future. */
bool poexs_is_async(pTHX_ poexs_t *px, const CV *cv) {
  const OP *body, *last;
  if (SvTYPE((const SV *)cv) != SVt_PVCV || CvISXSUB(cv) || !CvROOT(cv)) return false;
  body = cUNOPx(CvROOT(cv))->op_first;
  if (body->op_type != OP_LINESEQ) return false;
  last = cLISTOPx(body)->op_last;
  if (last->op_type != OP_CUSTOM) return false;
  if (last->op_ppaddr == px->dispatch->leave_async) return true;
  if (strNE(OP_NAME(last), "leaveasync")) return false;
  px->dispatch->leave_async = last->op_ppaddr;
  return true;
}

static void keep(pTHX_ poexs_wait_t *w, poe_session_t *to, SV *future) {
  if (!w->px->dispatch->hooked)
    croak("A handler that waits needs a later Future::AsyncAwait than %" SVf,
          SVfARG(get_sv("Future::AsyncAwait::VERSION", GV_ADD)));
  if (to->gone) return;
  w->future = newSVsv(future);
  poe_wait_begin(w->px->k, &w->kernel, to, w->name);
}

/* What stands on the stack for @_, of which nothing is counted: from now on the wait holds it. What
 * is lent (see push_fixed in handler.c) gets a place of its own. */
static AV *args_of(pTHX_ SV **at, I32 n, bool has_first) {
  AV *args = newAV();
  for (I32 i = 0; i < n; i++) {
    const I32 slot = i - has_first;
    const bool is_lent = slot == 1 || (slot >= 4 && slot < 10 && slot != 6);
    at[i] = is_lent || SvTEMP(at[i]) ? newSVsv(at[i]) : SvREFCNT_inc_simple_NN(at[i]);
    av_push(args, at[i]);
  }
  return args;
}

static void give_back(pTHX_ void *data) {
  poexs_wait_t *w = (poexs_wait_t *)data;
  w->px->dispatch->awaiting = NULL;
  release(aTHX_ w);
}

/* With the arguments above the mark already, perhaps after one in front of them.  Whoever wants a
 * value gets the future, and has its failure; but what _start gives is for the parent's _child,
 * which need not look at it. */
I32 poexs_call_async(pTHX_ poexs_t *px, CV *cv, const poexs_call_t *c, bool has_first, I32 flags) {
  poexs_wait_t *w = new_wait(aTHX_ px, c), *outer = px->dispatch->awaiting;
  const bool is_void = (flags & G_WANT) == G_VOID, is_taken = !is_void && c->type != POE_ET_START;
  I32 n;
  w->args = args_of(aTHX_ PL_stack_base + TOPMARK + 1, (I32)(PL_stack_sp - PL_stack_base - TOPMARK),
                    has_first);
  w->is_taken = is_taken;
  ENTER;
  SAVEDESTRUCTOR_X(give_back, w);
  px->dispatch->awaiting = w;
  n = call_sv((SV *)cv, (flags & ~G_WANT) | G_SCALAR);
  if (n == 1 && SvROK(*PL_stack_sp) && SvOBJECT(SvRV(*PL_stack_sp))) {
    SV *future = sv_mortalcopy(*PL_stack_sp);
    if (!poexs_is_ready(aTHX_ future))
      keep(aTHX_ w, c->to, future);
    else if (!is_taken)
      throw_failure(aTHX_ future, flags);
  }
  LEAVE;
  px->dispatch->awaiting = outer;
  if (!is_void) return n;
  PL_stack_sp -= n;
  return 0;
}

/* One of its subs awaits no future of ours, or nobody knows what. */
bool poexs_wait_is_elsewhere(void *data, const poe_wait_t *kernel) {
  dPOEXS(data);
  const poexs_wait_t *w = POE_CONTAINER(kernel, const poexs_wait_t, kernel);
  for (const poe_link_t *l = w->marks.next; l != &w->marks; l = l->next) {
    const poexs_mark_t *m = POE_CONTAINER(l, const poexs_mark_t, of_wait);
    const poexs_suspended_t *s = suspended_state(aTHX_ px, m->cv);
    if (!s || !s->awaited || !poexs_future_is_ours(aTHX_ s->awaited)) return true;
  }
  return false;
}

/* The event has come: the sub goes on, and perhaps to its end. */
I32 poexs_invoke_resumption(pTHX_ poexs_t *px, const poexs_call_t *c, I32 flags) {
  CV *cv = (CV *)SvRV(c->argv[0]);
  poexs_mark_t *m = mark_of(cv);
  poexs_wait_t *w = m->wait, *outer = px->dispatch->awaiting;
  SV *untaken;
  dSP;
  w->refs++;
  ENTER;
  SAVEDESTRUCTOR_X(give_back, w);
  px->dispatch->awaiting = w;
  m->goes_on = true;
  PUSHMARK(SP);
  call_sv((SV *)cv, (flags & G_EVAL) | G_VOID | G_DISCARD);
  if (is_over(aTHX_ w, &untaken)) throw_failure(aTHX_ untaken, flags);
  LEAVE;
  px->dispatch->awaiting = outer;
  return 0;
}

/* It is the youngest of the session, if any. */
bool poexs_wait_takes_reply(pTHX_ const poexs_call_t *c, SV *future, SV *reply) {
  const poe_session_t *s = c->to;
  poexs_wait_t *w;
  if (s->gone || poe_list_is_empty(&s->waits)) return false;
  w = POE_CONTAINER(POE_CONTAINER(s->waits.prev, poe_wait_t, of_session), poexs_wait_t, kernel);
  if (!w->future || SvRV(w->future) != SvRV(future)) return false;
  w->reply = newSVsv(reply);
  w->kernel.owes = poe_session_id(c->from);
  return true;
}

/* Of one that is ready meanwhile nothing is left to be said. */
I32 poexs_complete(pTHX_ const poexs_call_t *c, I32 flags) {
  dSP;
  if (c->argc < 2 || poexs_is_ready(aTHX_ c->argv[0])) return 0;
  PUSHMARK(SP);
  EXTEND(SP, (SSize_t)c->argc);
  PUSHs(c->argv[0]);
  for (U32 i = 2; i < c->argc; i++) PUSHs(c->argv[i]);
  PUTBACK;
  call_sv(c->argv[1], (flags & G_EVAL) | G_METHOD | G_VOID | G_DISCARD);
  return 0;
}

/* What subs await that were called from a plain handler, and whose futures nobody keeps: they would
 * keep each other for ever.  Mortal. */
static AV *awaited_by_lost(pTHX_ poexs_wait_t *w) {
  AV *av = (AV *)sv_2mortal((SV *)newAV());
  for (const poe_link_t *l = w->marks.next; l != &w->marks; l = l->next) {
    const poexs_mark_t *m = POE_CONTAINER(l, const poexs_mark_t, of_wait);
    const poexs_suspended_t *s = suspended_state(aTHX_ w->px, m->cv);
    if (s && s->awaited && SvROK(s->awaited) && s->returned && !SvROK(s->returned))
      av_push(av, newSVsv(s->awaited));
  }
  return av;
}

static void cancel(pTHX_ SV *future) {
  if (!SvROK(future) || !SvOBJECT(SvRV(future))) return;
  if (!gv_fetchmethod_autoload(SvSTASH(SvRV(future)), "cancel", FALSE)) return;
  SvREFCNT_dec(poexs_call_perl(aTHX_ "cancel", &future, 1, G_METHOD | G_SCALAR | G_EVAL));
}

static void cancel_all(pTHX_ AV *futures) {
  for (SSize_t i = 0; i <= AvFILLp(futures); i++) cancel(aTHX_ AvARRAY(futures)[i]);
}

/* The session ends: blocks that clean up run at once. */
void poexs_cancel_wait(void *data, poe_wait_t *kernel) {
  dPOEXS(data);
  poexs_wait_t *w = POE_CONTAINER(kernel, poexs_wait_t, kernel);
  SV *future = w->future;
  poe_frame_t frame;
  w->refs++;
  w->is_direct = true;
  w->future = NULL;
  poe_frame_enter(px->k, &frame, kernel->session, kernel->session, w->name, POE_ET_RESUME);
  poe_wait_end(px->k, kernel);
  if (future)
    cancel(aTHX_ future);
  else
    cancel_all(aTHX_ awaited_by_lost(aTHX_ w));
  if (w->reply) (void)settle(aTHX_ w->reply, future);
  SvREFCNT_dec(future);
  POEXS_BE_HOME(px);
  poe_frame_leave(px->k, &frame);
  release(aTHX_ w);
}
