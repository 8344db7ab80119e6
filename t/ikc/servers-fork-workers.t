use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Forked workers accept from one socket; each ends after as many connections as it may have, and is
# replaced; the parent takes them along.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    my $watcher = POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->sig($_ => 'told') for '__parent', '__child';
                $_[KERNEL]->alias_set('watcher');
            },
            told =>
                sub { $_[HEAP]{told} = $_[ARG0]; $_[KERNEL]->sig($_) for '__parent', '__child' },
        },
    );
    my %test = (
        who => sub { return [ $$, getppid ] },
    );
    return server({ test => \%test }, processes => 3, connections => 1);
});

my (%seen, %parent);
until_noted(4);

sub connecting {
    my ($number) = @_;
    return client(
        $port,
        name       => "Cli $number",
        on_connect => sub {
            my $id = POE::Kernel->get_active_session->ID;
            POE::Kernel->post(main => came => $id);
        });
}
play_client(
    0,
    sub { connecting(1) },
    came => sub {
        $_[HEAP]{channel} = $_[ARG0];
        ikc()->call('poe://Srv/test/who', undef, 'poe:/main/back');
    },
    back => sub {
        note_down($_[ARG0]);
        $_[KERNEL]->post($_[HEAP]{channel}, 'shutdown');
        connecting(1 + @{ got() }) if @{ got() } < 4;
    },
);
my @workers = map { $_->[0] } @{ got() };
$seen{$_}++ for @workers;
$parent{ $_->[1] }++ for @{ got() };
is keys %seen, 4, 'four connections had four workers';
is keys %parent, 1, 'all of one parent';
my ($pid) = keys %parent;
kill TERM => $pid;
my $waits = 0;
select undef, undef, undef, 0.05 while kill 0, $pid and ++$waits < 200;
ok !kill(0, $pid), 'the parent ends by a signal';
done_testing;
