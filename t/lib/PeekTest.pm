package PeekTest;

# For tests of POE::API::Peek, ours or the distribution that there is for upstream: a handler that looks around.

use strict;
use warnings;

use Exporter qw(import);
use POE;
use POETest;
use Test::More;

our @EXPORT = qw(both_contexts look peek);

plan skip_all => 'POE::API::Peek is not installed' if !eval { require POE::API::Peek };

sub peek { return POE::API::Peek->new }

# Runs the code in a session's event, when all that its _start began is on its way. The code is given the
# object and the session, and is to take back what would keep the session; if it dies the run is over.
sub look {
    my ($code, %states) = @_;
    my $start = delete $states{_start} || sub { };
    return play(
        %states,
        _start => sub { $start->(@_); $_[KERNEL]->yield('look'); return },
        look => sub { $code->(peek(), $_[SESSION]); return },
    );
}

# What a method gives: in a list, as a reference, and in scalar context.
sub both_contexts {
    my ($method, @args) = @_;
    my @list   = peek()->$method(@args);
    my $scalar = peek()->$method(@args);
    return (\@list, $scalar);
}

1;
