package Soak::Pairs;

# Two wheels at the ends of a socket pair: records go there and back, through each kind of filter. Now and
# then the far end is deaf for a while.

use strict;
use warnings;

use POE qw(
    Wheel::ReadWrite Filter::Line Filter::Block Filter::Reference Filter::Stackable Filter::Map
);
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;
use Socket qw(AF_UNIX SOCK_STREAM);

my $rounds = 50;

my @filters = (
    sub { POE::Filter::Line->new },
    sub { POE::Filter::Block->new },
    sub { POE::Filter::Reference->new },
    sub {
        POE::Filter::Stackable->new(
            Filters => [
                POE::Filter::Line->new,
                POE::Filter::Map->new(
                    Get => sub { scalar reverse $_ }, Put => sub { scalar reverse $_ }
                ),
            ]);
    },
);

sub start {
    part('pairs', every => 0.02, turn => sub { _pair(one_of(@filters)) });
    return;
}

sub _pair {
    my ($filter) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub { _connect($_[HEAP], $filter); _send($_[HEAP]) },
            far    => \&_answer,
            near   => \&_hear,
            wake   => sub { $_[HEAP]{far}->resume_input },
            failed => sub { fault("a socket pair: $_[ARG0] failed: $_[ARG2]") },
        },
    );
    return;
}

sub _connect {
    my ($heap, $filter) = @_;
    socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or return fault("socketpair: $!");
    my %handle = (near => $near, far => $far);
    for my $end (qw(near far)) {
        $heap->{$end} = POE::Wheel::ReadWrite->new(
            Handle     => $handle{$end},
            Filter     => $filter->(),
            InputEvent => $end,
            ErrorEvent => 'failed',
        );
    }
    return;
}

# A reference to a text that no other record has, whose length differs much.
sub _send {
    my ($heap) = @_;
    $heap->{sent} = ++$heap->{round} . ' ' . 'x' x (rand() < 0.05 ? 20_000 : 20);
    _put($heap->{near}, $heap->{sent});
    return;
}

sub _put {
    my ($wheel, $text) = @_;
    came_in('records through socket pairs');
    $wheel->put($wheel->get_output_filter->isa('POE::Filter::Reference') ? \$text : $text);
    return;
}

sub _text { return ref $_[0] ? ${ $_[0] } : $_[0] }

sub _answer {
    my ($kernel, $heap, $record) = @_[ KERNEL, HEAP, ARG0 ];
    came_out('records through socket pairs');
    _put($heap->{far}, _text($record));
    return if $heap->{round} % 20;
    $heap->{far}->pause_input;
    $kernel->delay(wake => 0.002);
    return;
}

sub _hear {
    my ($heap, $record) = @_[ HEAP, ARG0 ];
    came_out('records through socket pairs');
    fault('another record came through a socket pair') if _text($record) ne $heap->{sent};
    return _send($heap)                                if $heap->{round} < $rounds;
    delete @$heap{qw(near far)};
    return;
}

1;
