use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelMakers;

use B ();
use POE;

# Every public method of every kind of wheel with arguments that it does not expect, in its session
# and in another one. (Outside of sessions a wheel would watch on behalf of the kernel, for good.) Whatever a method makes of that - mostly an exception - the process lives, and
# what was not touched works: a wheel made afterwards tells what it is to tell.
my @arguments = (
    [], [undef], [ undef, undef ], [''], [-1], ["\0\xff\x{263a}"], [ [] ], [ {} ], [ sub { } ],
    [ \*STDIN ], [ bless [], 'Stranger' ], [ Unknown => 'x' ], [ 1 .. 100 ],
);

# What must not be called here: it would end, or take what belongs to the program.
my %leave = map { $_ => 1 } qw(new kill flush);

# Those that the class defines; functions that it imports are none.
sub methods_of {
    my ($wheel) = @_;
    my $class = ref $wheel;
    no strict 'refs';
    return
        grep { !$leave{$_} && defined &{"${class}::$_"} && _home_of(\&{"${class}::$_"}) eq $class }
        grep {/\A[A-Za-z][a-z_]*\z/} sort keys %{"${class}::"};
}

sub _home_of { return B::svref_2object($_[0])->GV->STASH->NAME }

sub call_all {
    my ($wheel) = @_;
    my $calls = 0;
    for my $method (methods_of($wheel)) {
        for my $arguments (@arguments) {
            eval { $wheel->$method(@$arguments) };
            $calls++;
        }
    }
    return $calls;
}

sub end {
    my ($heap) = @_;
    delete $heap->{wheel};
    kill KILL => $heap->{pid} and waitpid $heap->{pid}, 0 if $heap->{pid};
    %$heap = ();
    return;
}

sub wheel_lives {
    my ($kind) = @_;
    my $told = 0;
    play(
        _start => sub {
            $_[HEAP]{wheel} = make_wheel($kind, $_[HEAP]);
            $_[HEAP]{poke}->();
            $_[KERNEL]->delay(late => scaled(20));
        },
        told => sub { $told++; $_[KERNEL]->delay('late'); end($_[HEAP]) },
        late => sub { end($_[HEAP]) },
    );
    return $told;
}

for my $kind (wheel_kinds()) {
    local $SIG{__WARN__} = sub { };
    my %calls;
    my $wheel;
    my $other = session(
        _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait') },
        call   => sub { $calls{other} = call_all($wheel) },
        free   => sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'wait') },
    );
    my $session = session(
        _start => sub {
            $wheel = $_[HEAP]{wheel} = make_wheel($kind, $_[HEAP]);
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait');
        },
        call => sub { $calls{own} = call_all($wheel) },
        free => sub {
            undef $wheel;
            end($_[HEAP]);
            $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'wait');
            $_[KERNEL]->alarm_remove_all;
        },
    );
    $poe_kernel->call($session, 'call');
    $poe_kernel->call($other, 'call');
    $poe_kernel->call($_, 'free') for $other, $session;
    $poe_kernel->stop;
    eval { $poe_kernel->run };
    cmp_ok $calls{$_}, '>=', scalar @arguments, "$kind: called in $_ session" for qw(own other);
    ok wheel_lives($kind), "$kind: another one works";
}

done_testing;
