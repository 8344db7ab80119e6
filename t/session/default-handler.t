use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

sub log_of {
    my (%states) = @_;
    my @log;
    play(%states, _default => sub { push @log, [ @_[ STATE, ARG0 ], @{ $_[ARG1] } ] });
    return \@log;
}

is_deeply log_of(_start => sub { $_[KERNEL]->yield(unknown => 1, 2) }),
    [ [ '_default', 'unknown', 1, 2 ], [ '_default', '_stop' ] ],
    'name and arguments of the lost event; _stop as well';

is_deeply log_of(
    _stop  => sub { },
    _start => sub {
        $_[KERNEL]->delay(tick => 0, 'x');
        $_[KERNEL]->sig(THING => 'sig');
        $_[KERNEL]->signal($_[SESSION], 'THING');
    }
    ),
    [ [ '_default', 'tick', 'x' ], [ '_default', 'sig', 'THING' ] ], 'alarms and signals too';

is_deeply [
    map { $_->[1] } @{
        log_of(
            _stop  => sub { },
            _start => sub {
                POE::Session->create(inline_states => { _start => sub { } });
            }) }
    ],
    [ '_child', '_child' ], '_child too';

subtest 'call returns what _default returns' => sub {
    my @got;
    play(
        _start   => sub { @got = $_[KERNEL]->call($_[SESSION], nothing => 7) },
        _default => sub { return ('d', @{ $_[ARG1] }) },
    );
    is_deeply \@got, [ 'd', 7 ];
};

subtest 'its argument list is a private copy' => sub {
    my $kept;
    play(
        _start   => sub { $_[KERNEL]->yield(unknown => 1, 2) },
        _default => sub {
            $kept = $_[ARG1]                    if $_[ARG0] eq 'unknown';
            $_[KERNEL]->yield(pass => $_[ARG1]) if @{ $_[ARG1] };
        },
        pass => sub { is_deeply $_[ARG0], [ 1, 2 ], 'passed on it stays whole' },
    );
    is_deeply $kept, [ 1, 2 ], 'and kept it stays whole';
};

subtest 'as a method' => sub {
    {

        package Catcher;
        our @seen;
        sub _default { push @seen, [ @_[ main::OBJECT, main::ARG0 ] ]; return }
    }
    POE::Session->create(
        package_states => [ Catcher => ['_default'] ],
        inline_states  => { _start => sub { $_[KERNEL]->yield('lost') }, _stop => sub { } },
    );
    $poe_kernel->run;
    is_deeply \@Catcher::seen, [ [ 'Catcher', 'lost' ] ];
};

subtest 'no handler and no _default' => sub {
    my @warnings = warnings_of(sub {
        play(_start => sub { $_[KERNEL]->yield('lost') });
    });
    is @warnings, 0, 'is silent';
};

subtest 'yield to the name _default' => sub {
    my @seen;
    play(
        _start   => sub { $_[KERNEL]->yield(_default => 'a') }, _stop => sub { },
        _default => sub { push @seen, @_[ ARG0 .. $#_ ] });
    is_deeply \@seen, ['a'], 'is an ordinary event';
};

done_testing;
