use strict;
use warnings;
use Test::More;
use POE ();

# Names which other code loads or asks for a version of.
my @modules = qw(POE::Component POE::Resource POE::Loop POE::Queue POE::Queue::Array POE::Resources
    POE::Test::Sequence POE::NFA POE::Resource::Clock);
push @modules, 'POE::Loader',
    map {"POE::Resource::$_"} qw(Aliases Events Extrefs FileHandles SIDs Sessions Signals)
    if POE->VERSION >= 2;    # older ones need the kernel first, and often have no Loader

for my $module (@modules) {
    ok(eval "require $module", "$module loads") or diag $@;
    is($module->VERSION, POE->VERSION, 'with the version of POE');
}
ok(!exists $INC{'POE/Kernel.pm'}, 'none of them needs the kernel') if POE->VERSION >= 2;
ok(!POE::Component->can('new'), 'POE::Component has no methods');

done_testing;
