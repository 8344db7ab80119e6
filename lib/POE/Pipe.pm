package POE::Pipe;

# Makes pipes and what works like one. POE::Pipe::OneWay and POE::Pipe::TwoWay choose among these.

use strict;
use warnings;

our $VERSION = '2.000';

# Each of these returns its handles, or nothing with the reason in $!.

sub _one_pipe {
    pipe my $reader, my $writer or return;
    _send_at_once($writer);
    return ($reader, $writer);
}

# A module that cannot be read now, for want of descriptors, can be read later: perl must not take it as
# broken for good.
sub _has {
    my ($file) = @_;
    my $reason = $!;
    return 1     if eval { require $file };
    $! = $reason if $reason;
    delete @INC{ grep { !defined $INC{$_} } keys %INC };
    return 0;
}

sub _socket_pair {
    _has('Socket.pm') or return;
    my @kind = map { Socket->can($_)->() } qw(AF_UNIX SOCK_STREAM PF_UNSPEC);
    socketpair my $one, my $other, $kind[0], $kind[1], $kind[2] or return;
    return ($one, $other);
}

sub _internet_pair {
    _has('POE/Pipe/Inet.pm') or return;
    return POE::Pipe::Inet::pair();
}

sub _send_at_once {
    my ($writer) = @_;
    my $selected = select $writer;
    $| = 1;
    select $selected;
    return;
}

# Two ends that go both ways become the ends of a pipe.
sub _narrowed {
    my ($reader, $writer) = @_;
    return unless $writer;
    shutdown $reader, 1;
    shutdown $writer, 0;
    _send_at_once($writer);
    return ($reader, $writer);
}

# The same two ends as (reader, writer) of this side and of that.
sub _widened {
    my ($one, $other) = @_;
    return unless $other;
    _send_at_once($_) for $one, $other;
    return ($one, $one, $other, $other);
}

sub _two_pipes {
    my ($here_reads, $there_writes) = _one_pipe() or return;
    my ($there_reads, $here_writes) = _one_pipe() or return;
    return ($here_reads, $here_writes, $there_reads, $there_writes);
}

my %one_way = (
    pipe       => \&_one_pipe,
    socketpair => sub { return _narrowed(_socket_pair()) },
    inet       => sub { return _narrowed(_internet_pair()) },
);

my %two_way = (
    pipe       => \&_two_pipes,
    socketpair => sub { return _widened(_socket_pair()) },
    inet       => sub { return _widened(_internet_pair()) },
);

# What works best where, by name of the system: first one way, then both.
my %best = (
    cygwin  => [ [qw(pipe inet socketpair)], [qw(inet pipe socketpair)] ],
    MSWin32 => [ [qw(inet socketpair pipe)], [qw(inet socketpair pipe)] ],
    MacOS   => [ [qw(inet socketpair pipe)], [qw(inet socketpair pipe)] ],
    unix    => [ [qw(pipe socketpair inet)], [qw(socketpair inet pipe)] ],
);

my ($best_one_way, $best_two_way) = @{ $best{$^O} || $best{unix} };

# The type that was asked for goes first; whatever fails, the next is tried. A slice, for the sake of
# who asks for one value: that is the last handle.
sub _make {
    my ($made_by, $type, @types) = @_;
    unshift @types, $type if defined $type and $made_by->{$type};
    for my $try (@types) {
        my @handles = $made_by->{$try}->();
        return @handles[ 0 .. $#handles ] if @handles;
    }
    return;
}

sub _make_one_way { return _make(\%one_way, $_[0], @$best_one_way) }
sub _make_two_way { return _make(\%two_way, $_[0], @$best_two_way) }

1;
