use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream resident_bytes scaled);
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Stream);

# A program that stops at put's return, and goes on at the low mark, holds no more than the high mark
# and one record; the peer may be as slow as it likes.

my ($high, $low, $record) = (100_000, 10_000, 'x' x 5_000);

sub flood {
    my (%does) = @_;
    my $most   = 0;
    my $fill   = sub {
        my ($stage) = @_;
        for (1 .. 1000) {
            my $full   = $stage->put($record);
            my $octets = $stage->wheel->get_driver_out_octets;
            $most = $octets if $octets > $most;
            last if $full;
        }
    };
    my $stage = stage(
        parameters => [
            Filter => POE::Filter::Stream->new, HighMark => $high, LowMark => $low,
            @{ $does{parameters} || [] }
        ],
        start => sub { $fill->($_[0]); $does{then}->($_[0]) },
        low   => sub { $fill->($_[0]) },
    );
    my @log = @{ $stage->play };
    return ($most, @log);
}

subtest 'who reads nothing' => sub {
    my ($most, @log) = flood(
        then => sub {
            my ($stage) = @_;
            $stage->after_turns(200, sub { $stage->end });
        });
    cmp_ok $most, '<=', $high + length $record, 'what is held is bounded';
    ok !grep({ $_ eq 'low' } @log[ 20 .. $#log ]), 'the low mark is not told for nothing'
        if @log > 20;
};

subtest 'who reads slowly' => sub {
    my $read = 0;
    my $sip;
    $sip = sub {
        my ($stage) = @_;
        $read += sysread($stage->{far}, my $bytes, 3_000) || 0;
        return $stage->after_turns(1, $sip) if $read < 2_000_000;
        $stage->end;
    };
    my ($most, @log) = flood(then => $sip);
    cmp_ok $most, '<=', $high + length $record, 'what is held is bounded';
    my $lows = grep { $_ eq 'low' } @log;
    cmp_ok $lows, '>=', 10, 'the low mark comes again and again';
    is $read >= 2_000_000, 1, 'all the while the peer gets something';
};

subtest 'memory' => sub {
    plan skip_all => 'nobody tells how much there is' if !resident_bytes();
    flood(
        then => sub {
            my ($stage) = @_;
            $stage->after_turns(100, sub { $stage->end });
        }) for 1 .. 5;
    my $before = resident_bytes();
    flood(
        then => sub {
            my ($stage) = @_;
            $stage->after_turns(100, sub { $stage->end });
        }) for 1 .. 50;
    cmp_ok resident_bytes() - $before, '<', 2_000_000, 'does not grow';
};

subtest 'without marks the program has to look' => sub {
    my ($octets, $messages);
    stage(
        parameters => [ Filter => POE::Filter::Stream->new ],
        start      => sub {
            my ($stage) = @_;
            $stage->put($record) for 1 .. 400;
            $stage->after_turns(
                5,
                sub {
                    ($octets, $messages) = (
                        $stage->wheel->get_driver_out_octets,
                        $stage->wheel->get_driver_out_messages
                    );
                    $stage->end;
                });
        },
    )->play;
    cmp_ok $octets, '>', 1_000_000, 'at what is queued';
    cmp_ok $octets, '<', 2_000_000, '... less what went out';
    is $messages, int(($octets + length($record) - 1) / length $record), 'in chunks';
};

done_testing;
