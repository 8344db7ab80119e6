use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(play scaled);
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Stream);

# A handler may run the kernel until a wheel has written all that it was given.

sub until_written {
    my ($wheel, $far) = @_;
    local $SIG{ALRM} = sub { die "it waits for ever\n" };
    alarm scaled(10);
    while ($wheel->get_driver_out_octets) {
        $poe_kernel->run_one_timeslice;
        sysread $far, my $octets, 1_000_000 if $far;
    }
    alarm 0;
    return;
}

sub wheel {
    my ($handle, @given) = @_;
    return POE::Wheel::ReadWrite->new(
        Handle => $handle, Filter => POE::Filter::Stream->new,
        @given
    );
}

subtest 'put before its turn' => sub {
    my ($near, $far)  = socket_pair();
    my ($other, $end) = socket_pair();
    play(
        _start => sub {
            $_[HEAP]{writer} = wheel($near);
            $_[HEAP]{reader} = wheel($other, InputEvent => 'input');
            $_[HEAP]{writer}->put('text');
            syswrite $end, 'x';
        },
        input => sub {
            eval { until_written($_[HEAP]{writer}) };
            is $@, '';
            %{ $_[HEAP] } = ();
        },
    );
    sysread $far, my $text, 10;
    is $text, 'text';
};

subtest 'put in the handler itself' => sub {
    my ($near, $far) = socket_pair();
    my $written = 0;
    play(
        _start => sub { $_[HEAP]{wheel} = wheel($near, InputEvent => 'input'); syswrite $far, 'x' },
        input  => sub {
            $_[HEAP]{wheel}->put('x' x 3_000_000);
            eval { until_written($_[HEAP]{wheel}, $far); $written = 1 };
            %{ $_[HEAP] } = ();
        },
    );
    ok $written, 'more than the handle takes at once';
};

subtest 'while the wheel is writing' => sub {
    my ($near, $far) = socket_pair();
    my $written = 0;
    play(
        _start => sub {
            $_[HEAP]{wheel} = wheel(
                $near, HighMark => 5_000_000, LowMark => 1, HighEvent => 'high',
                LowEvent        => 'low'
            );
            $_[HEAP]{wheel}->put('x' x 3_000_000);
            $_[HEAP]{wheel}->set_high_mark(100);
        },
        high => sub {
            eval { until_written($_[HEAP]{wheel}, $far); $written = 1 };
            %{ $_[HEAP] } = ();
        },
        low => sub { },
    );
    ok $written, 'in its own handler';
};

done_testing;
