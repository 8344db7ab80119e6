package Transcript;

# Types a transcript into a shell, line by line, and compares the answers. See ManualPrograms.

use strict;
use warnings;

use Exporter qw(import);
use File::Spec;
use IO::Select;
use IO::Socket::INET;
use Module::Metadata;
use POETest;
use POSIX       ();
use Time::HiRes qw(time);

our @EXPORT = qw(pattern_of);

# A pattern for the text as a whole; "..." is anything. OpenSSL's words are those of its version.
sub pattern_of {
    my ($text) = @_;
    my $pattern = join '.*?', map {quotemeta} split /\Q...\E/, $text, -1;
    $pattern =~ s/self\\-signed/self[ -]signed/g;
    return qr/\A$pattern\z/s;
}

sub new {
    my ($class, $folder) = @_;
    mkdir "$folder/.bin";
    symlink $^X, "$folder/.bin/perl";
    return bless { folder => $folder, jobs => [], port => {}, told => '' }, $class;
}

sub told { return $_[0]{told} }

# True if all answers are as shown.
sub perform {
    my ($self, $text) = @_;
    $text =~ s/\b(400\d)\b/$self->_port($1)/ge;
    $text =~ s{/opt/poe-xs/lib/perl5}{ _library() }ge;
    $text =~ s{^1\.370$}{ _upstreams_version($text) }gem;
    $text =~ s/ *\\\n */ /g;
    my @steps = map { [ split /\n/, $_, 2 ] } grep {length} split /^\$ /m, $text;
    my $good  = 1;
    for my $step (@steps) {
        my ($command, $answer) = @$step;
        $answer = join '', map {"$_\n"} grep {length} split /\n/, $answer // '';
        $good   = $self->_step($command, $answer) or last;
    }
    $self->_end($_) for grep {defined} @{ $self->{jobs} };
    return $good;
}

# A port that was free a moment ago, the same one for each number.
sub _port {
    my ($self, $number) = @_;
    return $self->{port}{$number} //= do {
        my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1)
            or die "no port: $!";
        $socket->sockport;
    };
}

# Where modules are looked for, as a search path.
sub _library {
    return join ':', map { File::Spec->rel2abs($_) } grep { !ref } @INC;
}

# That of the POE in the folder that the transcript names.
sub _upstreams_version {
    my ($text)   = @_;
    my ($folder) = $text =~ m{-I(/\S+)} or return '1.370';
    my $found    = Module::Metadata->new_from_module('POE', inc => [$folder]);
    return $found ? $found->version->stringify : '1.370';
}

sub _step {
    my ($self, $command, $answer) = @_;
    $self->{told} .= "\$ $command\n";
    return $self->_start($command, $answer) if $command =~ s/ *& *\z//;
    return $self->_wait($1, $2, $answer)    if $command =~ /\A(kill|wait) %(\d+)\z/;
    my $job = $self->_job($command);
    1 while $self->_read($job);
    $self->_end($job);
    return $self->_compare($job, $answer);
}

sub _compare {
    my ($self, $job, $answer) = @_;
    return 1 if $job->{said} =~ pattern_of($answer);
    $self->{told} .= "$job->{said}-- but it should be\n$answer";
    return 0;
}

sub _start {
    my ($self, $command, $answer) = @_;
    push @{ $self->{jobs} }, my $job = $self->_job($command);
    while ($job->{said} !~ pattern_of($answer)) { $self->_read($job) or last }
    my $good = $self->_compare($job, $answer);
    $job->{said} = '';
    return $good;
}

sub _wait {
    my ($self, $how, $number, $answer) = @_;
    my $job = delete $self->{jobs}[ $number - 1 ] or return 0;
    kill TERM => -$job->{pid} if $how eq 'kill';
    1 while $self->_read($job);
    $self->_end($job);
    return $self->_compare($job, $answer);
}

# ---------------------------------------------------------------------------
# Processes: each leads a group

sub _job {
    my ($self, $command) = @_;
    my $pid = open my $out, '-|';
    defined $pid or die "fork: $!";
    $self->_become($command) if !$pid;
    return { pid => $pid, out => $out, said => '', until => time + scaled(30) };
}

# perl is the one that runs the test, and finds what the test finds.
sub _become {
    my ($self, $command) = @_;
    setpgrp 0, 0;
    open STDIN, '<', File::Spec->devnull or POSIX::_exit(126);
    open STDERR, '>&', \*STDOUT          or POSIX::_exit(126);
    chdir $self->{folder}                or POSIX::_exit(126);
    delete $ENV{POE_EVENT_LOOP};
    local @ENV{qw(PATH PERL5LIB)} = ("$self->{folder}/.bin:$ENV{PATH}", _library());
    exec 'sh', '-c', $command or POSIX::_exit(127);
}

sub _read {
    my ($self, $job) = @_;
    my $left  = $job->{until} - time;
    my $ready = $left > 0 && IO::Select->new($job->{out})->can_read($left);
    return $ready && sysread $job->{out}, $job->{said}, 65_536, length $job->{said};
}

sub _end {
    my ($self, $job) = @_;
    kill KILL => -$job->{pid};
    return close $job->{out};
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $!, $@);
    $self->_end($_) for grep {defined} @{ $self->{jobs} };
    return;
}

1;
