use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

BEGIN {
    plan(skip_all => 'upstream POE has no futures')          if is_upstream();
    plan(skip_all => 'no Future that would do is installed') if !eval { require POE::Future };
}

use POE qw(Future);
use POE::XS::Resolver;
use Socket;

NameServer::start('here.test' => ['127.0.0.7'], 'silent.test' => undef);

sub address_of { return inet_ntoa((unpack_sockaddr_in($_[0]{addr}))[1]) }

is address_of(POE::XS::Resolver->ask(host => 'here.test')->get), '127.0.0.7',
    'outside of sessions get waits';
is address_of(POE::XS::Resolver->ask(host => '127.0.0.8')->get), '127.0.0.8', 'an address';
my @failure = POE::XS::Resolver->ask(host => 'absent.test')->await->failure;
is_deeply [ @failure[ 1, 3 ] ], [ 'resolve', 'absent.test' ], 'a name that does not exist';
is $failure[0], "absent.test: $failure[2]\n", 'with a text';
is_deeply [ (POE::XS::Resolver->ask(host => 'silent.test', timeout => 0.1)->await->failure)[1] ],
    ['resolve'], 'one that nobody answers';

my @got;
play(
    _start => sub {
        my $session = $_[SESSION];
        my %asked   = map { $_ => POE::XS::Resolver->ask(host => "$_.test") } qw(here silent);
        $asked{here}->on_done(sub { push @got, address_of($_[0]); $asked{silent}->cancel });
    },
    _stop => sub { push @got, POE::XS::Resolver::Questions::count() },
);
is_deeply \@got, [ '127.0.0.7', 0 ], 'a session waits for those that are not cancelled';

no_growth('a future', sub { POE::XS::Resolver->ask(host => 'here.test')->get }, 60);

done_testing;
