use strict;
use warnings;
use Test::More;
use POE qw(NFA);

sub refused {
    my ($name, $text, @parameters) = @_;
    my $line    = __LINE__ + 1;
    my $machine = eval { POE::NFA->spawn(@parameters) };
    is($machine, undef, "$name is refused");
    is($@, "$text at $0 line $line.\n", 'with this text');
}

my $owner  = bless {}, 'Owner';
my @states = (inline_states => {});

refused('an odd list', 'odd number of events/handlers (missing one or the other?)', 'options');
for my $list ([], [ options => {} ], [ unknown => 1 ]) {
    refused(
        "no states but (@$list)", 'POE::NFA constructor requires at least one of the following '
            . 'parameters: inline_states, object_states, package_states', @$list
    );
}
for my $kind (qw(object_states package_states)) {
    refused("$kind: data", "the data for state 's' should be an array", $kind => { s => $_ })
        for undef, 1, {}, sub { };
    refused(
        "$kind: odd array", "the array for state 's' has an odd number of elements",
        $kind => { s => [ $owner, [], $owner ] });
    for my $events ('event', \'event', sub { }) {
        refused(
            "$kind: events",
            "events with '$owner' for state 's' need to be a hash or array ref",
            $kind => { s => [ $owner => $events ] });
    }
}
refused(
    'unknown names',
    'POE::NFA constructor does not recognize these parameter names: a, args, heap',
    @states, heap => {}, args => [], a => 1
);

# Older versions let these through, to die of Perl errors later or at once.
if (POE::NFA->VERSION >= 2) {
    refused("$_ that is no hash", "$_ does not refer to a hash", inline_states => {}, $_ => ['x'])
        for qw(inline_states object_states package_states options);
}

@Subclass::ISA = ('POE::NFA');
ok(!eval { Subclass->spawn }, 'a subclass');
like($@, qr/^Subclass constructor requires/, 'is named in the text');

POE::Kernel->run;
done_testing;
