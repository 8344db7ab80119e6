use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
require IKCPeer;
use POE;

# A client here, and a server of the original, which dies of all that it would not take.

my @said;

# What the server has: it keeps what it was told, and answers a proxied event to its sender.
my %service = (
    test => {
        fetchQ => sub {7},
        here   => sub {
            my ($peer, $params) = @_;
            push @said, $params;
            $peer->post({
                event => "poe://$peer->{peer_names}[0]/main/unasked", params => 1,
                from  => $peer->from('test') });
            return;
        },
        nothing     => sub {return},
        'IKC:proxy' => sub {
            my ($peer, $params, $message) = @_;
            push @said, $params;
            $peer->post({
                event => $message->{from}, params => [ answer => [ 'a1', 'a2' ] ],
                from  => $peer->from('test') });
            return;
        },
    },
    IKC => {
        do_you_have => sub {
            my ($peer, $params) = @_;
            my ($spec) = @$params;
            return $spec->{session} eq 'test'
                ? [ $spec, $peer->{names}[0] ]
                : 'Refused subscription ' . IKCPeer::name_of($spec);
        },
        remote_error => sub { push @said, [ error => @{ $_[1] } ]; return },
    },
);

sub original {
    my (%server) = @_;
    my $server   = IKCPeer->listen_on(%server);
    my $child    = IKCPeer->in_child(sub {
        my $one = $server->accept_one;
        $one->serve(%service);
        return ($one->log, \@said, $one->{peer_names}, $one->{freezer}, $one->{spoken});
    });
    return ($child, $server);
}

my %heard;

# Each answer, and the end when all are there.
my %events = (
    back   => sub { note_down(back   => @_[ ARG0 .. $#_ ]) },
    answer => sub { note_down(answer => @_[ ARG0 .. $#_ ]) },
    error  => sub { note_down(error  => @_[ ARG4, ARG5 ]) if !$heard{ $_[ARG4] }++ },
);

sub connected {
    my ($kernel, $session) = @_[ KERNEL, SESSION ];
    $kernel->call(IKC => publish => main => ['answer']);
    $kernel->call(IKC => monitor => '*'  => { error => 'error' });
    $kernel->post(IKC => post => 'poe://Srv/test/here', [ 'p1', 'p2' ]);
    $kernel->post(IKC => call => 'poe://Srv/test/nothing', 1, 'poe:back');
    $kernel->post(IKC => call => 'poe://Srv/test/fetchQ', 'arg', 'poe:back');
    $kernel->post(
        IKC => call => { kernel => 'SrvAlias', session => 'test', state => 'fetchQ' },
        'arg', 'poe:/main/back?extra'
    );
    $kernel->post(IKC => post => 'poe://Srv/test/unpub', 'x');
    $kernel->post('poe://Srv/test', 'talk', 't1', ['t2'], { t3 => 1 });
    return;
}

my @noted = (
    [ back  => 7 ], [ back => 7, 'extra' ], [ answer => 'a1', 'a2' ],
    [ error => 'local-check' ], [ error => 'remote-check' ],
);

sub talks {
    my ($server, %client)  = @_;
    my ($child, $listener) = original(%$server);
    %heard = ();
    until_noted(scalar @noted);
    play_client(
        $server->{unix} ? 0 : $listener->port, \&connected, %events,
        client => { aliases => 'CliAlias', subscribe => ['poe://Srv/test'], %client });
    my %got = map {
        (join ' ', grep { defined && !ref } @$_[ 0 .. ($_->[0] eq 'error' ? 1 : $#$_) ]) => $_
    } @{ got() };
    is_deeply([ sort keys %got ], [ sort map {"@$_"} @noted ], 'what came back')
        or diag explain got();
    return $child->result;
}

for my $freezer (qw(POE::Component::IKC::Freezer Storable FreezeThaw)) {
    subtest "by $freezer" => sub {
        plan skip_all => 'it is not installed'
            if $freezer eq 'FreezeThaw' && !eval { require FreezeThaw };
        my ($log, $said, $names, $taken) = talks({ takes => [$freezer] });
        is($taken, $freezer, 'it is taken');
        like(
            $log->[0][1],
            qr/\ASETUP KERNEL=[^,;]+,Cli,CliAlias,127\.0\.0\.1:[0-9]+;FREEZER=[^;]+,Storable[^;]*;PID=$$\r\n\z/,
            'its line'
        );
        is_deeply($said->[0], [ 'p1', 'p2' ], 'a post has come');
        is_deeply(
            $said->[1], [ talk => [ 't1', ['t2'], { t3 => 1 } ] ],
            'what was posted to a proxy'
        );
        is($said->[2][0], 'error', 'the refusal of what was not asked for');
        is(@$names, 4, 'names');
    };
}

for my $protocols ([qw(IKC IKC)], [qw(IKC IKC0)], [qw(IKC0 IKC)]) {
    subtest "handshakes: server $protocols->[0], client $protocols->[1]" => sub {
        my ($log, $said, $names, $taken, $spoken)
            = talks({ protocol => $protocols->[0] }, protocol => $protocols->[1]);
        is($spoken, 'IKC', 'the older one');
        like("@$names", qr/\A\S+ 127\.0\.0\.1:[0-9]+ CliAlias Cli\z/, 'names from the end');
        is($taken, 'Storable', 'what the original knows');
    };
}

subtest 'what the frames are' => sub {
    my ($log, $said, $names) = talks({ takes => ['POE::Component::IKC::Freezer'] });
    my $more     = length($names->[0]) - 29;
    my ($post)   = grep { $_->[1] =~ m{'poe://Srv/test/here'} } @$log;
    my ($length) = $post->[1] =~ /\A([0-9]+)\0/;
    is($length - $more, 195 + length('main') - length('cli'), 'as long as recorded');
    my ($subscribe) = grep { $_->[1] =~ m{'do_you_have'} } @$log;
    like(
        $subscribe->[1], qr{'state' => 'IKC:receipt [^']*poe://Srv/test'},
        'the address of a receipt'
    );
};

done_testing;
