use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Stream);

my $class = 'POE::Wheel::ReadWrite';
my ($near, $far) = socket_pair();

{ package Mine; our @ISA = 'POE::Wheel::ReadWrite' }

# Code that makes a wheel in a session, where it ends at once.
sub made {
    my @parameters = @_;
    return sub { my $wheel = $class->new(@parameters); return $wheel };
}

# Runs code in a handler.
sub in_session (&) {
    my ($code) = @_;
    session(_start => sub { $code->() });
    POE::Kernel->run;
    return;
}

sub said {
    my ($code) = @_;
    my @said = warnings_of(sub {
        eval { $code->(); 1 } or warn $@;
    });
    return @said;
}

sub texts {
    return map {s/ at \S+ line \d+\.?\n.*//sr} said(@_);
}

in_session {
    says made($poe_kernel),
        'wheels no longer require a kernel reference as their first parameter';
    says made(), 'Handle or InputHandle required';
    says made(InputHandle  => $near), 'Handle or OutputHandle required';
    says made(OutputHandle => $near), 'Handle or InputHandle required';
    says made(Handle       => undef), 'Handle or InputHandle required';
    {
        local $POE::Kernel::poe_kernel;
        says made(Handle => $near), "$class requires a working Kernel" if !is_upstream();
    }
    is_deeply [ said(made(Handle      => $near)) ], [], 'a handle is enough';
    is_deeply [ said(made(InputHandle => $near, OutputHandle => $far)) ], [], 'or two';
};

subtest 'parameters that are ignored' => sub {
    in_session {
        is_deeply [ sort { $a cmp $b } texts(made(Handle => $near, InputHandle => $far)) ],
            [
            'Ignoring InputHandle parameter (Handle parameter takes precedence)',
            "unknown parameters in $class constructor call: InputHandle"
            ];
        is_deeply [ sort { $a cmp $b } texts(made(Handle => $near, OutputHandle => $far)) ],
            [
            'Ignoring OutputHandle parameter (Handle parameter takes precedence)',
            "unknown parameters in $class constructor call: OutputHandle"
            ];
        for my $name (qw(InputFilter OutputFilter)) {
            my @filters = map { POE::Filter::Stream->new } 1, 2;
            is_deeply [ sort { $a cmp $b }
                    texts(made(Handle => $near, Filter => $filters[0], $name => $filters[1])) ],
                [
                "Ignoring $name parameter (Filter parameter takes precedence)",
                "unknown parameters in $class constructor call: $name"
                ];
        }
        my ($said) = said(made(Handle => $near, Fnord => 1, Bar => 2));
        like $said,
            qr/\Aunknown parameters in $class constructor call: (?:Fnord, Bar|Bar, Fnord) at \Q${\ __FILE__}\E line/;
        my ($mine) = said(sub { Mine->new(Handle => $near, Fnord => 1); 1 });
        like $mine,
            qr/\Aunknown parameters in Mine constructor call: Fnord at \Q${\ __FILE__}\E line/,
            'a subclass';
    };
};

subtest 'water marks' => sub {
    my $each  = 'HighMark and LowMark parameters require each-other';
    my $zero  = 'HighMark and LowMark parameters must be above 0';
    my $high  = 'HighEvent requires a corresponding HighMark';
    my $low   = 'LowMark and LowEvent parameters require each-other';
    my @cases = (
        [ [ HighMark  => 5 ], $each ],
        [ [ HighMark  => 5, HighEvent => 'h' ], $each ],
        [ [ LowMark   => 5, LowEvent  => 'l' ], $each ],
        [ [ LowMark   => 5 ], $each, $low ],
        [ [ HighMark  => 5, LowMark  => 0, LowEvent => 'l' ], $zero ],
        [ [ HighMark  => -1, LowMark => 1, LowEvent => 'l' ], $zero ],
        [ [ HighMark  => 5, LowMark  => 3 ], $low ],
        [ [ HighEvent => 'h' ], $high ],
        [ [ LowEvent  => 'l' ], $low ],
        [ [ HighEvent => 'h', LowEvent  => 'l' ], $high, $low ],
        [ [ HighMark  => 0, LowMark     => 0 ], $zero, $low ],
        [ [ HighMark  => 5, HighEvent   => 'h', LowMark    => 3, LowEvent => 'l' ] ],
        [ [ HighMark  => 5, LowMark     => 3, LowEvent     => 'l' ] ],
        [ [ HighMark  => 3, LowMark     => 5, LowEvent     => 'l' ] ],
        [ [ HighMark  => undef, LowMark => undef, LowEvent => undef ] ],
    );
    in_session {
        for my $case (@cases) {
            my ($given, @wrong) = @$case;
            my @said = said(made(Handle => $near, @$given));
            my $name = join ' ', map { $_ // 'undef' } @$given;
            is_deeply [ map {s/ at .*//sr} @said ], [ @wrong, @wrong ? 'Water mark errors' : () ],
                $name;
            is scalar(grep { !/ at \Q${\ __FILE__}\E line/ } @said), 0,
                '... said where the call is';
        }
    };
};

subtest 'what a new wheel is made of' => sub {
    no strict 'refs';
    my @slots = qw(
        HANDLE_INPUT HANDLE_OUTPUT FILTER_INPUT FILTER_OUTPUT DRIVER_BOTH EVENT_INPUT EVENT_ERROR
        EVENT_FLUSHED WATERMARK_WRITE_MARK_HIGH WATERMARK_WRITE_MARK_LOW WATERMARK_WRITE_EVENT_HIGH
        WATERMARK_WRITE_EVENT_LOW WATERMARK_WRITE_STATE DRIVER_BUFFERED_OUT_OCTETS STATE_WRITE
        STATE_READ UNIQUE_ID AUTOFLUSH
    );
    is_deeply [ map { &{"${class}::$_"}() } @slots ], [ 0 .. 17 ], 'constants number the elements';
    in_session {
        my $wheel = Mine->new(
            Handle   => $near, InputEvent => 'i', ErrorEvent => 'e', FlushedEvent => 'f',
            HighMark => 8, LowMark        => 4, HighEvent => 'h', LowEvent => 'l', AutoFlush => 1,
        );
        my $id = $wheel->ID;
        isa_ok $wheel, 'POE::Wheel';
        isa_ok $wheel, 'Mine';
        is $wheel->[0], $near;
        is $wheel->[1], $near;
        isa_ok $wheel->[2], 'POE::Filter::Line';
        is $wheel->[2], $wheel->[3], 'one filter for both ways';
        isa_ok $wheel->[4], 'POE::Driver::SysRW';
        is_deeply [ @$wheel[ 5 .. 11 ] ], [ 'i', 'e', 'f', 8, 4, 'h', 'l' ];
        is_deeply [ map { $_ // 0 } @$wheel[ 12, 13 ] ], [ 0, 0 ];
        is $wheel->[14], "Mine($id) -> select write";
        is $wheel->[15], "Mine($id) -> select read";
        is_deeply [ @$wheel[ 16, 17 ] ], [ $id, 1 ];
        my $one  = POE::Filter::Stream->new;
        my $half = $class->new(Handle => $far, InputFilter => $one);
        is $half->get_input_filter, $one;
        isa_ok $half->get_output_filter, 'POE::Filter::Line', 'the other one';
    };
};

subtest 'its states' => sub {
    in_session {
        my $wheel = $class->new(Handle => $near, InputEvent => 'i');
        my ($read, $write) = @$wheel[ 15, 14 ];
        my $session  = $poe_kernel->get_active_session;
        my $handlers = sub { [
            map { exists $session->[POE::Session::SE_STATES]{$_} ? 1 : 0 } $read, $write ] };
        is_deeply $handlers->(), [ 1, 1 ], 'are those of the session';
        undef $wheel;
        is_deeply $handlers->(), [ 0, 0 ], 'as long as the wheel lives';
    };
};

done_testing;
