use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Config;
use File::Temp qw(tempdir);
use POETest;
use Test::More;

# A signal that comes after the last look for signals and before the poll ends that poll. A library put
# before the system's sends one right then.

plan skip_all => 'upstream POE has a race here'      if is_upstream();
plan skip_all => 'for Linux'                         if $^O ne 'linux';
plan skip_all => 'a sanitizer wants to be the first' if $ENV{LD_PRELOAD};

my $folder = tempdir(CLEANUP => 1);
my $source = <<'C';
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>

int epoll_wait(int fd, struct epoll_event *events, int most, int timeout) {
  static int (*next)(int, struct epoll_event *, int, int);
  static int sent;
  if (!next) next = (int (*)(int, struct epoll_event *, int, int))dlsym(RTLD_NEXT, "epoll_wait");
  if (timeout != 0 && !sent++) raise(SIGUSR1);
  return next(fd, events, most, timeout);
}
C

open my $out, '>', "$folder/early.c" or die "early.c: $!";
print {$out} $source;
close $out;
my $built = `$Config{cc} -shared -fPIC -o $folder/early.so $folder/early.c -ldl 2>&1`;
plan skip_all => "no library can be built: $built" if $? or !-e "$folder/early.so";

# Prints what came, and whether that was before the time was up.
my $program = <<'PERL';
use POE qw(Loop::Epoll);
use Time::HiRes qw(time);
my $since = time;
my $came  = sub { print time - $since < 3 ? 'soon' : 'late' };
my $own   = shift;
$SIG{USR1} = $came if $own;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->sig(USR1 => 'usr1') if !$own;
        $_[KERNEL]->delay(over => 4);
        $_[KERNEL]->delay(over => 4);
    },
    usr1 => sub { $came->(); $_[KERNEL]->delay('over'); $_[KERNEL]->sig_handled },
    over => sub { print 'over' },
});
POE::Kernel->run;
PERL

my $env = { LD_PRELOAD => "$folder/early.so" };
is output_of($program, env                   => $env), 'soon', 'a signal that a session watches';
is output_of("\@ARGV = 1;\n" . $program, env => $env), 'soonover', 'a handler in %SIG';

done_testing;
