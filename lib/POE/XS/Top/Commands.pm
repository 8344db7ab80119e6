package POE::XS::Top::Commands;

# The commands for scripts: ask, print, and an exit status.

use strict;
use warnings;

our $VERSION = '2.000';

use List::Util  qw(max);
use Time::HiRes ();

use POE::XS::Top::Answer   ();
use POE::XS::Top::Columns  ();
use POE::XS::Top::Filter   ();
use POE::XS::Top::Head     ();
use POE::XS::Top::JSON     ();
use POE::XS::Top::Line     ();
use POE::XS::Top::Rows     ();
use POE::XS::Top::Table    ();
use POE::XS::Top::Terminal ();
use POE::XS::Top::Text     ();

use constant { SAID => 0, NO => 1, SCHEMA => 'poe-top/1', WATCHED => 0.5 };

# Answers that need the program to be watched, and for how many seconds: for rates, or for what is only seen meanwhile.
my %WATCHED = ((map { $_ => WATCHED } qw(head sessions events)), warnings => 2);

# The orders that people expect.
my %ORDER = (
    sessions => 'busy', events => 'total_ns', timers => 'due', files => 'fd', wheels => 'id',
    waits    => 'age'
);

# Orders in which the least comes first.
my %RISING = map { $_ => 1 }
    qw(due fd id name shown parent session session_name class place event mode kind last);

my %COMMAND = (
    (map { $_ => \&_table } qw(sessions events timers files wheels waits warnings)),
    head     => \&_head,
    overview => \&_overview,
    snapshot => \&_snapshot,
    metrics  => \&_metrics,
    event    => _module('Event'),
    folded   => _module('Trace'),
    graph    => _module('Graph'),
    session  => _module('Session'),
    trace    => _module('Trace'),
    tree     => _module('Tree'),
    why      => _module('Why'),
);

# A command that is a module, loaded when it is wanted.
sub _module {
    my ($name) = @_;
    my $module = "POE::XS::Top::Commands::$name";
    return sub {
        require($module =~ s{::}{/}gr . '.pm');
        return $module->can('run')->(@_);
    };
}

sub run {
    my ($option, $source) = @_;
    my $command = $option->{command}
        // ($option->{json} || $option->{jsonl} ? 'snapshot' : 'overview');
    my $times  = $option->{count} // ($option->{jsonl} && $source->is_live ? undef : 1);
    my $status = SAID;
    my $done   = 0;
    my $due    = _now();
    while (1) {
        my $one = $COMMAND{$command}->($option, $source, $command);
        $status = $one if $one > $status;
        $done++;
        last if defined $times && $done >= $times;
        $due += $option->{interval} || 1;
        _sleep_until($due);
    }
    return $status;
}

sub _now { return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) }

sub _sleep_until {
    my ($due) = @_;
    my $left = $due - _now();
    select undef, undef, undef, $left if $left > 0;
    return;
}

# ---------------------------------------------------------------------------
# What the commands share

sub say_text {
    my ($text) = @_;
    utf8::encode($text);
    print {*STDOUT} $text or die "standard output: $!\n";
    STDOUT->flush         or die "standard output: $!\n";
    return;
}

# An answer without what belongs to the connection.
sub say_json {
    my ($answer) = @_;
    my %said = (%$answer, v => 1);
    delete @said{qw(id last)};
    print {*STDOUT} POE::XS::Top::JSON::line(\%said) or die "standard output: $!\n";
    STDOUT->flush                                    or die "standard output: $!\n";
    return SAID;
}

sub wants_json {
    my ($option) = @_;
    return $option->{json} || $option->{jsonl};
}

# The width of the terminal; none where nobody looks.
sub width {
    return -t STDOUT ? (POE::XS::Top::Terminal::size(\*STDOUT))[0] : undef;
}

# Says an answer: as it is to programs, to people the text that the code makes of it. To have none is a failure.
sub say_answer {
    my ($option, $answer, $text) = @_;
    return NO                if !$answer;
    return say_json($answer) if wants_json($option);
    say_text($text->());
    return SAID;
}

# Writes octets to where --output says.
sub write_out {
    my ($option, $octets) = @_;
    my $name = $option->{output} // '-';
    if ($name eq '-') {
        print {*STDOUT} $octets or die "standard output: $!\n";
        STDOUT->flush           or die "standard output: $!\n";
        return SAID;
    }
    open my $out, '>:raw', $name or die "--output: $name: $!\n";
    print {$out} $octets         or die "$name: $!\n";
    close $out                   or die "$name: $!\n";
    return SAID;
}

# Says on standard error what is not as it was asked for.
sub complain {
    my ($text) = @_;
    utf8::encode(my $line = "poe-top: $text\n");
    print {*STDERR} $line;
    return NO;
}

# Asks; dies with what the program says against it.
sub answer {
    my ($source, $op, %argument) = @_;
    my $answer = $source->ask($op, %argument);
    die refusal($answer) . "\n" if defined $answer->{error};
    return $answer;
}

sub refusal {
    my ($answer) = @_;
    return POE::XS::Top::Text::clean($answer->{error});
}

# The same about a session or an event that the program may not know: then the answer has an error.
sub answer_about {
    my ($what, $source, $op, %argument) = @_;
    my $answer = $source->ask($op, %argument);
    die refusal($answer) . "\n" if defined $answer->{error} && !is_unknown($answer, $what);
    return $answer;
}

# Errors that are about something else say so by their code. Some programs send none.
my %UNKNOWN = (
    event   => qr/\bunknown event\b|\Aname: no event\b/,
    session => qr/\bunknown session\b|\Asession: (?:there is no|it is gone)/,
);

sub is_unknown {
    my ($answer, $what) = @_;
    my $code = $answer->{code} // return $answer->{error} =~ $UNKNOWN{$what};
    return $code eq "unknown_$what";
}

# ---------------------------------------------------------------------------
# Tables

# What is asked for on the other side; the rest is done here. What cannot be ordered there has to come whole.
sub request {
    my ($table, $option) = @_;
    my $sort   = $option->{sort} // $ORDER{$table};
    my $server = defined $sort && POE::XS::Top::Columns::server_sort($table, $sort);
    my $match  = $option->{match};
    my $plain  = POE::XS::Top::Filter::plain($match);
    my $top    = $option->{top} // 50;
    my $all    = !$server || (defined $match && !defined $plain) || $option->{reverse};
    return (
        top => $all ? 0 : $top,
        $server              ? (sort => $server)                        : (),
        defined $plain       ? (match => $plain)                        : (),
        $table eq 'sessions' ? (background => $option->{all} ? \1 : \0) : (),
    );
}

# Rows as they are wanted: in order, and not more than asked for.
sub chosen {
    my ($table, $rows, $option) = @_;
    my $wanted = POE::XS::Top::Filter::of($option->{match});
    my @rows   = grep { $wanted->($_) } @$rows;
    @rows = grep { !$_->{background} } @rows if $table eq 'sessions' && !$option->{all};
    my $sort = $option->{sort} // $ORDER{$table};
    if (defined $sort) {
        my $column = POE::XS::Top::Columns::find($table, $sort);
        @rows = POE::XS::Top::Table::sorted(\@rows, $column, descends($option));
    }
    my $top = $option->{top} // 50;
    splice @rows, $top if $top && @rows > $top;
    return \@rows;
}

# Whether the greatest comes first: by its nature, or the other way round if that was asked for.
sub descends {
    my ($option, $table) = @_;
    my $sort = $option->{sort} // $ORDER{ $table // $option->{command} // 'sessions' } // return 0;
    my $descends = !$RISING{$sort};
    return $option->{reverse} ? !$descends : $descends;
}

sub _table {
    my ($option, $source, $table) = @_;
    my %request = request($table, $option);
    my ($answer, $earlier) = _answers($source, $table, \%request, $option);
    my %age   = $table eq 'events' && !$earlier ? (uptime => _uptime($source)) : ();
    my $rows  = chosen($table, POE::XS::Top::Rows::of($table, $answer, $earlier, %age), $option);
    my $found = $table eq 'warnings' && @$rows ? NO : SAID;
    if (wants_json($option)) {
        say_json({ %$answer, rows => [ map { _raw($_) } @$rows ] });
        return $found;
    }
    return $found if $table eq 'warnings' && !@$rows;
    say_text(POE::XS::Top::Table::text(
        $table, $rows,
        width      => width(), sort => $option->{sort} // $ORDER{$table},
        descending => descends($option, $table)));
    return $found;
}

sub _uptime {
    my ($source) = @_;
    return POE::XS::Top::Answer::hash($source->ask('head'), 'head')->{uptime};
}

# Rates are those within an interval: a program measures times only while somebody looks, so averages since its
# beginning would say little.
sub _answers {
    my ($source, $op, $request, $option) = @_;
    _watch($source, $option, [ $op, %$request ]) if $WATCHED{$op};
    my $kept   = $option->{earlier}{$op};
    my $answer = $option->{earlier}{$op} = answer($source, $op, %$request);
    return ($answer, $kept);
}

# Asks once, and waits.
sub _watch {
    my ($source, $option, @requests) = @_;
    my @new     = grep { !$option->{earlier}{ $_->[0] } } @requests;
    my $seconds = max(map { _waits($option, $source, $WATCHED{ $_->[0] }) } @new) or return;
    for my $request (@new) {
        my ($op, @arguments) = @$request;
        $option->{earlier}{$op} = answer($source, $op, @arguments);
    }
    _look_on($seconds);
    return $seconds;
}

# On a terminal it says for how long.
sub _look_on {
    my ($seconds) = @_;
    my $end       = _now() + $seconds;
    my $shows     = $seconds > 1 && -t STDERR;
    while ((my $left = $end - _now()) > 0) {
        printf {*STDERR} "\rlooking on, %.0f s more ", $left if $shows;
        _sleep_until($left > 1 ? _now() + 1 : $end);
    }
    print {*STDERR} "\r\e[K" if $shows;
    return;
}

# For how long a program is watched.
sub _waits {
    my ($option, $source, $seconds) = @_;
    return 0 if wants_json($option) || !$source->is_live;
    return $option->{interval} // $seconds // WATCHED;
}

# Lets so much time pass. False if none is to.
sub pause {
    my ($option, $source) = @_;
    my $seconds = _waits($option, $source);
    _look_on($seconds);
    return $seconds;
}

# What was derived is not what the program said.
sub _raw {
    my %row = %{ $_[0] };
    delete @row{qw(shown rate busy mean_ns wait_mean_ns grown cycle warn)};
    return \%row;
}

# ---------------------------------------------------------------------------
# The whole

sub _head {
    my ($option, $source)  = @_;
    my ($answer, $earlier) = _answers($source, 'head', {}, $option);
    return say_answer(
        $option, $answer,
        sub {
            my @chunks = POE::XS::Top::Head::chunks(POE::XS::Top::Rows::head($answer, $earlier));
            return POE::XS::Top::Line::text(
                POE::XS::Top::Head::lines(\@chunks, width() // 100, 99));
        });
}

sub _overview {
    my ($option, $source) = @_;
    _watch($source, $option, ['head'], [ 'sessions', request('sessions', $option) ]);
    _head($option, $source);
    say_text("\n");
    return _table($option, $source, 'sessions');
}

sub _snapshot {
    my ($option, $source) = @_;
    my $top    = $option->{top} // 0;
    my $answer = answer(
        $source, 'snapshot', top => $top, longer => 60,
        defined $option->{match} ? (match => $option->{match}) : ());
    return say_json({ %$answer, schema => SCHEMA });
}

sub _metrics {
    my ($option, $source) = @_;
    my $answer = answer($source, 'metrics', format => $option->{format} // 'prometheus');
    return say_answer(
        $option, $answer,
        sub {
            return POE::XS::Top::Answer::plain($answer, 'text')
                // die "the program sent no metrics\n";
        });
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands - the commands of poe-top for scripts

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Commands;

    my %request = POE::XS::Top::Commands::request('events', { command => 'events', top => 5 });
    print join(' ', map {"$_=$request{$_}"} sort keys %request), "\n";
    # prints: sort=total top=5

=head1 FUNCTIONS

=head2 answer($source, $op, %argument)

I<Returns> the answer to a request. It dies with what the program says against it.

=head2 answer_about($what, $source, $op, %argument)

The same about a C<session> or an C<event>; but if the program knows none of that name the answer has an C<error>.

=head2 chosen($table, \@rows, \%option)

I<Returns> an array of the rows that are wanted, in order.

=head2 complain($text)

Prints a line on standard error. I<Returns> the exit status 1.

=head2 descends(\%option, $table)

I<Returns> whether the greatest comes first.

=head2 is_unknown(\%answer, $what)

I<Returns> whether an error says that there is no such C<session>, or C<event>.

=head2 pause(\%option, $source)

Waits as long as a program is to be watched. I<Returns> for how many seconds, 0 if it is not.

=head2 refusal(\%answer)

I<Returns> what the program says against a request.

=head2 request($table, \%option)

I<Returns> a list of arguments for a request.

=head2 run(\%option, $source)

Does what the command line asks for. I<Returns> the exit status.

=head2 say_answer(\%option, \%answer, \&text)

Prints an answer, as JSON or as the text that the code returns. I<Returns> the exit status, 1 if there is no answer.

=head2 say_json(\%answer)

Prints an answer as JSON. I<Returns> the exit status 0.

=head2 say_text($text)

Prints text as UTF-8.

=head2 write_out(\%option, $octets)

Writes to standard output, or to the file that C<--output> names. I<Returns> the exit status 0.

=head2 wants_json(\%option)

I<Returns> whether JSON is asked for.

=head2 width

I<Returns> how wide lines may be, C<undef> where nobody looks.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<poe-top>

=cut
