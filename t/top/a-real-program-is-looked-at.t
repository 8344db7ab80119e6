use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A program with a probe in it, asked by each command: what is said is what the program is.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $folder = tempdir(CLEANUP => 1);
my $probe  = ProbeServer->program($folder, <<'PROGRAM');
use POE;
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->alias_set('web');
            $_[KERNEL]->delay(tick => 0.02);
            $_[KERNEL]->delay(midnight => 3600);
            $_[KERNEL]->sig(USR1 => 'reload');
            pipe $_[HEAP]{read}, $_[HEAP]{write};
            $_[KERNEL]->select_read($_[HEAP]{read}, 'got');
            POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'order') } });
        },
        tick => sub { $_[KERNEL]->delay(tick => 0.02); $_[KERNEL]->yield('nowhere') },
        got  => sub { },
    });
POE::Kernel->run;
PROGRAM

sub said {
    my $said = $probe->top(@_);
    is("$said->{status} $said->{stderr}", '0 ', "@_");
    return $said->{stdout};
}

my $pid = $probe->pid;
like(said('list'), qr/^ *$pid .*shop\.pl /m, '... the program');
like(said('sessions'), qr/^ *\d+ web .*\n *\d+ POE::Session\@shop\.pl:\d+ /m, '... its sessions');
my $why = said(qw(why web));
like(
    $why, qr/alarm "midnight".*\(at \S*shop\.pl:7[,)].*by alarm_remove/s,
    '... an alarm, where it was set, what ends it'
);
like($why, qr/descriptor \d+.*"got".*shop\.pl:10\b/, '... a file');
like($why, qr/child session/i, '... a child');
like($why, qr/alias "web".*shop\.pl:5\b/, '... an alias');
my ($leak) = said('tree') =~ /POE::Session\@shop\.pl:11 +(\d+)/;
like(
    said('why', $leak), qr/one reason:\n.*"order".*shop\.pl:11\b.*\n.*refcount_decrement/,
    '... nothing but a reference'
);
like(
    said('events'), qr/^nowhere .* [1-9]\d* \S*shop\.pl:13$/m,
    '... an event that nobody handles, and who posts it'
);
like(said('timers'), qr/^(?:1h00m|59m..s) midnight +\d+ web /m, '... an alarm');
like(said(qw(session web)), qr/^USR1: reload at \S*shop\.pl:8 for/m, '... all about a session');
like(said(qw(event tick)), qr/^tick\n.*How long handlers took/s, '... all about an event');
like(said('head'), qr/\A\S*shop\.pl $pid .*events [1-9]/, '... the head');
is(
    $probe->top(qw(why wbe))->{stderr}, "poe-top: there is no session 'wbe'. Did you mean 'web'?\n",
    'whom somebody meant'
);
like(said('files'), qr/^ *\d+ read .*\bweb +got /m, '... a file that is watched');
like(said('metrics'), qr/^# TYPE poe_\w+ \w+\n/m, '... metrics');
my $record = POE::XS::Top::JSON::object($probe->top('--json')->{stdout});
ok(@{ $record->{$_} || [] }, "... with $_") for qw(sessions events timers files);
is($record->{schema}, 'poe-top/1', '... with a schema');

done_testing;
