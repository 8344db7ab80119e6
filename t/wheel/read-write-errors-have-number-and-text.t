use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno qw(ECONNRESET EPIPE);
use POETest;
use Socket;
use Test::More;

use POE qw(Wheel::ReadWrite);

# ErrorEvent: the operation, the number and the text of the error, the wheel.

local $SIG{PIPE} = 'IGNORE';

sub text_of {
    return do { local $! = $_[0]; "$!" }
}

# The arguments of the first error event after what the code does to the other end and the wheel.
sub error_after {
    my ($code) = @_;
    socketpair my $here, my $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
    my @error;
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                Handle     => $here,
                InputEvent => 'got',
                ErrorEvent => 'error',
            );
            $_[HEAP]{id} = $wheel->ID;
            $code->($wheel, $there);
            undef $there;
        },
        got   => sub { },
        error => sub {
            my $heap = $_[HEAP];
            @error = ($_[ARG0], $_[ARG1], $_[ARG2], $_[ARG3] == $heap->{id} ? 'its ID' : $_[ARG3]);
            delete $heap->{wheel};
        },
    );
    return \@error;
}

is_deeply error_after(sub { close $_[1] }), [ 'read', 0, '', 'its ID' ], 'the end of input';

# A socket that is closed with input unread resets its peer.
is_deeply error_after(
    sub { my ($wheel, $there) = @_; $wheel->put('x'); $wheel->flush; close $there }),
    [ 'read', ECONNRESET, text_of(ECONNRESET), 'its ID' ], 'a reset connection';

is_deeply error_after(sub {
    my ($wheel, $there) = @_;
    $wheel->pause_input;
    close $there;
    $wheel->put('x');
    }),
    [ 'write', EPIPE, text_of(EPIPE), 'its ID' ], 'nobody reads';

done_testing;
