use strict;
use warnings;

use File::Temp qw(tempdir);
use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# For a session that is away, and for one whose process ends in its handler; what is done does not come again.

plan skip_all => 'questions need Future' if !eval { require POE::Future };
broker(jetstream => 1);

my $folder = tempdir(CLEANUP => 1);

sub ledger {
    open my $in, '<', "$folder/ledger" or return ();
    return map {s/\n//r} readline $in;
}

# What is written down has its id, so that what comes again is not written twice.
sub write_down {
    my ($what) = $_[ARG0];
    my $id = $POE::Component::IKC::Responder::ikc->message_id($_[SENDER]);
    kill KILL => $$
        if $what eq 'kill'
        and !-e "$folder/killed"
        and open my $out, '>', "$folder/killed";
    die "not now\n" if $what eq 'die' and !$_[HEAP]{died}++;
    return          if grep { $_ eq "$what $id" } ledger();
    open my $ledger, '>>', "$folder/ledger" or die "$folder/ledger: $!";
    syswrite $ledger, "$what $id\n";
    return;
}

sub recorder {
    return kernel(
        'Recorder', { log => { line => \&write_down } },
        then => sub {
            $POE::Component::IKC::Responder::ikc->publish(
                'log', ['line'],
                { durable => 1, ack_wait => 1 });
        });
}

my $first = recorder();
in_cluster(
    sub {
        $_[KERNEL]
            ->call(IKC => monitor => Recorder => { register => 'came', unregister => 'went' });
    },
    came  => sub { $_[KERNEL]->delay(begin => 1) if !$_[HEAP]{begun}++ },
    begin => sub {
        $_[KERNEL]->post(
            IKC => store => 'poe://Recorder/log/line', 'one',
            { id => 'id1', event => 'stored' });
    },
    stored => sub {
        note_down("stored $_[ARG0]{seq}");
        $_[KERNEL]->delay(kill => 0.3);
    },
    kill => sub { kill KILL => $first },
    went => sub {
        return if $_[HEAP]{went}++;
        for my $what (qw(two kill die three)) {
            note_down($_[KERNEL]->call(IKC => post => 'poe://Recorder/log/line', $what));
        }
        $POE::Component::IKC::Responder::ikc->store(
            'poe://Recorder/log/line', 'one',
            { id => 'id1' }
        )->on_done(sub {
            note_down("again: $_[0]{duplicate}");
            POE::Kernel->post(main => 'restart');
        });
    },
    restart       => sub { recorder(); $_[KERNEL]->delay(restart_again => 1) },
    restart_again => sub { recorder(); $_[KERNEL]->delay(look          => 0.2) },
    look          => sub {
        return $_[KERNEL]->delay(look => 0.2) if ledger() < 5;
        $_[KERNEL]->yield('done');
    },
);
is_deeply got(), [ 'stored 1', 1, 1, 1, 1, 'again: 1' ], 'what the sender saw';
is_deeply [ sort map {s/ .*//r} ledger() ], [ sort qw(one two kill die three) ],
    'what was handled'
    or diag explain [ ledger() ];

done_testing;
