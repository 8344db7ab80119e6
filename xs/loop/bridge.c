/* bridge.c: foreign event loops, driven through the methods that their bridge defines in
 * package POE::Kernel.
 *
 * What a bridge throws is kept and raised again by the function that the program called. */
#include "xs/loop/ev.h"

#include "xs/values/values.h"
#include "xs/dispatch/dispatch.h"

static int call_loop(pTHX_ poexs_t *px, const char *method, SV *first, SV *second) {
  SV *args[3];
  args[0] = GvSV(px->kernel_gv);
  args[1] = first;
  args[2] = second;
  poexs_call_perl(aTHX_ method, args, 1 + (first != NULL) + (second != NULL),
                  G_METHOD | G_VOID | G_DISCARD | G_EVAL);
  return poexs_keep_thrown(aTHX_ px);
}

static int call_for_file(void *data, const char *method, poe_mode_t mode, poe_watcher_t *w) {
  dPOEXS(data);
  SV *handle = ((poexs_payload_t *)w->payload)->handle, *number = newSViv((IV)mode);
  int failed = call_loop(aTHX_ px, method, handle, number);
  SvREFCNT_dec(number);
  return failed;
}

static int bridge_fd_start(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(fd);
  return call_for_file(data, "loop_watch_filehandle", mode, w);
}

static void bridge_fd_stop(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(fd);
  call_for_file(data, "loop_ignore_filehandle", mode, w);
}

static void bridge_fd_pause(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(fd);
  call_for_file(data, "loop_pause_filehandle", mode, w);
}

static void bridge_fd_resume(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  PERL_UNUSED_ARG(fd);
  call_for_file(data, "loop_resume_filehandle", mode, w);
}

static void call_for_time(void *data, const char *method, double due) {
  dPOEXS(data);
  SV *time = newSVnv(due);
  call_loop(aTHX_ px, method, time, NULL);
  SvREFCNT_dec(time);
}

static void bridge_timer_set(void *data, double due) {
  call_for_time(data, "loop_resume_time_watcher", due);
}

static void bridge_timer_change(void *data, double due) {
  call_for_time(data, "loop_reset_time_watcher", due);
}

static void bridge_timer_clear(void *data) {
  dPOEXS(data);
  call_loop(aTHX_ px, "loop_pause_time_watcher", NULL, NULL);
}

/* Whether that loop has something that a handler waits for, nobody can tell. */
static bool bridge_is_busy(void *data) {
  const poexs_t *px = (const poexs_t *)data;
  return px->dispatch->elsewhere || poe_waits_elsewhere(px->k);
}

static void bridge_halt(void *data) {
  dPOEXS(data);
  call_loop(aTHX_ px, "loop_halt", NULL, NULL);
}

/* Only a bridge that is built upon the native loop comes here. */
static void bridge_wait(void *data, double timeout) {
  poexs_engine_wait(((poexs_t *)data)->loop, timeout);
}

/* ---- the backend ---- */

static void bridge_table(poexs_loop_t *l, poe_loop_t *table) {
  Zero(table, 1, poe_loop_t);
  table->data = l->px;
  table->now = poexs_steady;
  table->ticks = poexs_ticks;
  table->wall = poexs_now;
  table->fd_start = bridge_fd_start;
  table->fd_stop = bridge_fd_stop;
  table->fd_pause = bridge_fd_pause;
  table->fd_resume = bridge_fd_resume;
  table->timer_set = bridge_timer_set;
  table->timer_change = bridge_timer_change;
  table->timer_clear = bridge_timer_clear;
  table->wait = bridge_wait;
  table->halt = bridge_halt;
  table->is_busy = bridge_is_busy;
}

/* The loop is the bridge's to open, to close and to take through a fork. */
static void bridge_nothing(poexs_loop_t *l) { PERL_UNUSED_ARG(l); }

static bool bridge_open(poexs_loop_t *l) {
  PERL_UNUSED_ARG(l);
  return true;
}

static const char *bridge_name(poexs_loop_t *l) {
  PERL_UNUSED_ARG(l);
  return "foreign";
}

const poexs_backend_t poexs_bridge = {bridge_table,   bridge_open, bridge_nothing, bridge_nothing,
                                      bridge_nothing, bridge_name, false};
