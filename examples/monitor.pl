#!/usr/bin/perl
# Watches many hosts: connects to each of them every so often and tells when one goes down or comes back.
# All of them are polled at once, up to a limit, so that hosts which do not answer cost no time.

use strict;
use warnings;

use Getopt::Long;
use POE         qw(Filter::Line Wheel::ReadWrite Wheel::SocketFactory);
use Time::HiRes qw(time);

my $usage = <<"TEXT";
usage: $0 [OPTIONS] HOST:PORT ...

Tells of each host whether it is up, and from then on what changes. Hosts can also come from standard
input, if "-" is given for them. Ctrl-C or TERM ends it.

  --every SECONDS    between the beginnings of two rounds: 10
  --timeout SECONDS  for an answer: 3
  --at-once N        hosts that are asked at the same time: 100
  --rounds N         ends after so many rounds
  --send TEXT        a line to send to each
  --expect PATTERN   what the first line of the answer should match; without it, to connect is enough
TEXT

my %option = (every => 10, timeout => 3, 'at-once' => 100);
GetOptions(\%option, qw(every=f timeout=f at-once=i rounds=i send=s expect=s)) or die $usage;
my @hosts = "@ARGV" eq '-' ? split ' ', join ' ', <STDIN> : @ARGV;
die $usage if !@hosts or grep { !/\A\S+:\d+\z/ } @hosts;
$| = 1;

# ---------------------------------------------------------------------------
# The monitor: who is due, and what has been found

POE::Session->create(
    inline_states => {
        _start => \&begin,
        round  => \&begin_round,
        result => \&result,
        end    => \&end,
        _child => sub { },
    },
);

sub begin {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    %$heap = (round => 0, state_of => {}, due => [], asked => 0);
    $kernel->alias_set('monitor');
    $kernel->sig($_ => 'end') for qw(INT TERM);
    $kernel->yield('round');
}

# A round begins on time even if hosts of the last one have not answered yet, but asks nobody twice.
sub begin_round {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $heap->{round}++;
    $kernel->delay(round => $option{every}) if $heap->{round} != ($option{rounds} || 0);
    return                                  if @{ $heap->{due} } || $heap->{asked};
    $heap->{since} = time;
    $heap->{due}   = [@hosts];
    ask_next($heap) for 1 .. $option{'at-once'};
}

sub ask_next {
    my ($heap) = @_;
    my $host = shift @{ $heap->{due} } // return;
    $heap->{asked}++;
    new_probe($host);
}

sub result {
    my ($kernel, $heap, $host, $state, $seconds) = @_[ KERNEL, HEAP, ARG0 .. ARG2 ];
    my $before = $heap->{state_of}{$host} // '';
    printf "%s is %s%s\n", $host, $state, $before && " (was $before)" if $state ne $before;
    $heap->{state_of}{$host} = $state;
    $heap->{asked}--;
    ask_next($heap);
    return if $heap->{asked};
    my $up = grep { $_ eq 'up' } values %{ $heap->{state_of} };
    printf "round %d: %d of %d up, in %.2f s\n", $heap->{round}, $up, scalar @hosts,
        time - $heap->{since};
    $kernel->yield('end') if $heap->{round} == ($option{rounds} || 0);
}

sub end {
    my $kernel = $_[KERNEL];
    $kernel->signal($_[SESSION], 'GIVE_UP');
    $kernel->alarm_remove_all;
    $kernel->alias_remove('monitor');
    $kernel->sig($_) for qw(INT TERM);
    $kernel->sig_handled;
}

# ---------------------------------------------------------------------------
# A probe: a session that lives for one question

sub new_probe {
    my ($host) = @_;
    POE::Session->create(
        heap          => { host => $host },
        inline_states => {
            _start    => \&connect_to_host,
            connected => \&connected,
            answered  =>
                sub { found(@_[ KERNEL, HEAP ], $_[ARG0] =~ /$option{expect}/ ? 'up' : 'wrong') },
            failed  => sub { found(@_[ KERNEL, HEAP ], 'down') },
            late    => sub { found(@_[ KERNEL, HEAP ], 'silent') },
            give_up => sub { found(@_[ KERNEL, HEAP ], undef) },
        },
    );
}

sub connect_to_host {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my ($name, $port)   = $heap->{host} =~ /\A(.+):(\d+)\z/;
    $kernel->sig(GIVE_UP => 'give_up');
    $kernel->delay(late => $option{timeout});
    $heap->{wheel} = POE::Wheel::SocketFactory->new(
        RemoteAddress => $name,
        RemotePort    => $port,
        SuccessEvent  => 'connected',
        FailureEvent  => 'failed',
    );
}

sub connected {
    my ($kernel, $heap, $socket) = @_[ KERNEL, HEAP, ARG0 ];
    return found($kernel, $heap, 'up') if !defined $option{expect};
    $heap->{wheel} = POE::Wheel::ReadWrite->new(
        Handle     => $socket,
        Filter     => POE::Filter::Line->new(InputLiteral => "\n"),
        InputEvent => 'answered',
        ErrorEvent => 'failed',
    );
    $heap->{wheel}->put($option{send}) if defined $option{send};
}

# Without wheel and delay the session ends.
sub found {
    my ($kernel, $heap, $state) = @_;
    return if !delete $heap->{wheel};
    $kernel->delay('late');
    $kernel->post(monitor => result => $heap->{host}, $state) if defined $state;
}

POE::Kernel->run;
print "stopped\n";
