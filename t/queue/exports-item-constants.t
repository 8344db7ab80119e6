use strict;
use warnings;
use Test::More;

{ package Asked;   use POE::Queue::Array; }
{ package Ignored; use POE::Queue::Array qw(nothing of this); }

for my $package (qw(Asked Ignored)) {
    is_deeply(
        [ map { $package->can($_)->() } qw(ITEM_PRIORITY ITEM_ID ITEM_PAYLOAD) ],
        [ 0, 1, 2 ], "into $package"
    );
}
ok(!main->can('ITEM_ID'), 'not into a package that does not use it');
is_deeply(\@POE::Queue::Array::ISA, ['POE::Queue'], 'is a POE::Queue');
ok(!$INC{'POE/Queue.pm'}, 'which it does not load');

done_testing;
