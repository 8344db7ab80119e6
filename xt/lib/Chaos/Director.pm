package Chaos::Director;

# Starts everything, kills it at random, and adds up what is left.

use strict;
use warnings;

use Chaos::Marks;
use File::Temp qw(tempdir);
use IO::Socket::INET;
use NATSServer;
use POSIX       ();
use Time::HiRes qw(sleep time);

use constant { WORKERS => 4, KEEPERS => 2, PAUSE => 1.5, RECOVER => 6, PATIENCE => 90 };
use constant STREAM => 'POE_chaos_=2B_jobs';

sub new {
    my ($class, %option) = @_;
    $option{seed}    = srand($option{seed} // time ^ $$);
    $option{folder}  = tempdir(CLEANUP => 1);
    $option{workers} = [ map {"W$_"} 1 .. WORKERS ];
    return bless { %option, running => {}, generation => {}, killed => {}, dead => [] }, $class;
}

sub play {
    my ($self) = @_;
    $| = 1;
    printf "seed %d, %d s, %d messages/s, %d servers\n", @$self{qw(seed seconds rate nodes)};
    $self->{servers} = [
        $self->{nodes} > 1
        ? nats_cluster($self->{nodes}, jetstream => 1)
        : nats_server(jetstream => 1) ];
    sleep 3 if $self->{nodes} > 1;    # until one of them leads
    $self->_start($_, 'worker') for @{ $self->{workers} };
    sleep 3;
    $self->_start("K$_", 'keeper') for 1 .. KEEPERS;
    $self->_start('T', 'teller');
    sleep 2;
    $self->_kill_at_random;
    $self->_end;
    return $self->_add_up;
}

# A process that is started again has another name as a sender: it begins again with its numbers.
sub _start {
    my ($self, $place, $role) = @_;
    my $name  = $role eq 'keeper' ? $place . '-' . ++$self->{generation}{$place} : $place;
    my %given = (
        role     => $role,
        name     => $name,
        folder   => $self->{folder},
        servers  => join(',', map { $_->url } @{ $self->{servers} }),
        replicas => $self->{nodes},
        workers  => join(',', @{ $self->{workers} }),
        rate     => $role eq 'teller' ? $self->{rate} / 2 : $self->{rate} / 2 / KEEPERS,
    );
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        open STDERR, '>>', "$self->{folder}/errors" or POSIX::_exit(126);
        exec $^X, $self->{program}, map { ("--$_" => $given{$_}) } sort keys %given
            or POSIX::_exit(127);
    }
    $self->{running}{$place} = [ $pid, $role ];
    push @{ $self->{senders} }, $name if $role eq 'keeper';
    return;
}

# ---- killing ----

sub _kill_at_random {
    my ($self)        = @_;
    my $end           = time + $self->{seconds};
    my $servers_after = time + 2;
    while (time < $end) {
        my @may = (@{ $self->{workers} }, map {"K$_"} 1 .. KEEPERS);
        push @may, ('server') x 2, ('leader') x 2 if time > $servers_after;
        my $whom = $may[ rand @may ];
        if ($whom =~ /\A[sl]/) {
            $self->_kill_server($whom);
            $servers_after = time + RECOVER;
        } else {
            $self->_kill_process($whom);
        }
        sleep PAUSE * (0.5 + rand);
    }
    return;
}

sub _kill_process {
    my ($self, $place) = @_;
    my ($pid, $role)   = @{ delete $self->{running}{$place} };
    kill KILL => $pid;
    waitpid $pid, 0;
    $self->{killed}{$role}++;
    sleep rand;
    $self->_start($place, $role);
    return;
}

sub _kill_server {
    my ($self, $which) = @_;
    my $leader = $which eq 'leader' ? $self->_leader : undef;
    my $server = $self->{servers}[ $leader // rand @{ $self->{servers} } ];
    $self->{killed}{ defined $leader ? 'leader' : 'server' }++;
    $server->stop('KILL');
    sleep rand 2;
    $server->start;
    return;
}

# Of the stream, by its number.
sub _leader {
    my ($self) = @_;
    return ($self->_asked('STREAM.INFO.' . STREAM) =~ /"leader":"n(\d)"/)[0];
}

# What the first server says.
sub _asked {
    my ($self, $question) = @_;
    my ($server) = @{ $self->{servers} };
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->port)
        or return '';
    print {$socket} qq(CONNECT {"verbose":false}\r\nSUB a.b 1\r\n),
        "PUB \$JS.API.$question a.b 0\r\n\r\n";
    local $SIG{ALRM} = sub { shutdown $socket, 2 };
    alarm 2;
    my $said = '';

    while (defined(my $line = readline $socket)) {
        next if $line !~ /\A\{"type"/;
        $said = $line;
        last;
    }
    alarm 0;
    return $said;
}

# ---- the end ----

sub _end {
    my ($self) = @_;
    open my $stop, '>', "$self->{folder}/stop" or die "$!\n";
    my $end = time + PATIENCE;
    for my $place (grep { $self->{running}{$_}[1] ne 'worker' } sort keys %{ $self->{running} }) {
        my ($pid) = @{ delete $self->{running}{$place} };
        sleep 0.1 while waitpid($pid, POSIX::WNOHANG()) == 0 and time < $end;
        kill KILL => $pid;
    }
    $end = time + PATIENCE;
    sleep 0.5 while $self->_not_done and time < $end;
    return;
}

sub _not_done {
    my ($self) = @_;
    return scalar grep { ($self->_kept($_))[1] } @{ $self->{senders} };
}

sub _read {
    my ($self, $kind, $sender) = @_;
    return Chaos::Marks::read_all("$self->{folder}/$kind.$sender");
}

# How many of the first are not in the second.
sub _missing {
    my ($first, $second) = @_;
    $second .= "\0" x (length($first) - length $second) if length $second < length $first;
    my $count = 0;
    for my $place (0 .. length($first) - 1) {
        $count++ if ord substr $first, $place, 1 and !ord substr $second, $place, 1;
    }
    return $count;
}

# Acknowledged, lost, delivered again.
sub _kept {
    my ($self, $sender) = @_;
    my ($stored, $done, $again) = map { $self->_read($_, $sender) } qw(stored done again);
    return ($stored =~ tr/\0//c, _missing($stored, $done), $again =~ tr/\0//c, $done =~ tr/\0//c);
}

sub _add_up {
    my ($self) = @_;
    my @sum = (0) x 4;
    for my $sender (@{ $self->{senders} }) {
        my @of = $self->_kept($sender);
        $sum[$_] += $of[$_] for 0 .. 3;
        print "$sender: of $of[0] acknowledged $of[1] are lost\n" if $of[1];
    }
    my ($left) = $self->_asked('STREAM.INFO.' . STREAM) =~ /"state":\{"messages":(\d+)/;
    my ($open) = $self->_asked('CONSUMER.INFO.' . STREAM . '.kernels') =~ /"num_ack_pending":(\d+)/;
    printf "left in the stream: %s, of them with workers: %s\n", $left // 'unknown',
        $open // 'unknown';
    kill KILL => map { $_->[0] } values %{ $self->{running} };
    waitpid $_->[0], 0 for values %{ $self->{running} };
    print 'killed: ', join(', ', map {"$self->{killed}{$_} $_"} sort keys %{ $self->{killed} }),
        "\n";
    printf
        "kept: %d acknowledged, %d of them lost; %d handled, %d came again and were known by their ids\n",
        @sum[ 0, 1, 3, 2 ];
    my $is_well = $self->_add_up_plain && $sum[0] && !$sum[1];
    print $is_well ? "all is well\n" : $self->_faults;
    return $is_well;
}

sub _add_up_plain {
    my ($self) = @_;
    my ($is_well, %sum) = (1);
    open my $in, '<', "$self->{folder}/told" or return 0;
    for my $line (readline $in) {
        my ($to, $sender, $told) = split ' ', $line;
        my ($handed, $got) = map { $self->_read($_, $sender) } qw(handed got);
        my ($lost, $twice) = (_missing($handed, $got), $got =~ tr/\0\1//c);
        my %of = (handed => $handed =~ tr/\0//c, lost => $lost, told => $told, twice => $twice);
        $sum{$_} += $of{$_} for keys %of;
        next if $told >= $lost and !$twice;
        print "$to: ", join(', ', map {"$of{$_} $_"} sort keys %of), "\n";
        $is_well = 0;
    }
    printf "others: %d handed over, %d lost, %d told of as lost, %d handled twice\n",
        @sum{qw(handed lost told twice)};
    return $is_well && $sum{handed};
}

sub _faults {
    my ($self) = @_;
    my @said = map { split /^/, Chaos::Marks::read_all("$self->{folder}/$_") } qw(errors said);
    return ("something is amiss\n", @said > 40 ? @said[ -40 .. -1 ] : @said);
}

1;
