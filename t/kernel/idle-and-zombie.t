use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @log;
my @states = (
    idle   => sub { push @log, "IDLE in $_[HEAP]" },
    zombie => sub { push @log, "ZOMBIE in $_[HEAP]" },
    _stop  => sub { push @log, "stop $_[HEAP]" },
);

sub sleeper {
    my ($name, %states) = @_;
    my $start = delete $states{also} || sub { };
    return POE::Session->create(
        heap          => $name,
        inline_states => {
            @states, %states,
            _start => sub {
                $_[KERNEL]->alias_set($name);
                $_[KERNEL]->sig(IDLE   => 'idle');
                $_[KERNEL]->sig(ZOMBIE => 'zombie');
                $start->(@_);
            },
        });
}

subtest 'IDLE unhandled ends the program' => sub {
    @log = ();
    sleeper('a');
    $poe_kernel->run;
    is_deeply \@log, [ 'IDLE in a', 'stop a' ];
};

subtest 'IDLE handled is followed by ZOMBIE' => sub {
    @log = ();
    sleeper(
        'a', idle => sub { push @log, 'handled'; $_[KERNEL]->sig_handled },
        zombie    => sub { push @log, 'zombie';  $_[KERNEL]->sig_handled });
    $poe_kernel->run;
    is_deeply \@log, [ 'handled', 'zombie', 'stop a' ], 'which cannot be handled';
};

subtest 'IDLE handled with something new to do' => sub {
    @log = ();
    my $rounds = 0;
    sleeper(
        'a',
        idle => sub {
            push @log, 'idle';
            $_[KERNEL]->sig_handled;
            $_[KERNEL]->delay(work => 0.005) if ++$rounds < 3;
        },
        work => sub { push @log, 'work' });
    $poe_kernel->run;
    is_deeply \@log, [ qw(idle work idle work idle), 'ZOMBIE in a', 'stop a' ], 'goes on';
};

subtest 'IDLE not handled but something to do' => sub {
    @log = ();
    sleeper(
        'a', idle => sub { push @log, 'idle'; $_[KERNEL]->yield('work') },
        work      => sub { push @log, 'work' });
    $poe_kernel->run;
    is_deeply \@log, [ 'idle', 'stop a' ], 'is the end';
};

subtest 'an extra reference taken in IDLE does not help against ZOMBIE' => sub {
    @log = ();
    sleeper(
        'a',
        idle => sub {
            push @log, 'idle';
            $_[KERNEL]->sig_handled;
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x');
        });
    $poe_kernel->run;
    is_deeply \@log, [ 'idle', 'ZOMBIE in a', 'stop a' ];
};

subtest 'what keeps IDLE away' => sub {
    pipe my $in, my $out or die $!;
    my %keep = (
        'a watched file' =>
            [ sub { $_[KERNEL]->select_read($in, 'x') }, sub { $_[KERNEL]->select_read($in) } ],
        'a paused file' => [
            sub { $_[KERNEL]->select_read($in, 'x'); $_[KERNEL]->select_pause_read($in) },
            sub { $_[KERNEL]->select_read($in) }
        ],
        'an extra reference' => [
            sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
            sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'x') }
        ],
    );
    for my $what (sort keys %keep) {
        my ($take, $give) = @{ $keep{$what} };
        @log = ();
        my $id;
        sleeper(
            'a', also => sub { $id = $_[SESSION]->ID; $take->(@_) },
            give => sub { push @log, 'give'; $give->(@_); $_[KERNEL]->alias_remove('a') });
        session(
            _start => sub { $_[KERNEL]->delay(end => 0.03) },
            end    => sub { $_[KERNEL]->call($id, 'give') });
        $poe_kernel->run;
        is_deeply \@log, [ 'give', 'stop a' ], $what;
    }
};

subtest 'all sessions are stopped, children before parents' => sub {
    @log = ();
    sleeper(
        'parent',
        also => sub {
            sleeper('child', also => sub { sleeper('grandchild') });
        });
    $poe_kernel->run;
    is_deeply \@log,
        [
        (map {"IDLE in $_"} qw(grandchild child parent)),
        (map {"stop $_"} qw(grandchild child parent)) ]
        or diag explain \@log;
};

subtest 'one that handles it saves all' => sub {
    @log = ();
    my $handled = 0;
    sleeper('other');
    sleeper(
        'hero',
        idle => sub { $_[KERNEL]->sig_handled; $_[KERNEL]->delay(work => 0.005) unless $handled++ },
        work => sub { push @log, 'work' });
    $poe_kernel->run;
    is $log[0], 'IDLE in other', 'the other one hears IDLE';
    cmp_ok scalar(grep { $_ eq 'IDLE in other' } @log), '==', 2, 'and lives to hear it again';
    is scalar(grep { $_ eq 'work' } @log), 1;
};

subtest 'a session without references ends before IDLE' => sub {
    @log = ();
    POE::Session->create(
        heap          => 'short',
        inline_states => { @states, _start => sub { $_[KERNEL]->sig(IDLE => 'idle') } });
    $poe_kernel->run;
    is_deeply \@log, ['stop short'];
};

done_testing;
