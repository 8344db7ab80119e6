package WheelWaits;

# For tests of what is awaited of wheels. They are skipped where Future or Future::AsyncAwait is not
# installed, and on upstream POE.

use strict;
use warnings;

use Carp     qw(croak);
use Exporter qw(import);
use POETest  qw(is_upstream scaled session);
use Socket;
use Test::More;

BEGIN {
    plan(skip_all => 'upstream POE has no futures') if is_upstream();
    for my $module (qw(POE::Future Future::AsyncAwait)) {
        plan(skip_all => "$module is not installed")
            if !eval "require $module; 1";    ## no critic (StringyEval)
    }
}

our @EXPORT = qw(failure_of pair reader_on wheel_on within);

# Two ends of a connection.
sub pair {
    socketpair my $here, my $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC or croak "socketpair: $!";
    return ($here, $there);
}

sub wheel_on {
    my ($handle, @more) = @_;
    return POE::Wheel::ReadWrite->new(Handle => $handle, @more);
}

# A wheel to be asked, and the other end, which has sent this.
sub reader_on {
    my ($octets, @more) = @_;
    my ($here, $there)  = pair();
    syswrite $there, $octets if length $octets;
    return (wheel_on($here, @more), $there);
}

# Runs an async sub as the handler of a session's event, and the kernel until all is over.
sub within {
    my ($code, %states) = @_;
    session(
        %states, _start => sub { $_[ POE::Session::KERNEL() ]->yield('within') },
        within          => $code
    );
    local $SIG{ALRM} = sub { croak 'an await that never ends' };
    alarm scaled(30);
    POE::Kernel->run;
    alarm 0;
    return;
}

# Message and category of a future that failed; else its state.
sub failure_of {
    my ($future) = @_;
    return $future->is_failed
        ? join '|', map { $_ // '' } ($future->failure)[ 0, 1 ]
        : $future->state;
}

1;
