use strict;
use warnings;
use Test::More;

# Each subtest has a package of its own to import into.
{ package Bare;   use POE; }
{ package Named;  use POE qw(Kernel Session Filter::Line Queue::Array); }
{ package NoList; use POE (); }

sub has { no strict 'refs'; return defined &{"$_[0]::$_[1]"} }

subtest 'an empty list brings the kernel and the session constants' => sub {
    ok(POE::Kernel->can('run'), 'kernel loaded');
    ok(has(Bare => $_), "$_ exported") for qw(OBJECT SESSION KERNEL HEAP STATE SENDER ARG0 ARG9);
    no strict 'refs';
    is(${'Bare::poe_kernel'}, $POE::Kernel::poe_kernel, '$poe_kernel is the kernel');
};

subtest 'named modules are loaded and export into the caller' => sub {
    ok(POE::Filter::Line->can('new'), 'Filter::Line loaded');
    ok(has(Named => 'ITEM_PRIORITY'), 'exports of Queue::Array are in the package');
    ok(!has(main => 'ITEM_PRIORITY'), 'and not in another');
    ok(has(Named => 'KERNEL'), 'naming Session changes nothing');
};

subtest 'use POE () imports nothing' => sub {
    ok(!has(NoList => 'KERNEL'), 'no session constants');
};

subtest 'NFA takes the place of Session' => sub {
    my $loaded = eval q{ package Machine; use POE qw(NFA); 1 };
    ok($loaded, 'loads') or diag $@;
    ok(has(Machine  => 'MACHINE'), 'NFA constants are exported');
    ok(!has(Machine => 'HEAP'), 'session constants are not');
};

done_testing;
POE::Kernel->run;
