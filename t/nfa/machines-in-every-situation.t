use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POSIX ();
use Test::More;

use POE qw(NFA);

# Machines after a fork, beside handlers that die, and torn down with transitions under way.
sub machine {
    my ($log, %first) = @_;
    my $note = sub { push @$log, "$_[STATE] $_[EVENT]" };
    return POE::NFA->spawn(
        runstate      => { whose => 'mine' },
        inline_states => {
            first => {
                enter =>
                    sub { &$note; $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->alias_set('machine') }
                ,
                leave => $note,
                ask   => sub { return "asked $_[ARG0][0] $_[ARG1][0]" },
                back  => $note,
                died  => sub { push @$log, "died in $_[ARG1]{event}"; $_[KERNEL]->sig_handled },
                %first,
            },
            second => {
                enter => sub { &$note; $_[KERNEL]->yield('end') },
                end   => sub { &$note; $_[KERNEL]->alias_remove('machine') },
                died  => sub { push @$log, "died in $_[ARG1]{event}"; $_[KERNEL]->sig_handled },
            },
        },
    );
}

# Every method that leaves the machine where it is.
sub methods_of {
    my ($machine) = @_;
    return join ', ', $machine->ID =~ /\A\d+\z/, $machine->get_current_state,
        $machine->get_runstate->{whose}, $machine->option(other => 'on') // 'undef',
        $machine->option(other => undef), $machine->postback('back')->(),
        $machine->callback(ask => 'a')->('b');
}
my $all_well = '1, first, mine, undef, 1, 0, asked a b';

subtest 'after a fork' => sub {
    my @log;
    my $machine = machine(\@log)->goto_state(first => 'enter');
    $machine = $poe_kernel->alias_resolve('machine');
    my $pid = spawn(sub {
        $poe_kernel->has_forked;
        my $methods = methods_of($machine);
        $machine->goto_state(second => 'enter');
        $poe_kernel->run;
        return $methods eq $all_well
            && "@log" eq 'first enter first back first leave second enter second end' ? 0 : 1;
    });
    waitpid $pid, 0;
    is $?, 0, 'it goes on in the child';
    is methods_of($machine), $all_well, 'and in the parent';
    $machine->goto_state(second => 'enter');
    $poe_kernel->run;
    is_deeply \@log,
        [ 'first enter', 'first back', 'first leave', 'second enter', 'second end' ];
};

subtest 'beside a handler that dies' => sub {
    my @log;
    machine(
        \@log,
        work => sub {
            push @log, methods_of($_[MACHINE]);
            $_[MACHINE]->goto_state(second => 'enter');
            die "on purpose\n";
        },
    )->goto_state(first => 'enter');
    $poe_kernel->post(machine => 'work');
    $poe_kernel->run;
    is_deeply \@log,
        [
        'first enter', $all_well, 'first back', 'first leave', 'second enter', 'died in work',
        'second end'
        ],
        'the transition takes place'
        or diag explain \@log;
};

subtest 'a leave that dies' => sub {
    my @log;
    machine(\@log, leave => sub { push @log, 'leaving'; die "on purpose\n" })
        ->goto_state(first => 'enter');
    my $machine = $poe_kernel->alias_resolve('machine');
    $machine->goto_state(second => 'enter');
    $poe_kernel->run;
    is $log[1], 'leaving';
    is $log[2], 'died in poe_nfa_goto_state', 'the machine is told';
    is $machine->get_current_state, 'first', 'and stays where it was';
};

my %end = (
    'stop'        => sub { $_[0]->stop },
    'KILL'        => sub { $poe_kernel->signal($_[0], 'KILL') },
    'stop of all' => sub { $poe_kernel->stop },
);
for my $how (sort keys %end) {
    my @log;
    machine(\@log)->goto_state(first => 'enter');
    my $machine = $poe_kernel->alias_resolve('machine');
    my $back    = $machine->postback('back');
    $end{$how}->($machine);
    $machine->goto_state(second => 'enter');
    $machine->call_state(back => 'second', 'enter');
    $poe_kernel->run;
    is_deeply \@log, ['first enter'], "$how: transitions under way do not take place"
        if $how ne 'stop';
    is $poe_kernel->alias_resolve('machine'), undef, "$how: it has ended";
    is $back->(), 0, "$how: a postback is of no use";
    undef $back;
    is join(' ', $poe_kernel->get_event_count, $poe_kernel->_data_extref_count), '0 0',
        "$how: nothing is left";
}

done_testing;
