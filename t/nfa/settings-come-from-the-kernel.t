use strict;
use warnings;
use Test::More;

sub setting {
    my ($environment, $before) = @_;
    local %ENV = (%ENV, PERL5LIB => join(':', @INC), %$environment);
    my $program = "$before; use POE::Kernel; use POE::NFA; POE::Kernel->run; "
        . 'print POE::NFA::TRACE_DESTROY';
    open my $from, '-|', $^X, '-e', $program or die $!;
    return scalar <$from>;
}

is(setting({}, ''), 0, 'off by default');
is(setting({ POE_TRACE_DESTROY => 1 }, ''), 1, 'from the environment');
is(setting({}, 'sub POE::Kernel::TRACE_DESTROY () { 1 }'), 1, 'from the kernel package');
is(
    setting({ POE_TRACE_DESTROY => 1 }, 'sub POE::NFA::TRACE_DESTROY () { 0 }'), 0,
    'its own comes first'
);
is(setting({}, 'package POE::NFA; use constant TRACE_DESTROY => 1'), 1, 'as a use constant too');

done_testing;
