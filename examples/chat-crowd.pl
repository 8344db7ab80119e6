#!/usr/bin/perl
# A crowd for chat-server.pl: logs in many users at once and checks that each of them hears all that is
# said, in order. Every user is a session of POE::Component::Client::TCP; one more session organizes them.

use strict;
use warnings;

use Getopt::Long;
use POE         qw(Component::Client::TCP);
use Time::HiRes qw(time);

my $usage = <<"TEXT";
usage: $0 [--users 1000] [--speakers 10] [--lines 3] HOST:PORT

Logs that many users in to the chat at HOST:PORT. When all are there, the first of them, as many as
there shall be speakers, say their lines; when all have heard everything they leave.
TEXT

my %option = (users => 1000, speakers => 10, lines => 3);
GetOptions(\%option, qw(users=i speakers=i lines=i)) or die $usage;
my ($host, $port) = @ARGV == 1 ? $ARGV[0] =~ /\A(.+):(\d+)\z/ : ();
die $usage if !$port or $option{users} < $option{speakers};
$| = 1;

my $at_once = 50;                                    # connections that are being made
my $to_hear = $option{speakers} * $option{lines};    # by each user

# ---------------------------------------------------------------------------
# The organizer counts who has come and who has heard everything

POE::Session->create(
    inline_states => {
        _start    => \&begin,
        arrived   => \&arrived,
        satisfied => \&satisfied,
        end       => \&everybody_leaves,
    },
);

sub begin {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->alias_set('organizer');
    $kernel->sig($_ => 'end') for qw(INT TERM);
    %$heap = (since => time, here => [], satisfied => 0, heard => 0, wrong => 0);
    $heap->{to_come} = [ 1 .. $option{users} ];
    let_in($heap) for 1 .. $at_once;
}

sub let_in {
    my ($heap) = @_;
    my $number = shift @{ $heap->{to_come} };
    new_user("guest$number") if $number;
}

sub arrived {
    my ($kernel, $heap, $user) = @_[ KERNEL, HEAP, SENDER ];
    my $here = push @{ $heap->{here} }, $user->ID;
    return let_in($heap) if $here < $option{users};
    printf "%d users are in the room after %.1f s\n", $here, time - $heap->{since};
    $heap->{since} = time;
    $kernel->post($_, speak => 1) for @{ $heap->{here} }[ 0 .. $option{speakers} - 1 ];
}

sub satisfied {
    my ($kernel, $heap, $heard, $wrong) = @_[ KERNEL, HEAP, ARG0, ARG1 ];
    $heap->{heard} += $heard;
    $heap->{wrong} += $wrong;
    return if ++$heap->{satisfied} < $option{users};
    printf "%d lines said, %d heard, %d out of order, after %.1f s\n",
        $to_hear, @$heap{qw(heard wrong)}, time - $heap->{since};
    $kernel->yield('end');
}

# A signal goes to a session and its children, which the users are.
sub everybody_leaves {
    my $kernel = $_[KERNEL];
    $kernel->signal($_[SESSION], 'LEAVE');
    $kernel->alias_remove('organizer');
    $kernel->sig($_) for qw(INT TERM);
    return $kernel->sig_handled;
}

# ---------------------------------------------------------------------------
# A user

sub new_user {
    my ($name) = @_;
    POE::Component::Client::TCP->new(
        RemoteAddress => $host,
        RemotePort    => $port,
        Started       => sub { $_[KERNEL]->sig(LEAVE => 'shutdown') },
        Connected     => sub { $_[HEAP]{server}->put($name) },
        ConnectError  => sub { die "$_[ARG0]: $_[ARG2]\n" },
        ServerInput   => \&hear,
        ServerError   => sub { die "the server has hung up\n" },
        InlineStates  => { speak => \&speak },
    );
}

sub hear {
    my ($kernel, $heap, $text) = @_[ KERNEL, HEAP, ARG0 ];
    return $kernel->post('organizer', 'arrived') if $text =~ /\AWelcome/;
    my ($speaker, $line) = $text =~ /\A(guest\d+): line (\d+)\z/ or return;
    $heap->{wrong}++ if $line != ++$heap->{last}{$speaker};
    return           if ++$heap->{heard} < $to_hear;
    return $kernel->post(organizer => satisfied => $heap->{heard}, $heap->{wrong} // 0);
}

sub speak {
    my ($kernel, $heap, $line) = @_[ KERNEL, HEAP, ARG0 ];
    $heap->{server}->put("line $line");
    $kernel->yield(speak => $line + 1) if $line < $option{lines};
}

POE::Kernel->run;
print "all have left\n";
