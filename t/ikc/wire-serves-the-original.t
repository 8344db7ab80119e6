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

# A server here and clients of the original: a kernel and a light one, by each serializer and each handshake.
# What is recorded of the original is said by ours in the same words, and frames have the same length.

my %test = (
    fetchQ => sub {7},
    list   => sub { (1, 2, 3) },
    add_1  =>
        sub { my ($number, $to) = @{ $_[ARG0] }; $_[KERNEL]->post(IKC => post => $to, $number + 1) }
    ,
    here    => sub { $_[HEAP]{here} = $_[ARG0]; return },
    was     => sub { $_[HEAP]{here} },
    nothing => sub {return},
    talk    => sub { $_[KERNEL]->post($_[SENDER], answer => @_[ ARG0 .. $#_ ]); return },
    hold    => sub {
        $_[KERNEL]->refcount_increment($_[SENDER]->ID, 'held');
        $_[HEAP]{held} = $_[SENDER]->ID;
        return;
    },
    free => sub {
        $_[KERNEL]->post($_[HEAP]{held}, released => 1);
        $_[KERNEL]->refcount_decrement(delete $_[HEAP]{held}, 'held');
        return;
    },
);

sub start {
    my (%server) = @_;
    return other_kernel(sub {
        $SIG{__WARN__} = sub { };
        server({ test => \%test }, aliases => 'SrvAlias', %server);
    });
}

# The original's kernel ID has 29 octets; a frame that has ours in it so often is as much longer.
sub as_recorded {
    my ($peer, $times, $length, $what) = @_;
    my ($frame) = $peer->log->[-1][1] =~ /\A([0-9]+)\0/;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return is(
        $frame - $times * (length($peer->{peer_names}[0]) - 29), $length,
        "$what: as long as recorded"
    );
}

sub light {
    my ($peer, $is_recorded) = @_;
    my $reply = { kernel => 'LC', session => 'IKCLite', state => 'response3' };
    my $from  = { kernel => 'LC', session => 'IKCLite' };
    my $to    = "poe://$peer->{peer_names}[0]/test";
    is($peer->call_light('test/fetchQ', 'arg'), 7, 'a call');
    as_recorded($peer, 1, $is_recorded, 'its answer') if $is_recorded;
    is_deeply($peer->call_light('test/list', undef, 1), [ 1, 2, 3 ], 'a call for a list');
    $peer->post({ event => "$to/add_1", params => [ 41, $reply ], from => $from });
    is($peer->answer_to($reply), 42, 'post_respond');
    $peer->post({ event => "$to/here", params => [ 'x', { y => 1 } ], from => $from });
    is_deeply($peer->call_light('test/was'), [ 'x', { y => 1 } ], 'a post has come');
    $peer->post(
        { event => "$to/unpublished", params => 1, from => $from, wantarray => '', rsvp => $reply }
    );
    my $notice = $peer->get;
    is($notice->{is_error}, 1, 'what is not published is an error');
    is_deeply(
        $notice->{event}, { kernel => 'LC', session => 'IKC', state => 'remote_error' },
        'for the session IKC'
    );
    is(
        $notice->{params}[0],
        "Session 'test' has not published state 'unpublished'.  Request $to/unpublished sent by poe://LC/IKCLite",
        'in the original words'
    );
    is_deeply(
        [ @{ $notice->{params} }[ 1, 2 ] ], [ $peer->{peer_names}[0], 'check' ],
        'with its particulars'
    );
    $peer->post({
        event => "poe://$peer->{peer_names}[0]/IKC/ping", params => 'PING',
        rsvp  => { kernel => 'LC', session => 'IKC', state => 'pong' } });
    is($peer->answer_to({ session => 'IKC', state => 'pong' }), 'PONG', 'ping');
    $peer->post({ event => "$to/talk", params => 'said', from => $from });
    is_deeply(
        $peer->answer_to({ session => 'IKCLite', state => 'answer' }), ['said'],
        'an event for its sender'
    );
    $peer->hang_up;
    return;
}

for my $freezer (qw(POE::Component::IKC::Freezer Storable FreezeThaw)) {
    subtest "a light client by $freezer" => sub {
        plan skip_all => 'it is not installed'
            if $freezer eq 'FreezeThaw' && !eval { require FreezeThaw };
        my $port     = start();
        my %recorded = ('POE::Component::IKC::Freezer' => 229, Storable => 180);
        my $peer     = IKCPeer->connect_to(port => $port, light => 1, freezer => $freezer);
        is_deeply(
            [ @{ $peer->{peer_names} }[ 1 .. 3 ] ], [ 'Srv', 'SrvAlias', "127.0.0.1:$port" ],
            'the names'
        );
        light($peer, $recorded{$freezer});
    };
}

for my $protocols ([qw(IKC IKC)], [qw(IKC IKC0)], [qw(IKC0 IKC)]) {
    subtest "handshakes: server $protocols->[0], client $protocols->[1]" => sub {
        my $port = start(protocol => $protocols->[0]);
        my $peer = IKCPeer->connect_to(
            port    => $port, light => 1, protocol => $protocols->[1],
            freezer => [ 'Nope', 'Storable' ]);
        is_deeply(
            [ @{ $peer->{peer_names} }[ 1 .. 3 ] ], [ "127.0.0.1:$port", 'SrvAlias', 'Srv' ],
            'the names from the end'
        ) if $peer->{spoken};
        is($peer->{spoken}, 'IKC', 'the older one');
        light($peer);
    };
}

sub kernel_to_kernel {
    my ($peer) = @_;
    my $id = $peer->{names}[0];
    $peer->post(
        { event => 'poe://Srv/test/here', params => [ 'p1', 'p2' ], from => $peer->from('cli') });
    is_deeply($peer->call_kernel('poe://Srv/test/was', undef), [ 'p1', 'p2' ], 'post');
    is($peer->call_kernel('poe://Srv/test/fetchQ', 'arg'), 7, 'call');
    as_recorded($peer, 1, 221, 'its answer');
    is($peer->call_kernel('poe://Srv/test/fetchQ', 'arg', args => 'extra'), 7, 'call with a word');
    as_recorded($peer, 1, 239, 'its answer');
    my %rsvp = (
        kernel => $id, session => 'IKC',
        state  => 'IKC:receipt 2 CODE(0x55dfc819e5d0)poe://Srv/test'
    );
    $peer->post({
        event  => { session => 'IKC', kernel => 'Srv', state => 'do_you_have' },
        from   => { session => 'IKC', kernel => $id },
        params => [ { session => 'test', kernel => 'Srv', state => '' }, $id ], rsvp => \%rsvp
    });
    is_deeply(
        $peer->answer_to(\%rsvp),
        [ { kernel => 'Srv', session => 'test', state => '' }, $peer->{peer_names}[0] ],
        'subscribe'
    );
    as_recorded($peer, 2, 376, 'its answer');
    $peer->post({
        event  => { session => 'IKC', kernel => 'Srv', state => 'do_you_have' },
        from   => { session => 'IKC', kernel => $id },
        params => [ { session => 'nosuch', kernel => 'Srv', state => '' }, $id ], rsvp => \%rsvp
    });
    is($peer->answer_to(\%rsvp), 'Refused subscription poe://Srv/nosuch', 'a refusal');
    my $proxy = { state => 'IKC:proxy', kernel => 'Srv', session => 'test' };
    $peer->post({
        event => $proxy, params => [ talk => [ 't1', ['t2'], { t3 => 1 } ] ],
        from  => $peer->from('cli') });
    is_deeply(
        $peer->answer_to({ session => 'cli', state => 'IKC:proxy' }),
        [ answer => [ 't1', ['t2'], { t3 => 1 } ] ], 'through a proxy and back'
    );
    $peer->post({ event => 'poe://Srv/test/unpub', params => 'x', from => $peer->from('cli') });
    is_deeply(
        $peer->get->{params},
        [
            "Session 'test' has not published state 'unpub'.  Request poe://Srv/test/unpub sent by poe://$id/cli/IKC:proxy",
            'Srv', 'check'
        ],
        'an error'
    );
    as_recorded($peer, 0, 328, 'its notice');
    $peer->post({
        event => 'poe://Srv/test/nothing', params => 'arg2', from => $peer->from('cli'),
        rsvp  => \%rsvp
    });
    $peer->post({ event => $proxy, params => [ hold => [] ], from => $peer->from('cli') });
    $peer->post({ event => $proxy, params => [ free => [] ], from => $peer->from('cli') });
    is_deeply(
        $peer->answer_to({ session => 'cli', state => 'IKC:proxy' }), [ released => [1] ],
        'nothing is no answer; a sender that was held'
    );
    is($peer->call_kernel('poe://Other/test/fetchQ', 'arg'), 7, 'another name is as good');
    return;
}

subtest 'a kernel' => sub {
    my $port = start();
    my $peer
        = IKCPeer->connect_to(port => $port, freezer => [ 'Nope', 'POE::Component::IKC::Freezer' ]);
    kernel_to_kernel($peer);
    $peer->post({
        event  => { kernel => 'Srv', session => 'IKC', state => 'remote_error' }, is_error => 1,
        params => [ 'x', 'y', 'check' ] });
    is($peer->call_kernel('poe://Srv/test/fetchQ', 1), 7, 'an error is not answered');
    my $second = IKCPeer->connect_to(port => $port);
    ok($second->ends, 'a second one of the same name is refused');
    is($peer->call_kernel('poe://Srv/test/fetchQ', 1), 7, 'and does no harm to the first');
};

subtest 'over a Unix socket, pipelined' => sub {
    my $path = "/tmp/ikc-wire-$$";
    start(unix => $path);
    my $peer = IKCPeer->connect_to(unix => $path, raw => 1, freezer => 'Storable');
    $peer->put("HELLO\nOK\nOK\nOK\nOK\nIAM LC\nDONE\nWORLD\n");
    my @lines = map { $peer->get_line } 1 .. 7;
    like(
        "@lines", qr/\AIAM (\S+) IAM unix:_tmp_ikc-wire-$$ IAM SrvAlias IAM Srv DONE OK UP\z/,
        'all in one piece, bare line feeds'
    );
    ($peer->{peer_names}) = [ $lines[0] =~ /IAM (\S+)/ ];
    is($peer->call_light('test/fetchQ', 'arg'), 7, 'and Storable is what it means without FREEZER');
    $peer->hang_up;
    $peer = IKCPeer->connect_to(unix => $path, freezer => 'Storable');
    is_deeply(
        [ @{ $peer->{peer_names} }[ 1 .. 3 ] ],
        [ 'Srv', 'SrvAlias', "unix:_tmp_ikc-wire-$$" ], 'the names'
    );
    unlink $path;
};

subtest 'in many pieces' => sub {
    my $peer  = IKCPeer->connect_to(port => start(), light => 1);
    my $large = 'x' x 3_000_000;
    $peer->post({
        event => 'poe://Srv/test/here', params => $large,
        from  => { kernel => 'LC', session => 'IKCLite' } });
    ok($peer->call_light('test/was') eq $large, '3 MB there and back');
    my $body = $peer->freeze({ event => 'poe://Srv/test/here', params => 'slowly' });
    $peer->put($_) for split //, length($body) . "\0$body";
    is($peer->call_light('test/was'), 'slowly', 'octet by octet');
};

done_testing;
