use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream);
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Line Filter::Stream Filter::Block Driver::SysRW);

# Everything that a wheel can be told, in the handler of each of its events, and what comes after it.

my %change = (
    'set_filter'       => sub { $_[0]->wheel->set_filter(POE::Filter::Stream->new) },
    'set_input_filter' =>
        sub { $_[0]->wheel->set_input_filter(POE::Filter::Block->new(BlockSize => 3)) },
    'set_output_filter' =>
        sub { $_[0]->wheel->set_output_filter(POE::Filter::Line->new(Literal => '.')) },
    'event' => sub {
        $_[0]->wheel->event(
            map { $_->[0] => $_->[1] } [ InputEvent => 'other' ],
            [ ErrorEvent => 'other' ], [ FlushedEvent => 'other' ], [ LowEvent => 'other' ]);
    },
    'no event' => sub {
        $_[0]->wheel->event(map { $_ => undef } qw(InputEvent ErrorEvent FlushedEvent LowEvent));
    },
    'put'           => sub { $_[0]->put('more') },
    'flush'         => sub { $_[0]->wheel->flush if !$_[0]{flushes}++ },
    'put and flush' => sub { return if $_[0]{flushes}++; $_[0]->put('more'); $_[0]->wheel->flush },
    'pause'            => sub { $_[0]->wheel->pause_input },
    'pause and resume' => sub { $_[0]->wheel->pause_input; $_[0]->wheel->resume_input },
    'shutdown_input'   => sub { $_[0]->wheel->shutdown_input },
    'shutdown_output'  => sub { $_[0]->wheel->shutdown_output },
    'marks'            => sub { $_[0]->wheel->set_high_mark(7); $_[0]->wheel->set_low_mark(6) },
    'another wheel'    => sub { my ($stage) = @_; delete $stage->{wheel}; $stage->new_wheel },
    'wheels within'    => sub {
        socketpair my $one, my $other, Socket::AF_UNIX(), Socket::SOCK_STREAM(), 0 or die $!;
        POE::Wheel::ReadWrite->new(Handle => $one, InputEvent => 'input')->put('x');
    },
    'a slice' => sub {
        my ($stage) = @_;
        return if $stage->{slices}++;
        $stage->after_turns(1, sub { });
        $poe_kernel->run_one_timeslice;
    },
);

# How each event is brought about.
my %begin = (
    input   => sub { $_[0]->send("one\ntwo\nthr") },
    error   => sub { $_[0]->close_peer },
    flushed => sub { $_[0]->put('x') },
    high    => sub { $_[0]->put('x' x 900_000);   $_[0]->wheel->set_high_mark(100) },
    low     => sub { $_[0]->put('x' x 1_000_000); drain($_[0]) },
);

sub drain {
    my ($stage) = @_;
    $stage->received;
    $stage->after_turns(1, \&drain) if $stage->wheel && $stage->wheel->get_driver_out_octets;
    return;
}

sub in_short {
    my ($line) = @_;
    return $line =~ s/\n/ /gr =~ s/of wheel \d+, not \d+/of the old wheel/r =~ s/\((\d+)\)/(ID)/r
        =~ s/(error write) .*/$1 EPIPE/r =~ s/(error read 0) .*/$1/r;
}

# The change is made once; then a line is put and one is sent.
sub log_of {
    my ($event, $name) = @_;
    my $done;
    my $does = sub {
        my ($stage) = @_;
        return if $done++;
        $change{$name}->($stage);
        $stage->after_turns(
            4,
            sub {
                $stage->say('|');
                $stage->received;
                $stage->send("ee\nfour\nfive");
                $stage->put('answer');
                $stage->after_turns(
                    6,
                    sub {
                        $stage->say('received ' . length $stage->received) if $event ne 'high';
                        $stage->end;
                    });
            });
    };
    my $stage = stage(
        parameters => [ HighMark => 1_000_000, LowMark => 5 ],
        start      => $begin{$event},
        other      => sub { my ($stage, @arguments) = @_; $stage->say("($arguments[0])") },
        $event     => $does,
    );
    local $SIG{PIPE} = 'IGNORE';
    return join ', ', map { in_short($_) } @{ $stage->play };
}

# What comes of each, up to a bar, and what comes of the later line and answer.
my ($event, %expected);
while (my $line = <DATA>) {
    if ($line =~ /\A(\w+)$/) { $event = $1; next }
    my ($name, $log) = $line =~ /\A +([^:]+): +(.*)$/ or die "line: $line";
    $expected{$event}{$name} = $log;
}

for my $handler (sort keys %begin) {
    is_deeply {
        map { $_ => log_of($handler, $_) } keys %change
    }, $expected{$handler},
        "in the handler of $handler";
}

done_testing;

__DATA__
input
    a slice:          input one, input two, |, input three, input four, flushed, received 8
    another wheel:    input one, input two of the old wheel, |, input ee, input four, flushed, received 8
    event:            input one, other, (two), |, other, (three), other, (four), other, (ID), received 8
    flush:            input one, flushed, input two, |, input three, input four, flushed, received 8
    marks:            input one, input two, |, input three, input four, low, flushed, received 8
    no event:         input one, |, received 8
    pause:            input one, input two, |, flushed, received 8
    pause and resume: input one, input two, |, input three, input four, flushed, received 8
    put:              input one, input two, flushed, |, input three, input four, flushed, received 8
    put and flush:    input one, flushed, input two, |, input three, input four, flushed, received 8
    set_filter:       input one, input two thr, |, input ee four five, flushed, received 6
    set_input_filter: input one, input two, input  th, |, input ree, input  fo, input ur , input fiv, flushed, received 8
    set_output_filter: input one, input two, |, input three, input four, flushed, received 7
    shutdown_input:   input one, input two, |, flushed, received 8
    shutdown_output:  input one, input two, |, input three, input four, received 0
    wheels within:    input one, input two, |, input three, input four, flushed, received 8
error
    a slice:          error read 0, error read 0, |, error write EPIPE, received 0
    another wheel:    error read 0, |, error write EPIPE, received 0
    event:            error read 0, |, other, (write), received 0
    flush:            error read 0, flushed, |, error write EPIPE, received 0
    marks:            error read 0, |, error write EPIPE, received 0
    no event:         error read 0, |, received 0
    pause:            error read 0, |, error write EPIPE, received 0
    pause and resume: error read 0, |, error write EPIPE, received 0
    put:              error read 0, error write EPIPE, |, received 0
    put and flush:    error read 0, error write EPIPE, |, received 0
    set_filter:       error read 0, |, error write EPIPE, received 0
    set_input_filter: error read 0, |, error write EPIPE, received 0
    set_output_filter: error read 0, |, error write EPIPE, received 0
    shutdown_input:   error read 0, |, error write EPIPE, received 0
    shutdown_output:  error read 0, |, received 0
    wheels within:    error read 0, |, error write EPIPE, received 0
flushed
    a slice:          flushed, |, input ee, input four, flushed, received 8
    another wheel:    flushed, |, input ee, input four, flushed, received 8
    event:            flushed, |, other, (ee), other, (four), other, (ID), received 8
    flush:            flushed, flushed, |, input ee, input four, flushed, received 8
    marks:            flushed, |, input ee, input four, low, flushed, received 8
    no event:         flushed, |, received 8
    pause:            flushed, |, flushed, received 8
    pause and resume: flushed, |, input ee, input four, flushed, received 8
    put:              flushed, flushed, |, input ee, input four, flushed, received 8
    put and flush:    flushed, flushed, |, input ee, input four, flushed, received 8
    set_filter:       flushed, |, input ee four five, flushed, received 6
    set_input_filter: flushed, |, input ee , input fou, input r f, input ive, flushed, received 8
    set_output_filter: flushed, |, input ee, input four, flushed, received 7
    shutdown_input:   flushed, |, flushed, received 8
    shutdown_output:  flushed, |, input ee, input four, received 0
    wheels within:    flushed, |, input ee, input four, flushed, received 8
high
    a slice:          high, |, input ee, input four
    another wheel:    high, |, input ee, input four, flushed
    event:            high, |, other, (ee), other, (four)
    flush:            high, |, input ee, input four
    marks:            high, |, input ee, input four
    no event:         high, |
    pause:            high, |
    pause and resume: high, |, input ee, input four
    put:              high, |, input ee, input four
    put and flush:    high, |, input ee, input four
    set_filter:       high, |, input ee four five
    set_input_filter: high, |, input ee , input fou, input r f, input ive
    set_output_filter: high, |, input ee, input four
    shutdown_input:   high, |
    shutdown_output:  high, |, input ee, input four
    wheels within:    high, |, input ee, input four
low
    a slice:          low, flushed, |, input ee, input four, flushed, received 8
    another wheel:    low, flushed of the old wheel, |, input ee, input four, flushed, received 8
    event:            low, other, (ID), |, other, (ee), other, (four), other, (ID), received 8
    flush:            low, flushed, flushed, |, input ee, input four, flushed, received 8
    marks:            low, flushed, |, input ee, input four, low, flushed, received 8
    no event:         low, |, received 8
    pause:            low, flushed, |, flushed, received 8
    pause and resume: low, flushed, |, input ee, input four, flushed, received 8
    put:              low, flushed, |, input ee, input four, flushed, received 8
    put and flush:    low, flushed, flushed, |, input ee, input four, flushed, received 8
    set_filter:       low, flushed, |, input ee four five, flushed, received 6
    set_input_filter: low, flushed, |, input ee , input fou, input r f, input ive, flushed, received 8
    set_output_filter: low, flushed, |, input ee, input four, flushed, received 7
    shutdown_input:   low, flushed, |, flushed, received 8
    shutdown_output:  low, flushed, |, input ee, input four, received 0
    wheels within:    low, flushed, |, input ee, input four, flushed, received 8
