use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

is output_of('use POE; print defined $poe_kernel ? 1 : 0, ARG0'), '110',
    'use POE gives the kernel and the session constants';

is output_of(
    'use POE qw(Filter::Line Wheel); print join " ", sort grep m{POE/(?:Wheel|Filter/Line)\.pm}, keys %INC'
    ),
    'POE/Filter/Line.pm POE/Wheel.pm', 'other items are modules below POE::';

is output_of('use POE qw(Kernel Session); print POE::Session->can("create") ? "ok" : "no"'), 'ok',
    'Kernel and Session may be named';

is output_of('use POE qw(NFA); print main->can("MACHINE") ? 1 : 0, main->can("ARG0") ? 1 : 0'),
    '11', 'NFA takes the place of Session as the giver of constants';

is output_of(
    'package Other; eval q{use POE; 1} or die; print Other->can("KERNEL") ? 1 : 0, main->can("KERNEL") ? 1 : 0'
    ),
    '10', 'only the package that says use POE gets the names';

is output_of('use POE qw(Queue::Array); print ITEM_PAYLOAD()'), '2',
    'each module imports into the caller';

is output_of('require POE; print POE->can("import") ? "yes" : "no"'), 'yes',
    'require imports nothing but loads';

subtest 'two loops are refused before anything is loaded' => sub {
    my $out = output_of(<<'CODE');
        eval { require POE; POE->import(qw(Loop::Select Loop::IO_Poll)) };
        print $@, exists $INC{"POE/Kernel.pm"} ? "loaded" : "not loaded";
CODE
    like $out, qr/^can't use multiple event loops at once at child\.pl line \d+/;
    like $out, qr/not loaded\z/;
};

subtest 'Session and NFA together are refused' => sub {
    for my $list ('Session NFA', 'NFA Session', 'NFA NFA') {
        my $out = output_of("eval { require POE; POE->import(qw($list)) }; print \$@");
        like $out, qr/^POE::Session and POE::NFA export conflicting constants at child\.pl/, $list;
    }
};

subtest 'every failed item is warned about and named at the end' => sub {
    my $child = run_child(<<'CODE');
        local $SIG{__WARN__} = sub { print "W:", $_[0] =~ /(Nope\d)/ ? $1 : $_[0], "\n" };
        require POE;
        eval { POE->import(qw(Nope1 Filter::Line Nope2)) };
        print "E:$@";
        print $INC{"POE/Filter/Line.pm"} ? "Line\n" : "no Line\n";
CODE
    is_deeply [ $child->{stdout} =~ /^W:(\w+)$/mg ], [qw(Nope1 Nope2)], 'a warning each, in order';
    like $child->{stdout}, qr/^E:could not import qw\(Nope1 Nope2\) at child\.pl/m,
        'the croak names both';
    like $child->{stdout}, qr/^Line$/m, 'the good one between them is there';
};

like output_of(
    'local $SIG{__WARN__} = sub {}; require POE; eval { POE->import("Loop::NoSuchLoop") }; print $@'
    ),
    qr/^could not import qw\(Kernel\)/, 'a loop that does not load counts as Kernel';

is output_of('use POE::Session; print ARG1, defined &POE::Kernel::run ? "kernel" : "alone"'),
    '11alone',
    'POE::Session loads without a kernel';

like output_of(
    'use POE::Session; eval { POE::Session->create(inline_states => { _start => sub {} }) }; print $@'
    ),
    qr/^POE::Session requires a working Kernel at child\.pl line 1/,
    'and complains when a session is made';

done_testing;
