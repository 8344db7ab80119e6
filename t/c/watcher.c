/* Who wants to know that a descriptor is ready. */
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* ---- watching ---- */

static void states(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  is_int(poe_file_state(f->k, 5, POE_MODE_READ), POE_FILE_STOPPED, "not watched");
  ok(!poe_file_is_known(f->k, 5), "not known");
  is_int(fake_watch(f, s, 5, POE_MODE_READ, "r"), POE_OK, "watching");
  is_int(poe_file_state(f->k, 5, POE_MODE_READ), POE_FILE_RUNNING, "runs");
  is_int(f->fd[5].state[POE_MODE_READ], 'r', "the loop knows");
  is_int(poe_file_state(f->k, 5, POE_MODE_WRITE), POE_FILE_PAUSED, "a mode that never ran");
  is_int(f->fd[5].state[POE_MODE_WRITE], '-', "of which the loop knows nothing");
  is_int(poe_watcher_pause(f->k, 5, POE_MODE_READ), POE_OK, "pausing");
  is_int(poe_file_state(f->k, 5, POE_MODE_READ), POE_FILE_PAUSED, "paused");
  is_int(f->fd[5].state[POE_MODE_READ], 'p', "for the loop too");
  is_int(poe_watcher_resume(f->k, 5, POE_MODE_READ), POE_OK, "resuming");
  is_int(f->fd[5].state[POE_MODE_READ], 'r', "runs again");
  is_int(poe_watcher_pause(f->k, 5, POE_MODE_WRITE), POE_ESRCH, "no such mode to pause");
  is_int(poe_watcher_resume(f->k, 6, POE_MODE_READ), POE_ESRCH, "no such descriptor to resume");
  is_int(poe_watcher_pause(f->k, -1, POE_MODE_READ), POE_ESRCH, "no descriptor at all");
  is_int(poe_watcher_remove(f->k, s, 5, POE_MODE_WRITE), POE_ESRCH, "no such mode to remove");
  is_int(poe_watcher_remove(f->k, s, 5, POE_MODE_READ), POE_OK, "removing");
  is_int(f->fd[5].state[POE_MODE_READ], '-', "the loop was told");
  ok(!poe_file_is_known(f->k, 5), "not known any more");
  is_int(poe_watcher_remove(f->k, s, 5, POE_MODE_READ), POE_ESRCH, "nothing to remove");
  is_int(f->payloads, 0, "its arguments are released");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void counting(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  fake_watch(f, a, 5, POE_MODE_READ, "x");
  fake_watch(f, a, 5, POE_MODE_WRITE, "x");
  fake_watch(f, a, 5, POE_MODE_EXPEDITE, "x");
  fake_watch(f, b, 5, POE_MODE_READ, "x");
  fake_watch(f, a, 40, POE_MODE_READ, "x");
  poe_kernel_verify(f->k);
  is_int(poe_file_count(f->k), 2, "two descriptors");
  is_int(poe_file_refs(f->k, 5, -1), 4, "four watchers of one");
  is_int(poe_file_refs(f->k, 5, POE_MODE_READ), 2, "two to read");
  is_int(poe_file_refs(f->k, 5, POE_MODE_WRITE), 1, "one to write");
  is_int(poe_file_refs(f->k, 6, -1), 0, "none of another");
  is_int(poe_session_file_count(f->k, a), 2, "a session counts descriptors");
  is_int(a->refs, 2, "which keep it");
  is_int(poe_session_file_count(f->k, b), 1, "the other one too");
  ok(poe_file_limit(f->k) > 40, "a limit above all");
  poe_watcher_remove(f->k, a, 5, POE_MODE_READ);
  is_int(a->refs, 2, "other modes keep it");
  is_int(f->fd[5].state[POE_MODE_READ], 'r', "the other session keeps the mode");
  poe_watcher_remove(f->k, a, 5, POE_MODE_WRITE);
  poe_watcher_remove(f->k, a, 5, POE_MODE_EXPEDITE);
  is_int(a->refs, 1, "the last mode lets go");
  poe_session_stop(f->k, b);
  is_int(f->fd[5].state[POE_MODE_READ], '-', "the last session lets go");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void a_second_watch_is_a_resume(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "first");
  poe_watcher_pause(f->k, 5, POE_MODE_READ);
  is_int(fake_watch(f, s, 5, POE_MODE_READ, "second"), POE_OK, "watched again");
  is_str(poe_watcher_find(f->k, s, 5, POE_MODE_READ)->event->str, "first", "the event stays");
  is_int(poe_file_state(f->k, 5, POE_MODE_READ), POE_FILE_RUNNING, "it runs");
  is_int(f->payloads, 1, "the new arguments are the caller's");
  is_int(poe_file_refs(f->k, 5, -1), 1, "nothing is counted twice");
  fake_free(f);
}

static void a_shared_descriptor_is_resumed_by_a_newcomer(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  fake_watch(f, a, 5, POE_MODE_READ, "x");
  poe_watcher_pause(f->k, 5, POE_MODE_READ);
  fake_watch(f, b, 5, POE_MODE_READ, "x");
  is_int(f->fd[5].state[POE_MODE_READ], 'r', "it runs for both");
  is_ptr(poe_watcher_each(f->k, 5, POE_MODE_READ, NULL)->session, a, "listed as they came");
  is_int(poe_watcher_remove(f->k, a, 5, POE_MODE_READ), POE_OK, "one goes");
  is_int(fake_watch(f, a, 5, POE_MODE_READ, "y"), POE_OK, "and comes back");
  is_ptr(poe_watcher_each(f->k, 5, POE_MODE_READ, NULL)->session, b, "behind the other");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void the_loop_may_refuse(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  f->fd[5].refuses = true;
  is_int(fake_watch(f, s, 5, POE_MODE_READ, "x"), POE_ELOOP, "the loop refuses");
  ok(!poe_file_is_known(f->k, 5), "nothing is watched");
  is_int(s->refs, 0, "nothing is kept");
  is_int(f->payloads, 0, "the arguments are the caller's");
  is_int(f->fd[5].state[0], '-', "the loop was not told to stop what never ran");
  poe_kernel_verify(f->k);
  f->fd[5].refuses = false;
  fake_watch(f, s, 5, POE_MODE_READ, "x");
  f->fd[5].refuses = true;
  is_int(fake_watch(f, s, 5, POE_MODE_WRITE, "x"), POE_ELOOP, "another mode is refused");
  is_int(s->refs, 1, "the first one stays");
  poe_kernel_verify(f->k);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "", "and keeps the session");
  fake_free(f);
}

static void impossible_descriptors(void) {
  static const int fds[] = {-1, -2147483647, 2147483647, 1 << 24};
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  for (int i = 0; i < 4; i++)
    is_int(fake_watch(f, s, fds[i], POE_MODE_READ, "x"), POE_ELOOP, "an impossible descriptor");
  is_int(poe_file_count(f->k), 0, "nothing is watched");
  is_int(fake_watch(f, s, 70000, POE_MODE_READ, "x"), POE_OK, "a high one is fine");
  poe_file_ready(f->k, 70000, POE_MODE_READ);
  poe_file_dispatch(f->k);
  is_str(fake_log(f), "1:x(70000r)", "and becomes ready");
  fake_free(f);
}

static void gone_sessions_watch_nothing(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "x");
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  is_int(fake_watch(f, s, 5, POE_MODE_READ, "x"), POE_ESRCH, "a gone session");
  is_int(poe_file_count(f->k), 0, "watches nothing");
  is_int(f->payloads, 0, "and holds nothing");
  poe_session_unpin(f->k, s);
  fake_free(f);
}

/* ---- dispatch ---- */

static void reads_before_writes(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  for (int m = 0; m < POE_MODES; m++)
    for (int fd = 3; fd < 5; fd++) fake_watch(f, s, fd, (poe_mode_t)m, "x");
  fake_ready(f, 3, POE_MODE_EXPEDITE);
  fake_ready(f, 4, POE_MODE_WRITE);
  fake_ready(f, 4, POE_MODE_READ);
  fake_ready(f, 3, POE_MODE_WRITE);
  fake_ready(f, 3, POE_MODE_READ);
  fake_ready(f, 9, POE_MODE_READ);
  fake_post(f, s, "posted");
  fake_slices(f, 1);
  is_str(fake_log(f), "1:x(4r) 1:x(3r) 1:x(4w) 1:x(3w) 1:x(3x) 1:posted",
         "reads, writes, expedited data, then events; unknown descriptors are left out");
  fake_free(f);
}

static void both_sharers_are_told(void) {
  fake_t *f = fake_new();
  fake_watch(f, fake_session(f, NULL), 5, POE_MODE_READ, "a");
  fake_watch(f, fake_session(f, NULL), 5, POE_MODE_READ, "b");
  fake_ready(f, 5, POE_MODE_READ);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:a(5r) 2:b(5r)", "both");
  poe_file_dispatch_one(f->k, 5, POE_MODE_READ);
  is_str(fake_log(f), "1:a(5r) 2:b(5r)", "also when told of one at a time");
  poe_file_dispatch_one(f->k, 5, POE_MODE_WRITE);
  is_str(fake_log(f), "", "nobody in another mode");
  fake_free(f);
}

static void collection_follows(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "x");
  fake_session(f, NULL);
  fake_ready(f, 5, POE_MODE_READ);
  fake_ready(f, 5, POE_MODE_WRITE);
  fake_watch(f, s, 5, POE_MODE_WRITE, "x");
  poe_kernel_verify(f->k);
  f->n_ready = 0;
  poe_file_ready(f->k, 5, POE_MODE_READ);
  poe_file_ready(f->k, 5, POE_MODE_WRITE);
  poe_file_dispatch(f->k);
  is_str(fake_log(f), "1:x(5r) 2:_stop 1:x(5w)", "garbage is collected after each mode");
  fake_free(f);
}

/* ---- handlers that change what is dispatched ---- */

typedef struct script {
  int at;    /* in the handler of this session */
  char what; /* '-' remove, '+' remove and add anew, 'p' pause, 's' stop, 'a' add */
  int whom;  /* of this session */
} script_t;

static void play(fake_t *f, const fake_call_t *c) {
  const script_t *p = f->user;
  poe_session_t *s = poe_session_find(f->k, p->whom);
  if (!c->watcher || c->id != p->at || !s) return;
  if (p->what == 's') poe_session_stop(f->k, s);
  if (p->what == 'p') poe_watcher_pause(f->k, 5, POE_MODE_READ);
  if (p->what == '-' || p->what == '+') poe_watcher_remove(f->k, s, 5, POE_MODE_READ);
  if (p->what == '+' || p->what == 'a') fake_watch(f, s, 5, POE_MODE_READ, "new");
  is_str(c->watcher->event->str, c->what, "a running watcher stays in memory");
}

static void change_in_handler(script_t p, const char *first, const char *then, const char *name) {
  fake_t *f = fake_new();
  for (int i = 1; i <= 3; i++) fake_kept_session(f, NULL);
  for (int i = 1; i <= 2; i++) fake_watch(f, poe_session_find(f->k, i), 5, POE_MODE_READ, "x");
  f->hook = play;
  f->user = &p;
  fake_ready(f, 5, POE_MODE_READ);
  fake_slices(f, 1);
  is_str(fake_log(f), first, name);
  f->hook = NULL;
  fake_ready(f, 5, POE_MODE_READ);
  fake_slices(f, 1);
  is_str(fake_log(f), then, "and the next time");
  fake_free(f);
}

static void changes(void) {
  change_in_handler((script_t){1, '-', 2}, "1:x(5r)", "1:x(5r)", "removing the other");
  change_in_handler((script_t){1, '-', 1}, "1:x(5r) 2:x(5r)", "2:x(5r)", "removing itself");
  change_in_handler((script_t){1, '+', 2}, "1:x(5r)", "1:x(5r) 2:new(5r)",
                    "removing and adding the other");
  change_in_handler((script_t){1, '+', 1}, "1:x(5r) 2:x(5r)", "2:x(5r) 1:new(5r)",
                    "removing and adding itself");
  change_in_handler((script_t){1, 'p', 2}, "1:x(5r) 2:x(5r)", "1:x(5r) 2:x(5r)",
                    "pausing lets the other fire once more");
  change_in_handler((script_t){1, 's', 1}, "1:x(5r) 1:_stop 2:x(5r)", "2:x(5r)", "stopping itself");
  change_in_handler((script_t){1, 's', 2}, "1:x(5r) 2:_stop", "1:x(5r)", "stopping the other");
  change_in_handler((script_t){2, 's', 1}, "1:x(5r) 2:x(5r) 1:_stop", "2:x(5r)",
                    "stopping the one before");
  change_in_handler((script_t){1, 'a', 3}, "1:x(5r) 2:x(5r)", "1:x(5r) 2:x(5r) 3:new(5r)",
                    "a newcomer waits for the next poll");
}

static void close_and_reopen(fake_t *f, const fake_call_t *c) {
  if (!c->watcher || c->watcher->fd != 5) return;
  poe_watcher_remove(f->k, c->self, 6, POE_MODE_READ);
  fake_watch(f, c->self, 6, POE_MODE_READ, "reused");
}

static void a_reused_descriptor_is_not_ready(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "x");
  fake_watch(f, s, 6, POE_MODE_READ, "old");
  f->hook = close_and_reopen;
  fake_ready(f, 5, POE_MODE_READ);
  fake_ready(f, 6, POE_MODE_READ);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:x(5r)", "what was reopened meanwhile is left for the next poll");
  f->hook = NULL;
  fake_ready(f, 6, POE_MODE_READ);
  fake_slices(f, 1);
  is_str(fake_log(f), "1:reused(6r)", "which finds it");
  fake_free(f);
}

static void poll_again(fake_t *f, const fake_call_t *c) {
  if (!c->watcher || c->watcher->fd != 5) return;
  for (int i = 0; i < 50; i++) fake_ready(f, 6, POE_MODE_READ);
  fake_note(f, "(");
  poe_kernel_slice(f->k);
  fake_note(f, ")");
  poe_file_ready(f->k, 7, POE_MODE_WRITE);
}

static void polling_within_a_handler(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  char *log;
  fake_watch(f, s, 5, POE_MODE_READ, "x");
  fake_watch(f, s, 6, POE_MODE_READ, "y");
  fake_watch(f, s, 7, POE_MODE_WRITE, "z");
  f->hook = poll_again;
  fake_ready(f, 5, POE_MODE_READ);
  fake_ready(f, 7, POE_MODE_WRITE);
  fake_slices(f, 1);
  log = f->log;
  fake_log(f);
  ok(strncmp(log, "1:x(5r) ( 1:y(6r)", 17) == 0, "the inner poll is dispatched within");
  ok(strlen(log) > 18 && !strcmp(log + strlen(log) - 9, ") 1:z(7w)"), "then the outer one goes on");
  f->hook = NULL;
  fake_slices(f, 1);
  is_str(fake_log(f), "1:z(7w)", "what was reported meanwhile is not forgotten");
  fake_free(f);
}

/* ---- destructors ---- */

static void watch_more(fake_t *f, const char *text) {
  poe_session_t *s = poe_session_find(f->k, 2);
  if (text[0] == 'd' && s) fake_watch(f, s, 5, POE_MODE_READ, "late");
}

static void destructors_may_watch(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_kept_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "d1");
  fake_watch(f, s, 5, POE_MODE_WRITE, "d2");
  f->on_free = watch_more;
  poe_session_stop(f->k, s);
  f->on_free = NULL;
  poe_kernel_verify(f->k);
  is_int(poe_file_refs(f->k, 5, -1), 1, "the same descriptor for another session");
  is_int(f->fd[5].state[POE_MODE_READ], 'r', "the loop watches it");
  is_int(f->fd[5].state[POE_MODE_WRITE], '-', "in that mode only");
  fake_free(f);
}

/* ---- writers that are tried before the loop is told ---- */

static void watch_paused_writer(fake_t *f, poe_session_t *s, int fd) {
  fake_watch(f, s, fd, POE_MODE_WRITE, "w");
  poe_watcher_pause(f->k, fd, POE_MODE_WRITE);
}

static void pause_it(fake_t *f, const fake_call_t *c) {
  if (c->watcher) poe_watcher_pause(f->k, c->watcher->fd, c->watcher->mode);
}

static void try_again(fake_t *f, const fake_call_t *c) {
  pause_it(f, c);
  if (c->watcher) poe_writer_try(f->k, c->watcher->fd);
}

static void a_writer_is_tried(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  is_int(poe_writer_try(f->k, 5), POE_ESRCH, "nobody writes there");
  watch_paused_writer(f, s, 5);
  f->hook = pause_it;
  is_int(poe_writer_try(f->k, 5), POE_OK, "trying");
  is_int(poe_writer_try(f->k, 5), POE_OK, "twice is once");
  is_int(poe_file_state(f->k, 5, POE_MODE_WRITE), POE_FILE_RUNNING, "it runs");
  is_int(f->fd[5].state[POE_MODE_WRITE], 'p', "the loop knows nothing of it");
  poe_kernel_verify(f->k);
  poe_kernel_slice(f->k);
  is_num(f->waited, 0, "the poll does not wait");
  is_str(fake_log(f), "1:w(5w)", "called once without being asked for");
  is_int(f->fd[5].state[POE_MODE_WRITE], 'p', "and never told");
  is_int(poe_file_state(f->k, 5, POE_MODE_WRITE), POE_FILE_PAUSED, "it paused itself");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void an_attempt_may_fail(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  watch_paused_writer(f, s, 5);
  poe_writer_try(f->k, 5);
  poe_kernel_slice(f->k);
  is_str(fake_log(f), "1:w(5w)", "tried");
  is_int(f->fd[5].state[POE_MODE_WRITE], 'r', "it goes on: now the loop is told");
  poe_kernel_slice(f->k);
  is_str(fake_log(f), "", "and only the loop calls it");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void an_attempt_may_lead_to_the_next(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  watch_paused_writer(f, s, 5);
  f->hook = try_again;
  poe_writer_try(f->k, 5);
  poe_kernel_slice(f->k);
  is_str(fake_log(f), "1:w(5w)", "once a slice");
  poe_kernel_slice(f->k);
  is_str(fake_log(f), "1:w(5w)", "and again in the next");
  is_int(f->fd[5].state[POE_MODE_WRITE], 'p', "the loop is never told");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void an_attempt_may_be_called_off(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  watch_paused_writer(f, s, 5);
  watch_paused_writer(f, s, 6);
  poe_writer_try(f->k, 5);
  poe_watcher_pause(f->k, 5, POE_MODE_WRITE);
  poe_writer_try(f->k, 6);
  poe_watcher_remove(f->k, s, 6, POE_MODE_WRITE);
  poe_kernel_slice(f->k);
  is_str(fake_log(f), "", "paused or removed before the poll");
  poe_writer_try(f->k, 5);
  poe_watcher_resume(f->k, 5, POE_MODE_WRITE);
  is_int(f->fd[5].state[POE_MODE_WRITE], 'r', "resumed for good: the loop is told");
  poe_kernel_slice(f->k);
  is_str(fake_log(f), "", "and nothing is tried");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void poll_once_more(fake_t *f, const fake_call_t *c) {
  if (!c->watcher) return;
  f->hook = NULL;
  poe_kernel_slice(f->k);
  is_int(f->fd[5].state[POE_MODE_WRITE], 'r', "the loop is told before a poll within the handler");
  fake_ready(f, 5, POE_MODE_WRITE);
  poe_kernel_slice(f->k);
}

static void an_attempt_may_poll(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_kept_session(f, NULL);
  watch_paused_writer(f, s, 5);
  f->hook = poll_once_more;
  poe_writer_try(f->k, 5);
  poe_kernel_slice(f->k);
  is_str(fake_log(f), "1:w(5w) 1:w(5w)", "which finds the descriptor ready");
  is_int(f->fd[5].state[POE_MODE_WRITE], 'r', "and goes on watching it");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void random_watches_stay_consistent(void) {
  fake_t *f = fake_new();
  uint64_t random = 5;
  int wrong = 0;
  for (int i = 0; i < 4; i++) fake_kept_session(f, NULL);
  for (int i = 0; i < 20000; i++) {
    uint32_t r = fake_random(&random);
    poe_session_t *s = poe_session_find(f->k, 1 + r % 4);
    int fd = (int)(r >> 4) % 8;
    poe_mode_t mode = (poe_mode_t)((r >> 8) % 3);
    f->fd[fd].refuses = (r >> 12) % 8 == 0;
    switch ((r >> 16) % 6) {
    case 0:
    case 1: fake_watch(f, s, fd, mode, "x"); break;
    case 2: poe_watcher_remove(f->k, s, fd, mode); break;
    case 3: poe_watcher_pause(f->k, fd, mode); break;
    case 4: poe_watcher_resume(f->k, fd, mode); break;
    default: fake_ready(f, fd, mode); poe_kernel_slice(f->k);
    }
    if ((f->fd[fd].state[mode] != '-') != (poe_file_refs(f->k, fd, (int)mode) > 0)) wrong++;
    if ((f->fd[fd].state[mode] == 'r') !=
        (poe_file_refs(f->k, fd, (int)mode) && poe_file_state(f->k, fd, mode) == POE_FILE_RUNNING))
      wrong++;
    poe_kernel_verify(f->k);
    fake_log(f);
  }
  is_int(wrong, 0, "after 20000 random changes the loop and the kernel agree");
  fake_free(f);
}

/* ---- loops whose functions call back, as those of foreign ones can ---- */

static struct {
  poe_loop_t plain;
  char found[16];       /* in the payload */
  bool was_known;       /* to the kernel, while the loop was told that it is not watched */
  bool stops, watches;  /* what the loop's functions do */
  poe_session_t *whose; /* it concerns */
} meddling;

static void meddle(fake_t *f, int fd, poe_mode_t mode, poe_watcher_t *w) {
  const char *text = w->payload ? fake_text(w->payload) : "no payload";
  snprintf(meddling.found, sizeof meddling.found, "%s", text);
  if (meddling.stops) poe_session_free(f->k, meddling.whose);
  if (meddling.watches) {
    meddling.watches = false;
    fake_watch(f, meddling.whose, fd, mode, "again");
  }
  poe_kernel_verify(f->k);
  ok(w->payload && fake_text(w->payload) == text, "the payload outlives what was run");
}

static int meddling_start(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  int refused = meddling.plain.fd_start(data, fd, mode, w);
  meddle(data, fd, mode, w);
  return refused;
}

static void meddling_stop(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  fake_t *f = data;
  meddling.plain.fd_stop(data, fd, mode, w);
  meddling.was_known = poe_watcher_find(f->k, w->session, fd, mode) != NULL;
  meddle(f, fd, mode, w);
}

static void meddling_pause(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  meddling.plain.fd_pause(data, fd, mode, w);
  meddle(data, fd, mode, w);
}

static void meddling_resume(void *data, int fd, poe_mode_t mode, poe_watcher_t *w) {
  meddling.plain.fd_resume(data, fd, mode, w);
  meddle(data, fd, mode, w);
}

static fake_t *fake_with_meddling_loop(void) {
  fake_t *f = fake_new();
  poe_loop_t loop = f->k->loop;
  memset(&meddling, 0, sizeof meddling);
  meddling.plain = loop;
  loop.fd_start = meddling_start;
  loop.fd_stop = meddling_stop;
  loop.fd_pause = meddling_pause;
  loop.fd_resume = meddling_resume;
  poe_kernel_set_loop(f->k, &loop);
  return f;
}

static void a_forced_end_tells_the_loop_with_the_payload(void) {
  fake_t *f = fake_with_meddling_loop();
  poe_session_t *s = fake_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "handle");
  poe_session_free(f->k, s);
  is_str(meddling.found, "handle", "the loop finds the handle");
  ok(!meddling.was_known, "the kernel's books are finished by then");
  is_int(f->payloads, 0, "afterwards it is released");
  fake_free(f);
}

static void a_loop_that_watches_again_while_told_to_stop(void) {
  fake_t *f = fake_with_meddling_loop();
  poe_session_t *s = fake_kept_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "handle");
  meddling.watches = true;
  meddling.whose = s;
  poe_watcher_remove(f->k, s, 5, POE_MODE_READ);
  is_str(poe_watcher_find(f->k, s, 5, POE_MODE_READ)->event->str, "again", "has a new watcher");
  is_int(f->fd[5].state[POE_MODE_READ], 'r', "which runs");
  is_int(f->payloads, 1, "the old payload is released");
  poe_kernel_verify(f->k);
  fake_free(f);
}

typedef int (*change_fn)(poe_kernel_t *k, int fd, poe_mode_t mode);

static void a_loop_that_ends_the_session(change_fn change, const char *when) {
  fake_t *f = fake_with_meddling_loop();
  poe_session_t *s = fake_session(f, NULL);
  fake_watch(f, s, 5, POE_MODE_READ, "handle");
  meddling.stops = true;
  meddling.whose = s;
  is_int(change(f->k, 5, POE_MODE_READ), POE_OK, when);
  ok(!poe_file_is_known(f->k, 5), "nothing is watched");
  is_int(f->fd[5].state[POE_MODE_READ], '-', "as the loop knows");
  is_int(f->payloads, 0, "the payload is released");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void a_loop_that_ends_the_session_at_the_start(bool refuses) {
  fake_t *f = fake_with_meddling_loop();
  poe_session_t *s = fake_session(f, NULL);
  meddling.stops = true;
  meddling.whose = s;
  f->fd[5].refuses = refuses;
  is_int(fake_watch(f, s, 5, POE_MODE_READ, "handle"), refuses ? POE_ELOOP : POE_OK,
         "a loop that ends the session while it is told of a descriptor");
  ok(!poe_file_is_known(f->k, 5), "nothing is watched");
  is_int(f->payloads, 0, "the payload is released once");
  poe_kernel_verify(f->k);
  fake_free(f);
}

int main(void) {
  states();
  counting();
  a_second_watch_is_a_resume();
  a_shared_descriptor_is_resumed_by_a_newcomer();
  the_loop_may_refuse();
  impossible_descriptors();
  gone_sessions_watch_nothing();
  reads_before_writes();
  both_sharers_are_told();
  collection_follows();
  changes();
  a_reused_descriptor_is_not_ready();
  polling_within_a_handler();
  destructors_may_watch();
  a_writer_is_tried();
  an_attempt_may_fail();
  an_attempt_may_lead_to_the_next();
  an_attempt_may_be_called_off();
  an_attempt_may_poll();
  random_watches_stay_consistent();
  a_forced_end_tells_the_loop_with_the_payload();
  a_loop_that_watches_again_while_told_to_stop();
  a_loop_that_ends_the_session(poe_watcher_pause, "pausing");
  a_loop_that_ends_the_session(poe_watcher_resume, "resuming");
  a_loop_that_ends_the_session_at_the_start(false);
  a_loop_that_ends_the_session_at_the_start(true);
  return tap_done();
}
