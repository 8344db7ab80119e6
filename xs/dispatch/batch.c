/* batch.c: a whole run of the loop under a single eval, entered again after a throw.
 *
 * The state that a throw must find (frame, event, how far the poll and the pass have come) lives in
 * the function that holds the eval, never in the frames that a long jump skips. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"
#include "xs/signals/signals.h"

typedef struct poexs_batch {
  poe_frame_t frame;
  poe_event_t *event; /* that runs: one of the queue, */
  bool in_file;       /* or a file event */
  poexs_call_t call;
  SV *room[POEXS_ROOM];
  poe_found_t found; /* by the last poll */
  bool finding;      /* it is begun */
  poe_pass_t pass;   /* the pass that this one is in */
  bool passing;      /* a pass is begun */
  bool whole_run;    /* go on with the next slice */
  bool done;
  bool framed; /* the frame is entered */
} poexs_batch_t;

/* ---- one event ---- */

/* What handlers can no longer see goes when the outermost one is done. */
static void leave_frame(pTHX_ poexs_t *px, poexs_batch_t *b) {
  POEXS_ASSERT(b->framed && poe_frame_top(px->k) == &b->frame);
  if (UNLIKELY(px->depth)) poexs_take_back_ends(aTHX_ px);
  b->framed = false;
  poe_frame_leave(px->k, &b->frame);
  if (UNLIKELY(b->frame.held != NULL)) poexs_frame_forget(aTHX_ & b->frame);
}

/* Forgets a batch's event after it ran or was thrown out of.  Arguments are dropped while their
 * session is active; destructors may run handlers, and whole slices.  An exception that nobody
 * handled ends all sessions once the event is out of the way. */
static void finish(pTHX_ poexs_t *px, poexs_batch_t *b) {
  poe_event_t *e = b->event;
  POEXS_ASSERT(e->heap_pos == POE_EVENT_NOT_QUEUED);
  if (poe_event_words(e)) {
    poexs_event_release(px, e);
    POEXS_BE_HOME(px);
  }
  if (b->framed) leave_frame(aTHX_ px, b);
  b->event = NULL;
  poe_event_free(px->k, e);
  if (UNLIKELY(poexs_is_failing(px))) poe_kernel_stop(px->k);
}

/* A file event holds none of what is in the queue: its arguments go when its frame is left. */
static void finish_file(pTHX_ poexs_t *px, poexs_batch_t *b) {
  if (b->framed) leave_frame(aTHX_ px, b);
  b->in_file = false;
  poexs_end_of_file(aTHX_ px, &b->call);
}

/* Leaves with what the handler throws, and with the frame entered: run_guarded finds it in the
 * batch.  The frame stays until the arguments have been dropped.  $@ is empty for the handler, as
 * perl's eval would have made it. */
static void run_call(pTHX_ poexs_t *px, poexs_batch_t *b) {
  const poexs_call_t *c = &b->call;
  I32 depth = px->depth;
  bool guarded;
  POEXS_ASSERT(!b->framed);
  if (poexs_is_replaced(px, POEXS_DISPATCH)) {
    (void)poexs_dispatch_replaced(aTHX_ px, c, b->event, G_VOID);
    return;
  }
  poe_frame_enter(px->k, &b->frame, c->to, c->from, c->name, c->type);
  if (UNLIKELY(c->given != NULL)) poexs_frame_note(aTHX_ & b->frame, c->given);
  b->framed = true;
  guarded = poexs_guard_die_hook(aTHX_ px);
  if (UNLIKELY(poexs_has_thrown(aTHX))) CLEAR_ERRSV();
  (void)poexs_invoke(aTHX_ px, c, G_VOID);
  POEXS_ASSERT(px->depth == depth && poe_frame_top(px->k) == &b->frame);
  if (UNLIKELY(guarded)) {
    poexs_check_die_hook(aTHX_ px);
    POEXS_BE_HOME(px);
  }
}

/* The scope frees what the handler left as temporaries; one that throws has it left by perl. */
static void run_plain(pTHX_ poexs_t *px, poexs_batch_t *b, poe_event_t *e) {
  poexs_call_of(&b->call, e);
  ENTER;
  SAVETMPS;
  run_call(aTHX_ px, b);
  if (PL_tmps_ix > PL_tmps_floor) {
    free_tmps();
    POEXS_BE_HOME(px);
  }
  LEAVE;
}

/* The watcher is pinned by the kernel until the next one is asked for, so its payload can be used;
 * yet what is handed to the handler is lent, as the handler may take the watcher away.  The stack
 * is put back by number: handlers make it grow, and leave results that nobody wants. */
static void run_found(pTHX_ poexs_t *px, poexs_batch_t *b) {
  poe_watcher_t *w;
  while ((w = poe_found_next(px->k, &b->found))) {
    SSize_t base = PL_stack_sp - PL_stack_base;
    if (UNLIKELY(poexs_rests(aTHX_ px, w))) continue;
    ENTER;
    SAVETMPS;
    poexs_call_of_file(aTHX_ px, &b->call, w, b->room);
    b->in_file = true;
    run_call(aTHX_ px, b);
    PL_stack_sp = PL_stack_base + base;
    FREETMPS;
    POEXS_BE_HOME(px);
    finish_file(aTHX_ px, b);
    LEAVE;
  }
}

/* With many sessions the next one's object has left the cache: ask for it while this one's handler
 * runs, and for what it points to right after. */
static void fetch_object(const poexs_t *px, bool parts) {
  const poe_event_t *next = poe_pass_peek(px->k);
  const poexs_session_t *ps = next ? (const poexs_session_t *)next->to->host : NULL;
  if (!ps) return;
  if (!parts) {
    __builtin_prefetch(ps->object);
    __builtin_prefetch(ps->arguments[POEXS_AS_SESSION]);
  } else if (SvTYPE(ps->object) == SVt_PVAV) {
    __builtin_prefetch(SvANY(ps->object));
    __builtin_prefetch(AvARRAY(ps->object));
  }
}

/* Events belong to the batch from the moment they are handed out, so that a throw finds them there.
 * Signals walk a tree, with a frame and an eval for each session. */
static void run_due(pTHX_ poexs_t *px, poexs_batch_t *b) {
  poe_event_t *e;
  while ((e = poe_pass_next(px->k))) {
    SSize_t base = PL_stack_sp - PL_stack_base;
    POEXS_ASSERT(!b->event && !b->framed);
    b->event = e;
    fetch_object(px, false);
    if (UNLIKELY(e->type & (POE_ET_SIGNAL | POE_ET_SIGDIE)))
      poexs_dispatch_signal(aTHX_ px, e);
    else
      run_plain(aTHX_ px, b, e);
    PL_stack_sp = PL_stack_base + base;
    fetch_object(px, true);
    finish(aTHX_ px, b);
  }
}

static void end_pass(poexs_t *px, poexs_batch_t *b) {
  b->passing = false;
  poe_pass_end(px->k, &b->pass);
}

static void begin_pass(poexs_t *px, poexs_batch_t *b) {
  poe_pass_begin(px->k, &b->pass);
  b->passing = true;
}

/* Polls, unless it is in the middle of what a poll found. */
static void poll_and_run(pTHX_ poexs_t *px, poexs_batch_t *b) {
  if (!b->finding) {
    poe_kernel_poll(px->k);
    POEXS_BE_HOME(px);
    b->finding = poe_found_any(px->k);
    if (b->finding) poe_found_begin(px->k, &b->found);
  }
  if (b->finding) {
    run_found(aTHX_ px, b);
    b->finding = false;
    poe_found_end(px->k, &b->found);
  }
  poe_kernel_polled(px->k);
}

/* Runs under the eval of run_guarded: the rest of a poll or pass that a throw interrupted, then, if
 * the batch is a whole run, slice after slice. */
void poexs_run_batch(pTHX_ poexs_t *px) {
  poexs_batch_t *b = px->dispatch->batch_state;
  dSP;
  PUSHSTACKi(PERLSI_UNKNOWN);
  do {
    if (!b->passing) {
      poll_and_run(aTHX_ px, b);
      if (poexs_is_replaced(px, POEXS_DUE)) {
        poexs_due(aTHX_ px);
        continue;
      }
      begin_pass(px, b);
    }
    run_due(aTHX_ px, b);
    end_pass(px, b);
  } while (b->whole_run && poe_session_count(px->k) && !px->thrown);
  b->done = true;
  SPAGAIN;
  POPSTACK;
}

/* The eval, which is a call of a compiled function by perl, entered again until all is done.  After
 * a throw everything that ran within the handler has been unwound, each with its own frame, but for
 * the batch's: then the session hears of the death, and the event is over.  Throws nothing itself.
 * It may run within a handler, by a program that runs timeslices, and then finds the outer batch
 * afterwards.  When the program exits, the outermost one gives up all frames instead. */
static void run_guarded(pTHX_ poexs_t *px, poexs_batch_t *b) {
  poexs_batch_t *outer = px->dispatch->batch_state;
  I32 depth = px->depth;
  ENTER;
  if (poexs_is_outermost(px)) SAVEDESTRUCTOR_X(poexs_leave_outermost, px);
  px->dispatch->batch_state = b;
  b->done = b->framed = b->in_file = b->finding = false;
  b->event = NULL;
  while (!b->done) {
    dSP;
    PUSHMARK(SP);
    call_sv((SV *)px->dispatch->batch, G_VOID | G_DISCARD | G_EVAL);
    POEXS_BE_HOME(px);
    if (b->done) break;
    POEXS_ASSERT(px->dispatch->batch_state == b && px->depth >= depth);
    px->depth = depth;
    if (b->framed) poexs_caught(aTHX_ px, &b->call);
    CLEAR_ERRSV();
    if (b->event) finish(aTHX_ px, b);
    if (b->in_file) finish_file(aTHX_ px, b);
  }
  POEXS_ASSERT(!b->framed && !b->event && !b->in_file && px->depth == depth);
  px->dispatch->batch_state = outer;
  if (UNLIKELY(px->watched->any)) poe_kernel_rest(px->k);
  LEAVE;
}

/* For the kernel, and for bridges that call their dispatch of due events.  Catches everything. */
void poexs_pass(void *data) {
  dPOEXS(data);
  poexs_batch_t b;
  b.whole_run = false;
  begin_pass(px, &b);
  run_guarded(aTHX_ px, &b);
}

/* Everything that is due, by way of a tool that put its own function there. */
void poexs_due(pTHX_ poexs_t *px) {
  if (LIKELY(!poexs_is_replaced(px, POEXS_DUE))) {
    poexs_pass(px);
    return;
  }
  poexs_call_perl(aTHX_ "_data_ev_dispatch_due", &GvSV(px->kernel_gv), 1,
                  G_METHOD | G_VOID | G_DISCARD | G_EVAL);
  (void)poexs_keep_thrown(aTHX_ px);
}

/* What could not be thrown where it came up is raised here, where no frame of the kernel is
 * left. */
static void run_slices(pTHX_ poexs_t *px, bool whole_run) {
  poexs_batch_t b;
  b.passing = false;
  b.whole_run = whole_run;
  run_guarded(aTHX_ px, &b);
  if (UNLIKELY(px->thrown)) poexs_rethrow(aTHX_ px);
}

/* Until the last session is gone. */
void poexs_run(pTHX_ poexs_t *px) {
  if (poe_session_count(px->k)) run_slices(aTHX_ px, true);
}

void poexs_slice(pTHX_ poexs_t *px) { run_slices(aTHX_ px, false); }

/* ---- EV::run at work ---- */

/* What EV::run found: files, then what is due.  Nothing may be thrown into libev. */
void poexs_driven_slice(poexs_t *px) {
  dTHXa(px->perl);
  POEXS_BE_HOME(px);
  if (PL_sig_pending) poexs_async_check(aTHX_ px);
  (void)poexs_signals_read(aTHX_ px);
  poe_file_dispatch(px->k);
  if (poexs_is_failing(px)) poe_kernel_stop(px->k);
  poexs_due(aTHX_ px);
  if (px->thrown) {
    SV *thrown = px->thrown;
    px->thrown = NULL;
    warn_sv(sv_2mortal(thrown));
  }
}
