use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage qw(socket_pair);
use Test::More;

use POE;

# A handler of a file event that dies takes none of the others along that the same poll found.

my @pairs = map {
    my ($near, $far) = socket_pair();
    syswrite $far, 'x';
    [ $near, $far ]
} 1 .. 6;

# A session for each handle that logs its event and is done with it; code may run in between.
sub watchers {
    my ($log, @code) = @_;
    for my $n (0 .. $#code) {
        session(
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died') if $code[$n];
                $_[KERNEL]->select_read($pairs[$n][0], 'readable', $n);
            },
            readable => sub {
                push @$log, "$_[ARG2]";
                $_[KERNEL]->select_read($_[ARG0]);
                $code[$n]->(@_) if $code[$n];
            },
            died  => sub { push @$log, "died $n"; $_[KERNEL]->sig_handled },
            _stop => sub { push @$log, "stop $n" },
        );
    }
    return;
}

sub dies { die "on purpose\n" }

subtest 'some that die' => sub {
    my @log;
    watchers(\@log, \&dies, undef, \&dies, \&dies, undef, \&dies);
    POE::Kernel->run;
    is_deeply [ sort grep {/\A\d/} @log ], [ 0 .. 5 ], 'all are called, once';
    is_deeply [ sort grep {/died/} @log ], [ map {"died $_"} 0, 2, 3, 5 ], 'each death is told';
    is_deeply [ sort grep {/stop/} @log ], [ map {"stop $_"} 0 .. 5 ], 'all sessions end';
};

subtest 'several sessions on one handle' => sub {
    my @log;
    my $near = $pairs[0][0];
    for my $n (0 .. 4) {
        session(
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died');
                $_[KERNEL]->select_read($near, 'readable');
            },
            readable => sub { push @log, $n; $_[KERNEL]->select_read($near); dies() if $n % 2 },
            died     => sub { $_[KERNEL]->sig_handled },
        );
    }
    POE::Kernel->run;
    is_deeply [ sort @log ], [ 0 .. 4 ], 'each is called, once';
};

subtest 'a death within a timeslice of its own' => sub {
    my @log;
    watchers(
        \@log,
        sub { $_[KERNEL]->run_one_timeslice; push @log, 'outer goes on' },
        (\&dies) x 3
    );
    POE::Kernel->run;
    is_deeply [ sort grep {/\A\d/} @log ], [ 0 .. 3 ];
    is_deeply [ grep {/outer/} @log ], ['outer goes on'];
    is_deeply [ sort grep {/died/} @log ], [ map {"died $_"} 1 .. 3 ];
};

subtest 'one that dies again and again' => sub {
    my @log;
    session(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $_[KERNEL]->select_read($_->[0], 'readable', fileno $_->[0]) for @pairs[ 0 .. 2 ];
        },
        readable => sub {
            push @log, $_[ARG2];
            if (@log == 12) { $_[KERNEL]->select_read($_->[0]) for @pairs[ 0 .. 2 ] }
            dies() if $_[ARG2] == $log[0];    # the first of the turn
        },
        died => sub { $_[KERNEL]->sig_handled },
    );
    POE::Kernel->run;
    my @turns = map { join ' ', sort @log[ 3 * $_ .. 3 * $_ + 2 ] } 0 .. 3;
    is_deeply \@turns, [ (join ' ', sort map { fileno $_->[0] } @pairs[ 0 .. 2 ]) x 4 ],
        'does not come before its turn';
};

subtest 'one that nobody handles' => sub {
    my (@log, $error);
    session(
        _start   => sub { $_[KERNEL]->select_read($pairs[0][0], 'readable') },
        readable => sub { push @log, 'readable'; $_[KERNEL]->select_read($_[ARG0]); dies() },
        _stop    => sub { push @log, 'stop' },
    );
    eval { POE::Kernel->run };
    like $@, qr/on purpose/, 'ends the run';
    is_deeply \@log, [ 'readable', 'stop' ];
    play(_start => sub { $_[KERNEL]->yield('again') }, again => sub { push @log, 'again' });
    is $log[-1], 'again', 'the kernel goes on';
};

done_testing;
