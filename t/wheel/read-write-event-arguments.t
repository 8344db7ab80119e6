use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite);

# What handlers find in @_.

my ($near, $far) = socket_pair();
my %seen;

sub note_all {
    my ($kernel, $session, $heap, $state, $sender) = @_[ KERNEL, SESSION, HEAP, STATE, SENDER ];
    $seen{$state} = {
        arguments => [ map {"$_"} @_[ ARG0 .. $#_ ] ],
        same      => [
            map { $_ ? 1 : 0 } $kernel == $poe_kernel, $session == $sender, $heap->{mine},
            $session == $poe_kernel->get_active_session
        ],
        event => scalar $kernel->get_active_event,
    };
    return;
}

POE::Session->create(
    heap          => { mine => 1 },
    inline_states => {
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                Handle     => $near, Filter       => POE::Filter::Stream->new,
                InputEvent => 'input', ErrorEvent => 'error', FlushedEvent => 'flushed',
                HighMark   => 1_000_000, LowMark  => 10, HighEvent => 'high', LowEvent => 'low',
            );
            $seen{id} = $wheel->ID;
            syswrite $far, 'record';
            $wheel->put('x' x 500_000);
            $wheel->set_high_mark(100);
        },
        (map { $_ => \&note_all } qw(input flushed low)),
        high  => sub { note_all(@_); $_[KERNEL]->delay(drain => 0) },
        drain => sub {
            my $all = '';
            1 while sysread $far, $all, 65_536;
            if ($_[HEAP]{wheel}->get_driver_out_octets) { $_[KERNEL]->delay(drain => 0.001) }
            else                                        { close $far }
        },
        error => sub { note_all(@_); delete $_[HEAP]{wheel} },
    },
);
use POE::Filter::Stream;
POE::Kernel->run;

my $id = $seen{id};
is_deeply $seen{input}{arguments}, [ 'record', $id ], 'InputEvent: record, ID';
is_deeply $seen{error}{arguments}, [ 'read', 0, '', $id ],
    'ErrorEvent: operation, number, text, ID';
is_deeply $seen{$_}{arguments}, [$id], "$_: ID" for qw(flushed high low);
is_deeply $seen{$_}{same}, [ 1, 1, 1, 1 ], "$_: from the session to itself"
    for qw(input error flushed high low);
is_deeply [ map { $seen{$_}{event} } qw(input error flushed high low) ],
    [ map {"POE::Wheel::ReadWrite($id) -> select $_"} qw(read read write write write) ],
    'the active event is still that of the select';

subtest 'handlers of all kinds' => sub {
    {

        package Object;
        sub new { return bless {}, shift }

        sub input {
            my ($self, $record) = @_[ 0, POE::Session::ARG0 ];
            $self->{got} = $record;
            delete $_[POE::Session::HEAP]{wheel};
        }
    }
    for my $kind (qw(object_states package_states)) {
        my ($one, $other) = socket_pair();
        my $object = Object->new;
        my $target = $kind eq 'object_states' ? $object : 'Object';
        local $Object::{got};
        my $got;
        no warnings 'redefine';
        local *Object::input = sub { $got = [ $_[OBJECT], $_[ARG0] ]; delete $_[HEAP]{wheel} };
        POE::Session->create(
            $kind         => [ $target => ['input'] ],
            inline_states => {
                _start => sub {
                    $_[HEAP]{wheel}
                        = POE::Wheel::ReadWrite->new(Handle => $one, InputEvent => 'input');
                    syswrite $other, "a\n";
                }
            },
        );
        POE::Kernel->run;
        is_deeply $got, [ $target, 'a' ], $kind;
    }
    my ($one, $other) = socket_pair();
    my @default;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(Handle => $one, InputEvent => 'nobody');
            syswrite $other, "a\n";
        },
        _default => sub {
            return if $_[ARG0] =~ /\A_/;
            push @default, $_[ARG0], $_[ARG1][0];
            delete $_[HEAP]{wheel};
        },
    );
    is_deeply \@default, [ 'nobody', 'a' ], '_default';
};

done_testing;
