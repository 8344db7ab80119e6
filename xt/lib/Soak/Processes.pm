package Soak::Processes;

# Child processes under Wheel::Run (programs, code, some that are killed) and under Component::Child. Each
# must be reaped with the status that it ends with, after it has given back the word that it was given.

use strict;
use warnings;

use POE          qw(Wheel::Run Component::Child);
use POSIX        ();
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;

sub start {
    my @kinds = (\&_program, \&_code, \&_killed);
    part(
        'processes',
        every => 0.15,
        turn  => sub { one_of(@kinds)->(int rand 6) },
    );
    _start_component();
    return;
}

sub _program {
    my ($status) = @_;
    _child($status << 8, Program => [ 'sh', '-c', "read -r word; echo \"\$word\"; exit $status" ]);
    return;
}

sub _code {
    my ($status) = @_;
    my $code = sub {
        sysread STDIN, my $word, 100;
        syswrite STDOUT, $word;
        POSIX::_exit($status);
    };
    _child($status << 8, Program => $code);
    return;
}

sub _killed {
    _child(15, Program => [ 'sh', '-c', 'read -r word; echo "$word"; exec sleep 600' ], kill => 1);
    return;
}

# Has its own session, which ends when everything is over.
sub _child {
    my ($status, %how) = @_;
    my $kill = delete $how{kill};
    came_in($_) for 'child processes', 'words through child processes';
    POE::Session->create(
        inline_states => {
            _start => sub { _run(@_[ KERNEL, HEAP ], %how) },
            said   => sub {
                $_[ARG0] eq $_[HEAP]{word} or fault("a child process said $_[ARG0]");
                came_out('words through child processes');
                $_[HEAP]{wheel}->kill('TERM') if $kill;
            },
            complained => sub { fault("a child process complained: $_[ARG0]") },
            closed     => sub { delete $_[HEAP]{wheel} },
            ended      => sub {
                $_[ARG2] == $status or fault("a child process ended with $_[ARG2], not $status");
                came_out('child processes');
            },
        },
    );
    return;
}

sub _run {
    my ($kernel, $heap, %how) = @_;
    $heap->{wheel} = POE::Wheel::Run->new(
        %how,
        StdoutEvent => 'said',
        StderrEvent => 'complained',
        CloseEvent  => 'closed',
    );
    $kernel->sig_child($heap->{wheel}->PID, 'ended');
    $heap->{wheel}->put($heap->{word} = 'word' . rand);
    return;
}

# Children of one component.
sub _start_component {
    my %status;
    my $ended = sub {
        my $is     = $_[1]{rc};
        my $should = delete $status{ $_[1]{wheel} } // 'anything';
        $is eq $should or fault("a child of the component ended with $is, not $should");
        came_out('children of the component');
    };
    my $component = POE::Component::Child->new(
        events => {
            done  => $ended, died => $ended, stdout => undef, stderr => undef,
            error => sub { fault("a child of the component: $_[1]{error}") },
        });
    part(
        'component',
        every => 0.3,
        turn  => sub {
            my $status = int rand 6;
            came_in('children of the component');
            $status{ $component->run('sh', '-c', "echo said; exit $status") } = $status << 8;
        },
        end => sub { undef $component },
    );
    return;
}

1;
