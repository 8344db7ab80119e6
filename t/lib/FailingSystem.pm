package FailingSystem;

# A system whose table of open files is full while a test says so: what makes descriptors fails with ENFILE. The
# test runs again with a library before the C library's. Child processes are in it, too.

use strict;
use warnings;

use Exporter qw(import);
use Preload;

our @EXPORT = qw(table_of_files_is_full);

my $source = <<'C';
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>

static volatile char none, *full = &none;

__attribute__((constructor)) static void find(void) {
  const char *name = getenv("POE_TEST_TABLE");
  int (*really)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  int fd = name ? really(name, O_RDWR) : -1;
  void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 64, PROT_READ, MAP_SHARED, fd, 0);
  if (page != MAP_FAILED) full = page;
}

#define FAIL_IF_FULL if (*full) return errno = ENFILE, -1
#define WRAP(name, declared, ...)                                  \
  int name declared {                                              \
    static int(*really) declared;                                  \
    FAIL_IF_FULL;                                                  \
    if (!really) really = (int(*) declared)dlsym(RTLD_NEXT, #name); \
    return really(__VA_ARGS__);                                    \
  }

WRAP(socket, (int a, int b, int c), a, b, c)
WRAP(socketpair, (int a, int b, int c, int d[2]), a, b, c, d)
WRAP(accept, (int a, struct sockaddr *b, socklen_t *c), a, b, c)
WRAP(accept4, (int a, struct sockaddr *b, socklen_t *c, int d), a, b, c, d)
WRAP(pipe, (int a[2]), a)
WRAP(pipe2, (int a[2], int b), a, b)
WRAP(eventfd, (unsigned a, int b), a, b)
WRAP(epoll_create, (int a), a)
WRAP(epoll_create1, (int a), a)
WRAP(timerfd_create, (int a, int b), a, b)
WRAP(inotify_init, (void), )
WRAP(inotify_init1, (int a), a)
WRAP(posix_openpt, (int a), a)

#define OPEN(name)                                                       \
  int name(const char *path, int flags, ...) {                           \
    static int (*really)(const char *, int, ...);                        \
    va_list rest;                                                        \
    int mode;                                                            \
    FAIL_IF_FULL;                                                        \
    if (!really) really = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
    va_start(rest, flags);                                               \
    mode = flags & O_CREAT ? va_arg(rest, int) : 0;                      \
    va_end(rest);                                                        \
    return really(path, flags, mode);                                    \
  }

OPEN(open)
OPEN(open64)
C

my $page;

# True fills it, false makes room.
sub table_of_files_is_full {
    my ($is) = @_;
    sysseek $page, 0, 0;
    syswrite $page, $is ? "\1" : "\0";
    return;
}

run_again_with(table => $source, 'POE_TEST_TABLE') if !$ENV{POE_TEST_TABLE};
open $page, '+<', $ENV{POE_TEST_TABLE} or die "$ENV{POE_TEST_TABLE}: $!";

1;
