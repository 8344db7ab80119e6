package ReadWriteSuite;

# What a program sees of ReadWrite, as scenarios that are played with drivers, filters and handles of one
# kind (see WheelParts): the same events in the same order with the same arguments must come of all.

use strict;
use warnings;

use Errno    qw(ECONNRESET EPIPE);
use Exporter qw(import);
use POE;
use POETest qw(is_upstream);
use Stage;
use Test::More;
use WheelParts;

our @EXPORT = qw(passes_with);

my @scenarios;

# does: code for events; log: what has to come of it; parameters: code that makes more of them, given
# the parts; one_by_one: for filters that give one record a turn; mended: not as upstream does it.
sub scenario { my ($name, %told) = @_; push @scenarios, { name => $name, %told }; return }

sub passes_with {
    my ($kind) = @_;
    my $parts = parts($kind);
    for my $scenario (@scenarios) {
        next if $scenario->{mended}     && is_upstream();
        next if $scenario->{one_by_one} && $kind eq 'get_only';
        _plays($parts, $scenario);
    }
    my $calls = $parts->{calls}->();
    ok($calls > 50, "the program's own code ran: $calls times")
        if $kind !~ /stock|subclass/;
    done_testing();
    return;
}

sub _plays {
    my ($parts, $scenario) = @_;
    my @more  = $scenario->{parameters} ? $scenario->{parameters}->($parts) : ();
    my %given = (Driver => $parts->{driver}->(), Filter => $parts->{line}->(), @more);
    delete $given{Filter} if !$given{Filter};
    my $stage = stage(
        %{ $scenario->{does} },
        handle     => $parts->{handle},
        parameters => [%given],
    );
    $stage->{parts} = $parts;
    is_deeply($stage->play, $scenario->{log}, $scenario->{name}) or diag explain $stage->{log};
    return;
}

sub part { my ($stage, $name, @given) = @_; return $stage->{parts}{$name}->(@given) }

sub text_of { my ($number) = @_; local $! = $number; return "$number '$!'" }

sub stream { my ($parts) = @_; return (Filter => $parts->{stream}->()) }

# What is on its way.
sub waiting {
    my ($stage) = @_;
    return join ', ', $stage->wheel->get_driver_out_octets, $stage->wheel->get_driver_out_messages;
}

# Reads at the other end until so many octets have come.
sub drain {
    my ($stage, $octets) = @_;
    $octets -= length $stage->received;
    $stage->after_turns(
        1,
        sub {
            $octets > 0 ? drain($stage, $octets) : $stage->after_turns(2, sub { $stage->end });
        });
    return;
}

# ---------------------------------------------------------------------------
# Reading

scenario 'records come in order, a partial one does not',
    does => {
    start => sub { $_[0]->send("a\r\n\nb\nc"); $_[0]->close_peer },
    error => sub {
        my ($stage) = @_;
        $stage->say('pending', @{ $stage->wheel->get_input_filter->get_pending });
        $stage->end;
    },
    },
    log => [ 'input a', 'input ', 'input b', q(error read 0 ''), 'pending c' ];

scenario 'records in pieces',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->send('a');
        $stage->after_turns(
            2,
            sub {
                $stage->send("b\nc");
                $stage->after_turns(2, sub { $stage->send("d\n") });
            });
    },
    input => sub { $_[0]->end if $_[1] eq 'cd' },
    },
    log => [ 'input ab', 'input cd' ];

scenario 'after the end of what is read one can still write',
    does => {
    start   => sub { $_[0]->send("a\n"); $_[0]->shut_peer },
    error   => sub { $_[0]->say('put ' . $_[0]->put('x')) },
    flushed => sub { $_[0]->say('got ' . $_[0]->received); $_[0]->end },
    },
    log => [ 'input a', q(error read 0 ''), 'put 0', 'flushed', "got x\r\n" ];

scenario 'the end is told once',
    does => {
    start => sub { $_[0]->shut_peer },
    error => sub {
        my ($stage) = @_;
        $stage->after_turns(5, sub { $stage->end });
    },
    },
    log => [q(error read 0 '')];

scenario 'pause in a handler: the chunk goes on, the handle does not',
    one_by_one => 1,
    does       => {
    start => sub { $_[0]->send("a\nb\n") },
    input => sub {
        my ($stage, $record) = @_;
        $stage->end if $record eq 'c';
        return      if $record ne 'a';
        $stage->say('pause ' . $stage->wheel->pause_input);
        $stage->send("c\n");
        $stage->after_turns(4, sub { $stage->say('resume ' . $stage->wheel->resume_input) });
    },
    },
    log => [ 'input a', 'pause 1', 'input b', 'resume 1', 'input c' ];

scenario 'a new event resumes as well',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->wheel->pause_input;
        $stage->send("a\n");
        $stage->after_turns(
            3,
            sub { $stage->say('now'); $stage->wheel->event(InputEvent => 'input') });
    },
    input => sub { $_[0]->end },
    },
    log => [ 'now', 'input a' ];

scenario 'the event changes in its handler',
    does => {
    start => sub { $_[0]->send("a\nb\nc\nd\n") },
    input => sub {
        my ($stage, $record) = @_;
        $stage->wheel->event(InputEvent => 'other') if $record eq 'a';
        $stage->end                                 if $record eq 'e';
    },
    other => sub {
        my ($stage, $record) = @_;
        $stage->say("... $record");
        return if $record ne 'c';
        $stage->wheel->event(InputEvent => undef);
        $stage->send("e\n");
        $stage->after_turns(4, sub { $stage->wheel->event(InputEvent => 'input') });
    },
    },
    log => [ 'input a', 'other', '... b', 'other', '... c', 'input e' ];

scenario 'a wheel that nobody hears reads nothing',
    parameters => sub { return (InputEvent => undef) },
    does       => {
    start   => sub { $_[0]->send("a\n");                   $_[0]->put('x') },
    flushed => sub { $_[0]->say('got ' . $_[0]->received); $_[0]->end },
    },
    log => [ 'flushed', "got x\r\n" ];

scenario 'arguments belong to the handler',
    does => {
    start => sub { $_[0]->send("a\nb\nc\n") },
    input => sub {
        my ($stage, $record) = @_;
        push @{ $stage->{kept} }, \$_[2];
        $_[1] .= ' changed';
        $_[2] = 'changed';
        $stage->end if $record eq 'c';
    },
    },
    log => [ 'input a', 'input b', 'input c' ];

# ---------------------------------------------------------------------------
# The wheel ends in its own handlers

scenario 'the wheel ends with its first record: the chunk goes on',
    does => { start => sub { $_[0]->send("a\nb\nc\n") }, input => sub { $_[0]->end } },
    log  => [ 'input a', 'input b', 'input c' ];

scenario 'the wheel ends with an error',
    does => { start => sub { $_[0]->close_peer }, error => sub { $_[0]->end } },
    log  => [q(error read 0 '')];

scenario 'the wheel ends when it is flushed',
    does => { start => sub { $_[0]->put('x') }, flushed => sub { $_[0]->end } },
    log  => ['flushed'];

scenario 'the wheel ends at the low mark',
    parameters => sub { return (stream($_[0]), HighMark => 3, LowMark => 1) },
    does       => { start => sub { $_[0]->put('abc') }, low => sub { $_[0]->end } },
    log        => [ 'low', 'flushed' ];

scenario 'the wheel ends at the high mark',
    parameters => sub { return (stream($_[0]), HighMark => 900_000, LowMark => 1) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->put('x' x 800_000);
        $stage->wheel->set_high_mark(2);
    },
    high => sub { $_[0]->end },
    },
    log => ['high'];

scenario 'the wheel ends while put flushes',
    parameters => sub { return (AutoFlush => 1) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->say('put ' . $stage->{wheel}->put('x'));
        $stage->say('got ' . $stage->received);
    },
    flushed => sub { $_[0]->end },
    },
    log => [ 'flushed', 'put 0', "got x\r\n" ];

# ---------------------------------------------------------------------------
# Filters change

scenario 'another filter for the rest of a chunk',
    one_by_one => 1,
    does       => {
    start => sub { $_[0]->send("a\n1\0b2\0cc\nd\n") },
    input => sub {
        my ($stage, $record) = @_;
        $stage->wheel->set_filter(part($stage, 'block')) if $record eq 'a';
        $stage->wheel->set_filter(part($stage, 'line'))  if $record eq 'cc';
        if ($record eq 'd') {
            $stage->wheel->set_input_filter(part($stage, 'stream'));
            $stage->send("e\nf");
        }
        $stage->end if $record =~ /f/;
    },
    },
    log => [ 'input a', 'input b', 'input cc', 'input ', 'input d', "input e\nf" ];

scenario 'what is pending goes to the next filter at once',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->send("3\0abc2\0de1\0");
        $stage->after_turns(
            3,
            sub {
                $stage->say('new filter');
                $stage->wheel->set_input_filter(part($stage, 'block'));
                $stage->say('is there');
                $stage->send('f');
            });
    },
    input => sub { $_[0]->end if $_[1] eq 'f' },
    },
    log => [ 'new filter', 'input abc', 'input de', 'is there', 'input f' ];

scenario 'a filter that changes again while what was pending is delivered',
    one_by_one => 1,
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->send("3\0abc1\0dXY");
        $stage->after_turns(
            3,
            sub {
                $stage->wheel->set_input_filter(part($stage, 'block'));
                $stage->say('is there');
                $stage->send("\n");
            });
    },
    input => sub {
        my ($stage, $record) = @_;
        $stage->wheel->set_input_filter(part($stage, 'line')) if $record eq 'd';
        $stage->end                                           if $record eq 'XY';
    },
    },
    log => [ 'input abc', 'input d', 'is there', 'input XY' ];

scenario 'the same filter again gets what is pending twice',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->send('part');
        $stage->after_turns(
            3,
            sub {
                $stage->wheel->set_filter($stage->wheel->get_input_filter);
                $stage->send("\n");
            });
    },
    input => sub { $_[0]->end },
    },
    log => ['input partpart'];

scenario 'filters of their own for input and output',
    parameters => sub {
    my ($parts) = @_;
    return (
        Filter       => undef,
        InputFilter  => $parts->{block}->(BlockSize => 2),
        OutputFilter => $parts->{line}->(Literal => ';'));
    },
    does => {
    start   => sub { $_[0]->send('abcd'); $_[0]->put('x', 'y') },
    flushed => sub {
        my ($stage) = @_;
        $stage->wheel->set_output_filter(part($stage, 'block'));
        $stage->say('got ' . $stage->received);
        $stage->wheel->event(FlushedEvent => 'again');
        $stage->put('z');
    },
    again =>
        sub { $_[0]->say('got ' . $_[0]->received =~ s/\0/NUL/r); $_[0]->{done}++; ended($_[0]) },
    input => sub { $_[0]->{done}++ if $_[1] eq 'cd'; ended($_[0]) },
    },
    log => [ 'input ab', 'input cd', 'flushed', 'got x;y;', 'again', 'got 1NULz' ];

sub ended { my ($stage) = @_; $stage->end if $stage->{done} && $stage->{done} == 2; return }

scenario 'a filter that only knows get, and back',
    mended => 1,
    does   => {
    start => sub { $_[0]->send("a\n") },
    input => sub {
        my ($stage, $record) = @_;
        if ($record eq 'a') {
            $stage->wheel->set_filter(ReadWriteSuite::Words->new);
            $stage->send('b c');
        }
        if ($record eq 'c') {
            $stage->wheel->set_filter(part($stage, 'line'));
            $stage->send("d\n");
        }
        $stage->end if $record eq 'd';
    },
    },
    log => [ 'input a', 'input b', 'input c', 'input d' ];

{

    package ReadWriteSuite::Words;
    sub new         { return bless [], shift }
    sub get         { my ($self, $chunks)  = @_; return [ split ' ', join '', @$chunks ] }
    sub put         { my ($self, $records) = @_; return $records }
    sub get_pending { return undef }
}

# ---------------------------------------------------------------------------
# Writing

scenario 'a flush for what was put together',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->put('a');
        $stage->put('b', 'c');
        $stage->say('waiting ' . waiting($stage));
    },
    flushed =>
        sub { $_[0]->say('got ' . $_[0]->received, 'waiting ' . waiting($_[0])); $_[0]->end },
    },
    log => [ 'waiting 9, 3', 'flushed', "got a\r\nb\r\nc\r\n waiting 0, 0" ];

scenario 'put in the handlers',
    does => {
    start   => sub { $_[0]->put('x') },
    flushed => sub {
        my ($stage) = @_;
        return $stage->put($stage->{n}) if ++$stage->{n} < 4;
        $stage->say('got ' . $stage->received =~ s/\r\n/ /gr);
        $stage->send("a\nb\n");
        $stage->wheel->event(FlushedEvent => undef);
    },
    input => sub {
        my ($stage, $record) = @_;
        $stage->put("$record again");
        return if $record ne 'b';
        $stage->after_turns(
            3,
            sub { $stage->say('got ' . $stage->received =~ s/\r\n/, /gr); $stage->end });
    },
    },
    log => [ ('flushed') x 4, 'got x 1 2 3 ', 'input a', 'input b', 'got a again, b again, ' ];

scenario 'flush by hand',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->wheel->flush;
        $stage->put('a', 'b');
        $stage->say('waiting ' . waiting($stage));
        $stage->wheel->flush;
        $stage->say('waiting ' . waiting($stage));
        $stage->after_turns(3, sub { $stage->end });
    },
    },
    log => [ 'flushed', 'waiting 6, 2', 'flushed', 'waiting 0, 0' ];

scenario 'AutoFlush: put writes at once',
    parameters => sub { return (AutoFlush => 1) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->say('put ' . $stage->put('x'));
        $stage->say('got ' . $stage->received, 'waiting ' . waiting($stage));
        $stage->after_turns(3, sub { $stage->end });
    },
    },
    log => [ 'flushed', 'put 0', "got x\r\n waiting 0, 0" ];

scenario 'AutoFlush: what did not go out follows',
    mended     => 1,
    parameters => sub { return (stream($_[0]), AutoFlush => 1, HighMark => 100, LowMark => 10) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->say('put ' . $stage->put('x' x 99));
        $stage->say('put ' . $stage->put('y' x 900_000));
        $stage->say('put ' . $stage->put('z'));
        drain($stage, 900_100);
    },
    },
    log => [ 'flushed', 'put 0', 'high', 'put 1', 'put 1', 'low', 'flushed' ];

# ---------------------------------------------------------------------------
# Errors

scenario 'a connection that is reset',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->put('unread');
        $stage->after_turns(3, sub { $stage->put('more'); $stage->close_peer });
    },
    error => sub {
        my ($stage, $operation) = @_;
        return if $operation ne 'write';
        $stage->say('waiting ' . waiting($stage));
        $stage->say('put ' . $stage->put('y'));
        $stage->after_turns(4, sub { $stage->say('waiting ' . waiting($stage)); $stage->end });
    },
    },
    log => [
    'flushed', 'error read ' . text_of(ECONNRESET), 'error write ' . text_of(EPIPE),
    'waiting 6, 1', 'put 0', 'waiting 9, 2',
    ];

scenario 'errors that nobody hears',
    parameters => sub { return (ErrorEvent => undef, FlushedEvent => undef) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->put('x');
        $stage->send("a\n");
        $stage->close_peer;
        $stage->after_turns(4, sub { $stage->say('waiting ' . waiting($stage)); $stage->end });
    },
    },
    log => [ 'input a', 'waiting 3, 1' ];

# ---------------------------------------------------------------------------
# Water marks

scenario 'water marks',
    parameters => sub { return (stream($_[0]), HighMark => 100, LowMark => 10) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->say('put ' . $stage->put('x' x 99));
        $stage->say('put ' . $stage->put('x'));
        $stage->say('put ' . $stage->put());
        $stage->after_turns(
            3,
            sub {
                $stage->say('put ' . $stage->put('y' x 900_000));
                drain($stage, 900_100);
            });
    },
    },
    log => [ 'put 0', 'put 1', 'put 1', 'low', 'flushed', 'put 1', 'low', 'flushed' ];

scenario 'a high mark that comes down',
    parameters => sub { return (stream($_[0]), HighMark => 1_000_000, LowMark => 10) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->say('put ' . $stage->put('x' x 900_000));
        $stage->wheel->set_high_mark(1000);
        drain($stage, 900_000);
    },
    },
    log => [ 'put 0', 'high', 'low', 'flushed' ];

scenario 'put at the low mark',
    parameters => sub { return (stream($_[0]), HighMark => 100, LowMark => 10) },
    does       => {
    start   => sub { $_[0]->put('x' x 100) },
    low     => sub { my ($stage) = @_; $stage->say('put ' . $stage->put('y' x 50)) },
    flushed => sub { my ($stage) = @_; $stage->say('got ' . length $stage->received); $stage->end },
    },
    log => [ 'low', 'put 0', 'flushed', 'got 150' ];

scenario 'put between the marks forgets the high one',
    parameters => sub { return (stream($_[0]), HighMark => 900_000, LowMark => 10) },
    does       => {
    start => sub {
        my ($stage) = @_;
        $stage->say('put ' . $stage->put('x' x 900_000));
        $stage->after_turns(
            2,
            sub { $stage->say('put ' . $stage->put('y')); drain($stage, 900_001) });
    },
    },
    log => [ 'put 1', 'put 0', 'flushed' ];

# ---------------------------------------------------------------------------
# Halves of a connection

scenario 'shutdown_output drops what is on its way',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->put('x');
        $stage->wheel->shutdown_output;
        $stage->send("still heard\n");
    },
    input => sub {
        my ($stage) = @_;
        $stage->say(
            'handles ' . join ' ',
            map { ref $stage->wheel->$_ || 'none' } qw(get_input_handle get_output_handle)
        );
        $stage->say('waiting ' . waiting($stage), 'got ' . $stage->received);
        $stage->end;
    },
    },
    log => [ 'input still heard', 'handles GLOB GLOB', 'waiting 3, 1 got ' ];

scenario 'shutdown_input reads no more',
    does => {
    start => sub {
        my ($stage) = @_;
        $stage->wheel->shutdown_input;
        $stage->send("unheard\n");
        $stage->put('x');
    },
    flushed => sub {
        my ($stage) = @_;
        $stage->say('got ' . $stage->received);
        $stage->after_turns(3, sub { $stage->end });
    },
    },
    log => [ 'flushed', "got x\r\n" ];

# ---------------------------------------------------------------------------
# Nesting and exceptions

scenario 'handlers that run the kernel',
    one_by_one => 1,
    does       => {
    start => sub { $_[0]->send("a\nb\n") },
    input => sub {
        my ($stage, $record) = @_;
        if ($record eq 'a') {
            $stage->send("c\n");
            $stage->put('q');
            $stage->after_turns(6, sub { $stage->end });
            $poe_kernel->run_one_timeslice for 1 .. 4;
            $stage->say('back, got ' . $stage->received);
        }
    },
    },
    log => [ 'input a', 'input b', 'input c', 'flushed', "back, got q\r\n" ];

# The exception ends the select's handler; what the filter still has comes with the next chunk.
scenario 'a handler of records that dies',
    one_by_one => 1,
    does       => {
    start => sub { $poe_kernel->sig(DIE => 'died'); $_[0]->send("a\nb\n") },
    died  => sub { my ($stage) = @_; $poe_kernel->sig_handled; $stage->send("c\n") },
    input => sub {
        my ($stage, $record) = @_;
        die "oops\n" if $record eq 'a';
        $stage->end  if $record eq 'c';
    },
    },
    log => [ 'input a', 'died', 'input b', 'input c' ];

scenario 'a handler of errors that dies',
    does => {
    start => sub { $poe_kernel->sig(DIE => 'died'); $_[0]->close_peer },
    died  => sub {
        my ($stage) = @_;
        $poe_kernel->sig_handled;
        $stage->wheel->event(ErrorEvent => 'again');
    },
    error => sub { die "oops\n" },
    again => sub {
        my ($stage) = @_;
        $stage->after_turns(3, sub { $stage->end });
    },
    },
    log => [ q(error read 0 ''), 'died', 'again' ];

scenario 'a handler of flushes that dies',
    does => {
    start   => sub { $poe_kernel->sig(DIE => 'died');  $_[0]->put('x') },
    flushed => sub { die "oops\n" if !$_[0]->{died}++; $_[0]->end },
    died    => sub {
        my ($stage) = @_;
        $poe_kernel->sig_handled;
        $stage->after_turns(3, sub { $stage->put('y') });
    },
    },
    log => [ 'flushed', 'died', 'flushed' ];

scenario 'a handler of the low mark that dies',
    parameters => sub { return (stream($_[0]), HighMark => 3, LowMark => 1) },
    does       => {
    start   => sub { $poe_kernel->sig(DIE => 'died'); $_[0]->put('abc') },
    low     => sub { die "oops\n" },
    died    => sub { $poe_kernel->sig_handled },
    flushed => sub { $_[0]->end },
    },
    log => [ 'low', 'died', 'flushed' ];

1;
