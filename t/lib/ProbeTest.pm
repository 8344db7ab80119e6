package ProbeTest;

# For tests of the probe: a program that runs with POE_PROBE=1, and those who look into it.
#
# A program is text. It may say `go { ... };`, which runs when the test says go(); a line of it that a test asks for has
# a comment of capitals, as `# HERE`.

use strict;
use warnings;

use Exporter   qw(import);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::UNIX;
use JSON::PP;
use POETest;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(probed probe_folder why_is);

plan skip_all => 'the probe is ours alone' if is_upstream();

my $json = JSON::PP->new->utf8->canonical;

# What the text is put behind. The signal is perl's own, so that no session has to know of it.
my $before = <<'PERL';
use strict; use warnings;
use POE;
$| = 1;
sub go (&) { my ($code) = @_; $SIG{USR1} = sub { $code->() }; return }
#line 1 "program.pl"
PERL

# A private folder for sockets.
sub probe_folder { return tempdir(CLEANUP => 1) }

# Options: env, switches, folder, before (text in place of the one above), unwatched (true: it has no socket).
sub probed {
    my ($text, %option) = @_;
    my $self = bless {
        text   => $text, owner        => $$, clients => [],
        out    => scratch_file(), err => scratch_file(),
        folder => $option{folder} // probe_folder(),
        },
        __PACKAGE__;
    $self->{pid} = fork() // die "fork: $!";
    $self->_become(\%option) if !$self->{pid};
    $self->connect           if !$option{unwatched};
    return $self;
}

sub _become {
    my ($self, $option) = @_;
    $ENV{POE_PROBE}     = 1;
    $ENV{POE_PROBE_DIR} = $self->{folder};
    my $env = $option->{env} || {};
    for my $name (keys %$env) {
        delete $ENV{$name};
        $ENV{$name} = $env->{$name} if defined $env->{$name};
    }
    open STDIN, '<', '/dev/null'    or die "stdin: $!";
    open STDOUT, '>&', $self->{out} or die "stdout: $!";
    open STDERR, '>&', $self->{err} or die "stderr: $!";
    my @switches = ((map {"-I$_"} grep { !ref } @INC), @{ $option->{switches} || [] });
    my $code     = ($option->{before} // $before) . $self->{text};
    exec {$^X} $^X, @switches, '-e', $code or die "exec: $!";
}

sub pid    { return $_[0]{pid} }
sub folder { return $_[0]{folder} }
sub path   { return $_[1] ? "$_[0]{folder}/$_[1].sock" : "$_[0]{folder}/$_[0]{pid}.sock" }

# The number of the line with that comment.
sub line {
    my ($self, $mark) = @_;
    my @lines = split /\n/, $self->{text}, -1;
    my ($n) = grep { $lines[ $_ - 1 ] =~ /# $mark\b/ } 1 .. @lines;
    return $n // die "the program has no line $mark";
}

sub place { return 'program.pl:' . $_[0]->line($_[1]) }

# ---- what the program says, and its end ----

sub _said {
    my ($handle) = @_;
    seek $handle, 0, 0;
    local $/ = undef;
    return scalar <$handle> // '';
}

sub stdout { return _said($_[0]{out}) }
sub stderr { return _said($_[0]{err}) }

sub go {
    my ($self) = @_;
    kill USR1 => $self->{pid};
    return;
}

# Asks again and again, a while, until it is so.
sub until_it {
    my ($self, $code) = @_;
    my $end = time + scaled(30);
    while (time < $end) {
        my $is = $code->();
        return $is if $is;
        sleep 0.01;
    }
    return;
}

# Waits for its end: the status, or undef if it runs on.
sub ended {
    my ($self) = @_;
    return $self->{status} if defined $self->{status};
    $self->until_it(sub {
        return if waitpid($self->{pid}, POSIX::WNOHANG()) != $self->{pid};
        $self->{status} = $?;
        return 1;
    });
    return $self->{status};
}

sub is_running {
    my ($self) = @_;
    return 0 if defined $self->{status};
    return 1 if waitpid($self->{pid}, POSIX::WNOHANG()) != $self->{pid};
    $self->{status} = $?;
    return 0;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@, $!);
    return if $$ != $self->{owner} or defined $self->{status};
    kill KILL => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

# ---- clients ----

# A handle that is connected, or undef if there is nobody to connect to.
sub dial {
    my ($self, $pid) = @_;
    return IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $self->path($pid));
}

# A client that has heard the hello. The one made last is asked by the methods below.
sub connect {
    my ($self, $pid) = @_;
    my $socket
        = $self->until_it(
        sub { $self->dial($pid) // ($self->is_running ? undef : die "it ended: " . $self->stderr) })
        or die "no probe at ${\ $self->path($pid)}: " . $self->stderr;
    my $client = { socket => $socket, in => '', last_id => 0 };
    $self->{client}  = $client;
    $client->{hello} = $self->hear($client);
    return $client;
}

sub hello { return $_[0]{client}{hello} }

sub say_line {
    my ($self, $text, $client) = @_;
    local $SIG{PIPE} = 'IGNORE';
    my $socket = ($client || $self->{client})->{socket};
    while (length $text) {
        my $n = syswrite $socket, $text;
        return if !defined $n;
        substr $text, 0, $n, '';
    }
    return 1;
}

# The next line as data; undef at the end.
sub hear {
    my ($self, $client) = @_;
    my $line = $self->hear_line($client);
    return defined $line ? $json->decode($line) : undef;
}

sub hear_line {
    my ($self, $client) = @_;
    $client ||= $self->{client};
    my $end = time + scaled(30);
    while ($client->{in} !~ /\n/) {
        my $left = $end - time;
        die 'no answer: ' . $self->stderr if $left <= 0;
        next                              if !IO::Select->new($client->{socket})->can_read($left);
        sysread $client->{socket}, $client->{in}, 65_536, length $client->{in} or return;
    }
    $client->{in} =~ s/\A([^\n]*\n)//;
    return $1;
}

# Every part of an answer.
sub parts {
    my ($self, %request) = @_;
    my $id = $request{id} //= ++$self->{client}{last_id};
    $self->say_line($json->encode({ v => 1, %request }) . "\n");
    my @parts;
    while (my $answer = $self->hear) {
        next if ($answer->{id} // '') ne $id;
        push @parts, $answer;
        return @parts if $answer->{last};
    }
    die "the answer to $request{op} did not end: " . $self->stderr;
}

# The last part, with the rows or the text of all.
sub ask {
    my ($self, %request) = @_;
    my @parts  = $self->parts(%request);
    my %answer = %{ $parts[-1] };
    $answer{rows} = [ map { @{ $_->{rows} } } grep { $_->{rows} } @parts ]
        if grep { $_->{rows} } @parts;
    $answer{text} = join '', map { $_->{text} // '' } @parts;
    return \%answer;
}

sub rows { my ($self, %request) = @_; return @{ $self->ask(%request)->{rows} } }
sub head { return $_[0]->ask(op => 'head')->{head} }

sub why {
    my ($self, $session) = @_;
    return $self->ask(op => 'why', session => $session);
}

# ---- why ----

# A program whose session "it" (or the one named) is kept by one thing, from the line HERE, which go() takes away. It may
# be kept by an alias, too: that is how it is found.
sub why_is {
    my ($kind, $text, $program, %option) = @_;
    my $p       = probed($program, %option);
    my $session = $option{session} // 'it';
    my $n       = $option{reasons} // 1;
    my $of_it   = sub {
        grep { $_->{kind} ne 'alias' } @{ $p->why($session)->{reasons} || [] };
    };
    my @why = @{ $p->until_it(sub { my @r = $of_it->(); @r == $n && \@r }) || [ $of_it->() ] };
    is scalar @why, $n, 'nothing else keeps it' or diag explain \@why;
    is $why[0]{kind}, $kind, 'of that kind';
    like $why[0]{text}, $text, 'in words';
    is $why[0]{place}, $p->place('HERE'), 'made there' if $program =~ /# HERE/;
    cmp_ok $why[0]{age}, '>=', 0, 'so long ago'        if defined $why[0]{age};
    $p->go;
    is $p->ended, 0, 'without it the session ends, and the program' or diag $p->stderr;
    is $p->stderr, '', 'in silence';
    return;
}

1;
