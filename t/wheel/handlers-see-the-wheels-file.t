use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelMakers;

use POE;

# Frameworks tell wheels apart by the file that CALLER_FILE names.

# The places that the wheel's event came from, and that of the event after it, if it has one.
sub places_of {
    my ($kind) = @_;
    my @places;
    my $note = sub { push @places, [ @_[ CALLER_FILE, CALLER_LINE, CALLER_STATE ] ] };
    play(
        _start => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $heap->{wheel} = make_wheel($kind, $heap);
            $heap->{wheel}->event(FlushedEvent => 'after') if $kind eq 'ReadWrite';
            $heap->{wheel}->event(StdinEvent   => 'after') if $kind eq 'Run';
            $heap->{has_more} = $heap->{wheel}->can('put');
            $kernel->sig_child($heap->{pid}, 'reaped') if $heap->{pid};
            $kernel->delay(late => scaled(20));
            $heap->{poke}->();
        },
        told => sub {
            $note->(@_);
            return $_[KERNEL]->yield('end') if !$_[HEAP]{has_more}--;
            $_[HEAP]{wheel}->put('x');
        },
        after  => sub { $note->(@_); $_[KERNEL]->yield('end') },
        failed => sub { $_[KERNEL]->yield('end') },
        late   => sub { $_[KERNEL]->yield('end') },
        reaped => sub { },
        end    => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $heap->{wheel}->kill('KILL') if $heap->{pid};
            %$heap = ();
            $kernel->delay('late');
        },
    );
    return @places;
}

sub test_all {
    my ($when) = @_;
    for my $kind (wheel_kinds()) {
        my ($name) = $kind =~ /(\w+)/;
        my @places = places_of($kind);
        is $places[0][0], $INC{"POE/Wheel/$name.pm"}, "$kind, $when" or diag explain \@places;
        ok $places[0][1] > 0, 'with a line';
        like $places[0][2], qr/\APOE::Wheel::$name\(\d+\) -> /, 'and the state';
        next if $kind !~ /ReadWrite|Run/;
        is $places[-1][0], $INC{"POE/Wheel/$name.pm"}, "$kind, having written, $when";
        is @places, 2, 'which it told once';
    }
    return;
}

test_all('as it is');
{
    no warnings 'redefine';
    my $call = \&POE::Kernel::call;
    local *POE::Kernel::call = sub { goto &$call };
    test_all('with call replaced');
}

done_testing;
