use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

plan skip_all => 'needs /proc' if !-d "/proc/$$/fd";

# Servers and clients that are told to end, or are made to, with work pending: connections not yet
# accepted, quiet ones, ones with output that nobody reads, connects under way. Nothing is left of them.
sub descriptors {
    opendir my $folder, "/proc/$$/fd" or die $!;
    return scalar grep {/\A\d/} readdir $folder;
}

# Each gets the port; what it returns is kept until the end.
my %pending = (
    'a connection not yet accepted' => sub { TcpStage::_socket_to($_[0]) },
    'a quiet connection'            => sub { peer($_[0]) },
    'input that waits'              => sub {
        peer($_[0], connected => sub { $_[0]->say('x' x 100_000) });
    },
    'output that waits' => sub {
        peer($_[0], connected => sub { $_[0]->say('much') });
    },
    'a client'             => sub { client($_[0], Alias => undef) },
    'a client with output' => sub {
        client(
            $_[0],
            Alias     => undef,
            Connected => sub { $_[HEAP]{server}->put('x' x 4_000_000) });
    },
);

my %end = (
    'stop'         => sub { $_[KERNEL]->stop },
    'an exception' => sub { die "on purpose\n" },
    'signals'      => sub { $_[KERNEL]->signal($_[KERNEL], 'TERM') },
);

# Ends after some turns of the loop, so that some things have begun and others not.
sub end_with {
    my ($make, $end, $turns) = @_;
    my $kept;
    session(
        _start => sub {
            my $port = serve(
                ClientInput => sub { $_[HEAP]{client}->put('x' x 4_000_000) if $_[ARG0] eq 'much' },
                ClientDisconnected => sub { },
            );
            $kept = $make->($port);
            $_[KERNEL]->yield(turn => $turns);
        },
        turn => sub {
            return $end->(@_) if !$_[ARG0];
            $_[KERNEL]->yield(turn => $_[ARG0] - 1);
        },
        _child => sub { },
    );
    my $error = eval { $poe_kernel->run; 1 } ? '' : $@;
    log_lines();
    return $error;
}

end_with($pending{'a client'}, $end{stop}, 3);
for my $what (sort keys %pending) {
    for my $how (sort keys %end) {
        for my $turns (0, 1, 10) {
            my $before = descriptors();
            my $error  = end_with($pending{$what}, $end{$how}, $turns);
            is "$error" . join(
                ' ', $poe_kernel->_data_handle_count, $poe_kernel->get_event_count,
                descriptors() - $before
                ),
                ($how eq 'an exception' ? "on purpose\n" : '') . '0 0 0',
                "$what, ended by $how after $turns turns";
        }
    }
}

done_testing;
