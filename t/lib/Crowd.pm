package Crowd;

# Many kernels that publish many sessions, and send to all of them and to a service that all offer. Each looks whether
# what one kernel sent to one session comes in order, and counts.

use strict;
use warnings;

use Exporter qw(import);
use NATSServer;
use POE;
use POE::Component::IKC;
use POSIX       ();
use Time::HiRes qw(time);

our @EXPORT = qw(crowd);

use constant { AT_ONCE => 50, QUIET => 2 };

# So many kernels, sessions and messages of all of them together. Returns what happened in sum, and the shares that
# kernels had of what was sent to the service.
sub crowd {
    my ($url, $kernels, $sessions, $messages) = @_;
    my @report = map { _process($url, $_, $kernels, $sessions / $kernels, $messages / $kernels) }
        1 .. $kernels;
    my %sum = (shares => []);
    for my $report (@report) {
        my ($shared, %of) = split ' ', readline($report) // '0';
        push @{ $sum{shares} }, $shared;
        for my $what (keys %of) {
            my $value = $of{$what};
            if    ($what eq 'begun') { $sum{$what} = $value if ($sum{$what} // $value) >= $value }
            elsif ($what eq 'ended') { $sum{$what} = $value if ($sum{$what} // 0) <= $value }
            else                     { $sum{$what} += $value }
        }
    }
    1 while wait > 0;
    $sum{seconds} = $sum{ended} - $sum{begun} if $sum{begun};
    return \%sum;
}

# Half of the messages go to sessions by name, half to the service.
sub _process {
    my ($url, $number, $kernels, $sessions, $messages) = @_;
    pipe my $in, my $out or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    return $in if $pid;
    close $in;
    POE::Kernel->has_forked;
    my $self = bless {
        number   => $number, kernels => $kernels, sessions => $sessions,
        messages => $messages, sent  => 0, out             => $out,
        count    => { map { $_ => 0 } qw(named disorder handed lost) }, shared => 0,
        },
        __PACKAGE__;
    $self->_play($url);
    POE::Kernel->run;
    POSIX::_exit(0);
}

sub _play {
    my ($self, $url) = @_;
    POE::Component::IKC::Responder->spawn;
    $self->_session($_) for 1 .. $self->{sessions};
    POE::Session->create(
        object_states => [ $self => [qw(came failed send shared quiet)] ],
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('crowd');
                $POE::Component::IKC::Responder::ikc->offer(crowd => ['shared']);
                $_[KERNEL]->call(IKC => monitor => '*', { register => 'came', error => 'failed' });
                POE::Component::IKC->join(
                    name       => "Kernel$self->{number}",
                    wire       => $url,
                    lost_after => 60
                );
            },
        });
    return;
}

sub _session {
    my ($self, $place) = @_;
    my ($name, %last)  = "session$self->{number}-$place";
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set($name);
                $_[KERNEL]->call(IKC => publish => $name => ['take']);
            },
            take => sub {
                my ($from, $number) = @{ $_[ARG0] };
                $self->{count}{disorder}++ if $number != ++$last{$from};
                $self->{count}{named}++;
                $self->{at} = time;
            },
        });
    return;
}

sub came {
    my ($self, $kernel, $is_rid) = @_[ OBJECT, KERNEL, ARG2 ];
    return if !$is_rid or ++$self->{there} != $self->{kernels};    # it is one itself
    $self->{at} = $self->{begun} = time;
    $kernel->delay(send  => 0.3);
    $kernel->delay(quiet => QUIET / 4);
    return;
}

sub failed {
    my ($self, $text) = @_[ OBJECT, ARG5 ];
    $self->{count}{lost}++ if $_[ARG2] or $_[ARG1] eq '*';
    print {*STDERR} "$text\n";
    return;
}

sub send {
    my ($self, $kernel) = @_[ OBJECT, KERNEL ];
    my $ikc = $POE::Component::IKC::Responder::ikc;
    for (1 .. AT_ONCE) {
        return if $self->{sent} >= $self->{messages};
        my $half = $self->{sent} >> 1;
        $self->{sent}++;
        my ($to, $data) = ('poe://+/crowd/shared', $half);
        if ($self->{sent} & 1) {
            my $whom = ($half + $self->{number}) % ($self->{kernels} - 1);
            $whom = ($self->{number} + $whom) % $self->{kernels} + 1;
            my $name = "session$whom-" . ($half % $self->{sessions} + 1);
            $to   = "poe://Kernel$whom/$name/take";
            $data = [ $self->{number}, ++$self->{to}{$name} ];
        }
        $self->{count}{handed} += $ikc->post($to, $data) // 0;
    }
    $kernel->yield('send');
    return;
}

sub shared {
    my ($self) = $_[OBJECT];
    $self->{shared}++;
    $self->{at} = time;
    return;
}

# Nothing has come for a while.
sub quiet {
    my ($self, $kernel) = @_[ OBJECT, KERNEL ];
    return $kernel->delay(quiet => QUIET / 4)
        if time - $self->{at} < QUIET
        or $self->{sent} < $self->{messages};
    my ($user, $system) = times;
    my %said = (
        %{ $self->{count} },
        shared => $self->{shared}, begun => $self->{begun}, ended => $self->{at},
        cpu    => $user + $system
    );
    syswrite $self->{out}, join(' ', $self->{shared}, %said) . "\n";
    $kernel->alias_remove('crowd');
    $kernel->post(IKC => 'shutdown');
    POSIX::_exit(0);
}

1;
