# perl -w with a filter, a driver or a class of sessions, and no kernel: nothing is said of a name that was used only
# once, since what the compiled part knows by name need not be in a program.
use strict;
use warnings;
use lib 't/lib';
use Test::More;
use POETest;

for my $part (
    qw(Driver::SysRW Filter::Block Filter::Grep Filter::Line Filter::Map Filter::Reference Filter::Stream),
    qw(Pipe::OneWay Session Wheel)
    )
{
    my $said = run_child("use POE::$part; print qq(loaded\\n)", switches => ['-w']);
    is($said->{stdout}, "loaded\n", "POE::$part can be loaded alone");
    unlike($said->{stderr}, qr/used only once/, '... and no name is a typo');
}

done_testing;
