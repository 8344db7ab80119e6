use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use IO::Socket::INET;
use POE;
use Socket qw(MSG_OOB);

my $server = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')
    or plan skip_all => 'no loopback socket';
my $client = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->sockport)
    or die "connect: $!";
my $accepted = $server->accept or die "accept: $!";

my (@got, $urgent);
play(
    _start => sub {
        $_[KERNEL]->select_expedite($accepted, expedited => 'extra');
        $_[KERNEL]->delay(send    => 0.01);
        $_[KERNEL]->delay(give_up => scaled(5));
    },
    send      => sub { send $client, '!', MSG_OOB or die "send: $!" },
    expedited => sub {
        @got = @_[ ARG0 .. $#_ ];
        recv $accepted, $urgent, 1, MSG_OOB;
        $_[KERNEL]->select_expedite($accepted);
        $_[KERNEL]->delay('give_up');
    },
    give_up => sub { $_[KERNEL]->select_expedite($accepted) },
);

is_deeply \@got, [ $accepted, 2, 'extra' ], 'handle, mode 2, extras';
is $urgent, '!', 'the urgent byte can be read';

subtest 'ordinary data is not urgent' => sub {
    my %seen;
    syswrite $client, 'plain';
    play(
        _start => sub { $_[KERNEL]->select($accepted, 'r', undef, 'e') },
        r => sub { $seen{r}++; $_[KERNEL]->select_read($accepted); $_[KERNEL]->delay(end => 0.03) },
        e => sub { $seen{e}++; $_[KERNEL]->select_expedite($accepted) },
        end => sub { $_[KERNEL]->select($accepted) },
    );
    is_deeply \%seen, { r => 1 };
};

done_testing;
