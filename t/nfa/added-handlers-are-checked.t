use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @said;
local $SIG{__WARN__} = sub { push @said, @_ };
my $object = bless {}, 'Thing';
sub Thing::there { return 'there' }

sub refused {
    my ($text, @handler) = @_;
    ok(!eval { $poe_kernel->state(@handler); 1 }, "refused: $text");
    like($@, qr/^\Q$text\E/, 'with this text');
}

sub start {
    my $machine = $_[MACHINE];
    refused("package Thing does not have a 'gone' method", gone            => 'Thing');
    refused("package Thing does not have a 'gone' method", there           => 'Thing', 'gone');
    refused("object $object does not have a 'gone' method", gone           => $object);
    refused(q{Can't call method "can" on unblessed reference}, gone        => []);
    refused(",----- DEPRECATION ERROR -----\n| The _signal event", _signal => sub { });

    is($_[KERNEL]->state(there => $object), 0, 'an object with the method');
    is($_[KERNEL]->call($machine, 'there'), 'there', 'is called');
    $_[KERNEL]->state(there => sub {'second'});
    is($_[KERNEL]->call($machine, 'there'), 'second', 'a handler replaced');
    is_deeply(\@said, [], 'no warning so far');
    $machine->option(debug => 1);
    $_[KERNEL]->state(there => sub {'replaced'});
    is($_[KERNEL]->call($machine, 'there'), 'replaced', 'and once more');
    like("@said", qr/redefining handler for event\(there\) for session\(\d+\)/, 'debug tells');
}

POE::NFA->spawn(inline_states => { on => { start => \&start } })->goto_state(on => 'start');
POE::Kernel->run;
done_testing;
