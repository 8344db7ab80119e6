/* Two clocks: delays keep to the steady one, alarms to the one on the wall, wherever it is set. */
#include "fake.h"
#include "csrc/kernel/private.h"
#include "tap.h"

static void pass_at(fake_t *f, double now) {
  f->now = now;
  fake_slices(f, 1);
}

static void both_come_in_time_while_nobody_sets_a_clock(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_alarm_on_wall(f, s, "alarm", 1002);
  fake_alarm(f, s, "delay", 1001);
  pass_at(f, 1001);
  pass_at(f, 1002);
  is_str(fake_log(f), "1:delay 1:alarm 1:_stop", "each at its time");
  fake_free(f);
}

static void set_forward(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_alarm_on_wall(f, s, "later", 1700);
  fake_alarm_on_wall(f, s, "alarm", 1500);
  fake_alarm(f, s, "delay", 1001);
  f->ahead = 600;
  pass_at(f, 1000);
  is_str(fake_log(f), "1:alarm", "an alarm that the clock has gone past is due");
  pass_at(f, 1001);
  is_str(fake_log(f), "1:delay", "a delay takes as long as ever");
  pass_at(f, 1099);
  is_str(fake_log(f), "", "other alarms come no sooner");
  pass_at(f, 1100);
  is_str(fake_log(f), "1:later 1:_stop", "than at their time");
  fake_free(f);
}

static void set_back(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  fake_alarm_on_wall(f, s, "alarm", 1002);
  fake_alarm(f, s, "delay", 1005);
  f->ahead = -20;
  pass_at(f, 1010);
  is_str(fake_log(f), "1:delay", "a delay is no later for it");
  pass_at(f, 1021);
  is_str(fake_log(f), "", "an alarm waits for its time");
  pass_at(f, 1022);
  is_str(fake_log(f), "1:alarm 1:_stop", "and comes once");
  fake_free(f);
}

static void set_before_an_alarm_is_queued(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  f->ahead = 5000;
  fake_alarm_on_wall(f, s, "alarm", 6003);
  pass_at(f, 1002);
  is_str(fake_log(f), "", "by the clock as it is then");
  pass_at(f, 1003);
  is_str(fake_log(f), "1:alarm 1:_stop", "in time");
  fake_free(f);
}

static void times_that_are_told(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_event_t *alarm = poe_event_find(f->k, fake_alarm_on_wall(f, s, "alarm", 1500));
  poe_event_t *delay = poe_event_find(f->k, fake_alarm(f, s, "delay", 1005));
  f->ahead = 100;
  is_num(poe_event_time(f->k, alarm), 1500, "an alarm's is what it was set to");
  is_num(poe_event_time(f->k, delay), 1105, "a delay's is what the clock on the wall will show");
  is_num(poe_kernel_wall_of(f->k, 1000), 1100, "from steady to wall");
  is_num(poe_kernel_steady_of(f->k, 1100), 1000, "and back");
  poe_event_leave_wall(f->k, alarm);
  poe_event_leave_wall(f->k, alarm);
  f->ahead = 0;
  is_num(poe_event_time(f->k, alarm), 1400, "one that became a delay stays where it was");
  is_int((long)f->k->on_wall, 0, "and nothing follows the clock");
  poe_kernel_verify(f->k);
  fake_free(f);
}

static void less_than_a_millisecond_is_no_jump(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  poe_event_t *alarm = poe_event_find(f->k, fake_alarm_on_wall(f, s, "alarm", 1500));
  for (int i = 0; i < 4; i++) {
    f->ahead += 0.0003;
    fake_slices(f, 1);
    ok((alarm->due < 1500) == (i == 3), "%.4f s ahead", f->ahead);
  }
  fake_free(f);
}

static void sleeps_are_short_while_an_alarm_is_queued(void) {
  fake_t *f = fake_new();
  poe_session_t *s = fake_session(f, NULL);
  uint64_t id = fake_alarm_on_wall(f, s, "alarm", 1500);
  poe_event_t *e;
  fake_alarm(f, s, "delay", 1400);
  fake_slices(f, 1);
  is_num(f->waited, 1, "a look at the clock each second");
  e = poe_event_find(f->k, id);
  poe_event_unqueue(f->k, e);
  poe_event_free(f->k, e);
  fake_slices(f, 1);
  is_num(f->waited, 400, "none without an alarm");
  fake_free(f);
}

static void a_loop_with_a_timer_is_told_the_time_of_the_wall(void) {
  fake_t *f = fake_new_with_timer();
  poe_session_t *s = fake_session(f, NULL);
  f->ahead = 300;
  fake_alarm(f, s, "delay", 1400);
  is_num(f->timer, 1700, "of a delay");
  fake_alarm_on_wall(f, s, "alarm", 1500);
  is_num(f->timer, 1500, "of an alarm");
  f->ahead = -300;
  fake_slices(f, 1);
  is_num(f->timer, 1100, "and what comes first changes with the clock");
  fake_free(f);
}

int main(void) {
  both_come_in_time_while_nobody_sets_a_clock();
  set_forward();
  set_back();
  set_before_an_alarm_is_queued();
  times_that_are_told();
  less_than_a_millisecond_is_no_jump();
  sleeps_are_short_while_an_alarm_is_queued();
  a_loop_with_a_timer_is_told_the_time_of_the_wall();
  return tap_done();
}
