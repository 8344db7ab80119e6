use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A client that is to reconnect does so when the other kernel has ended and is there again; what is posted
# meanwhile is an error.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use IO::Socket::INET;
use POE;

my $port = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->sockport;
my %test = (name => sub { return $$ }, end => sub { POSIX::_exit(0) });

# Two kernels, one after the other, with some time between them.
sub one_after_the_other {
    my $keeper = fork // die "fork: $!";
    return $keeper if $keeper;
    for (1 .. 2) {
        waitpid spawn(sub {
            alarm scaled(60);
            POE::Kernel->has_forked;
            server({ test => \%test }, port => $port);
            POE::Kernel->run;
            }),
            0;
        select undef, undef, undef, 0.3;
    }
    POSIX::_exit(0);
}

my $keeper = one_after_the_other();
my @pids;
until_noted(4);
play_client(
    $port,
    sub { ikc()->call('poe://Srv/test/name', undef, 'poe:/main/name') },
    client => { reconnect => 1 },
    _child => sub { },
    name   => sub {
        push @pids, $_[ARG0];
        note_down('answered');
        return ikc()->post('poe://Srv/test/end', 1) if @pids == 2;
        $_[KERNEL]->sig_child($keeper, 'reaped');
        $_[KERNEL]->call(IKC => monitor => Srv => { unregister => 'gone', error => 'error' });
        ikc()->post('poe://Srv/test/end', 1);
    },
    gone   => sub { note_down(posted => ikc()->post('poe://Srv/test/name', 1)) if @pids == 1 },
    error  => sub { note_down($_[ARG4]) if $_[ARG4] eq 'resolve' },
    reaped => sub { },
);
is_deeply got(), [ 'answered', [ posted => 0 ], 'resolve', 'answered' ], 'what happened';
isnt $pids[0], $pids[1], 'they are two';
done_testing;
