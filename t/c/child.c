/* Which session waits for which child process. */
#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static void watching(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  poe_child_watch_t *c;
  poe_child_watch(f->k, a, 100, fake_name(f, "on-a"), fake_payload(f, "1"));
  poe_child_watch(f->k, b, 100, fake_name(f, "on-b"), NULL);
  poe_child_watch(f->k, a, 101, fake_name(f, "other"), NULL);
  poe_kernel_verify(f->k);
  is_int(poe_child_count(f->k), 3, "three watchers");
  is_int(a->refs, 2, "each keeps its session");
  is_str(poe_child_find(f->k, a, 100)->event->str, "on-a", "found by session and pid");
  is_str(poe_child_find(f->k, b, 100)->event->str, "on-b", "each its own");
  is_ptr(poe_child_find(f->k, b, 101), NULL, "but not another's");
  c = poe_child_each(f->k, 100, NULL);
  is_ptr(poe_child_each(f->k, 100, poe_child_each(f->k, 100, c)), NULL, "two wait for one process");
  is_ptr(poe_child_each(f->k, 102, NULL), NULL, "nobody for another");
  is_int(poe_child_ignore(f->k, a, 100), POE_OK, "no longer");
  is_int(poe_child_ignore(f->k, a, 100), POE_ESRCH, "it does not wait");
  is_int(a->refs, 1, "one reference less");
  is_int(f->payloads, 0, "and its arguments are released");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void watching_again(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_child_watch(f->k, s, 100, fake_name(f, "first"), fake_payload(f, "1"));
  poe_child_watch(f->k, s, 100, fake_name(f, "second"), fake_payload(f, "2"));
  is_int(s->refs, 1, "no second reference");
  is_int(poe_child_count(f->k), 1, "one watcher");
  is_str(poe_child_find(f->k, s, 100)->event->str, "second", "with the new event");
  is_str(fake_text(poe_child_find(f->k, s, 100)->payload), "2", "and the new arguments");
  is_int(f->payloads, 1, "the old ones are released");
  fake_free(f);
}

static void walking_all(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  int64_t sum = 0;
  for (int pid = 1; pid <= 100; pid++) poe_child_watch(f->k, s, pid, fake_name(f, "x"), NULL);
  for (poe_child_watch_t *c = NULL; (c = poe_child_any(f->k, c));) sum += (int64_t)c->node.key;
  is_int(sum, 5050, "a walk sees each once");
  fake_free(f);
}

static void gone_sessions(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_session(f, NULL);
  poe_child_watch(f->k, s, 100, fake_name(f, "x"), fake_payload(f, "1"));
  poe_child_watch(f->k, s, 101, fake_name(f, "x"), fake_payload(f, "2"));
  poe_child_watch(f->k, t, 100, fake_name(f, "x"), NULL);
  poe_session_pin(s);
  poe_session_stop(f->k, s);
  is_int(poe_child_count(f->k), 1, "they end with their session");
  is_str(fake_log(f), "1:_stop", "another still waits");
  poe_child_watch(f->k, s, 100, fake_name(f, "x"), fake_payload(f, "3"));
  is_int(poe_child_count(f->k), 1, "a gone session waits for nothing");
  is_int(f->payloads, 0, "everything is released");
  poe_kernel_verify(f->k);
  poe_session_unpin(f->k, s);
  poe_session_stop(f->k, t);
  is_str(fake_log(f), "2:_stop unwatched(children)", "the host hears of the last one");
  fake_free(f);
}

static void wait_for_more(fake_t *f, const char *text) {
  poe_session_t *t = poe_session_find(f->k, 2);
  (void)text;
  if (t && !poe_child_find(f->k, t, 7)) poe_child_watch(f->k, t, 7, fake_name(f, "x"), NULL);
}

static void destructors(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_kept_session(f, NULL);
  poe_child_watch(f->k, s, 5, fake_name(f, "x"), fake_payload(f, "1"));
  poe_child_watch(f->k, s, 6, fake_name(f, "x"), fake_payload(f, "2"));
  f->on_free = wait_for_more;
  poe_session_stop(f->k, s);
  f->on_free = NULL;
  poe_kernel_verify(f->k);
  is_int(poe_child_count(f->k), 1, "a destructor may wait for another process");
  fake_free(f);
}

int main(void) {
  watching();
  watching_again();
  walking_all();
  gone_sessions();
  destructors();
  return tap_done();
}
