use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# A client that asks for much and reads nothing is no burden to the others.

my $size = 20_000_000;
my ($slow_octets, $answered) = (0, 0);

my $port = serve(
    ClientInput => sub {
        my ($heap, $what) = @_[ HEAP, ARG0 ];
        return $heap->{client}->put('x' x $size) if $what eq 'much';
        $answered++;
        $heap->{client}->put("you said $what");
    },
    ClientError        => sub { },
    ClientDisconnected => sub {
        note_down('left with', $_[HEAP]{client}->get_driver_out_octets ? 'output' : 'none');
    },
);

my $slow  = peer($port, connected => sub { $_[0]->say('much') });
my $left  = 200;
my $quick = peer(
    $port,
    got => sub {
        my ($self) = @_;
        return $self->say('next') if --$left > 0;
        note_down('quick one has its answers');
        $_->leave for $self, $slow;
        end_server();
    });
$poe_kernel->select_pause_read($slow->handle);
end_after(0.1, sub { $quick->say('first') });
is_deeply [ sort @{ run_log() } ],
    [ 'left with none', 'left with output', 'quick one has its answers' ];
is $answered, 200;

done_testing;
