/* Names of sessions. */
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static void set_and_find(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_name_t *n = poe_name_intern(f->k, "one", 3, false);
  is_ptr(poe_alias_find(n), NULL, "nobody has it");
  poe_alias_set(f->k, s, n);
  is_ptr(poe_alias_find(n), s, "now it is known");
  is_int(poe_alias_count(s), 1, "one alias");
  is_int(s->refs, 1, "which keeps the session");
  poe_alias_set(f->k, s, n);
  is_int(poe_alias_count(s), 1, "setting it again changes nothing");
  is_int(s->refs, 1, "nor counts again");
  poe_alias_set(f->k, s, fake_name(f, "two"));
  is_int(poe_alias_count(s), 2, "a session may have several");
  is_int(s->refs, 2, "each counts");
  poe_kernel_verify(f->k);
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "", "it stays");
  is_int(poe_alias_remove(f->k, n), POE_OK, "removing");
  is_ptr(poe_alias_find(n), NULL, "it is unknown");
  is_int(poe_alias_remove(f->k, n), POE_ESRCH, "removing what is not there");
  is_int(poe_alias_remove(f->k, fake_name(f, "two")), POE_OK, "removing the last");
  poe_kernel_collect(f->k);
  is_str(fake_log(f), "1:_stop", "ends the session");
  poe_name_unref(f->k, n);
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void taking_over(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL), *b = fake_session(f, NULL);
  poe_alias_set(f->k, a, fake_name(f, "x"));
  poe_alias_set(f->k, b, fake_name(f, "x"));
  poe_kernel_verify(f->k);
  is_ptr(poe_alias_find(fake_name(f, "x")), b, "the latest owner");
  is_int(a->refs, 0, "the former one is not kept");
  is_int(b->refs, 1, "the new one is");
  fake_free(f);
}

static void ends_with_its_session(void) {
  fake_t *f = fake_new();
  poe_session_t *a = fake_session(f, NULL);
  poe_alias_set(f->k, a, fake_name(f, "x"));
  poe_alias_set(f->k, a, fake_name(f, "y"));
  poe_session_pin(a);
  poe_session_stop(f->k, a);
  is_ptr(poe_alias_find(fake_name(f, "x")), NULL, "a stopped session has no alias");
  is_ptr(poe_alias_find(fake_name(f, "y")), NULL, "none");
  poe_alias_set(f->k, a, fake_name(f, "z"));
  is_ptr(poe_alias_find(fake_name(f, "z")), NULL, "and gets none");
  poe_kernel_verify(f->k);
  poe_session_unpin(f->k, a);
  fake_free(f);
}

static void names_of_the_kernel(void) {
  fake_t *f = fake_new();
  poe_alias_set(f->k, f->own, fake_name(f, "kernel"));
  is_ptr(poe_alias_find(fake_name(f, "kernel")), f->own, "the kernel's session may have one");
  poe_alias_remove(f->k, fake_name(f, "kernel"));
  poe_kernel_collect(f->k);
  is_int(poe_session_count(f->k), 1, "and does not end with it");
  fake_free(f);
}

static void a_name_in_use_is_not_purged(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  char text[32];
  poe_alias_set(f->k, s, fake_name(f, "keep-me"));
  for (int i = 0; i < 2000; i++) {
    snprintf(text, sizeof text, "other-%d", i);
    fake_name(f, text);
  }
  is_ptr(poe_alias_find(fake_name(f, "keep-me")), s, "an alias survives any number of names");
  poe_kernel_verify(f->k);
  fake_free(f);
}

int main(void) {
  set_and_find();
  taking_over();
  ends_with_its_session();
  names_of_the_kernel();
  a_name_in_use_is_not_purged();
  return tap_done();
}
