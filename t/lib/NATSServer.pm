package NATSServer;

# Servers for tests of the NATS client, each on a free port with a folder of its own.

use strict;
use warnings;

use Exporter   qw(import);
use Fcntl      qw(F_SETFD);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use POETest;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(free_port needs_nats nats_cluster nats_server);

sub _program {
    return (grep {-x} map {"$_/nats-server"} split(/:/, $ENV{PATH}), '/usr/sbin')[0];
}

sub needs_nats {
    plan(skip_all => 'POE does not have it')         if is_upstream();
    plan(skip_all => 'nats-server is not installed') if !_program();
    alarm scaled(60);
    return;
}

my %used;

sub free_port {
    while (1) {
        my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die $!;
        my $port   = $socket->sockport;
        return $port if !$used{$port}++;
    }
}

# Options: arguments => [...], config => text, jetstream => 1, port.
sub nats_server {
    my (%option) = @_;
    my $folder = tempdir(CLEANUP => 1);
    my $self
        = bless { %option, folder => $folder, port => $option{port} // free_port(), home => $$ },
        __PACKAGE__;
    return $self->start;
}

# Several that know each other; options as above.
sub nats_cluster {
    my ($count, %option) = @_;
    my @route  = map { 'nats://127.0.0.1:' . free_port() } 1 .. $count;
    my $routes = join ',', @route;
    return map {
        nats_server(
            %option,
            arguments => [
                '-n', "n$_", '--cluster_name', 'test', '--cluster', $route[$_],
                '--routes', $routes,
            ])
    } 0 .. $#route;
}

sub port { return $_[0]{port} }

sub url {
    my ($self, $login) = @_;
    return 'nats://' . (defined $login ? "$login\@" : '') . "127.0.0.1:$self->{port}";
}
sub pid    { return $_[0]{pid} }
sub folder { return $_[0]{folder} }

sub start {
    my ($self) = @_;
    my @command = (_program(), '-a', '127.0.0.1', '-p', $self->{port}, '-l', "$self->{folder}/log");
    push @command, '-js', '-sd', "$self->{folder}/store" if $self->{jetstream};
    push @command, '-c', $self->_config                  if defined $self->{config};
    push @command, @{ $self->{arguments} || [] };
    $self->_launch(@command);
    $self->wait_until_ready if !$self->{is_not_awaited};
    return $self;
}

# Nobody's child, as kernels complain of children that are left. A pipe that it holds tells when it ends.
sub _launch {
    my ($self, @command) = @_;
    pipe $self->{life}, my $held or die "pipe: $!";
    pipe my $number, my $tell    or die "pipe: $!";
    my $child = fork() // die "fork: $!";
    if (!$child) {
        my $pid = fork() // POSIX::_exit(1);
        if ($pid) { syswrite $tell, $pid; POSIX::_exit(0) }
        fcntl $held, F_SETFD, 0;
        open STDOUT, '>', '/dev/null'              or POSIX::_exit(126);
        open STDERR, '>', "$self->{folder}/errors" or POSIX::_exit(126);
        exec { $command[0] } @command              or POSIX::_exit(127);
    }
    CORE::close $tell;
    waitpid $child, 0;
    $self->{pid} = readline $number;
    return;
}

sub _config {
    my ($self) = @_;
    my $file = "$self->{folder}/config";
    open my $out, '>', $file or die $!;
    print {$out} $self->{config};
    CORE::close $out or die $!;
    return $file;
}

# It speaks first.
sub wait_until_ready {
    my ($self) = @_;
    my $end = time + scaled(10);
    while (time < $end) {
        my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port});
        return $self if $socket and defined readline $socket;
        sleep 0.01;
    }
    BAIL_OUT('nats-server does not start: ' . $self->log);
}

sub log {
    my ($self) = @_;
    my $text = '';
    for my $name (qw(log errors)) {
        open my $in, '<', "$self->{folder}/$name" or next;
        $text .= join '', readline $in;
    }
    return $text;
}

sub signal {
    my ($self, $name) = @_;
    kill $name => $self->{pid} if $self->{pid};
    sleep 0.01 while $name eq 'STOP' and !$self->_is_halted;
    return;
}

# All of its threads are; where that cannot be seen, they were given some time.
sub _is_halted {
    my ($self) = @_;
    my @tasks = glob "/proc/$self->{pid}/task/*/stat" or return sleep 0.1;
    for my $file (@tasks) {
        open my $in, '<', $file or next;
        return 0 if readline($in) !~ /\) T/;
    }
    return 1;
}

sub stop {
    my ($self, $name) = @_;
    my $pid = delete $self->{pid} or return;
    local ($?, $!);
    kill $name // 'INT' => $pid;
    kill CONT           => $pid;
    readline delete $self->{life};
    return;
}

sub restart {
    my ($self, $name) = @_;
    $self->stop($name);
    return $self->start;
}

sub DESTROY {
    my ($self) = @_;
    $self->stop('KILL') if $$ == $self->{home};
    return;
}

1;
