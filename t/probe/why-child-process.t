use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

why_is(
    'child process' => qr{the end of process \d+ \(event "reaped"\)},
    <<'PERL');
my $child;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $child = fork() // die;
        if (!$child) { sleep 100; POSIX::_exit(0) }
        $_[KERNEL]->sig_child($child => 'reaped');    # HERE
    },
    reaped => sub { },
});
go { kill KILL => $child };
POE::Kernel->run;
PERL

done_testing;
