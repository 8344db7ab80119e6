package SetClock;

# A clock on the wall that a test may set: the program runs again with a library before the C library's that
# adds to its time what a file says. The file is shared with child processes. The steady clock stays as it is.

use strict;
use warnings;

use Exporter qw(import);
use Preload;
use Test::More;
use Time::HiRes qw(CLOCK_MONOTONIC clock_gettime);

our @EXPORT = qw(set_clock steady);

my $source = <<'C';
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t none, *ahead = &none; /* microseconds */

__attribute__((constructor)) static void find(void) {
  const char *name = getenv("POE_TEST_CLOCK");
  int fd = name ? open(name, O_RDWR) : -1;
  void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ, MAP_SHARED, fd, 0);
  if (fd >= 0) close(fd);
  if (page != MAP_FAILED) ahead = page;
}

static int64_t now(void) {
  struct timespec t;
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + *ahead;
}

int clock_gettime(clockid_t clock, struct timespec *t) {
  if (clock != CLOCK_REALTIME) return (int)syscall(SYS_clock_gettime, clock, t);
  int64_t us = now();
  t->tv_sec = us / 1000000;
  t->tv_nsec = us % 1000000 * 1000;
  return 0;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
  int64_t us = now();
  (void)zone;
  t->tv_sec = us / 1000000;
  t->tv_usec = us % 1000000;
  return 0;
}

time_t time(time_t *t) {
  time_t seconds = now() / 1000000;
  if (t) *t = seconds;
  return seconds;
}
C

# Seconds that the clock on the wall is ahead from now on.
sub set_clock {
    my ($ahead) = @_;
    open my $out, '+<', $ENV{POE_TEST_CLOCK} or die "$ENV{POE_TEST_CLOCK}: $!";
    syswrite $out, pack 'q', $ahead * 1e6;
    close $out;
    return;
}

sub steady { return clock_gettime(CLOCK_MONOTONIC) }

run_again_with(clock => $source, 'POE_TEST_CLOCK') if !$ENV{POE_TEST_CLOCK};
{
    my $before = time;
    set_clock(1000);
    my $after = time;
    set_clock(0);
    plan(skip_all => 'this system has other clocks') if $after < $before + 999;
}

1;
