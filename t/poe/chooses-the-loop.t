use strict;
use warnings;
use Test::More;

delete $ENV{POE_EVENT_LOOP};

# One loop a process, so each question is put to a new one.
sub ask {
    my ($code) = @_;
    local $ENV{PERL5LIB} = join ':', @INC;
    my $program = "BEGIN { open STDERR, '>&', STDOUT } $code; POE::Kernel->run";
    open my $from, '-|', $^X, '-e', $program or die $!;
    local $/;
    return scalar <$from>;
}

my $print = 'print POE::Kernel->poe_kernel_loop';

is(ask("use POE qw(Loop::Select); $print"), 'POE::Loop::Select', 'a loop item picks the loop');
is(ask("use POE qw(Loop::IO_Poll Filter::Line); $print"), 'POE::Loop::IO_Poll', 'among others');

my $said = ask('use POE qw(Loop::No_Such_Loop Filter::Line)');
like($said, qr/POE can't use POE::Loop::No_Such_Loop:/, 'why a loop cannot be used is warned');
like($said, qr/^could not import qw\(Kernel\)/m, 'and the kernel is what was not imported');

done_testing;
