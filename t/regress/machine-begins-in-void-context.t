use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE qw(NFA Wheel::ReadWrite);

# A machine that is spawned and sent to its first state in one statement whose value nobody keeps. It has
# options, postbacks, callbacks, and a wheel, whose own handlers are none of the machine's states.
pipe my $in, my $out or die $!;
my @log;

sub begin {
    my ($machine, $run) = @_[ MACHINE, RUNSTATE ];
    push @log, 'option was ' . ($machine->option(default => 0) // 'undef');
    $run->{wheel} = POE::Wheel::ReadWrite->new(
        InputHandle => $in, OutputHandle  => $out,
        InputEvent  => 'line', ErrorEvent => 'line'
    );
    push @log, 'callback gives ' . $machine->callback(ask => 'a')->('b');
    $machine->postback(post => 'c')->('d');
    return;
}

POE::NFA->spawn(
    options       => { default => 1 },
    runstate      => {},
    inline_states => {
        first => {
            begin => \&begin,
            ask   => sub { return "@{ $_[ARG0] } @{ $_[ARG1] }" },
            post  => sub {
                push @log, "postback @{ $_[ARG0] } @{ $_[ARG1] }";
                $_[MACHINE]->goto_state('second', 'enter', 'argument');
            },
        },
        second => {
            enter =>
                sub { push @log, "second $_[ARG0]"; $_[RUNSTATE]{wheel}->put('through the pipe') },
            line => sub {
                push @log, $_[ARG0];
                delete $_[RUNSTATE]{wheel};
                $_[MACHINE]->stop;
            },
        },
    },
)->goto_state(first => 'begin');
$poe_kernel->run;
is_deeply \@log,
    [ 'option was 1', 'callback gives a b', 'postback c d', 'second argument', 'through the pipe' ]
    or diag explain \@log;

done_testing;
