use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @log;

subtest 'a postback posts' => sub {
    @log = ();
    my $returned;
    play(
        _start => sub {
            my $postback = $_[SESSION]->postback(told => 'etc', 1);
            isa_ok $postback, 'POE::Session::AnonEvent';
            is ref $postback, 'POE::Session::AnonEvent';
            $returned = $postback->('call', 2);
            push @log, 'returned';
            $postback->();
        },
        told => sub { push @log, [ @_[ ARG0, ARG1 ] ] },
    );
    is $returned, 0, 'it returns 0';
    is_deeply \@log, [ 'returned', [ [ 'etc', 1 ], [ 'call', 2 ] ], [ [ 'etc', 1 ], [] ] ],
        'two arrays, later';
};

subtest 'a callback calls' => sub {
    my $context;
    play(
        _start => sub {
            my $callback = $_[SESSION]->callback(ask => 'etc');
            is ref $callback, 'POE::Session::AnonEvent';
            my @list = $callback->('x', 'y');
            is_deeply \@list, [ 'etc', 'x', 'y' ], 'and returns what the handler returns';
            is $context, 1, 'list context goes through';
            my $scalar = $callback->('x');
            is $context, '', 'scalar too';
            is $scalar, 'x';
            $callback->();
            is $context, undef, 'void too';
        },
        ask => sub {
            $context = wantarray;
            my @all = (@{ $_[ARG0] }, @{ $_[ARG1] });
            return wantarray ? @all : $all[-1];
        },
    );
};

subtest 'the arrays are fresh each time' => sub {
    my (@seen, @etc);
    play(
        _start => sub {
            my $postback = $_[SESSION]->postback('told', 'etc');
            $postback->(1);
            $postback->(2);
        },
        told => sub { push @{ $_[ARG0] }, 'spoiled'; push @seen, "@{ $_[ARG0] } @{ $_[ARG1] }" },
    );
    is_deeply \@seen, [ 'etc spoiled 1', 'etc spoiled 2' ];
};

subtest 'each holds the session until it is destroyed' => sub {
    @log = ();
    my @held;
    my $keeper = session(
        _start  => sub { $_[KERNEL]->delay(release => 0.02) },
        release => sub { push @log, 'release'; @held = () },
    );
    session(
        _start => sub { @held = ($_[SESSION]->postback('x'), $_[SESSION]->callback('x')) },
        _stop  => sub { push @log, 'stop' },
    );
    $poe_kernel->run;
    is "@log", 'release stop';
};

subtest 'one of two is not enough' => sub {
    @log = ();
    my (@held, $count);
    session(
        _start => sub { $_[KERNEL]->delay(first => 0.01) },
        first  => sub {
            shift @held;
            $count = $poe_kernel->_data_ses_count;
            $_[KERNEL]->delay(second => 0.01);
        },
        second => sub { push @log, 'second'; shift @held },
    );
    session(
        _start => sub {
            @held = map { $_[SESSION]->postback('x') } 1, 2;
        },
        _stop => sub { push @log, 'stop' },
    );
    $poe_kernel->run;
    is "@log", 'second stop';
};

subtest 'weaken' => sub {
    my $weak;
    my $stopped = 0;
    play(
        _start => sub {
            $weak = $_[SESSION]->postback('x');
            is $weak->weaken, $weak, 'returns the postback';
            $weak->weaken;
            is $_[KERNEL]->_data_extref_count_ses($_[SESSION]->ID), 0,
                'and holds the session no more';
        },
        _stop => sub { $stopped++ },
    );
    is $stopped, 1;
    is eval { $weak->('late'); 1 }, 1, 'calling it later does nothing';
    undef $weak;
    pass 'nor does its end';
};

subtest 'weakened ones still work while the session lives' => sub {
    @log = ();
    play(
        _start => sub { $_[HEAP]{pb} = $_[SESSION]->postback('told')->weaken; $_[HEAP]{pb}->('w') },
        told   => sub { push @log, $_[ARG1][0] },
    );
    is "@log", 'w';
};

subtest 'of a dead session' => sub {
    my ($postback, $callback);
    play(
        _start => sub {
            $postback = $_[SESSION]->postback('x');
            $callback = $_[SESSION]->callback('x');
            $_[KERNEL]->stop;
        });
    my @warnings = warnings_of(sub {
        is $postback->(1), 0, 'a postback does nothing';
        is_deeply [ $callback->(1) ], [], 'a callback gives nothing';
        undef $postback;
        undef $callback;
    });
    is_deeply \@warnings, [], 'silently';
};

subtest 'sender, file and state' => sub {
    my @seen;
    my ($owner, $postback);
    $owner = session(
        _start => sub { $postback = $_[SESSION]->postback('told') },
        told   => sub { @seen     = @_[ SENDER, CALLER_FILE, CALLER_STATE ]; undef $postback },
    );
    my $other = session(_start => sub { $_[KERNEL]->yield('use') }, use => sub { $postback->() });
    $poe_kernel->run;
    is $seen[0], $other, 'the session that called it';
    like $seen[1], qr{POE/Session\.pm\z}, 'from a file of POE';
    is $seen[2], 'use', 'while this event was active';
};

subtest 'they are code' => sub {
    play(
        _start => sub {
            my $postback = $_[SESSION]->postback('x');
            is Scalar::Util::reftype($postback), 'CODE';
            ok eval { &$postback(1); &{$postback}; $postback->(); 1 }, 'called in any style';
        });
};

subtest 'with Tk loaded first it is a plain closure' => sub {
    is output_of('BEGIN { $INC{"Tk.pm"} = "fake" } use POE qw(Loop::Select);'
            . 'POE::Session->create(inline_states => { _start => sub { print ref $_[SESSION]->postback("x"); $_[KERNEL]->stop } });'
            . 'POE::Kernel->run'), 'CODE';
};

use Scalar::Util ();
done_testing;
