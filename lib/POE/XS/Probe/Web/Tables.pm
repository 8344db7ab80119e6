package POE::XS::Probe::Web::Tables;

use strict;
use warnings;

our $VERSION = '2.000';

# The probe's answers without what belongs to lines, put together for a page.

use Time::HiRes ();

use POE::XS::Probe::JSON qw(data_of text_of);
use POE::XS::Probe::Answers;


# Those that can be asked for, and those that are in a snapshot.
my %is_table = map { $_ => 1 } qw(sessions events timers files tree wheels waits warnings);
my @usual    = qw(sessions events timers files warnings);

sub error_in {
    my ($line) = @_;
    return if $line !~ /\A[^\[]{0,200}?,"error":"/;
    return data_of($line)->{error};
}

# The value of a member that comes before the last.
sub _member {
    my ($line, $name) = @_;
    my $from = index $line, qq{"$name":};
    return if $from < 0;
    $from += 3 + length $name;
    my $to = rindex $line, ',"last":true}';
    $to = rindex $line, '}' if $to < $from;
    return substr $line, $from, $to - $from;
}

sub head {
    my ($web) = @_;
    return _member(POE::XS::Probe::Answers::begin($web, undef, { op => 'head' })->(), 'head');
}

# A function that gives rows with commas between, '' for none yet and undef after the last.
sub rows {
    my ($web, $table, $query) = @_;
    my %request
        = (top => 0, map { defined $query->{$_} ? ($_ => $query->{$_}) : () } qw(top match));
    $request{background} = 1              if $query->{background};
    $request{sort}       = $query->{sort} if defined $query->{sort} and $table eq 'sessions';
    my $lines = POE::XS::Probe::Answers::begin($web, undef, { %request, op => $table });
    my $comma = '';
    return sub {
        my $line = $lines->();
        return    if !defined $line;
        return '' if $line !~ /\{/;
        my $rows = _member($line, 'rows');
        return '' if !defined $rows or length $rows < 3;
        my $text = $comma . substr $rows, 1, -1;
        $comma = ',';
        return $text;
    };
}

# The members that tell when, and of the whole.
sub moment {
    my ($web, $id) = @_;
    return sprintf '"v":1,"id":%s,"now":%.6f,"wall":%.6f,"head":%s,"lag":%s', text_of($id),
        POE::XS::steady(),
        Time::HiRes::time(), head($web), POE::XS::Look::_late();
}

# One object, in pieces.
sub snapshot {
    my ($web, $query) = @_;
    my @tables
        = grep { $is_table{$_} } defined $query->{parts}
        ? split /,/, $query->{parts}
        : @usual;
    my $start = '{' . moment($web, undef);
    my ($rows, $is_over);
    return sub {
        if (defined $start) {
            my $text = $start;
            undef $start;
            return $text;
        }
        my $text = $rows ? $rows->() : undef;
        return $text if defined $text;
        return       if $is_over;
        my $end   = $rows ? ']' : '';
        my $table = shift @tables;
        $is_over = !defined $table;
        return "$end}\n" if $is_over;
        $rows = rows($web, $table, $query);
        return qq{$end,"$table":[};
    };
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Tables - the probe's answers, put together

=head1 DESCRIPTION

As members of one object in JSON, without what belongs to lines.

=head1 FUNCTIONS

=head2 error_in($line)

I<Returns> the text of an error, or undef.

=head2 head($web)

I<Returns> the numbers of the whole, in JSON.

=head2 moment($web, $id)

I<Returns> the members that say when it was, with those numbers.

=head2 rows($web, $table, \%query)

I<Returns> a function that gives rows, '' for none yet, and undef after the last.

=head2 snapshot($web, \%query)

I<Returns> a function that gives an object in pieces.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
