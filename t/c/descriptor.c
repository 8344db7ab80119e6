/* Descriptors of ours, told from others that have their numbers. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "csrc/process/process.h"
#include "tap.h"

static void what_was_taken_is_ours(void) {
  poe_descriptor_t d;
  int ends[2];
  ok(pipe(ends) == 0, "a pipe");
  poe_descriptor_take(&d, ends[0]);
  ok(d.fd == ends[0] && poe_descriptor_is_ours(&d), "it is ours");
  errno = EAGAIN;
  (void)poe_descriptor_is_ours(&d);
  ok(errno == EAGAIN, "looking leaves errno alone");
  poe_descriptor_close(&d);
  ok(d.fd == -1 && !poe_descriptor_is_ours(&d), "none is there when it is closed");
  ok(fcntl(ends[0], F_GETFD) == -1, "and it is closed");
  (void)close(ends[1]);
}

static void another_file_is_left_alone(void) {
  poe_descriptor_t d;
  int ends[2], other;
  ok(pipe(ends) == 0, "a pipe");
  poe_descriptor_take(&d, ends[0]);
  (void)close(ends[0]);
  ok(!poe_descriptor_is_ours(&d), "closed by somebody else");
  other = open("/dev/null", O_RDONLY);
  ok(other == d.fd, "and opened anew as another file");
  ok(!poe_descriptor_is_ours(&d), "which is not ours");
  poe_descriptor_close(&d);
  ok(fcntl(other, F_GETFD) != -1, "nor closed by us");
  (void)close(other);
  (void)close(ends[1]);
}

static void none_is_none(void) {
  poe_descriptor_t d;
  poe_descriptor_take(&d, -1);
  ok(d.fd == -1 && !poe_descriptor_is_ours(&d), "no descriptor is nobody's");
  poe_descriptor_close(&d);
  ok(d.fd == -1, "and nothing to close");
}

static void the_lowest_comes_next(void) {
  int said = poe_descriptor_lowest(), ends[2];
  ok(pipe(ends) == 0, "a pipe");
  ok(ends[0] == said, "the next one has the number that was told");
  (void)close(ends[0]);
  (void)close(ends[1]);
}

int main(void) {
  what_was_taken_is_ours();
  another_file_is_left_alone();
  none_is_none();
  the_lowest_comes_next();
  return tap_done();
}
