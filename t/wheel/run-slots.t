use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# What programs and subclasses know of a wheel's inside.

my @SLOTS = qw(
    UNIQUE_ID ERROR_EVENT CLOSE_EVENT PROGRAM CHILD_PID CONDUIT_TYPE IS_ACTIVE CLOSE_ON_CALL
    STDIO_TYPE HANDLE_STDIN FILTER_STDIN DRIVER_STDIN EVENT_STDIN STATE_STDIN OCTETS_STDIN
    HANDLE_STDOUT FILTER_STDOUT DRIVER_STDOUT EVENT_STDOUT STATE_STDOUT
    HANDLE_STDERR FILTER_STDERR DRIVER_STDERR EVENT_STDERR STATE_STDERR MSWIN32_GROUP_PID
);

is_deeply {
    map { $_ => POE::Wheel::Run->$_ } @SLOTS
},
    { map { $SLOTS[$_] => $_ } 0 .. $#SLOTS },
    'slots by name';

isa_ok 'POE::Wheel::Run', 'POE::Wheel';
cmp_ok(POE::Wheel::Run::MAX_OPEN_FDS(), '>', 2, 'MAX_OPEN_FDS');
my $pty = eval { require IO::Pty; 1 };
is !!POE::Wheel::Run::PTY_AVAILABLE(), !!$pty, 'PTY_AVAILABLE';
ok !POE::Wheel::Run::TIOCSWINSZ_AVAILABLE() || $pty, 'TIOCSWINSZ_AVAILABLE';

{ package Special; our @ISA = 'POE::Wheel::Run' }

my $program = [ 'sh', '-c', 'read line' ];

subtest 'what is in them' => sub {
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = Special->new(
                Program     => $program,
                StdinEvent  => 'in', StdoutEvent   => 'out', StderrEvent => 'err',
                ErrorEvent  => 'error', CloseEvent => 'closed',
                CloseOnCall => 1,
            );
            my $id = $wheel->ID;
            is "$wheel", "$_[HEAP]{wheel}";
            like "$wheel", qr/\ASpecial=ARRAY/, 'a blessed array';
            my %is = map { $_ => $wheel->[ POE::Wheel::Run->$_ ] } @SLOTS;
            is $is{UNIQUE_ID}, $id;
            is $is{CHILD_PID}, $wheel->PID;
            is $is{PROGRAM}, $program;
            is_deeply [ @is{qw(CONDUIT_TYPE IS_ACTIVE CLOSE_ON_CALL OCTETS_STDIN)} ],
                [ 'pipe', 2, 1, 0 ];
            is_deeply [ @is{ grep {/EVENT/} @SLOTS } ], [qw(error closed in out err)];
            is_deeply [ @is{qw(STATE_STDIN STATE_STDOUT STATE_STDERR)} ],
                [ map {"Special($id) -> select $_"} qw(stdin stdout stderr) ];
            ok defined fileno $is{$_}, $_         for qw(HANDLE_STDIN HANDLE_STDOUT HANDLE_STDERR);
            can_ok $is{$_}, 'put', 'get'          for qw(FILTER_STDIN FILTER_STDOUT FILTER_STDERR);
            can_ok $is{$_}, 'put', 'get', 'flush' for qw(DRIVER_STDIN DRIVER_STDOUT DRIVER_STDERR);
            $_[KERNEL]->sig_child($wheel->PID, 'status');
            $wheel->shutdown_stdin;
        },
        status => sub { delete $_[HEAP]{wheel} },
        map {
            $_ => sub { }
        } qw(in out err error closed),
    );
};

subtest 'IDs' => sub {
    my @ids;
    play(
        _start => sub {
            my @wheels
                = map { POE::Wheel::Run->new(Program => ['true']) } 1 .. 3;
            @ids = map { $_->ID } @wheels;
            $_[KERNEL]->sig_child($_->PID, 'status') for @wheels;
        },
        status => sub { },
    );
    is_deeply [ map { $_ - $ids[0] } @ids ], [ 0, 1, 2 ], 'one after the other';
    is POE::Wheel::free_wheel_id($_), undef, 'freed with the wheel' for @ids;
};

subtest 'states go with the wheel' => sub {
    my @default;
    play(
        _start => sub {
            my $wheel = POE::Wheel::Run->new(Program => ['true'], StdoutEvent => 'out');
            $_[HEAP]{state} = $wheel->[ $wheel->STATE_STDOUT ];
            $_[KERNEL]->sig_child($wheel->PID, 'status');
        },
        status   => sub { $_[KERNEL]->yield($_[HEAP]{state}) },
        _default => sub { push @default, $_[ARG0] if $_[ARG0] !~ /\A_/ },
    );
    is @default, 1;
    like $default[0], qr/ -> select stdout\z/;
};

done_testing;
