use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage ();
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Line Filter::Stream Filter::Block);

# Each piece of code is repeated in a handler and must end as it began.

$SIG{PIPE} = 'IGNORE';
my ($near, $far) = Stage::socket_pair();
my ($spare) = my @spare = Stage::socket_pair();
my ($wheel, $session);

sub wheel { return POE::Wheel::ReadWrite->new(Handle => $spare, @_) }

# What has been put goes out, and comes in at the other end.
sub pump {
    $wheel->flush;
    1 while sysread $far, my $bytes, 65_536;
    return;
}

# As if the select were ready.
sub read_now {
    return $poe_kernel->call($session, $wheel->[ POE::Wheel::ReadWrite::STATE_READ() ], $near, 0);
}

my $pattern = POE::Filter::Line->new(InputRegexp => qr/;/);
my $dies    = bless [], 'Dies';
{

    package Dies;
    use overload '""' => sub { die "no words\n" }
}

my @codes = (
    'an ID'            => sub { POE::Wheel::free_wheel_id(POE::Wheel::allocate_wheel_id()) },
    'creation and end' => sub { wheel() },
    'with everything'  => sub {
        wheel(
            InputEvent => 'i', ErrorEvent => 'e', FlushedEvent => 'f', HighMark => 8, LowMark => 4,
            HighEvent  => 'h', LowEvent   => 'l', InputFilter  => POE::Filter::Stream->new,
            OutputFilter => POE::Filter::Block->new, Driver => POE::Driver::SysRW->new,
            AutoFlush    => 1
        );
    },
    'creation that fails' => sub {
        eval { POE::Wheel::ReadWrite->new }
    },
    'bad marks' => sub {
        local $SIG{__WARN__} = sub { };
        eval { wheel(HighMark => 5, LowMark => 0) }
    },
    'unknown parameters' => sub {
        local $SIG{__WARN__} = sub { };
        wheel(Fnord => 1);
        @DB::args = ();
    },
    'a wheel with something queued' => sub { wheel()->put('x') },
    'put, flush'                    => sub { $wheel->put('one', 'two'); pump() },
    'put, flush, by AutoFlush'      =>
        sub { $wheel->[17] = 1; $wheel->put('one'); $wheel->[17] = 0; pump() },
    'put of objects that die' => sub {
        eval { $wheel->put('x', $dies) };
        pump();
    },
    'records'         => sub { syswrite $far, "one\ntwo\r\n\n"; read_now() },
    'nothing to read' => sub { read_now() },
    'event'           => sub {
        $wheel->event($_ => 'other', $_ => undef, $_ => 'event')
            for qw(InputEvent ErrorEvent FlushedEvent);
    },
    'events of other names' => sub {
        our $n++;
        $wheel->event(InputEvent => "other$n");
        syswrite $far, "x\n";
        read_now();
        $wheel->event(InputEvent => 'event');
    },
    'filters' => sub {
        syswrite $far, "part\n1";
        read_now();
        $wheel->set_filter(POE::Filter::Block->new);
        $wheel->set_input_filter(POE::Filter::Stream->new);
        $wheel->set_filter(POE::Filter::Line->new);
    },
    'a pattern' => sub {
        $wheel->set_filter($pattern);
        syswrite $far, 'a;b;';
        read_now();
        $wheel->set_filter(POE::Filter::Line->new);
    },
    'a foreign filter' => sub {
        $wheel->set_filter(Foreign->new);
        $wheel->put('x');
        pump();
        syswrite $far, 'a b ';
        read_now();
        $wheel->set_filter(POE::Filter::Line->new);
    },
    'a handler that dies' => sub {
        $wheel->event(InputEvent => 'dies');
        syswrite $far, "x\n";
        eval { read_now() };
        $wheel->event(InputEvent => 'event');
    },
    'a filter that dies' => sub {
        $wheel->set_filter(POE::Filter::Line->new(MaxLength => 1));
        syswrite $far, "x\nlong\n";
        eval { read_now() };
        $wheel->set_filter(POE::Filter::Line->new);
    },
    'a foreign filter that dies' => sub {
        $wheel->set_input_filter(DyingFilter->new);
        syswrite $far, "x\n";
        eval { read_now() };
        $wheel->set_filter(POE::Filter::Line->new);
    },
    'pause and resume' => sub { $wheel->pause_input; $wheel->resume_input },
    'marks'            => sub {
        local $SIG{__WARN__} = sub { };
        $wheel->set_high_mark(5);
        $wheel->set_low_mark(1);
        @DB::args = ();
    },
    'questions' => sub {
        $wheel->$_
            for
            qw(ID get_driver_out_octets get_driver_out_messages get_input_filter get_output_filter get_input_handle get_output_handle);
    },
    'an error' => sub {
        my ($one, $other) = Stage::socket_pair();
        my $short = POE::Wheel::ReadWrite->new(
            Handle     => $one, InputEvent => 'event',
            ErrorEvent => 'event'
        );
        close $other;
        $short->put('x');
        $short->flush;
        $poe_kernel->call($session, $short->[ POE::Wheel::ReadWrite::STATE_READ() ], $one, 0);
    },
    'shutdown' => sub {
        my ($one, $other) = Stage::socket_pair();
        my $short = POE::Wheel::ReadWrite->new(Handle => $one, InputEvent => 'event');
        $short->shutdown_input;
        $short->shutdown_output;
    },
    'a wheel that ends in its handler' => sub {
        my ($one, $other) = Stage::socket_pair();
        $_[HEAP]{short} = POE::Wheel::ReadWrite->new(
            Handle       => $one, InputEvent => 'ends',
            FlushedEvent => 'ends'
        );
        syswrite $other, "a\nb\n";
        $poe_kernel->call(
            $session, $_[HEAP]{short}[ POE::Wheel::ReadWrite::STATE_READ() ], $one,
            0
        );
    },
);

{

    package Foreign;
    sub new           { return bless [''], shift }
    sub get_one_start { my ($self, $chunks) = @_; $self->[0] .= join '', @$chunks; return }
    sub get_one       { my ($self) = @_; return [ $self->[0] =~ s/\A(\w+)\s+// ? $1 : () ] }
    sub put           { my ($self, $records) = @_; return [@$records] }
    sub get_pending   { return undef }

    package DyingFilter;
    our @ISA = 'Foreign';
    sub get_one { die "get_one\n" }
}

play(
    _start => sub {
        $session = $_[SESSION];
        $wheel   = wheel(
            Handle   => $near, InputEvent => 'event', FlushedEvent => 'event',
            HighMark => 1000, LowMark     => 10, LowEvent          => 'event'
        );
        no_growth(
            shift @codes,
            do {
                my $code  = shift @codes;
                my @given = @_;
                sub { $code->(@given) }
            },
            200
        ) while @codes;
        undef $wheel;
    },
    event => sub { },
    dies  => sub { die "oops\n" },
    ends  => sub { delete $_[HEAP]{short} },
);

done_testing;
