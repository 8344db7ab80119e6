use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

BEGIN { plan(skip_all => 'upstream POE waits for names') if is_upstream() }

use Errno qw(ETIMEDOUT);
use POE;
use POE::XS::Resolver;
use TcpStage;
use Time::HiRes qw(time);

NameServer::start('silent.test' => undef, 'two.test' => [ '127.0.0.1', '127.0.0.2' ]);

# A client of a name, in one family and in both, to which something is done.
for my $both (0, 1) {
    my @to = (RemoteAddress => 'silent.test', RemotePort => 9, $both ? (Domain => 'dual') : ());
    my $in = $both ? 'of both families: ' : '';
    my $of = sub {
        my ($done, %more) = @_;
        my $begin = time;
        client(
            9, @to, callbacks_of([qw(Connected ConnectError Disconnected)]), Started => $done,
            %more
        );
        my $log = run_log();
        cmp_ok time - $begin, '<', 1.8, "${in}nobody waits for the answer";
        is POE::XS::Resolver::Questions::count(), 0, "${in}nothing is asked any more";
        return $log;
    };
    my $later = sub {
        my ($code) = @_;
        return sub { $_[KERNEL]->state(do => $code); $_[KERNEL]->delay(do => 0.05) };
    };
    is_deeply $of->($later->(sub { $_[KERNEL]->yield('shutdown') })), [], "${in}it is shut down";
    is_deeply $of->($later->(sub { $_[KERNEL]->signal($_[SESSION], 'KILL') })), [],
        "${in}it is killed";
    my @log  = map {s/ \d+\z//r} @{ $of->(sub { }, ConnectTimeout => 0.1) };
    my $late = do { local $! = ETIMEDOUT; "$!" };
    is_deeply \@log, ["ConnectError connect ${\ ETIMEDOUT()} $late"], "${in}it takes too long";
    my ($listener, $port) = listener();
    my $log = $of->(
        $later->(sub { $_[KERNEL]->yield(connect => '127.0.0.1', $port) }),
        Connected => sub { note_down('connected'); $_[KERNEL]->yield('shutdown') });
    is_deeply $log, [ 'connected', 'Disconnected' ], "${in}it connects elsewhere";
}

# The program has let go of what is being connected.
my ($listener, $port) = listener();
client(
    $port,
    RemoteAddress => 'silent.test',
    Alias         => undef,
    Started       => sub {
        $_[KERNEL]->state(drop => sub { delete $_[HEAP]{server} });
        $_[KERNEL]->delay(drop => 0.05);
    },
    callbacks_of([qw(Connected ConnectError Disconnected)]),
);
is_deeply run_log(), [], 'a wheel that the program dropped';

done_testing;
