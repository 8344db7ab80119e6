package POE::XS::Top::Rows;

# What can be known from an answer, and from the one before it: rates, shares, growth, names for people.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer  ();
use POE::XS::Top::Columns ();
use POE::XS::Top::Numbers ();

# By what a row is known again.
my %IDENTITY = (sessions => 'id', events => 'name', timers => 'id', wheels => 'id', tree => 'id');

# Counters of time, which show how busy somebody is.
my %TIME = (sessions => 'busy_ns', events => 'self_ns');

# New rows, with what is derived. Without an earlier answer they are averages since the beginning, of the session or of
# the program.
sub of {
    my ($table, $answer, $earlier, %option) = @_;
    my @rows = map {
        {%$_}
    } POE::XS::Top::Answer::rows($answer, $option{field});
    $_->{shown} = shown($_) for @rows;
    _add_rates($table, \@rows, $answer, $earlier, \%option) if $TIME{$table};
    _mark_cycles(\@rows)                                    if $table eq 'waits';
    _say_to(\@rows)                                         if $table eq 'sent';
    return \@rows;
}

# The receiver of an event may be told under either name.
sub _say_to {
    my ($rows) = @_;
    for my $row (@$rows) {
        $row->{to}      //= $row->{session};
        $row->{to_name} //= $row->{session_name};
    }
    return;
}

sub shown {
    my ($row)   = @_;
    my @aliases = ref $row->{aliases} eq 'ARRAY' ? @{ $row->{aliases} } : ();
    my @names   = (@{$row}{qw(name label)}, $aliases[0]);
    for my $name (@names) {
        return $name if defined $name && !ref $name && $name ne '';
    }
    my $class = $row->{class} // 'session';
    my $place = $row->{place} // '';
    $place =~ s{\A.*/}{};
    return $class . ($place eq '' ? '' : "\@$place");
}

sub _add_rates {
    my ($table, $rows, $answer, $earlier, $option) = @_;
    my $identity = $IDENTITY{$table};
    my $seconds  = _seconds_between($answer, $earlier);
    my %before;
    if ($seconds) {
        $before{ $_->{$identity} // '' } = $_
            for POE::XS::Top::Answer::rows($earlier, $option->{field});
    }
    my @growing = map { $_->{name} } grep { $_->{grow} } POE::XS::Top::Columns::of($table);
    for my $row (@$rows) {
        _add_means($row);
        if ($seconds) {
            _add_growth(
                $row, $before{ $row->{$identity} // '' }, $seconds, \@growing,
                $TIME{$table});
        } else {
            _add_averages($row, $row->{age} // $option->{uptime});
        }
    }
    return;
}

sub _seconds_between {
    my ($answer, $earlier) = @_;
    return if !$earlier;
    my ($now, $then) = map { POE::XS::Top::Numbers::number($_->{now}) } $answer, $earlier;
    return if !defined $now || !defined $then || $now <= $then;
    return $now - $then;
}

sub _add_means {
    my ($row) = @_;
    my $count = _number($row->{count}) or return;
    my ($total, $wait) = (_number($row->{total_ns}), _number($row->{wait_ns}));
    my $waited = _number($row->{wait_count}) || $count;
    my $timed  = _number($row->{timed}) // $count;
    $row->{mean_ns}      = $total / $timed if defined $total && $timed;
    $row->{wait_mean_ns} = $wait / $waited if defined $wait;
    return;
}

# What was born since is new from nothing; what was merely not told before has no growth that is known.
sub _add_growth {
    my ($row, $before, $seconds, $names, $time) = @_;
    my $age = _number($row->{age});
    $before ||= {} if defined $age && $age <= $seconds + 0.05;
    return         if !$before;
    for my $name (@$names, $time, 'wait_ns') {
        my $new = _number($row->{$name}) // next;
        $row->{grown}{$name} = $new - (_number($before->{$name}) // 0);
    }
    my ($events, $spent, $total, $wait) = map { $row->{grown}{$_} } 'count', $time, 'total_ns',
        'wait_ns';
    $row->{mean_ns}      = $total / $events        if $events && defined $total && $total >= 0;
    $row->{wait_mean_ns} = $wait / $events         if $events && defined $wait  && $wait >= 0;
    $row->{rate}         = $events / $seconds      if defined $events && $events >= 0;
    $row->{busy}         = $spent / 1e9 / $seconds if defined $spent  && $spent >= 0;
    return;
}

# Handlers are always counted, but timed only while somebody looks: there is no average of their time.
sub _add_averages {
    my ($row, $age) = @_;
    my $count = _number($row->{count}) // return;
    $age = _number($age) or return;
    $row->{rate} = $count / $age;
    return;
}

sub _number { return POE::XS::Top::Numbers::number($_[0]) }

# Who waits for whom is a graph with a few ways out of each session; a session is in a cycle if it can reach itself.
sub _mark_cycles {
    my ($rows) = @_;
    my %next;
    for my $row (@$rows) {
        my ($from, $to) = @$row{qw(session whom)};
        push @{ $next{$from} }, $to if defined $from && defined $to && !ref $from && !ref $to;
    }
    for my $row (@$rows) {
        my $whom = $row->{whom};
        $row->{cycle}
            = defined $whom && !ref $whom && _reaches(\%next, $whom, $row->{session} // '');
    }
    return;
}

sub _reaches {
    my ($next, $from, $to) = @_;
    my %seen = ($from => 1);
    my @open = ($from);
    while (defined(my $here = shift @open)) {
        return 1 if $here eq $to;
        push @open, grep { !$seen{$_}++ } @{ $next->{$here} || [] };
    }
    return 0;
}

# ---------------------------------------------------------------------------
# The head

# The head's own numbers, with rates: { rate, busy, files, events, collect, wait } are parts of the time.
sub head {
    my ($answer, $earlier) = @_;
    my %head    = %{ POE::XS::Top::Answer::hash($answer, 'head') };
    my $seconds = _seconds_between($answer, $earlier);
    my $before  = $seconds ? POE::XS::Top::Answer::hash($earlier, 'head') : {};
    $seconds ||= _number($head{uptime}) or return \%head;
    for my $name (qw(dispatched enqueued calls born died)) {
        $head{rate}{$name} = _grown(\%head, $before, $name) / $seconds;
    }
    my %spent = map { $_ => _grown(\%head, $before, "${_}_ns") } qw(wait files events collect);
    my $all   = 0;
    $all += $_ for values %spent;
    return \%head if !$all;
    $head{share} = { map { $_ => $spent{$_} / $all } keys %spent };
    $head{share}{busy} = 1 - $head{share}{wait};
    return \%head;
}

sub _grown {
    my ($head, $before, $name) = @_;
    my $grown = (_number($head->{$name}) // 0) - (_number($before->{$name}) // 0);
    return $grown < 0 ? 0 : $grown;
}

1;

__END__

=head1 NAME

POE::XS::Top::Rows - rows of answers, with what follows from them

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Rows;

    my ($then, $now) = map { { now => $_, rows => [ { id => 2, class => 'Foo', count => 50 * $_ } ] } } 10, 12;
    my $rows = POE::XS::Top::Rows::of('sessions', $now, $then);
    print "$rows->[0]{shown}: $rows->[0]{rate} a second, $rows->[0]{grown}{count} more\n";
    # prints: Foo: 50 a second, 100 more

=head1 FUNCTIONS

=head2 head(\%answer, \%earlier)

I<Returns> the head with C<rate>, what was done in a second, and C<share>, where the time went.

=head2 of($table, \%answer, \%earlier, %option)

I<Returns> an array of new rows. C<field> is where they are in the answer, C<uptime> the age of what has none.

=head2 shown(\%row)

I<Returns> the name of a session for people.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<POE::XS::Top::Columns>

=cut
