use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# A handler of a wheel's event dies, and the session handles that: the wheel goes on.

sub told_when_dying_in {
    my ($dying) = @_;
    my %told    = (DIE => []);
    my $handler = sub {
        my ($heap, $name) = @_[ HEAP, STATE ];
        push @{ $told{$name} }, $_[ARG0];
        $heap->{wheel}->shutdown_stdin if $name eq 'out' and $_[ARG0] eq 'two';
        die "in $name\n"               if $name eq $dying;
    };
    play(
        _start => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $kernel->sig(DIE => 'died');
            my $wheel = $heap->{wheel} = POE::Wheel::Run->new(
                Program     => 'echo one; cat; echo three',
                StdinEvent  => 'in',
                StdoutEvent => 'out',
                ErrorEvent  => 'error',
                CloseEvent  => 'closed',
            );
            $kernel->sig_child($wheel->PID, 'status');
            $wheel->put('two') if $dying ne 'out';
        },
        (map { $_ => $handler } qw(in out error closed)),
        died => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            push @{ $told{DIE} }, $_[ARG1]{error_str};
            $kernel->sig_handled;
            $heap->{wheel}->put('two') if @{ $told{out} || [] } == 1 and $dying eq 'out';
            $heap->{wheel}->event(ErrorEvent => undef) if $dying eq 'error';
        },
        status => sub { $told{status} = $_[ARG2]; $_[KERNEL]->delay(end => 0.1) },
        end    => sub { delete $_[HEAP]{wheel};   $_[KERNEL]->sig('DIE') },
    );
    return \%told;
}

for my $dying (qw(in out error closed)) {
    subtest $dying => sub {
        my $told = told_when_dying_in($dying);
        is $told->{DIE}[0], "in $dying\n", 'the session is told';
        is_deeply $told->{out}, [qw(one two three)], 'what comes later, comes';
        is $told->{status}, 0, 'the process ends';
        return if is_upstream();
        my $once = $dying eq 'out' ? 3 : 1;
        is @{ $told->{DIE} }, $once, 'once each time';
        is @{ $told->{closed} || [] }, 1, 'the end is told, too';
    };
}

by_fork_too();
done_testing;
