package Awaits;

# For tests of handlers that wait: skips the file without the modules that they need, and has small programs.

use strict;
use warnings;

use lib 't/lib';
use Exporter qw(import);
use POETest  qw(is_upstream);
use Test::More;

our @EXPORT = qw(run_states states);

# Before a test is compiled, as `async` is a keyword.
BEGIN {
    plan(skip_all => 'futures are ours alone') if is_upstream();
    for my $module (qw(POE::Future Future::AsyncAwait)) {
        plan(skip_all => "$module is not installed")
            if !eval "require $module; 1";    ## no critic (StringyEval)
    }
}
use POE qw(Future);

# A session whose first event is go; its heap is a hash.
sub states {
    my (%states) = @_;
    return POE::Session->create(
        heap          => {},
        inline_states => { _start => sub { $_[KERNEL]->yield('go') if $states{go} }, %states });
}

sub run_states {
    my (%states) = @_;
    states(%states);
    return POE::Kernel->run;
}

1;
