package FailingMemory;

# Memory that runs out when a test says so: the allocation of that number, counted from then on, fails, and if wanted
# all that follow. The test runs again with a library before the C library's.

use strict;
use warnings;

use Exporter qw(import);
use Preload;
use Test::More;

our @EXPORT = qw(allocation_fails failed_allocations);

my $source = <<'C';
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);

/* How many are left, whether all fail then, how many failed; and the process that it is about. */
static volatile int64_t none[4], *left = none;

__attribute__((constructor)) static void find(void) {
  const char *name = getenv("POE_TEST_ALLOCATION");
  int fd = name ? open(name, O_RDWR) : -1;
  void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd >= 0) close(fd);
  if (page != MAP_FAILED) left = page;
}

static int fails(void) {
  if (left[0] == 0 || left[3] != getpid() || (left[0] > 1 && left[0]--)) return 0;
  if (!left[1]) left[0] = 0;
  left[2]++;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t n, size_t size) { return fails() ? NULL : __libc_calloc(n, size); }
void *realloc(void *p, size_t size) { return size && fails() ? NULL : __libc_realloc(p, size); }
C

my $page;

# In this process; 0: none does.
sub allocation_fails {
    my ($which, $and_all_others) = @_;
    my $text = pack 'q4', $which, $and_all_others ? 1 : 0, 0, $$;
    sysseek $page, 0, 0;
    syswrite $page, $text;
    return;
}

# How many have failed.
sub failed_allocations {
    sysseek $page, 16, 0;
    sysread $page, my $text, 8;
    return unpack 'q', $text;
}

run_again_with(memory => $source, 'POE_TEST_ALLOCATION') if !$ENV{POE_TEST_ALLOCATION};
open $page, '+<', $ENV{POE_TEST_ALLOCATION} or die "$ENV{POE_TEST_ALLOCATION}: $!";

1;
