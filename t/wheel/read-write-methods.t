use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Stream Filter::Block);

# What each method returns and says; what it leads to is in the scenarios of ReadWriteSuite.

sub with_wheel {
    my ($parameters, $code) = @_;
    my ($near, $far)        = socket_pair();
    session(
        _start => sub {
            my $wheel = POE::Wheel::ReadWrite->new(Handle => $near, @$parameters);
            $code->($wheel, $near, $far);
            @DB::args = ();    # where Carp leaves the wheel
        });
    POE::Kernel->run;
    return;
}

my @marks = (HighMark => 100, LowMark => 10, HighEvent => 'h', LowEvent => 'l');

subtest 'event' => sub {
    with_wheel [@marks], sub {
        my ($wheel) = @_;
        my @names   = qw(InputEvent ErrorEvent FlushedEvent HighEvent LowEvent);
        my @slots   = map { POE::Wheel::ReadWrite->can($_)->() }
            qw(EVENT_INPUT EVENT_ERROR EVENT_FLUSHED WATERMARK_WRITE_EVENT_HIGH WATERMARK_WRITE_EVENT_LOW);
        $wheel->event(map { $_ => "new$_" } @names);
        is_deeply [ @$wheel[@slots] ], [ map {"new$_"} @names ], 'sets each';
        $wheel->event($_ => undef) for @names;
        is_deeply [ @$wheel[@slots] ], [ (undef) x 5 ], 'or takes it away';
        $wheel->event(ErrorEvent => 'e', 'FlushedEvent');
        is_deeply [ @$wheel[ @slots[ 1, 2 ] ] ], [ 'e', undef ],
            'undef for the last of an odd list';
        is_deeply [ warnings_of(sub { $wheel->event }) ], [], 'none is none';
        says sub { $wheel->event(Fnord => 1) }, q(ignoring unknown ReadWrite parameter 'Fnord');
        is_deeply [ map {s/ at .*//sr}
                warnings_of(sub { $wheel->event(A => 1, ErrorEvent => 'e2', B => 1) }) ],
            [ map {"ignoring unknown ReadWrite parameter '$_'"} 'A', 'B' ];
        is $wheel->[ $slots[1] ], 'e2', 'the others are set';
    };
    with_wheel [], sub {
        my ($wheel) = @_;
        says sub { $wheel->event($_ => 'x') }, "Ignoring $_ (there is no high watermark set)"
            for qw(HighEvent LowEvent);
    };
};

# What is told after reading, or writing, has ended with an error, and an event or a mark is set.
sub told_again {
    my ($begin, $method, @given) = @_;
    my $stage = stage(
        parameters => [ HighMark => 100, LowMark => 1 ],
        start      => sub {
            my ($stage) = @_;
            $begin->($stage);
            $stage->after_turns(
                4,
                sub {
                    $stage->{log} = [];
                    $stage->wheel->$method(@given);
                    $stage->after_turns(4, sub { $stage->end });
                });
        },
    );
    return join ', ', map { join ' ', (split)[ 0, 1 ] } @{ $stage->play };
}

subtest 'watching anew' => sub {
    local $SIG{PIPE} = 'IGNORE';
    my %begin = (
        end    => sub { $_[0]->shut_peer },
        paused => sub { $_[0]->wheel->pause_input; $_[0]->send("x\n") },
        failed => sub { $_[0]->close_peer;         $_[0]->put('x') },
    );
    my @setting = (
        [ event         => InputEvent   => 'input' ],
        [ event         => ErrorEvent   => 'error' ],
        [ event         => FlushedEvent => 'flushed' ],
        [ event         => HighEvent    => 'high' ],
        [ event         => LowEvent     => 'low' ],
        [ set_high_mark => 50 ],
        [ set_low_mark  => 2 ],
    );
    my %told = (
        end    => [ 'error read', 'error read', ('') x 5 ],
        paused => [ 'input x', 'input x', ('') x 5 ],
        failed => [ 'error read', 'error read, error write', ('error write') x 5 ],
    );
    for my $state (sort keys %begin) {
        is_deeply [ map { told_again($begin{$state}, @$_) } @setting ], $told{$state}, $state;
    }
};

subtest 'water marks' => sub {
    with_wheel [@marks], sub {
        my ($wheel) = @_;
        my $set     = sub { @$wheel[ 8, 9 ] };
        my $high    = 'New high mark ';
        my $low     = 'New low mark ';
        says sub { $wheel->set_high_mark }, "${high}is undefined.  Ignored";
        says sub { $wheel->set_high_mark(10) },
            "${high}would not be greater than low mark.  Ignored";
        says sub { $wheel->set_low_mark }, "${low}is undefined.  Ignored";
        says sub { $wheel->set_low_mark(0) }, "${low}would be less than one.  Ignored";
        says sub { $wheel->set_low_mark(-1) }, "${low}would be less than one.  Ignored";
        says sub { $wheel->set_low_mark(100) },
            "${low}would not be less than high high mark.  Ignored";
        is_deeply [ $set->() ], [ 100, 10 ], 'nothing has changed';
        is_deeply [ warnings_of(sub { $wheel->set_high_mark(11); $wheel->set_low_mark(0.5) }) ], [];
        is_deeply [ $set->() ], [ 11, 0.5 ];
    };
    with_wheel [], sub {
        my ($wheel) = @_;
        says sub { $wheel->set_high_mark(5) },
            'Ignoring high mark (must be initialized in constructor first)';
        says sub { $wheel->set_low_mark(5) },
            'Ignoring low mark (must be initialized in constructor first)';
        is_deeply [ @$wheel[ 8, 9 ] ], [ undef, undef ];
    };
};

subtest 'filters and handles' => sub {
    my ($one, $other) = map { POE::Filter::Stream->new } 1, 2;
    with_wheel [ Filter => $one ], sub {
        my ($wheel, $near) = @_;
        my $both = sub { [
            map { $_ == $one ? 'one' : 'other' } $wheel->get_input_filter,
            $wheel->get_output_filter
        ] };
        is_deeply $both->(), [ 'one', 'one' ];
        $wheel->set_input_filter($other);
        is_deeply $both->(), [ 'other', 'one' ];
        $wheel->set_output_filter($other);
        is_deeply $both->(), [ 'other', 'other' ];
        $wheel->set_filter($one);
        is_deeply $both->(), [ 'one', 'one' ];
        is $wheel->get_input_handle, $near;
        is $wheel->get_output_handle, $near;
        like $wheel->ID, qr/\A[1-9][0-9]*\z/;
    };
};

subtest 'put' => sub {
    with_wheel [ @marks, Filter => POE::Filter::Stream->new ], sub {
        my ($wheel) = @_;
        is $wheel->put(), 0, 'nothing';
        is $wheel->put('x' x 99), 0, 'below the high mark';
        is $wheel->put('x'), 1, 'at it';
        is $wheel->put(), 1, 'still';
        is_deeply [ $wheel->get_driver_out_octets, $wheel->get_driver_out_messages ], [ 100, 2 ];
        $wheel->flush;
        is $wheel->put(), 0;
        is_deeply [ $wheel->get_driver_out_octets, $wheel->get_driver_out_messages ], [ 0, 0 ];
    };
    with_wheel [], sub {
        my ($wheel) = @_;
        is $wheel->put('x' x 1_000_000), 0, 'no marks';
        is $wheel->get_driver_out_octets, 1_000_002;
    };
};

subtest 'when the handles are gone' => sub {
    with_wheel [ InputEvent => 'i' ], sub {
        my ($wheel) = @_;
        $wheel->DESTROY;
        is_deeply [
            warnings_of(sub {
                is scalar($wheel->$_), undef, $_
                    for qw(pause_input resume_input shutdown_input shutdown_output flush);
            })
            ],
            [];
        is_deeply [ map { $wheel->$_ } qw(get_input_handle get_output_handle) ], [ undef, undef ];
    };
};

subtest 'without a wheel' => sub {
    plan skip_all => 'upstream dies of it in its own words' if is_upstream();
    for my $thing (undef, 'POE::Wheel::ReadWrite', {}, \1) {
        like error_of(sub { POE::Wheel::ReadWrite::put($thing, 'x') }), qr/not an object|wheel/,
            'put';
    }
};

done_testing;
