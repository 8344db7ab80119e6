use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream play scaled session);
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Line);

sub wheel { my ($handle, @more) = @_; return POE::Wheel::ReadWrite->new(Handle => $handle, @more) }

# Plays two steps and says which events came.
sub log_of {
    my (%step) = @_;
    my ($near, $far) = socket_pair();
    my @log;
    play(
        _start => sub {
            $step{start}->($_[HEAP], $near);
            syswrite $far, "one\n";
            $_[KERNEL]->delay(next => 0.02);
        },
        next => sub {
            $step{next}->($_[HEAP], $near);
            syswrite $far, "two\n";
            $_[KERNEL]->delay(end => 0.02);
        },
        end => sub { %{ $_[HEAP] } = () },
        map {
            my $name = $_;
            ($name => sub { push @log, "$name $_[ARG0]" })
        } qw(first second),
    );
    return \@log;
}

is_deeply log_of(
    start => sub {
        my ($heap, $handle) = @_;
        $heap->{first}  = wheel($handle, InputEvent => 'first');
        $heap->{second} = wheel($handle, InputEvent => 'second');
    },
    next => sub { },
    ),
    [ 'first one', 'first two' ],
    'the first of two wheels goes on hearing';

is_deeply log_of(
    start => sub {
        my ($heap, $handle) = @_;
        $heap->{first}  = wheel($handle, InputEvent => 'first');
        $heap->{second} = wheel($handle, InputEvent => 'second');
    },
    next => sub { delete $_[0]{second} },
    ),
    ['first one'], 'the end of either ends it';

is_deeply log_of(
    start =>
        sub { my ($heap, $handle) = @_; $heap->{wheel} = wheel($handle, InputEvent => 'first') },
    next =>
        sub { my ($heap, $handle) = @_; $heap->{wheel} = wheel($handle, InputEvent => 'second') },
    ),
    ['first one'], 'a wheel that is put in place of another is deaf';

is_deeply log_of(
    start =>
        sub { my ($heap, $handle) = @_; $heap->{wheel} = wheel($handle, InputEvent => 'first') },
    next => sub {
        my ($heap, $handle) = @_;
        delete $heap->{wheel};
        $heap->{wheel} = wheel($handle, InputEvent => 'second');
    },
    ),
    [ 'first one', 'second two' ], 'unless the other is deleted first';

is_deeply log_of(
    start => sub {
        my ($heap, $handle) = @_;
        $heap->{wheel} = wheel($handle, InputEvent => 'first');
    },
    next => sub {
        my ($heap, $handle) = @_;
        $heap->{wheel} = wheel($handle, InputEvent => 'second');
        $heap->{wheel}->event(InputEvent => 'second');
    },
    ),
    [ 'first one', 'second two' ], 'or it is told its event again';

subtest 'wheels of two sessions' => sub {
    my ($near, $far) = socket_pair();
    my @log;
    for my $name ('a', 'b') {
        session(
            _start => sub {
                $_[HEAP]{wheel} = wheel($near, InputEvent => 'input');
                $_[KERNEL]->delay(end => 0.05);
            },
            input => sub { push @log, "$name $_[ARG0]" },
            end   => sub { delete $_[HEAP]{wheel} },
        );
    }
    syswrite $far, "x\n";
    POE::Kernel->run;
    is scalar @log, 1, 'one of them hears a record';
    like "@log", qr/\A[ab] x\z/;
};

subtest 'two wheels that share a filter' => sub {
    my ($near, $far)  = socket_pair();
    my ($other, $end) = socket_pair();
    my $filter = POE::Filter::Line->new;
    my @log;
    play(
        _start => sub {
            $_[HEAP] = $_[HEAP];
            $_[HEAP]{ $_->[0] } = wheel($_->[1], InputEvent => $_->[0], Filter => $filter)
                for [ a => $near ], [ b => $other ];
            syswrite $far, 'begun here, ';
            $_[KERNEL]->delay(next => 0.02);
        },
        next => sub { syswrite $end, "ended there\n" },
        a    => sub { push @log, "a $_[ARG0]"; %{ $_[HEAP] } = () },
        b    => sub { push @log, "b $_[ARG0]"; %{ $_[HEAP] } = () },
    );
    is_deeply \@log, ['b begun here, ended there'];
};

done_testing;
