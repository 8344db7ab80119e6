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

# Messages that can be read and have anything in any place: from peers of the original and from those that know
# what only ours say. The server goes on, and so does whoever else is connected.

my %test = (
    echo    => sub { $_[ARG0] },
    answer  => sub { $_[KERNEL]->post($_[SENDER], answer => 1); return },
    _hidden => sub { POSIX::_exit(7) },
);
my $port = other_kernel(sub {
    $SIG{__WARN__} = sub { };
    server({ test => \%test });
});
my $steady = IKCPeer->connect_to(port => $port, light => 1);

my @odd = (
    undef, '', 0, -1, 1e300, 'x', 'test', "a\0b", 'poe:', 'poe://', 'poe://*/test/echo',
    'poe://+/test/echo', 'poe://Srv/IKC/shutdown',
    'poe://Srv/IKC/IKC:proxy', 'x' x 70_000, "\n", [], {}, [ [] ], [ {} ], { kernel => 'Srv' },
    { session => 'test' },
    { kernel  => [], session    => {}, state     => [] },
    { kernel  => 'Srv', session => 'test', state => 'echo', args => [] },
    { kernel  => 'Srv', session => 'test', state => 'IKC:proxy' },
    { kernel  => 'Srv', session => 'IKC', state  => 'IKC:proxy' },
    { kernel  => 'Srv', session => 'IKC', state  => 'do_you_have' },
    { kernel  => 'Srv', session => 'IKC', state  => 'IKC:answer' },
    { kernel  => 'Srv', session => 'IKC', state  => 'IKC:offers' },
    { kernel  => 'Srv', session => 'IKC', state  => 'IKC:beat' },
    { kernel  => 'Srv', session => 'IKC', state  => 'remote_error' },
    { kernel  => 'Srv', session => 'IKC', state  => 'register' },
    { kernel  => 'Srv', session => 'IKC', state  => 'shutdown' },
    { kernel  => 'Srv', session => 'IKC', state  => '_start' },
    { kernel  => 'Srv', session => 1, state      => '_stop' },
    { kernel  => 'Srv', session => 'test', state => '_hidden' },
    { kernel  => '*', session   => 'test', state => 'echo' },
    { kernel  => '', session    => '', state     => '' },
);
my @keys
    = qw(event params from rsvp wantarray is_error errors_to call ask answer status ttl want auth durable);

sub goes_on {
    my ($what) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $is = eval { $steady->call_light('test/echo', $what) };
    return is($is, $what, "$what: all goes on") || BAIL_OUT($@ || 'the server is lost');
}

# Everything in the place of everything, one after another; what comes back is read, and thrown away.
sub throw {
    my ($make, $key) = @_;
    my $peer = $make->();
    for my $odd (@odd) {
        my %message = (
            event => 'poe://Srv/test/echo', params => 1, from => $peer->from('cli'),
            rsvp  => $peer->from('cli'), $key      => $odd
        );
        eval { $peer->post(\%message); 1 } or $peer = $make->();
        $message{event} = { kernel => 'Srv', session => 'IKC', state => $_ }
            and eval { $peer->post(\%message); 1 } || ($peer = $make->())
            for qw(do_you_have remote_error IKC:answer IKC:offers IKC:beat ping);
        $peer = _emptied($peer) || $make->();
    }
    $peer->hang_up;
    return goes_on($key);
}

# Nothing if the connection has ended.
sub _emptied {
    my ($peer) = @_;
    while (IO::Select->new($peer->{socket})->can_read(0)) {
        sysread $peer->{socket}, my $octets, 65_536 or return;
    }
    return $peer;
}

my $number = 0;
sub original { return IKCPeer->connect_to(port => $port, names => [ 'Bad' . ++$number ]) }
sub own      { return IKCPeer->own(port => $port, names => [ 'Own' . ++$number, 'x' ]) }

subtest 'by peers of the original' => sub { throw(\&original, $_) for @keys };
subtest 'by peers that speak ours' => sub { throw(\&own, $_)      for @keys };

subtest 'by names that mean something' => sub {
    for my $name (
        'Srv', '*', '+', '', ' ', 'IKC', '0', "x\ty", 'poe://x/y/z', 'LC',
        "127.0.0.1:$port", 'a/b'
        )
    {
        my $peer = eval { IKCPeer->connect_to(port => $port, names => [ 'N' . ++$number, $name ]) };
        $peer->hang_up if $peer;
        $peer = eval { IKCPeer->connect_to(port => $port, names => [$name], limit => 0.2) };
        $peer->hang_up if $peer;
    }
    goes_on('names');
};

subtest 'with nothing in it' => sub {
    for my $message (
        {}, { event => 'poe://Srv/test/echo' }, { params => 1 },
        { map { $_ => $_ } @keys })
    {
        original()->post($message)->hang_up;
        own()->post($message)->hang_up;
    }
    goes_on('few keys');
};

done_testing;
