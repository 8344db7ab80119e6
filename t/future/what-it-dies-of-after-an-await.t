use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use POETest;
use Test::More;

# A failure that nobody takes is the handler's death.

my ($line, @died);
states(
    _start => sub {
        $_[KERNEL]->sig(DIE => 'died');
        $line = __LINE__ + 1;
        $_[KERNEL]->yield($_) for qw(at_once later of_a_future);
    },
    at_once     => async sub { die "at once\n" },
    later       => async sub { await POE::Future->done_later; die "later\n" },
    of_a_future => async sub { await POE::Future->fail_later("of a future\n", 'category') },
    died        => sub {
        my ($about) = $_[ARG1];
        push @died, join ' ', @$about{qw(event from_state)},
            $about->{dest_session} == $_[SESSION] ? 'own' : 'other', $about->{line},
            $about->{error_str};
        $_[KERNEL]->sig_handled;
    },
);
POE::Kernel->run;
is_deeply(
    \@died,
    [
        "at_once _start own $line at once\n", "later _start own $line later\n",
        "of_a_future _start own $line of a future\n"
    ],
    'SIGDIE tells event, its sender and its place'
);

my $child = run_child(<<'PERL');
use POE qw(Future); use Future::AsyncAwait;
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('go') }, go => async sub { await POE::Future->done_later; die "the end\n" } });
POE::Kernel->run; print "not here\n";
PERL
is($child->{stderr}, "the end\n", 'not handled, it ends the run');
isnt($child->{status}, 0);

my @log;
run_states(
    go => async sub {
        my $future = $_[KERNEL]->call($_[SESSION], 'fails');
        push @log, ref $future;
        eval { await $future;                               1 } or push @log, $@;
        eval { await $_[KERNEL]->ask($_[SESSION], 'fails'); 1 } or push @log, $@;
    },
    fails => async sub { await POE::Future->done_later; die "taken\n" },
);
is_deeply(\@log, [ 'POE::Future', "taken\n", "taken\n" ], 'who called or asked has taken it');

done_testing;
