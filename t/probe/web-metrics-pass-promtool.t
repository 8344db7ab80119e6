use strict;
use warnings;

use lib 't/lib';
use File::Temp ();
use Test::More;
use WebProbe;

# Prometheus' own parsers of both dialects take it, whatever events are called.

WebProbe->plan_or_skip;
plan skip_all => 'promtool is not installed'
    if !grep {-x} map {"$_/promtool"} split /:/, $ENV{PATH};

my $web = WebProbe->start(sessions => <<'CODE');
    my @names = ("a\"b\\c\nd", "\xe9", "\x{e9}\x{100}", '', ' ', 'other', "\x01", '{}', map {"event $_"} 1 .. 1500);
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('tick') },
        tick   => sub { $_[KERNEL]->yield($_) for @names; $_[KERNEL]->delay(tick => 0.2) },
        (map { $_ => sub { } } @names),
    });
CODE

my $socket = $web->connect;
print {$socket} $web->request(GET => '/stream', { Authorization => "Bearer $web->{token}" });
WebProbe->read_all($socket, 10, qr/event: delta.*event: delta/s);

sub passes {
    my ($text, $name, @command) = @_;
    my $file = File::Temp->new;
    print {$file} $text;
    close $file;
    my $said = qx{@command < $file 2>&1};
    is $?, 0, $name or diag substr $said, 0, 1000;
    return $said;
}

my $plain = $web->get('/metrics')->{body};
is passes($plain, 'promtool takes the plain dialect', 'promtool check metrics'), '',
    '... without a word';
my %events = map { $_ => 1 } $plain =~ /^poe_handler_seconds_count\{event="(.*)"\} /mg;
is_deeply [
    grep { !$events{$_} } 'a\"b\\\\c\nd', "\xc3\xa9", "\xc3\xa9\xc4\x80", 'other',
    '(other)', 'tick'
    ],
    [],
    'events with odd names are there';
cmp_ok scalar keys %events, '<', 1100, 'but not any number of them';

# Its parser of the other one wants to know when.
my $open   = $web->get('/metrics', { Accept => 'application/openmetrics-text' })->{body};
my $folder = File::Temp->newdir;
passes(
    $open =~ s/^([^#\n].*)$/$1 1700000000/mgr, 'promtool takes the open dialect',
    "promtool tsdb create-blocks-from openmetrics /dev/stdin $folder"
);

done_testing;
