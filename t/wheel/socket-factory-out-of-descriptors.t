use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempfile);
use POETest;
use Test::More;

# A process that has no descriptor left cannot accept. It is told, goes on with what else it has
# to do, and accepts what waited when a descriptor is free again.

plan skip_all => 'POE fails as often as the processor can' if is_upstream();

my $common = <<'CODE';
use strict;
use warnings;
use POE qw(Wheel::SocketFactory Wheel::ListenAccept);
use Socket;

my ($failures, $ticks, @kept) = (0, 0);

sub begin {
    my ($heap) = @_;
    my $name = getsockname $heap->{wheel}[0];
    socket my $client, AF_INET, SOCK_STREAM, 0 or die $!;
    $heap->{client} = $client;
    while (open my $file, '<', '/dev/null') { push @kept, $file }
    connect $client, $name or die "connect: $!";
    $POE::Kernel::poe_kernel->delay(tick => 0.01);
}

sub failed {
    $failures++;
    my ($operation, $errno, $text, $id) = @_[ ARG0 .. ARG3 ];
    print "$operation ", $errno == Errno::EMFILE() ? 'EMFILE' : $errno, ' ',
        $text eq do { local $! = $errno; "$!" } ? 'text' : $text, ' ',
        $id == $_[HEAP]{wheel}->ID ? 'id' : $id, "\n" if $failures == 1;
}

sub accepted {
    print "accepted ", fileno $_[ARG0] ? 'a socket' : 'nothing', "\n";
    %{ $_[HEAP] } = ();
    $_[KERNEL]->delay('tick');
}
CODE

sub factory {
    return
          'POE::Wheel::SocketFactory->new(BindAddress => "127.0.0.1", SuccessEvent => "accepted", '
        . 'FailureEvent => "failed")';
}

sub listener {
    return
          'do { socket my $s, AF_INET, SOCK_STREAM, 0; '
        . 'bind $s, pack_sockaddr_in(0, INADDR_LOOPBACK); '
        . 'listen $s, 5; POE::Wheel::ListenAccept->new(Handle => $s, AcceptEvent => "accepted", '
        . 'ErrorEvent => "failed") }';
}

# Runs it with room for a few descriptors. $states are further states; tick decides when to go on.
sub output_with_few {
    my ($wheel, $states) = @_;
    my ($out, $file)     = tempfile(UNLINK => 1);
    print {$out} $common, <<"CODE";
POE::Session->create(inline_states => {
    _start   => sub { \$_[KERNEL]->delay(begin => 0.01) },
    begin    => sub { \$_[HEAP]{wheel} = $wheel; begin(\$_[HEAP]) },
    failed   => \\&failed,
    accepted => \\&accepted,
    _stop    => sub { },
    $states
});
POE::Kernel->run;
print "\$failures failures\\n";
CODE
    close $out;
    my @include = map {"-I$_"} grep { !ref } @INC;
    open my $said, '-|', 'sh', '-c', 'ulimit -n 40 && exec timeout 30 "$0" "$@" 2>&1', $^X,
        @include,
        $file
        or die "sh: $!";
    local $/;
    return scalar readline $said;
}

my $frees = 'tick => sub { return $_[KERNEL]->delay(tick => 0.01) if ++$ticks < 30; @kept = () }';

for my $which ([ SocketFactory => factory() ], [ ListenAccept => listener() ]) {
    my ($name, $wheel) = @$which;
    my $said = output_with_few($wheel, $frees);
    like $said, qr/\Aaccept EMFILE text id\naccepted a socket\n\d+ failures\n\z/,
        "$name: what happens";
    my ($failures) = $said =~ /(\d+) failures/;
    cmp_ok $failures // 0, '>', 1, "$name: it is told again";
    cmp_ok $failures // 0, '<=', 20, "$name: but not all the time";
}

like output_with_few(
    factory(),
    'tick => sub { print "pause\n"; $_[HEAP]{wheel}->pause_accept; @kept = (); '
        . '$_[KERNEL]->delay(go => 0.2) },'
        . 'go => sub { print "resume\n"; $_[HEAP]{wheel}->resume_accept }'
    ),
    qr/\A\Qaccept EMFILE text id\E\npause\nresume\naccepted a socket\n\d+ failures\n\z/,
    'a pause that the program wants is longer';

like output_with_few(factory(), 'tick => sub { $_[KERNEL]->alarm_remove_all; @kept = () }'),
    qr/accepted a socket/, 'removing all alarms does not lose the listener';

like output_with_few(
    factory(),
    'tick => sub { delete $_[HEAP]{wheel}; @kept = (); print "gone\n" }'
    ),
    qr/\Aaccept EMFILE text id\ngone\n1 failures\n\z/, 'the wheel may go meanwhile';

like output_with_few(
    factory(),
    'tick => sub { $_[HEAP]{wheel}->event(SuccessEvent => "other"); @kept = () }, '
        . 'other => sub { print "other\n"; %{ $_[HEAP] } = () }'
    ),
    qr/\Aaccept EMFILE text id\nother\n\d+ failures\n\z/, 'events may change meanwhile';

done_testing;
