use strict;
use warnings;

use lib 't/lib';
use IO::Socket::INET;
use RealProgram;
use Test::More;

# An IRC client on POE::Component::IRC against a server of a dozen lines: it registers, joins, answers
# a message in the channel, and leaves when it is told to.

needs('POE::Component::IRC');
give_up_after(60);

my $client = script_of(<<'PERL');
use POE qw(Component::IRC);

my $irc = POE::Component::IRC->spawn(nick => 'wheel', server => '127.0.0.1', port => shift, ircname => 'a test', flood => 1)
    or die "no component: $!";

POE::Session->create(package_states => [ main => [qw(_start irc_001 irc_join irc_public irc_disconnected)] ]);

sub _start { $irc->yield(register => 'all'); $irc->yield('connect') }
sub irc_001 { print "registered\n"; $irc->yield(join => '#talk') }
sub irc_join { print "joined $_[ARG1]\n"; $irc->yield(privmsg => '#talk', 'good day') }
sub irc_disconnected { print "disconnected\n"; $irc->yield('shutdown') }

sub irc_public {
    my ($from, $where, $text) = @_[ ARG0 .. ARG2 ];
    print "heard $text in $where->[0]\n";
    return $irc->yield(quit => 'bye') if $text eq 'enough';
    $irc->yield(privmsg => $where, "you said $text");
}

POE::Kernel->run;
PERL

my $listen  = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die "no port: $!";
my $program = start_program($client, args => [ $listen->sockport ]);
my $socket  = $listen->accept;

sub say_line { return syswrite $socket, "$_[0]\r\n" }

sub expect {
    my ($pattern) = @_;
    while (defined(my $line = <$socket>)) {
        return pass("the client sends $pattern") if $line =~ $pattern;
    }
    return fail("the client sends $pattern");
}

expect(qr/^NICK :?wheel\r/);
expect(qr/^USER /);
say_line(':server 001 wheel :Welcome');
expect(qr/^JOIN :?#talk *\r/);
say_line(':wheel!w@here JOIN :#talk');
expect(qr/^PRIVMSG #talk :good day\r/);
say_line(':other!o@there PRIVMSG #talk :well well');
expect(qr/^PRIVMSG #talk :you said well well\r/);
say_line('PING :alive');
expect(qr/^PONG :?alive\r/);
say_line(':other!o@there PRIVMSG #talk :enough');
expect(qr/^QUIT :?bye\r/);
close $socket;

$program->finish;
$program->ended_well;
$program->from_here;
is($program->said, <<'TEXT', 'and sees it all as events');
registered
joined #talk
heard well well in #talk
heard enough in #talk
disconnected
TEXT

done_testing;
