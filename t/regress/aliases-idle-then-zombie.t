use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use Errno qw(EEXIST ESRCH);
use POE;

# A session is found by its reference, that as a string, its ID and its alias. One that handles IDLE gets
# ZOMBIE once and ends; one without references ends before there is any IDLE.
my @log;
my ($session, $id);
my %states = (
    idle   => sub { push @log, "$_[HEAP] idle"; $_[KERNEL]->sig_handled },
    zombie => sub { push @log, "$_[HEAP] zombie" },
    _stop  => sub { push @log, "$_[HEAP] stop" },
    _child => sub { },
);

sub start {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    ($session, $id) = ($_[SESSION], $_[SESSION]->ID) if $heap eq 'named';
    $kernel->sig(IDLE   => 'idle');
    $kernel->sig(ZOMBIE => 'zombie');
    return if $heap ne 'named';
    is $kernel->alias_set('name'), 0, 'set';
    is $kernel->alias_set('name'), 0, 'set again';
    return;
}

for my $name (qw(named unnamed)) {
    POE::Session->create(heap => $name, inline_states => { %states, _start => \&start });
}
is $poe_kernel->alias_resolve($_), $session, "found by $_" for "$session", $session, $id, 'name';
is $poe_kernel->ID_id_to_session($id), $session, 'and by the method for IDs';
is $poe_kernel->ID_session_to_id($session), $id, 'which has a way back';
$poe_kernel->run;
is_deeply \@log, [ 'unnamed stop', 'named idle', 'named zombie', 'named stop' ]
    or diag explain \@log;

done_testing;
