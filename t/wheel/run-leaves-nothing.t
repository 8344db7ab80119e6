use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# Descriptors, processes and memory that a wheel leaves, whatever became of it.

sub leaves_nothing {
    my ($name, $code) = @_;
    $code->() for 1 .. 2;
    my $before = open_descriptors();
    $code->() for 1 .. 5;
    is open_descriptors(), $before, "$name: descriptors";
    is waitpid(-1, 1), -1, 'processes';
    return;
}

my @conduits = ('pipe', eval { require IO::Pty } ? qw(pty pty-pipe) : ());

for my $conduit (@conduits) {
    my @option = (Conduit => $conduit, events => [qw(Stdout Error Close)]);
    push @{ $option[3] }, 'Stderr' if $conduit ne 'pty';
    leaves_nothing("program, $conduit", sub { run_wheel(Program => ['true'], @option) });
    leaves_nothing(
        "code, $conduit",
        sub {
            run_wheel(Program => sub { }, @option);
        });
    leaves_nothing(
        "no program, $conduit",
        sub {
            local $SIG{__WARN__} = sub { };
            run_wheel(Program => ['/no/such'], @option);
        });
}

leaves_nothing(
    'closed input',
    sub {
        run_wheel(Program => ['cat'], on => { start => sub { $_[1]{wheel}->shutdown_stdin } });
    });
leaves_nothing(
    'redirections',
    sub {
        run_wheel(
            Program => ['cat'], RedirectStdin => '/dev/null', RedirectOutput => '/dev/null',
            events  => []);
    });
leaves_nothing(
    'files that are not there',
    sub {
        run_wheel(
            Program => ['cat'], RedirectStdin => '/no/such/file',
            events  => [qw(Stdout Stderr Close)]);
    });

sub refused {
    eval { POE::Wheel::Run->new(@_) };
    return !$@;
}

my @BAD = (
    [ Program     => ['true'], Conduit       => 'none' ],
    [ Program     => ['true'], RedirectStdin => [], StdoutEvent => 'x', StderrEvent => 'y' ],
    [ ProgramArgs => [] ],
);

play(
    _start => sub {
        for my $bad (@BAD) {
            my $before = open_descriptors();
            refused(@$bad) for 1 .. 5;
            is open_descriptors(), $before, "@$bad[0, 1]: descriptors";
        }
    });

# One wheel, to its end, without Test::More within: what that keeps is not ours.
sub one_wheel {
    my (@option) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub {
                my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(@option);
                $wheel->put('x') if defined $wheel->[ $wheel->HANDLE_STDIN ];
                $_[KERNEL]->sig_child($wheel->PID, 'status');
            },
            status => sub { delete $_[HEAP]{wheel} },
            map {
                $_ => sub { }
            } qw(in out err error),
        });
    POE::Kernel->run;
    return;
}

# The kernel remembers some hundred names of events: it is not to learn more below.
play(
    _start => sub { $_[KERNEL]->yield("event $_") for 1 .. 2_000 },
    map { ("event $_" => sub { }) } 1 .. 2_000,
);

my @EVENTS
    = (StdinEvent => 'in', StdoutEvent => 'out', StderrEvent => 'err', ErrorEvent => 'error');

# Upstream does not always hear of a process that ends quickly.
if (!is_upstream()) {
    my @terminal = (Program => ['true'], Conduit => 'pty', StdoutEvent => 'out');
    no_growth('a program', sub { one_wheel(Program => [ 'echo', 'x' ], @EVENTS) }, 40);
    no_growth('no program', sub { one_wheel(Program => ['/no/such'], @EVENTS) }, 20);
    no_growth(
        'code',
        sub {
            one_wheel(Program => sub { }, @EVENTS);
        },
        40
    );
    no_growth('a terminal', sub { one_wheel(@terminal) }, 20) if @conduits > 1;
}

play(
    _start => sub {
        for my $bad (@BAD) {
            no_growth("@$bad[0, 1], refused,", sub { refused(@$bad) });
        }
        my $wheel = POE::Wheel::Run->new(Program => ['true'], StdoutEvent => 'out');
        my $line  = POE::Filter::Line->new;
        my $other = POE::Filter::Line->new;
        no_growth('event', sub { $wheel->event(StdoutEvent => 'x', CloseEvent => undef) });
        no_growth('filters', sub { $wheel->set_stdio_filter($_) for $line, $other });
        no_growth('pause', sub { $wheel->pause_stdout; $wheel->resume_stdout });
        no_growth('kill', sub { $wheel->kill('NOSUCH') });
        no_growth('questions', sub { $wheel->ID + $wheel->PID + $wheel->get_driver_out_octets });
        $wheel->shutdown_stdin;
        no_growth(
            'put without input',
            sub {
                eval { $wheel->put('x') }
            });
        $_[KERNEL]->sig_child($wheel->PID, 'status');
    },
    status => sub { },
);

by_fork_too();
done_testing;
