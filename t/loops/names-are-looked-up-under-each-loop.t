use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bridges;
use POETest;
use Test::More;

# Threads wake whatever loop there is: nothing else would end the wait of this program, which is not idle.

plan skip_all => 'upstream POE has no resolver' if is_upstream();

my $program = <<'CODE';
    use POE;
    use POE::XS::Resolver;
    POE::Session->create(inline_states => {
        _start => sub {
            $_[KERNEL]->sig(IDLE => 'idle');
            POE::XS::Resolver->resolve(host => 'localhost', event => 'told', context => 'name');
        },
        idle => sub { print "idle\n" },
        told => sub {
            my ($error, $addresses, $what) = @_[ARG0 .. ARG2];
            print "$what: ", $error // 'found', "\n";
            $_[KERNEL]->yield('again') if $what eq 'name';
        },
        again => sub { POE::XS::Resolver->resolve(host => '127.0.0.1', event => 'told', context => 'address') },
        _stop => sub { print "stop\n" },
    });
    POE::Kernel->run;
CODE

my $is_right = sub {
    my ($run, $name) = @_;
    is $run->{stdout}, "name: found\naddress: found\nstop\n", "$name: answers come";
    is $run->{stderr}, '', 'in silence';
};
on_each([ all_bridges() ], $program, $is_right);
for my $loop (qw(Select IO_Poll EV Default)) {
    $is_right->(
        run_child($program, limit => 30, env => { POE_EVENT_LOOP => "POE::Loop::$loop" }),
        $loop
    );
}

done_testing;
