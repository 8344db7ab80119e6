package POE::XS::Top::Trace;

# What a trace consists of, and the forms in which other programs read it.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::JSON    ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Text    ();

my @FIELDS = qw(seq cause start_ns run_ns wait_ns to from name type place);

# How many causes a folded stack goes back.
use constant DEEPEST => 64;

# Records as hashes, in the order of their beginning. Those without numbers where numbers belong are left out.
sub records {
    my ($rows) = @_;
    my @records;
    for my $row (@$rows) {
        my %record;
        @record{@FIELDS} = ref $row eq 'ARRAY' ? @$row : map { $row->{$_} } @FIELDS;
        $record{$_}      = POE::XS::Top::Numbers::number($record{$_})
            for qw(seq cause start_ns run_ns wait_ns);
        next if grep { !defined $record{$_} } qw(seq start_ns run_ns);
        push @records, \%record;
    }
    return [ sort { $a->{start_ns} <=> $b->{start_ns} || $b->{run_ns} <=> $a->{run_ns} } @records ];
}

# Adds names of sessions, and when each began, from the first on.
sub named {
    my ($records, $names, $zero) = @_;
    $zero //= @$records ? $records->[0]{start_ns} : 0;
    for my $record (@$records) {
        $record->{at} = ($record->{start_ns} - $zero) / 1e9;
        for my $side (qw(to from)) {
            my $id = $record->{$side};
            $record->{"${side}_name"} = !defined $id || ref $id ? undef : $names->{$id} // $id;
        }
    }
    return $records;
}

# ---------------------------------------------------------------------------
# Folded stacks: who caused whom, and how much time each took itself, in microseconds

sub folded {
    my ($records, $names) = @_;
    my %record = map { $_->{seq} => $_ } @$records;
    my $self   = _self_times($records);
    my %weight;
    for my $record (@$records) {
        my $weight = int($self->{ $record->{seq} } / 1000 + 0.5);
        $weight{ _stack($record, \%record, $names) } += $weight if $weight > 0;
    }
    return join '', map {"$_ $weight{$_}\n"} sort keys %weight;
}

# A handler that calls another one runs while that does: what is within it is not its own.
sub _self_times {
    my ($records) = @_;
    my (%self, @open);
    for my $record (@$records) {
        my $end = $record->{start_ns} + $record->{run_ns};
        pop @open while @open && $open[-1][1] < $end;
        $self{ $open[-1][0] } -= $record->{run_ns} if @open && $open[-1][1] > $record->{start_ns};
        $self{ $record->{seq} } = $record->{run_ns};
        push @open, [ $record->{seq}, $end ];
    }
    return \%self;
}

# From the first cause on. Where a cause was there before it is a circle, and the stack begins after it.
sub _stack {
    my ($record, $by_number, $names) = @_;
    my (@frames, %seen);
    for (
        my $here = $record;
        $here && @frames < DEEPEST;
        $here = $by_number->{ $here->{cause} // 0 })
    {
        my $frame = _frame($here, $names);
        last if $seen{$frame}++;
        unshift @frames, $frame;
    }
    return join ';', @frames;
}

sub _frame {
    my ($record, $names) = @_;
    my $to    = $record->{to} // '?';
    my @names = map { ref() ? '?' : $_ // '?' } $names->{$to} // "session $to", $record->{name};
    return join ':', map { POE::XS::Top::Text::clean($_) =~ s/[;\s]/_/gr } @names;
}

# ---------------------------------------------------------------------------
# Trace events as Chrome and Perfetto read them

sub chrome {
    my ($records, $names, $pid, $program) = @_;
    my @lines = _event(
        ph   => 'M', name => 'process_name', pid => $pid, tid => 0,
        args => { name => $program });
    my %seen;
    for my $id (grep { defined && !ref && !$seen{$_}++ } map { $_->{to} } @$records) {
        push @lines, _event(
            ph   => 'M', name => 'thread_name', pid => $pid, tid => $id + 0,
            args => { name => defined $names->{$id} ? "$names->{$id} ($id)" : "session $id" });
    }
    my %record = map { $_->{seq} => $_ } @$records;
    for my $record (@$records) {
        push @lines, _flow($record, $record{ $record->{cause} // 0 }, $pid), _slice($record, $pid);
    }
    return qq({"displayTimeUnit":"ns","traceEvents":[\n) . join(",\n", @lines) . "\n]}\n";
}

sub _event {
    my (%event) = @_;
    my $line = POE::XS::Top::JSON::line(\%event);
    chomp $line;
    $line =~ s/"(ts|dur)":"([0-9.]+)"/"$1":$2/g if $event{ts};
    return $line;
}

# Microseconds with all digits, which a floating point number would not keep.
sub _micro {
    my ($ns) = @_;
    $ns = 0 if $ns < 0;
    my $whole = int($ns / 1000);
    return sprintf '%.0f.%03d', $whole, $ns - $whole * 1000;
}

sub _slice {
    my ($record, $pid) = @_;
    my %args = map { $_ => $record->{$_} } grep { defined $record->{$_} } qw(seq from place type);
    $args{wait_us} = $record->{wait_ns} / 1000 if defined $record->{wait_ns};
    return _event(
        ph => 'X', cat => 'handler', name => _name($record), pid => $pid, tid => _track($record),
        ts => _micro($record->{start_ns}), dur => _micro($record->{run_ns}), args => \%args
    );
}

sub _name {
    my ($record) = @_;
    return defined $record->{name} && !ref $record->{name} ? "$record->{name}" : '?';
}

sub _track {
    my ($record) = @_;
    return (POE::XS::Top::Numbers::number($record->{to}) // 0) + 0;
}

# An arrow from the handler that posted the event to the one that handles it. It has to begin within the first, of which
# the end is no part. An alarm was set before its time, nobody knows when: it begins at the end.
sub _flow {
    my ($record, $cause, $pid) = @_;
    return if !$cause || $cause == $record;
    my ($first, $last) = ($cause->{start_ns}, $cause->{start_ns} + $cause->{run_ns} - 1);
    my $posted = $record->{start_ns} - ($record->{wait_ns} // 0);
    $posted = $last  if $posted > $last;
    $posted = $first if $posted < $first;
    my %both = (cat => 'event', name => _name($record), id => "$record->{seq}", pid => $pid);
    return (
        _event(%both, ph => 's', tid => _track($cause), ts  => _micro($posted)),
        _event(%both, ph => 'f', tid => _track($record), ts => _micro($record->{start_ns})),
    );
}

1;

__END__

=head1 NAME

POE::XS::Top::Trace - traces, and the forms in which other programs read them

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Trace;

    my $records = POE::XS::Top::Trace::records([
        [ 1, 0, 1_000_000, 500_000, 0, 2, 2, 'line',  'file', 'x.pl:1' ],
        [ 2, 1, 2_000_000, 300_000, 0, 3, 2, 'count', 'post', 'x.pl:2' ],
    ]);
    print POE::XS::Top::Trace::folded($records, { 2 => 'web', 3 => 'worker' });
    # prints:
    #   web:line 500
    #   web:line;worker:count 300

=head1 DESCRIPTION

A record is a hash: C<seq>, its number; C<cause>, that of the record whose handler posted the event; C<start_ns>, C<run_ns>,
C<wait_ns>; C<to> and C<from>, sessions; C<name>, C<type> and C<place>.

=head1 FUNCTIONS

=head2 chrome(\@records, \%names, $pid, $program)

I<Returns> octets of JSON that Perfetto and Chrome's tracing page read: a track for each session, a slice for each
handler, an arrow from each cause to its effect. C<%names> has the names of sessions by their numbers.

=head2 folded(\@records, \%names)

I<Returns> text that programs for flame graphs read: a line for each chain of causes, and the microseconds that
handlers took at its end, without what they called.

=head2 named(\@records, \%names, $zero)

Adds C<to_name>, C<from_name> and C<at>, in seconds, to each record. I<Returns> the records.

=head2 records(\@rows)

I<Returns> an array of records for the rows of answers.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<poe-top>

=cut
