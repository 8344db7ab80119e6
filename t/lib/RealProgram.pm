package RealProgram;

# Runs somebody else's program, unmodified, in a child process on the POE under test: collects what it
# says, waits for a line of it, stops it in the end whatever happens, and tells which modules it used.

use strict;
use warnings;

use Exporter qw(import);
use File::Spec;
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT
    = qw(connect_to free_port give_up_after have is_built_here needs run_program script_of start_program);

my $library = File::Spec->rel2abs(__FILE__) =~ s{/[^/]+\z}{}r;
my @include = map  { File::Spec->rel2abs($_) } grep { !ref } @INC;
my ($built) = grep { m{/blib/lib\z} && -e "$_/POE/Kernel.pm" } @include;
my $folder  = tempdir(CLEANUP => 1);
my $number  = 0;

# Is the module installed? Not loaded here: what it needs of POE is for the child alone.
sub have {
    my ($module) = @_;
    my $path = $module =~ s{::}{/}gr . '.pm';
    return scalar grep { -e "$_/$path" } @include;
}

sub is_built_here { return defined $built }

sub needs {
    my (@modules) = @_;
    for my $module (@modules) {
        plan(skip_all => "$module is not installed") if !have($module);
    }
    return;
}

# Perl text as a file, for those programs that are ours.
sub script_of {
    my ($text) = @_;
    my $file = "$folder/program" . ++$number . '.pl';
    open my $out, '>', $file or die "$file: $!";
    print {$out} "use strict; use warnings; \$| = 1;\n$text";
    close $out or die "$file: $!";
    return $file;
}

# Options: args; limit (seconds); env; files to be found empty in the folder where it runs; upstream,
# to leave out what was built here; input, to have a standard input that stays open (nobody writes to it).
sub start_program {
    my ($file, %option) = @_;
    my $self = bless {
        name    => $file =~ s{.*/}{}r,
        said    => '',
        until   => time + ($option{limit} || 60),
        modules => "$folder/modules" . ++$number,
        },
        __PACKAGE__;
    pipe my $silent, $self->{in} or die "pipe: $!";
    my $pid = open $self->{out}, '-|';
    defined $pid or die "fork: $!";
    $self->_become($file, $silent, %option) if !$pid;
    $self->{pid} = $pid;
    return $self;
}

sub run_program {
    my $self = start_program(@_);
    $self->finish;
    return $self;
}

# The child: a process group of its own, so that its children end with it.
sub _become {
    my ($self, $file, $silent, %option) = @_;
    setpgrp 0, 0;
    $option{input} ? open STDIN, '<&', $silent : open STDIN, '<', File::Spec->devnull;
    open STDERR, '>&', \*STDOUT or die "no standard error: $!";
    my %environment = %{ $option{env} || {} };
    delete $ENV{POE_EVENT_LOOP} if $option{upstream};    # which may not have that loop
    local @ENV{ 'PERL5LIB', 'POE_TEST_LOADED', keys %environment } = (
        join(':', $library, $option{upstream} ? _installed() : @include), $self->{modules},
        values %environment
    );
    chdir $folder;
    for my $name (@{ $option{files} || [] }) { open my $touched, '>', $name or die "$name: $!" }
    exec $^X, '-MFromHere', $file, @{ $option{args} || [] } or POSIX::_exit(127);
}

sub _installed {
    return grep { !m{/blib/} && $_ ne "$library/../../lib" } @include;
}

# Waits until the output so far matches; false when it never does.
sub await {
    my ($self, $pattern) = @_;
    while ($self->{said} !~ $pattern) { $self->_read or return 0 }
    return 1;
}

# Waits until the program ends by itself.
sub finish {
    my ($self) = @_;
    while ($self->_read) { }
    return $self->stop;
}

sub _read {
    my ($self) = @_;
    my $left   = $self->{until} - time;
    my $ready  = $left > 0 && IO::Select->new($self->{out})->can_read($left);
    $self->{timed_out} = 1 if !$ready;
    return $ready && sysread $self->{out}, $self->{said}, 65_536, length $self->{said};
}

# Asks it to end, then sees to it. What it said and how it ended stay known.
sub stop {
    my ($self) = @_;
    my $pid    = delete $self->{pid} or return $self;
    my $ended  = 0;
    for my $signal (0, 'TERM', 'KILL') {
        kill $signal, -$pid, $pid if $signal && !$ended;
        $ended ||= $self->_reap($pid, $signal eq 'KILL' ? 10 : 2);
    }
    kill 'KILL', -$pid;
    return $self;
}

sub _reap {
    my ($self, $pid, $seconds) = @_;
    my $until = time + ($self->{timed_out} ? 0.05 : $seconds);
    do {
        if (waitpid($pid, 1) == $pid) { $self->{status} = $?; return 1 }
        sleep 0.01;
    } while time < $until;
    return 0;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $!, $@);
    return $self->stop;
}

# Only to the program itself; what it forked hears nothing.
sub signal {
    my ($self, $name) = @_;
    return kill $name, $self->{pid};
}

sub pid       { return $_[0]{pid} }
sub said      { return $_[0]{said} }
sub status    { return $_[0]{status} }
sub timed_out { return !!$_[0]{timed_out} }

# One assertion each: it ended by itself without an error; the kernel that ran it is the one built here.
sub ended_well {
    my ($self) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return ok(
        !$self->timed_out && defined $self->status && $self->status == 0,
        "$self->{name} ends well"
    ) || diag $self->said;
}

sub from_here {
    my ($self, @more) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $loaded = $self->_loaded;
    my @wrong  = grep { !$built || ($loaded->{$_} // '') !~ m{\A\Q$built\E/} }
        qw(POE.pm POE/Kernel.pm POE/Session.pm), @more;
    push @wrong, $self->foreign_modules;
    return ok($loaded->{'POE/Kernel.pm'}, "$self->{name} uses the installed POE") if !$built;
    return ok($loaded->{'POE/Kernel.pm'} && !@wrong, "$self->{name} runs on the kernel built here")
        || diag "from elsewhere: @wrong";
}

# Modules that it loaded from elsewhere although they are here.
sub foreign_modules {
    my ($self) = @_;
    my $loaded = $self->_loaded;
    return if !$built;
    return grep { $loaded->{$_} !~ m{\A\Q$built\E/} && -e "$built/$_" } sort keys %$loaded;
}

sub _loaded {
    my ($self) = @_;
    open my $in, '<', $self->{modules} or return {};
    return                                       { map { chomp; split / /, $_, 2 } <$in> };
}

# For tests that wait for a program's other end themselves.
sub give_up_after {
    my ($seconds) = @_;
    $SIG{ALRM} = sub { die "nothing has come for $seconds seconds\n" };
    return alarm $seconds;
}

# A port that was free a moment ago.
sub free_port {
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1)
        or die "no port: $!";
    return $socket->sockport;
}

# Keeps trying until the other side listens.
sub connect_to {
    my ($port, $seconds) = @_;
    my $until = time + ($seconds || 20);
    while (time < $until) {
        my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
        return $socket if $socket;
        sleep 0.02;
    }
    return;
}

1;
