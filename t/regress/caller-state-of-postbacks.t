use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# What a handler called by its own session sends is said to come from the event that was dispatched.
my @log;
play(
    _start => sub { $_[KERNEL]->yield('outer') },
    outer  => sub {
        my $postback = $_[SESSION]->postback('heard');
        $_[KERNEL]->post($_[SESSION], posted => 1);
        $_[KERNEL]->yield('yielded');
        $_[KERNEL]->call($_[SESSION], inner => $postback);
    },
    inner => sub { $_[ARG0]->(); push @log, "inner $_[CALLER_STATE]" },
    map { ($_ => sub { push @log, "$_[STATE] $_[CALLER_STATE]" }) } qw(posted yielded heard),
);
is_deeply \@log, [ 'inner outer', 'posted outer', 'yielded outer', 'heard outer' ];

done_testing;
