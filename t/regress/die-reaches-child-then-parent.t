use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my @log;
session(
    _start => sub {
        $_[KERNEL]->sig(DIE => 'parent_dies');
        session(
            _start     => sub { $_[KERNEL]->sig(DIE => 'child_dies'); $_[KERNEL]->yield('break') },
            break      => sub { $_[KERNEL]->yield('on');              die "broken\n" },
            child_dies => sub { push @log, "child $_[ARG1]{error_str}" },
            on         => sub { push @log, 'on' },
            _stop      => sub { },
        );
    },
    parent_dies => sub { push @log, "parent $_[ARG1]{error_str}"; $_[KERNEL]->sig_handled },
    _child      => sub { },
    _stop       => sub { },
);
$poe_kernel->run;
is_deeply \@log, [ "on", "child broken\n", "parent broken\n" ] or diag explain \@log;

subtest 'dying in _start, then in the handler of that' => sub {
    session(
        _start => sub { $_[KERNEL]->sig(DIE => 'died');       die "first\n" },
        died   => sub { push @log, "told of $_[ARG1]{event}"; die "second\n" },
        _stop  => sub { },
    );
    ok !eval { $poe_kernel->run; 1 };
    like $@, qr/first\n.*second\n/s, 'run throws both';
    is $log[-1], 'told of _start';
};

subtest 'an unhandled one stops strangers too' => sub {
    my $stopped = 0;
    session(_start => sub { $_[KERNEL]->delay(x => 1000) }, _stop => sub { $stopped++ });
    session(
        _start => sub { $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->yield('x') },
        x      => sub { die "x\n" }, died => sub { }, _stop => sub { $stopped++ });
    ok !eval { $poe_kernel->run; 1 };
    is $@, "x\n";
    is $stopped, 2;
};

done_testing;
