package POE::XS::Top::Commands::Trace;

# poe-top trace and poe-top folded

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer   ();
use POE::XS::Top::Commands ();
use POE::XS::Top::Filter   ();
use POE::XS::Top::Rows     ();
use POE::XS::Top::Table    ();
use POE::XS::Top::Text     ();
use POE::XS::Top::Trace    ();

use constant { SECONDS => 5, LIMIT => 100_000 };

my %REASON = (
    limit         => 'the limit was reached',
    'slow reader' => 'it could not be read fast enough',
);

sub run {
    my ($option, $source, $command) = @_;
    my $seconds = $option->{seconds} // SECONDS;
    my $answer
        = POE::XS::Top::Commands::answer($source, 'trace', request($option), longer => $seconds);
    return POE::XS::Top::Commands::say_json($answer) if POE::XS::Top::Commands::wants_json($option);
    if (_wants_otlp($option)) {
        require POE::XS::Top::Commands::OTLP;
        my $count = POE::XS::Top::Commands::OTLP::run($option, $source, $answer);
        _say_why($answer, $count);
        return POE::XS::Top::Commands::SAID();
    }
    my $records = _wanted($answer, $option);
    my $names   = names($source);
    POE::XS::Top::Commands::write_out($option, _text($option, $source, $command, $records, $names));
    _say_why($answer, scalar @$records);
    return POE::XS::Top::Commands::SAID();
}

sub request {
    my ($option) = @_;
    my %request = (seconds => $option->{seconds} // SECONDS, limit => $option->{limit} // LIMIT);
    $request{session}  = $option->{session}        if defined $option->{session};
    $request{least_ns} = int($option->{min} * 1e9) if defined $option->{min};
    $request{event}    = $option->{event} if defined POE::XS::Top::Filter::plain($option->{event});
    $request{ids}      = \1               if _wants_otlp($option);
    return %request;
}

sub _wants_otlp { return defined $_[0]{otlp} || ($_[0]{format} // '') eq 'otlp' }

sub _wanted {
    my ($answer, $option) = @_;
    my $records
        = POE::XS::Top::Trace::records(ref $answer->{rows} eq 'ARRAY' ? $answer->{rows} : []);
    return $records if !defined $option->{event};
    my $looks = POE::XS::Top::Filter::of($option->{event});
    return [ grep { $looks->({ name => $_->{name} }) } @$records ];
}

# The names of sessions by their numbers.
sub names {
    my ($source) = @_;
    my $answer = eval { $source->ask('tree') } // {};
    my %name;
    for my $row (POE::XS::Top::Answer::rows($answer)) {
        $name{ $row->{id} } = POE::XS::Top::Rows::shown($row) if defined $row->{id};
    }
    return \%name;
}

# Octets. A file, or standard output that is no terminal, gets what programs read.
sub _text {
    my ($option, $source, $command, $records, $names) = @_;
    my $text;
    if ($command eq 'folded') {
        $text = POE::XS::Top::Trace::folded($records, $names);
    } elsif (defined $option->{output}) {
        my $hello = $source->hello;
        return POE::XS::Top::Trace::chrome(
            $records, $names, $hello->{pid} // 0,
            $hello->{program} // 'POE'
        );
    } else {
        $text = POE::XS::Top::Table::text(
            'trace', POE::XS::Top::Trace::named($records, $names),
            width => POE::XS::Top::Commands::width());
    }
    utf8::encode($text);
    return $text;
}

# Whether it is all that there was.
sub _say_why {
    my ($answer, $count) = @_;
    my $why     = $answer->{why} // 'time';
    my $dropped = $answer->{dropped};
    my $reason  = $REASON{$why} // POE::XS::Top::Text::clean($why);
    POE::XS::Top::Commands::complain("the trace ended early: $reason ($count records)")
        if $why ne 'time';
    POE::XS::Top::Commands::complain(POE::XS::Top::Text::clean($dropped) . ' records were dropped')
        if $dropped;
    return;
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::Trace - poe-top trace, poe-top folded

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Commands::Trace;

    my %request = POE::XS::Top::Commands::Trace::request({ seconds => 2, min => 0.01 });
    print join(' ', map {"$_=$request{$_}"} sort keys %request), "\n";
    # prints: least_ns=10000000 limit=100000 seconds=2

=head1 FUNCTIONS

=head2 names($source)

I<Returns> the names of all sessions by their numbers, as a hash.

=head2 request(\%option)

I<Returns> a list of arguments for the request.

=head2 run(\%option, $source, $command)

The command, C<trace> or C<folded>. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Trace>, L<POE::XS::Top::Commands>, L<poe-top>

=cut
