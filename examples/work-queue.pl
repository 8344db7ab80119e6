#!/usr/bin/perl
# Jobs that are done once each, whatever happens to those who do them. The customer stores jobs with the NATS server,
# workers in processes of their own take them, and now and then one of those is killed in the middle of its work. What
# it had goes to another. A job may so be handed out twice: what was done is written down under the job's id.

use strict;
use warnings;

use Fcntl qw(O_CREAT O_WRONLY);
use Getopt::Long;
use POE qw(Future Component::IKC Wheel::Run);

my $usage = <<"TEXT";
usage: $0 --wire nats://HOST:PORT/REALM [--jobs N] [--workers N] [--kill SECONDS] [--takes SECONDS] LEDGER

Hands out jobs, which is to compute squares, until all results are in the folder LEDGER, a file for each job.
The NATS server needs JetStream.

  --jobs N            how many jobs: 200
  --workers N         how many processes work: 4
  --kill SECONDS      kills one of them that often: 1
  --takes SECONDS     how long a job takes: 0.1
TEXT

my %option = (jobs => 200, workers => 4, kill => 1, takes => 0.1);
GetOptions(\%option, qw(wire=s jobs=i workers=i kill=f takes=f as=s)) or die $usage;
my ($ledger) = @ARGV;
die $usage if @ARGV != 1 or ($option{wire} // '') !~ /\Anatss?:/;
$| = 1;
$option{as} ? work($option{as}) : hand_out();

# ---------------------------------------------------------------------------
# The worker

sub work {
    my ($name) = @_;
    POE::Component::IKC->join(
        wire       => $option{wire},
        name       => $name,
        on_connect => sub { print "ready\n" });
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('squares');
                my %how = (durable => 1, ack_wait => 2, window => 1);    # one job at a time
                $_[KERNEL]->call(IKC => offer => squares => ['square'], \%how);
            },
            square => \&square,
        },
    );
    POE::Kernel->run;
    return;
}

# The job is done when its future is: only then does the server forget it.
sub square {
    my ($number, $sender) = @_[ ARG0, SENDER ];
    my $id = $POE::Component::IKC::Responder::ikc->message_id($sender);
    return if -e "$ledger/$id";
    return POE::Future->new_delay($option{takes})->then(sub {
        write_down($id, $number**2);
        return POE::Future->done;
    });
}

# The file gets its name when all is in it, and the name is given once: at any time the job is done or it is not.
sub write_down {
    my ($id, $result) = @_;
    my $draft = "$ledger/draft-$$";
    sysopen my $out, $draft, O_CREAT | O_WRONLY or die "$draft: $!";
    syswrite $out, "$result by $option{as}\n";
    close $out or die "$draft: $!";
    link $draft, "$ledger/$id" or $!{EEXIST} or die "$ledger/$id: $!";
    unlink $draft;
    return;
}

# ---------------------------------------------------------------------------
# The customer, who has the workers, too

sub hand_out {
    -d $ledger or mkdir $ledger or die "$ledger: $!\n";
    POE::Component::IKC->join(wire => $option{wire}, name => 'Customer');
    POE::Session->create(
        inline_states => {
            _start => \&begin,
            ended  => \&worker_ended,
            store  => \&store_jobs,
            stored => \&job_is_stored,
            ready  => sub { $_[HEAP]{ready}{ $_[ARG1] } = 1 },
            failed => sub { print "$_[ARG0]\n" },
            kill   => \&kill_one,
            look   => \&look,
        },
        heap => { waiting => [ 1 .. $option{jobs} ], started => 0, killed => 0 },
    );
    POE::Kernel->run;
    return;
}

sub begin {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    start_worker($kernel, $heap) for 1 .. $option{workers};
    $kernel->yield('store');
    $kernel->delay(kill => $option{kill});
    $kernel->delay(look => 0.1);
    return;
}

sub start_worker {
    my ($kernel, $heap) = @_;
    my $name  = 'Worker' . ++$heap->{started};
    my @given = map { ("--$_" => $option{$_}) } 'wire', 'takes';
    my $wheel = POE::Wheel::Run->new(
        Program => [ $^X, (map {"-I$_"} grep { !ref } @INC), $0, '--as', $name, @given, $ledger ],
        StdoutEvent => 'ready',
        StderrEvent => 'failed',
    );
    $heap->{worker}{ $wheel->PID } = $wheel;
    $kernel->sig_child($wheel->PID, 'ended');
    return;
}

sub worker_ended {
    my ($kernel, $heap, $pid) = @_[ KERNEL, HEAP, ARG1 ];
    delete $heap->{worker}{$pid};
    start_worker($kernel, $heap) if !$heap->{is_over};
    return;
}

sub kill_one {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my @working = grep { $heap->{ready}{ $_->ID } } values %{ $heap->{worker} };
    $heap->{killed} += $working[ rand @working ]->kill('KILL') if @working;
    $kernel->delay(kill => $option{kill});
    return;
}

# Before a worker was there nobody keeps jobs: so what fails is tried again, under the same id.
sub store_jobs {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $number = $heap->{waiting}[0] // return;
    $kernel->post(
        IKC => store => 'poe://+/squares/square',
        $number, { id => "job-$number", event => 'stored' });
    return;
}

sub job_is_stored {
    my ($kernel, $heap, $stored) = @_[ KERNEL, HEAP, ARG0 ];
    return $kernel->delay(store => 0.2) if !$stored;
    shift @{ $heap->{waiting} };
    return $kernel->yield('store');
}

sub look {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my @done = glob "$ledger/job-*";
    return $kernel->delay(look => 0.1) if @done < $option{jobs};
    $heap->{is_over} = 1;
    $kernel->delay('kill');
    $kernel->post(IKC => 'shutdown');
    $_->kill('TERM') for values %{ $heap->{worker} };
    print scalar @done, " jobs done, $heap->{killed} workers killed\n";
    return;
}
