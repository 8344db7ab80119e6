/* replaced.c: dispatch by functions that a tool has put in the place of the kernel's; see
 * xs/values/enqueue.c.
 *
 * The tool's function is called as POE 1.370 calls it, and sooner or later calls the one that was
 * there, which is ours and goes straight on.  What the tool throws ends the run: it is raised when
 * the kernel is off the stack. */
#include "xs/dispatch/dispatch.h"

#include "xs/values/values.h"

/* The very values: what the tool changes in the list reaches the handler. */
static SV *list_of(pTHX_ const poexs_call_t *c) {
  AV *av = newAV();
  for (U32 i = 0; i < c->argc; i++) av_push(av, SvREFCNT_inc_simple_NN(c->argv[i]));
  return newRV_noinc((SV *)av);
}

/* Leaves the values on the Perl stack and returns their number.  `e` is the event of the queue that
 * it comes from, or NULL.  The caller has a scope and frees temporaries. */
I32 poexs_dispatch_replaced(pTHX_ poexs_t *px, const poexs_call_t *c, const poe_event_t *e,
                            I32 gimme) {
  I32 outer = px->dispatch->wanted, n;
  SSize_t floor = PL_tmps_floor;
  dSP;
  PUSHMARK(SP);
  EXTEND(SP, 11);
  PUSHs(GvSV(px->kernel_gv));
  mPUSHs(poexs_session_newref(aTHX_ px, c->to));
  mPUSHs(poexs_session_newref(aTHX_ px, c->from));
  mPUSHs(poexs_given_or_name(aTHX_ poexs_given_name(c->given), c->name));
  mPUSHu(c->type);
  mPUSHs(list_of(aTHX_ c));
  mPUSHs(poexs_given_or_name(aTHX_ NULL, c->file));
  mPUSHu(c->line);
  mPUSHs(poexs_given_or_name(aTHX_ poexs_given_from_state(c->given), c->from_state));
  mPUSHn(e ? poe_event_time(px->k, e) : poexs_now(NULL));
  mPUSHi(e ? (IV)poe_event_id(e) : -(IV)__LINE__);
  PUTBACK;
  px->dispatch->wanted = gimme;
  n = call_method("_dispatch_event", gimme | G_EVAL);
  POEXS_LOWER_FLOOR(floor);
  px->dispatch->wanted = outer;
  if (LIKELY(!poexs_keep_thrown(aTHX_ px))) return n;
  PL_stack_sp -= n;
  return poexs_nothing(aTHX_ gimme, &PL_sv_undef);
}

/* In which context ours is called.  A compiled function that is gone to by goto is not told by
 * perl. */
I32 poexs_wanted(pTHX_ const poexs_t *px) {
  bool by_goto = PL_op && PL_op->op_type == OP_GOTO;
  return by_goto && px->dispatch->wanted ? px->dispatch->wanted : GIMME_V;
}
