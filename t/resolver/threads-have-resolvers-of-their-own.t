use strict;
use warnings;

use lib 't/lib';
use Config;
use Test::More;

BEGIN {
    plan(skip_all => 'this perl has no threads') if !$Config{useithreads};
    require threads;
}

use NameServer;
use POETest;

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;

NameServer::start((map { ("here$_.test" => ["127.0.0.$_"]) } 1 .. 9), 'silent.test' => undef);

# Addresses that a run of the kernel hears of.
sub run_of {
    my (@hosts) = @_;
    my @told;
    play(
        _start => sub { POE::XS::Resolver->resolve(host => $_, event => 'told') for @hosts },
        told   => sub {
            push @told, map { join '.', unpack 'x4 C4', $_->{addr} } @{ $_[ARG1] };
        },
    );
    return join ' ', sort @told;
}

is run_of('here1.test'), '127.0.0.1', 'the first thread asks';

my @threads = map {
    my $n = $_;
    threads->create(sub { run_of("here$n.test", 'here9.test') })
} 2 .. 4;
is run_of('here5.test'), '127.0.0.5', 'and again, while others do';
is_deeply [ map { $_->join } @threads ], [ map {"127.0.0.$_ 127.0.0.9"} 2 .. 4 ],
    'each hears its own answers';

# A thread that ends has questions that nobody will ever answer.
my $thread = threads->create(sub {
    play(
        _start => sub {
            POE::XS::Resolver->resolve(host => 'silent.test', event => 'told');
            $_[KERNEL]->delay(leave => 0.1);
        },
        leave => sub { POE::Kernel->stop },
    );
    return 'over';
});
is $thread->join, 'over', 'a thread ends while it asks';
is run_of('here6.test'), '127.0.0.6', 'the first one goes on';

done_testing;
