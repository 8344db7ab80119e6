use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage qw(socket_pair);
use Test::More;

use POE;
use Scalar::Util qw(weaken);

# The handle and the mode that a file event brings belong to the handler: what it makes of them is seen
# by no other, and keeps nothing longer than the handler did.

sub readable {
    my ($near, $far) = socket_pair();
    syswrite $far, 'x';
    return ($near, $far);
}

# Runs code at each of so many file events on one handle.
sub at_each {
    my ($times, $code) = @_;
    my ($near, $far)   = readable();
    my $count = 0;
    play(
        _start   => sub { $_[KERNEL]->select_read($near, 'readable') },
        readable => sub {
            $code->(@_);
            $_[KERNEL]->select_read($near) if ++$count >= $times;
        },
    );
    return $near;
}

subtest 'one that is changed' => sub {
    my @seen;
    my $handle = at_each(
        3,
        sub {
            push @seen, [ @_[ ARG0, ARG1 ] ];
            $_[ $#_ - 1 ] = 'mine';
            $_[$#_]++;
        });
    is_deeply \@seen, [ ([ $handle, 0 ]) x 3 ], 'is right the next time';
};

subtest 'one to which a reference is kept' => sub {
    my @kept;
    my $handle = at_each(3, sub { push @kept, \$_[ $#_ - 1 ], \$_[$#_] });
    is_deeply [ map {$$_} @kept ], [ ($handle, 0) x 3 ], 'stays what it was';
    my %distinct = map { $_ => 1 } @kept;
    is keys %distinct, 6, 'and is not used again';
};

subtest 'one that is made a weak reference' => sub {
    my @seen;
    my $handle = at_each(2, sub { push @seen, ref $_[ARG0]; weaken($_[ARG0]) });
    is_deeply \@seen, [ (ref $handle) x 2 ], 'holds the next time';
};

subtest 'events within events' => sub {
    my (@pairs, @seen);
    my $most = 20;
    play(
        _start => sub {
            for (1 .. $most) {
                push @pairs, [ readable() ];
                $_[KERNEL]->select_read($pairs[-1][0], "readable_$_");
            }
        },
        map {
            my $n = $_;
            "readable_$n" => sub {
                $_[KERNEL]->select_read($_[ARG0]);
                $_[KERNEL]->run_one_timeslice if $n < $most;
                push @seen, join ' ', $n, $_[ARG0] == $pairs[ $n - 1 ][0], $_[ARG1];
            }
        } 1 .. $most
    );
    is_deeply [ sort @seen ], [ sort map {"$_ 1 0"} 1 .. $most ],
        'leave those further out what they had';
};

subtest 'the last one to hold a handle' => sub {
    my ($near, $far) = readable();
    weaken(my $weak = $near);
    my $during;
    play(
        _start => sub {
            $_[KERNEL]->select_read($near, 'readable');
            undef $near;
        },
        readable => sub {
            $_[KERNEL]->select_read($_[ARG0]);
            $during = defined $weak;
            $_[KERNEL]->yield('later');
        },
        later => sub { ok !defined $weak, 'lets it go when the handler is over' },
    );
    ok $during, '... not before';
    ok !sysread($far, my $byte, 1), 'it is closed';
};

subtest 'a handler that dies' => sub {
    my ($near, $far) = readable();
    weaken(my $weak = $near);
    play(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $_[KERNEL]->select_read($near, 'readable');
            undef $near;
        },
        readable => sub { $_[KERNEL]->select_read($_[ARG0]); die "on purpose\n" },
        died     => sub { $_[KERNEL]->sig_handled },
    );
    ok !defined $weak, 'lets it go, too';
};

subtest 'a handle given by name' => sub {
    pipe NAMED, my $far or die "pipe: $!";
    syswrite $far, 'x';
    my @seen;
    play(
        _start   => sub { $_[KERNEL]->select_read(*NAMED, 'readable') },
        readable => sub { push @seen, "$_[ARG0] $_[ARG1]"; $_[KERNEL]->select_read(*NAMED) },
    );
    is_deeply \@seen, ['*main::NAMED 0'], 'comes by name';
};

done_testing;
