use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

# Begins again with few descriptors.
if (!$ENV{POE_TEST_LIMITED}) {
    $ENV{POE_TEST_LIMITED} = 1;
    my @include = map {"-I$_"} grep { !ref } @INC;
    exec 'sh', '-c', 'ulimit -n 64 && exec "$@"', 'sh', $^X, @include, $0 or die "sh: $!";
}

use Errno qw(EMFILE);
use POE;

plan skip_all => 'POE goes on trying, or stops to listen' if is_upstream();

# A server while the process has no descriptor left, and then has.

my @taken;

sub take_all {
    while (1) {
        open my $handle, '<', '/dev/null' or last;
        push @taken, $handle;
    }
    return;
}

sub serve_without_descriptors {
    my (%param) = @_;
    my $port = serve(
        %param,
        ClientConnected    => sub { note_down('ClientConnected'); $_[KERNEL]->yield('shutdown') },
        ClientDisconnected => sub { end_server() if ++$param{ended} == 3 },
    );
    my @peers = map { peer($port) } 1 .. 3;
    take_all();
    return @peers;
}

my ($errno, $text) = do { local $! = EMFILE; ($! + 0, "$!") };

subtest 'with a callback' => sub {
    my @peers = serve_without_descriptors(callbacks_of(['Error']));
    end_after(0.5, sub { note_down('free again'); @taken = () });
    my $log    = run_log();
    my @errors = grep {/\AError/} @$log;
    like $errors[0], qr/\AError accept $errno \Q$text\E \d+\z/, 'it is told';
    cmp_ok scalar(@errors), '<=', scaled(20), 'not all the time';
    is_deeply [ grep { !/\AError/ } @$log ], [ 'free again', ('ClientConnected') x 3 ],
        'and all get in when there is room';
};

subtest 'without' => sub {
    my @peers = serve_without_descriptors();
    end_after(0.15, sub { note_down('free again'); @taken = () });
    my $log;
    my @said = warnings_of(sub { $log = run_log() });
    like $said[0], qr/\A$$: Server \d+ got accept error $errno \(\Q$text\E\)\n\z/,
        'it is warned of';
    is_deeply $log, [ 'free again', ('ClientConnected') x 3 ], 'and the server goes on';
};

subtest 'the server ends meanwhile' => sub {
    my @peers = serve_without_descriptors(
        Error   => sub { note_down('Error'); $_[KERNEL]->yield('shutdown') },
        Stopped => sub { note_down('Stopped') },
    );
    is_deeply run_log(), [qw(Error Stopped)], 'and leaves nothing';
    @taken = ();
};

done_testing;
