use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::ReadWrite);

# A wheel's states are named after its class, in whatever alphabet.

{ package Größe; our @ISA = ('POE::Wheel::ReadWrite') }
{ package Ωμέγα; our @ISA = ('POE::Wheel::ReadWrite') }

my %got;
for my $class (qw(Größe Ωμέγα)) {
    pipe my $in, my $out or die $!;
    syswrite $out, "line\n";
    close $out;
    session(
        _start => sub {
            my $heap = $_[HEAP];
            $heap->{wheel} = $class->new(
                InputHandle => $in, OutputHandle => \*STDOUT, InputEvent => 'got',
                ErrorEvent  => 'end'
            );
            push @{ $got{$class} }, @{ $heap->{wheel} }[ 14, 15 ], $heap->{wheel}->ID;
        },
        got => sub { push @{ $got{$class} }, $_[ARG0] },
        end => sub { delete $_[HEAP]{wheel} },
    );
}
POE::Kernel->run;
for my $class (sort keys %got) {
    my ($write, $read, $id, @lines) = @{ $got{$class} };
    is $write, "$class($id) -> select write";
    is $read, "$class($id) -> select read";
    is_deeply \@lines, ['line'], 'and found by their names';
}

done_testing;
