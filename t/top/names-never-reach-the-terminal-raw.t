use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Whatever a program calls its sessions, events and places: no control character of it is printed, by any command.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $evil = "a\e]0;owned\a\e[2J\x{9b}31m\r\n\t\x{202e}\x{200b}\x{7f}b" . "\x{301}" x 50 . 'x' x 5000;
my %all  = map { $_ => $evil }
    qw(name class place text kind event session_name whom_name mode peer wheel state type from unhandled_place program backend);
my %row   = (%all, id => 2, aliases => [$evil], session => 2, fd => 1, count => 1, age => 1);
my $probe = ProbeServer->start(
    (map { $_ => [ \%row ] } qw(sessions events timers files wheels waits warnings tree)),
    trace    => [ [ 1, 0, 1, 1e6, 1, 2, 2, $evil, $evil, $evil ] ], why => { 2 => [ \%row ] },
    head     => { %all, level => $evil },
    greeting => POE::XS::Top::JSON::line({ op => 'hello', program => $evil }));

for my $command (
    qw(--once list head sessions events timers files wheels waits warnings tree trace folded),
    'why 2', 'session 2', "event $evil"
    )
{
    my ($name, @more) = split / /, $command, 2;
    my $said = $probe->top($name, @more, qw(--seconds 1));
    my $text = $said->{stdout} . $said->{stderr};
    cmp_ok(length $text, '>', 20, "$name says something");
    is(
        join(' ', map { sprintf '%x', ord } $text =~ /([^\n\P{Cc}]|\p{Cf})/), '',
        '... and no control character'
    );
    ok($text !~ /\p{M}{3}/, '... nor a heap of marks');
    ok($text !~ /x{1000}/, '... nor the whole of a huge name');
}
my $said = $probe->top({ env => { LC_ALL => 'C' } }, 'sessions');
unlike($said->{stdout}, qr/[^\n -~]/, 'nothing but ASCII in locale C');

done_testing;
