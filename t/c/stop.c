/* The protocol of a session's end, and handlers that end what they run in. */
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

/* ---- order of calls ---- */

static void everybody_concerned_is_told(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  poe_session_t *c = fake_kept_session(f, b), *d = fake_kept_session(f, b);
  f->logs_frees = true;
  poe_session_stop(f->k, b);
  is_str(fake_log(f),
         "1:_child(gain,3) 3:_parent(2,1) 1:_child(gain,4) 4:_parent(2,1) 2:_stop "
         "1:_child(lose,2) ~2",
         "gain and _parent for each child, then _stop, then lose");
  is_ptr(c->parent, a, "the children go to their grandparent");
  is_ptr(d->parent, a, "all of them");
  is_int(a->refs, 3, "who is kept by both");
  is_int(f->values_freed, 1, "what _stop returned is released");
  poe_kernel_verify(f->k);
  poe_session_stop(f->k, a);
  is_str(fake_log(f), "3:_parent(1,0) 4:_parent(1,0) 1:_stop ~1", "the kernel hears nothing");
  fake_free(f);
}

static void look_at_the_dying(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, "_stop") == 0) {
    ok(!c->self->gone && poe_session_find(f->k, c->id) == c->self, "in _stop it still resolves");
    is_ptr(poe_active_session(f->k), c->self, "and is active");
    ok(c->self->parent && !c->self->parent->gone, "its parent is there");
  } else if (c->op == POE_CHILD_LOSE) {
    is_str(c->value, "end of 2", "the parent is given what _stop returned");
    ok(!c->other->gone, "the child is still there");
  } else if (c->op == POE_CHILD_GAIN) {
    ok(c->other->parent != c->self, "at gain the child has not moved yet");
    is_ptr(c->value, NULL, "and there is no value");
  }
}

static void what_the_handlers_see(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  fake_kept_session(f, b);
  f->hook = look_at_the_dying;
  poe_session_stop(f->k, b);
  f->hook = NULL;
  fake_free(f);
}

static void the_tree_stops_deepest_first(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  fake_kept_session(f, b);
  fake_kept_session(f, a);
  poe_kernel_stop(f->k);
  is_str(fake_log(f),
         "3:_stop 2:_child(lose,3) 4:_stop 1:_child(lose,4) 2:_stop 1:_child(lose,2) 1:_stop",
         "one generation after the other");
  is_int(poe_session_count(f->k), 1, "the kernel's own session stays");
  is_int(f->halts, 0, "so the loop goes on");
  fake_free(f);
}

/* ---- what a dying session sets up is discarded ---- */

static void set_up_in_stop(fake_t *f, const fake_call_t *c) {
  poe_session_t *s = c->self;
  if (strcmp(c->what, "_stop") || c->id != 1) return;
  fake_post(f, s, "late");
  fake_alarm(f, s, "later", 1009);
  fake_send(f, poe_session_find(f->k, 2), s, "from-the-dying");
  poe_alias_set(f->k, s, fake_name(f, "name"));
  fake_keep(f, s);
  fake_watch(f, s, 5, POE_MODE_READ, "r");
  fake_watch_signal(f, s, "USR1", "usr1");
  poe_child_watch(f->k, s, 99, fake_name(f, "chld"), fake_payload(f, "x"));
  fake_kept_session(f, s);
}

static void setting_up_in_stop(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL), *t = fake_kept_session(f, NULL);
  f->hook = set_up_in_stop;
  poe_kernel_collect(f->k);
  poe_kernel_verify(f->k);
  is_str(fake_log(f), "1:_stop unwatched(USR1) unwatched(children)", "it ends all the same");
  is_int(poe_event_count(f->k), 0, "its events are gone");
  is_int(f->payloads, 0, "and their arguments");
  is_int(t->n_to, 0, "also those to others");
  is_int(poe_file_count(f->k), 0, "its files");
  is_int(f->fd[5].state[0], '-', "of which the loop was told");
  is_int(poe_child_count(f->k), 0, "its child processes");
  ok(!fake_name(f, "name")->alias, "its alias");
  is_ptr(poe_session_find(f->k, 3)->parent, f->own, "its new child has a new parent");
  (void)s;
  fake_free(f);
}

/* ---- ending within handlers ---- */

/* f->user names a handler, `WHAT@ID`, and whom to stop in it, as `=ID`. */
static void stop_in_handler(fake_t *f, const fake_call_t *c) {
  const char *script = f->user;
  const char *at = strchr(script, '@'), *is = strchr(script, '=');
  size_t len = (size_t)(at - script);
  if (strlen(c->what) != len || memcmp(c->what, script, len) || c->id != at[1] - '0') return;
  for (const char *victim = is + 1; *victim; victim++) {
    poe_session_t *s = poe_session_find(f->k, *victim - '0');
    if (s) poe_session_stop(f->k, s);
    poe_kernel_verify(f->k);
  }
}

typedef struct scene {
  const char *script, *log;
} scene_t;

static const scene_t scenes[] = {
    {"go@2=2", "2:go 1:_child(gain,3) 3:_parent(2,1) 2:_stop 1:_child(lose,2)"},
    {"go@2=1", "2:go 2:_parent(1,0) 1:_stop"},
    {"go@2=3", "2:go 3:_stop 2:_child(lose,3)"},
    {"go@2=123", "2:go 2:_parent(1,0) 1:_stop 3:_parent(2,0) 2:_stop 3:_stop"},
    {"go@2=321", "2:go 3:_stop 2:_child(lose,3) 2:_stop 1:_child(lose,2) 1:_stop"},
    {"_stop@2=2", "2:go 1:_child(gain,3) 3:_parent(2,1) 2:_stop 1:_child(lose,2)"},
    {"_stop@2=1", "2:go 1:_child(gain,3) 3:_parent(2,1) 2:_stop 2:_parent(1,0) 1:_stop"},
    {"_stop@2=3", "2:go 1:_child(gain,3) 3:_parent(2,1) 2:_stop 3:_stop 2:_child(lose,3) "
                  "1:_child(lose,2)"},
    {"_child@1=2", "2:go 1:_child(gain,3) 3:_parent(2,1) 2:_stop 1:_child(lose,2)"},
    {"_child@1=1", "2:go 1:_child(gain,3) 2:_parent(1,0) 1:_stop 3:_parent(2,0) 2:_stop"},
    {"_child@1=3", "2:go 1:_child(gain,3) 3:_stop 2:_child(lose,3) 2:_stop 1:_child(lose,2)"},
    {"_parent@3=1", "2:go 1:_child(gain,3) 3:_parent(2,1) 2:_parent(1,0) 1:_stop 2:_stop"},
    {"_parent@3=3", "2:go 1:_child(gain,3) 3:_parent(2,1) 3:_stop 2:_child(lose,3) 2:_stop "
                    "1:_child(lose,2)"},
};

static void play(const scene_t *scene) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  poe_event_t *e;
  poe_pass_t outer;
  char script[32];
  strncpy(script, scene->script, sizeof script - 1);
  script[sizeof script - 1] = '\0';
  f->user = script;
  fake_kept_session(f, b);
  fake_post(f, b, "go");
  f->hook = stop_in_handler;
  poe_pass_begin(f->k, &outer);
  e = poe_pass_next(f->k);
  fake_note(f, "2:go");
  fake_run(f, &(fake_call_t){.what = "go", .id = 2, .self = b}, b, e->name, POE_ET_POST);
  if (strncmp(scene->script, "go", 2)) poe_session_stop(f->k, b);
  poe_event_free(f->k, e);
  poe_pass_end(f->k, &outer);
  poe_kernel_verify(f->k);
  is_str(fake_log(f), scene->log, scene->script);
  f->hook = NULL;
  fake_free(f);
}

/* ---- stopping everything within a handler ---- */

static void stop_all(fake_t *f, const fake_call_t *c) {
  if (strcmp(c->what, f->user)) return;
  f->user = (void *)(uintptr_t) "";
  poe_kernel_stop(f->k);
  is_ptr(poe_active_session(f->k), f->own, "then the kernel is active");
  is_ptr(fake_kept_session(f, NULL)->parent, f->own, "a new session is the kernel's child");
}

static void stop_everything_in(const char *what, const char *log) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  f->hook = stop_all;
  f->user = (void *)(uintptr_t)what;
  fake_post(f, b, "go");
  fake_post(f, a, "never");
  fake_watch(f, b, 3, POE_MODE_READ, "readable");
  fake_watch_signal(f, b, "USR1", "usr1");
  if (!strcmp(what, "usr1")) fake_signal(f, a, "USR1");
  if (!strcmp(what, "readable")) fake_ready(f, 3, POE_MODE_READ);
  if (!strcmp(what, "_child") || !strcmp(what, "_stop"))
    poe_session_stop(f->k, b);
  else
    fake_slices(f, 1);
  poe_kernel_verify(f->k);
  is_str(fake_log(f), log, what);
  is_int(poe_session_count(f->k), 2, "the kernel's session and the new one");
  f->hook = NULL;
  fake_free(f);
}

static void stopping_everything(void) {
  stop_everything_in("go", "2:go 2:_stop 1:_child(lose,2) unwatched(USR1) 1:_stop");
  stop_everything_in("readable", "2:readable(3r) 2:_stop 1:_child(lose,2) unwatched(USR1) 1:_stop");
  stop_everything_in("usr1",
                     "2:go 1:never 2:usr1 2:_stop 1:_child(lose,2) unwatched(USR1) 1:_stop");
  stop_everything_in("_stop", "2:_stop 2:_parent(1,0) 1:_stop unwatched(USR1)");
  stop_everything_in("_child", "2:_stop 1:_child(lose,2) 2:_parent(1,0) 1:_stop unwatched(USR1)");
}

static void only_the_inner_frame_changes(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL);
  poe_frame_t outer, inner;
  poe_frame_enter(f->k, &outer, a, a, NULL, POE_ET_POST);
  poe_frame_enter(f->k, &inner, a, a, NULL, POE_ET_CALL);
  poe_kernel_stop(f->k);
  is_ptr(poe_active_session(f->k), f->own, "the kernel is active in the inner frame");
  poe_frame_leave(f->k, &inner);
  is_ptr(poe_active_session(f->k), a, "the outer frame is as it was");
  ok(a->gone, "although its session is gone");
  poe_frame_leave(f->k, &outer);
  fake_free(f);
}

/* ---- without a word ---- */

static void free_in_stop(fake_t *f, const fake_call_t *c) {
  if (c->id == 1) poe_session_free(f->k, c->self);
}

static void freeing_tells_nobody(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  poe_session_t *c = fake_kept_session(f, b);
  poe_session_free(f->k, b);
  is_str(fake_log(f), "", "no handler runs");
  is_ptr(c->parent, a, "its children move up");
  poe_kernel_verify(f->k);
  f->hook = free_in_stop;
  poe_session_stop(f->k, a);
  poe_kernel_verify(f->k);
  is_str(fake_log(f), "3:_parent(1,0) 1:_stop", "freeing it in its own _stop");
  fake_free(f);
}

static void free_in_parent(fake_t *f, const fake_call_t *c) {
  poe_session_t *s = poe_session_find(f->k, 1);
  if (strcmp(c->what, "_parent") == 0 && s) poe_session_free(f->k, s);
}

static void freed_before_its_stop(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL);
  fake_kept_session(f, a);
  f->hook = free_in_parent;
  poe_session_stop(f->k, a);
  poe_kernel_verify(f->k);
  is_str(fake_log(f), "2:_parent(1,0)", "what is freed meanwhile gets no _stop");
  fake_free(f);
}

/* ---- destructors that end others ---- */

static void free_another(fake_t *f, const char *text) {
  poe_session_t *s = poe_session_find(f->k, text[0] - '0');
  if (s) poe_session_free(f->k, s);
}

static void destructors_while_the_kernel_ends(void) {
  fake_t *f = fake_new();
  static const char *const order[] = {"3", "1", "2", "1"};
  for (int i = 0; i < 4; i++) fake_session(f, NULL);
  for (int i = 0; i < 4; i++) fake_post(f, poe_session_find(f->k, i + 1), order[i]);
  f->on_free = free_another;
  fake_free(f);
  ok(true, "arguments may free other sessions, older and younger ones");
}

static void destructors_in_stop(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_kept_session(f, NULL), *b = fake_kept_session(f, a);
  fake_kept_session(f, b);
  fake_post(f, a, "2");
  fake_post(f, b, "3");
  f->on_free = free_another;
  poe_session_stop(f->k, a);
  poe_kernel_verify(f->k);
  is_int(poe_session_count(f->k), 1, "one after the other is freed");
  fake_free(f);
}

/* ---- what destructors see ---- */

static void look_around(fake_t *f, const char *text) {
  poe_session_t *s = f->user;
  is_int(s->refs, 0, text);
  is_int(poe_event_count(f->k) + poe_file_count(f->k) + poe_child_count(f->k), 0,
         "the kernel knows nothing more of the session");
}

static void destructors_see_a_session_that_is_all_gone(void) {
  fake_t *f = fake_new();
  poe_session_t *s = f->user = fake_session(f, NULL);
  fake_watch_signal(f, s, "INT", "int");
  poe_child_watch(f->k, s, 5, fake_name(f, "chld"), fake_payload(f, "of a child"));
  fake_watch(f, s, 5, POE_MODE_READ, "of a file");
  fake_post(f, s, "of an event");
  fake_alarm(f, s, "of an alarm", 1001);
  f->on_free = look_around;
  poe_session_free(f->k, s);
  f->on_free = NULL;
  fake_free(f);
}

int main(void) {
  everybody_concerned_is_told();
  what_the_handlers_see();
  the_tree_stops_deepest_first();
  setting_up_in_stop();
  for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) play(&scenes[i]);
  stopping_everything();
  only_the_inner_frame_changes();
  freeing_tells_nobody();
  freed_before_its_stop();
  destructors_while_the_kernel_ends();
  destructors_in_stop();
  destructors_see_a_session_that_is_all_gone();
  return tap_done();
}
