use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;

BEGIN {
    eval { require POE::Component::IKC::Protocol } or plan skip_all => 'there is none there';
}

# IKC0: what a server answers to what comes, and what a client makes of the answer.

my @theirs = qw(Storable FreezeThaw POE::Component::IKC::Freezer);

sub side {
    my ($side, %more) = @_;
    return POE::Component::IKC::Protocol->new(
        side        => $side, names => [qw(SRV-ID Srv 127.0.0.1:7011)], pid => 7,
        serializers => \@theirs, %more
    );
}

my $answer = 'SETUP KERNEL=SRV-ID,Srv,127.0.0.1:7011;FREEZER=%s;PID=7';
my @asked  = (
    [ 'SETUP KERNEL=LC;FREEZER=Storable;PID=9', 'Storable', [ LC => 9 ] ],
    [ 'SETUP PID=9;FREEZER=Nope,FreezeThaw;KERNEL=LC', 'FreezeThaw', [ LC => 9 ] ],
    [ 'SETUP KERNEL=ID,Name,ab:80;FREEZER=Storable', 'Storable', [ qw(ID Name ab:80), 0 ] ],
    [ 'SETUP KERNEL=LC;FREEZER=Storable;PID=x', 'Storable', [ LC => 0 ] ],
    [ 'SETUP KERNEL=LC;FREEZER=Storable;PID=9;TLS=1', undef ],
    [ 'SETUP KERNEL=LC;FREEZER=Storable;KERNEL=LD', undef ],
    [ 'SETUP KERNEL=LC;FREEZER=Nope;PID=9', undef ],
    [ 'SETUP KERNEL=LC;PID=9', undef ],
    [ 'SETUP FREEZER=Storable;PID=9', undef ],
    [ 'SETUP KERNEL=,,;FREEZER=Storable', undef ],
    [ 'SETUP KERNEL=' . join(',', 1 .. 65) . ';FREEZER=Storable', undef ],
    [ 'SETUP KERNEL=' . 'x' x 256 . ';FREEZER=Storable', undef ],
    [ 'SETUP', undef ],
    [ 'SETUPKERNEL=LC', undef ],
);
for my $case (@asked) {
    my ($line, $serializer, $peer) = @$case;
    my $server = side('server');
    is_deeply([ $server->start ], [], 'a server waits');
    my @lines = $server->line($line);
    my $shown = substr $line, 0, 70;
    is_deeply(\@lines, [ $serializer ? sprintf($answer, $serializer) : 'NOT' ], $shown);
    is($server->is_over ? $server->serializer : undef, $serializer, '... and the serializer');
    is_deeply([ $server->peer_names, $server->peer_pid ], $peer, '... and the peer') if $peer;
    ok(length $server->complaint, '... and the reason')                              if !$peer;
    is_deeply([ $server->line($asked[0][0]) ], [ sprintf $answer, 'Storable' ], '... and again')
        if !$peer;
}

my @answered = (
    [ 'SETUP KERNEL=K,L;FREEZER=FreezeThaw;PID=3', 'FreezeThaw' ],
    [ 'SETUP KERNEL=K,L;FREEZER=FreezeThaw,Storable;PID=3', undef, qr/no serializer in common/ ],
    [ 'SETUP KERNEL=K,L;FREEZER=YAML;PID=3', undef, qr/'YAML'.*'serializers' has/ ],
    [ 'SETUP KERNEL=K,L;FREEZER=Storable;WORSE=3', undef, qr/unknown part 'WORSE=3'/ ],
    [ 'UP', undef, qr/no SETUP/ ],
);
for my $case (@answered) {
    my ($line, $serializer, $reason) = @$case;
    my $client = side('client');
    is_deeply([ $client->start ], [ sprintf $answer, join ',', @theirs ], 'a client begins');
    is_deeply([ $client->line($line) ], [ ('NOT') x !$serializer ], $line);
    is($client->is_over ? $client->serializer : undef, $serializer, '... and the serializer');
    like($client->failure, $reason, '... and the reason') if $reason;
}

subtest 'peers of ours' => sub {
    my $own    = 'POE::Component::IKC::Freezer::Sereal';
    my $client = side('client', serializers => [ $own, @theirs ]);
    my $server = side('server', serializers => [ @theirs, $own ]);
    is_deeply([ $client->line($server->line($client->start)) ], [], 'meet');
    ok($_->is_ours && $_->serializer eq $own, 'and know it') for $client, $server;
    my $old = side('server');
    $client = side('client', serializers => [ $own, @theirs ]);
    $client->line($old->line($client->start));
    ok($_->is_over && !$_->is_ours, 'an old one is none') for $client, $old;
};

done_testing;
