#!/usr/bin/perl
# A service is replaced while it is asked all the time. Kernels of version 1 leave one by one, as kernels of version 2
# join: one that leaves withdraws what it offers, answers what it has been asked, and goes; whoever asks
# `poe://+/prices` gets another from then on. No question fails.

use strict;
use warnings;

use Getopt::Long;
use POE qw(Future Component::IKC Wheel::Run);

# In seconds: after which it is known what a kernel offers that has come.
use constant MOMENT => 0.3;

my $usage = <<"TEXT";
usage: $0 --wire WIRE [--kernels N] [--askers N] [--takes SECONDS]

Asks a service of version 1, replaces its kernels by such of version 2, and says how many questions each has
answered. It ends when all is replaced.

  --wire WIRE         ikc://HOST:PORT or ikc+unix:/PATH, where kernels connect to, or nats://HOST:PORT/REALM
  --kernels N         how many kernels offer the service: 3
  --askers N          how many questions are open at a time: 10
  --takes SECONDS     how long an answer takes: 0.02
TEXT

my %option = (kernels => 3, askers => 10, takes => 0.02);
GetOptions(\%option, qw(wire=s kernels=i askers=i takes=f as=s version=i)) or die $usage;
die $usage if !$option{wire}                                               or @ARGV;
$| = 1;
$option{as} ? serve() : upgrade();

# ---------------------------------------------------------------------------
# The service

sub serve {
    POE::Component::IKC->join(wire => $option{wire}, name => $option{as});
    POE::Session->create(
        inline_states => {
            _start   => \&open_shop,
            price_of => \&price_of,
            leave    => \&leave,
        },
    );
    POE::Kernel->run;
    return;
}

sub open_shop {
    my ($kernel) = $_[KERNEL];
    $kernel->alias_set('prices');
    $kernel->call(IKC => offer => prices => ['price_of']);
    $kernel->sig(TERM => 'leave');
    return;
}

# What is asked gets its answer when that is known.
sub price_of {
    my ($what) = $_[ARG0];
    return POE::Future->new_delay($option{takes})
        ->then(sub { POE::Future->done(length $what, $option{version}) });
}

# The alias stays: there are questions to answer.
sub leave {
    my ($kernel) = $_[KERNEL];
    $kernel->post(IKC => 'shutdown');
    $kernel->sig('TERM');
    return $kernel->sig_handled;
}

# ---------------------------------------------------------------------------
# Who asks, and has the kernels of the service, too

sub upgrade {
    my $is_broker = $option{wire} =~ /\Anatss?:/;
    POE::Component::IKC->join(
        ($is_broker ? 'wire' : 'listen') => $option{wire},
        name                             => 'Customer'
    );
    POE::Session->create(
        inline_states => {
            _start   => \&begin,
            came     => \&kernel_came,
            ask      => \&ask,
            answered => \&answered,
            replace  => \&replace_one,
            ended    => \&kernel_ended,
            finish   => \&finish,
            said     => sub { print "$_[ARG0]\n" },
        },
        heap => { started => 0, old => [], answers => {}, failed => 0 },
    );
    POE::Kernel->run;
    return;
}

sub begin {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->alias_set('customer');
    $kernel->call(IKC => monitor => '*' => { register => 'came' });
    start_kernel($kernel, $heap, 1) for 1 .. $option{kernels};
    return;
}

sub start_kernel {
    my ($kernel, $heap, $version) = @_;
    my $name  = 'Shop' . ++$heap->{started};
    my @given = map { ("--$_" => $option{$_}) } 'wire', 'takes';
    my $wheel = POE::Wheel::Run->new(
        Program => [
            $^X, (map {"-I$_"} grep { !ref } @INC),
            $0, '--as', $name, '--version', $version, @given
        ],
        StdoutEvent => 'said',
        StderrEvent => 'said',
    );
    $heap->{wheel}{ $wheel->PID } = $wheel;
    push @{ $heap->{old} }, $wheel->PID if $version == 1;
    $kernel->sig_child($wheel->PID, 'ended');
    return;
}

# When all of version 1 are there it begins; each that comes later takes the place of one of them.
sub kernel_came {
    my ($kernel, $heap, $name) = @_[ KERNEL, HEAP, ARG1 ];
    return if $name !~ /\AShop\d+\z/;
    my $has_come = ++$heap->{has_come};
    return                                       if $has_come < $option{kernels};
    return $kernel->delay_set(replace => MOMENT) if $has_come > $option{kernels};
    $kernel->delay_set(ask => MOMENT) for 1 .. $option{askers};
    return start_kernel($kernel, $heap, 2);
}

sub replace_one {
    my ($heap) = $_[HEAP];
    my $pid = shift @{ $heap->{old} };
    $heap->{wheel}{$pid}->kill('TERM');
    return;
}

sub kernel_ended {
    my ($kernel, $heap, $pid, $status) = @_[ KERNEL, HEAP, ARG1, ARG2 ];
    delete $heap->{wheel}{$pid};
    print "a kernel of version 1 has left\n" if !$status and !$heap->{is_over};
    return show_answers($kernel, $heap)      if $heap->{is_over};
    return start_kernel($kernel, $heap, 2)   if @{ $heap->{old} };
    return $kernel->delay(finish => MOMENT);
}

# ---------------------------------------------------------------------------
# Questions

sub ask { return ask_once(@_[ KERNEL, SESSION, HEAP ]) }

sub ask_once {
    my ($kernel, $session, $heap) = @_;
    my $number = ++$heap->{asked};
    $heap->{open}{$number} = $kernel->ask('poe://+/prices', price_of => 'tea')
        ->on_ready($session->postback(answered => $number));
    return;
}

sub answered {
    my ($kernel, $session, $heap, $number, $future) = @_[ KERNEL, SESSION, HEAP, ARG0, ARG1 ];
    delete $heap->{open}{ $number->[0] };
    if ($future->[0]->is_done) {
        my ($price, $version) = $future->[0]->result;
        $heap->{answers}{$version}++;
    } else {
        print 'failed: ', scalar $future->[0]->failure, "\n";
        $heap->{failed}++;
    }
    return ask_once($kernel, $session, $heap) if !$heap->{is_over};
    return dismiss_all($heap)                 if !%{ $heap->{open} };
    return;
}

sub finish { $_[HEAP]{is_over} = 1; return }

sub dismiss_all {
    my ($heap) = @_;
    $_->kill('TERM') for values %{ $heap->{wheel} };
    return;
}

sub show_answers {
    my ($kernel, $heap) = @_;
    return if %{ $heap->{wheel} };
    my $answers = $heap->{answers};
    print "version $_ answered $answers->{$_} questions\n" for sort keys %$answers;
    print "$heap->{failed} failed\n";
    $kernel->alias_remove('customer');
    $kernel->post(IKC => 'shutdown');
    return;
}
