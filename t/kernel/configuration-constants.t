use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

my $show
    = 'print join ",", map POE::Kernel->can($_)->(), qw(ASSERT_DEFAULT ASSERT_DATA ASSERT_USAGE TRACE_DEFAULT TRACE_EVENTS CATCH_EXCEPTIONS);';

my %written = (
    'a sub with a prototype'  => 'sub POE::Kernel::ASSERT_DEFAULT () { 1 }',
    'a sub without prototype' => 'sub POE::Kernel::ASSERT_DEFAULT { 1 }',
    'a constant'              => '{ package POE::Kernel; use constant ASSERT_DEFAULT => 1; }',
    'a glob assignment'       => 'BEGIN { *POE::Kernel::ASSERT_DEFAULT = sub () { 1 } }',
);
for my $how (sort keys %written) {
    is output_of("$written{$how} use POE; $show"), '1,1,1,0,0,1',
        "ASSERT_DEFAULT as $how reaches the others";
}

is output_of(
    "sub POE::Kernel::ASSERT_DEFAULT () { 1 } sub POE::Kernel::ASSERT_USAGE () { 0 } use POE; $show"
    ),
    '1,1,0,0,0,1', 'a single one differs from the default';
is output_of("sub POE::Kernel::ASSERT_DATA () { 1 } use POE; $show"), '0,1,0,0,0,1',
    'a single one alone';
is output_of(
    "sub POE::Kernel::TRACE_DEFAULT () { 1 } BEGIN { \$SIG{__WARN__} = sub {} } use POE; $show"),
    '0,0,0,1,1,1',
    'TRACE_DEFAULT likewise';
is output_of("sub POE::Kernel::CATCH_EXCEPTIONS () { 0 } use POE; $show"), '0,0,0,0,0,0',
    'CATCH_EXCEPTIONS';

for my $name (qw(USE_SIGCHLD USE_SIGNAL_PIPE)) {
    is output_of("sub POE::Kernel::$name () { 0 } use POE; print POE::Kernel::$name()"), '0',
        "$name stays as set";
}
is output_of(
    'sub POE::Kernel::CHILD_POLLING_INTERVAL () { 7 } use POE; print POE::Kernel::CHILD_POLLING_INTERVAL()'
    ),
    '7', 'CHILD_POLLING_INTERVAL stays as set';

subtest 'constants of POE::Session follow those of the kernel' => sub {
    my $show
        = 'print join ",", map POE::Session->can($_)->(), qw(ASSERT_DEFAULT ASSERT_STATES TRACE_DEFAULT TRACE_DESTROY);';
    is output_of("use POE; $show"), '0,0,0,0', 'off';
    is output_of("sub POE::Kernel::ASSERT_DEFAULT () { 1 } use POE; $show"), '1,1,0,0',
        'by default';
    is output_of("sub POE::Kernel::ASSERT_STATES () { 1 } use POE; $show"), '0,1,0,0',
        'ASSERT_STATES by name';
    is output_of("sub POE::Kernel::TRACE_DESTROY () { 1 } use POE; $show"), '0,0,0,1',
        'TRACE_DESTROY by name';
};

subtest 'ASSERT_STATES turns the default option on' => sub {
    my $err
        = stderr_of('sub POE::Kernel::ASSERT_STATES () { 1 } use POE;'
            . 'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("nowhere") } });'
            . 'POE::Kernel->run');
    like $err, qr/a 'nowhere' event was sent from child\.pl at 1 to session 1/;
};

subtest 'TRACE_DESTROY shows a session that ends' => sub {
    my $err
        = stderr_of('sub POE::Kernel::TRACE_DESTROY () { 1 } use POE;'
            . 'POE::Session->create(heap => { note => "MARK" }, inline_states => { _start => sub { } });'
            . 'POE::Kernel->run');
    like $err, qr/MARK/;
};

done_testing;
