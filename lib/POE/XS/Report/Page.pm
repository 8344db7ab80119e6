package POE::XS::Report::Page;

# Many reports as one page of HTML, which needs nothing else and runs no script.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Report::Page::Html  qw(element quoted);
use POE::XS::Report::Page::Style ();

# Whatever got in in spite of all quoting could load nothing and run nothing.
use constant POLICY =>
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

use constant MAX_CHOICES => 12;

my %SIGN  = (passed => "\x{2713}", failed => "\x{2717}", skipped => "\x{2013}", absent => "\x{b7}");
my %LABEL = (system => 'System', perl     => 'Perl', loop        => 'Loop', result     => 'Result');

sub text_of {
    my ($summary) = @_;
    my $choices   = _choices($summary);
    my @ids       = map { $_->[0] } map {@$_} values %$choices;
    my $style     = POE::XS::Report::Page::Style::text_of(sort @ids);
    my $body = join "\n", _top($summary), _reports($summary, $choices), _groups($summary->{groups}),
        _matrix($summary), _details($summary->{reports}, $choices),
        _unreadable($summary->{unreadable});
    return <<"HTML";
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${\ quoted(POLICY) }">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>POE-XS: status reports</title>
<style>
$style
</style>
</head>
<body>
$body
</body>
</html>
HTML
}

sub _cells {
    return map { element('td', @$_) } @_;
}

sub _heads {
    return element('thead', {}, element('tr', {}, map { element('th', @$_) } @_));
}

sub _mark {
    my ($result) = @_;
    return element('span', { class => "mark $result" }, "$SIGN{$result} $result");
}

sub _duration {
    my ($seconds) = @_;
    return sprintf '%.1f s', $seconds                          if $seconds < 60;
    return sprintf '%d:%02d min', $seconds / 60, $seconds % 60 if $seconds < 3600;
    return sprintf '%d:%02d h', $seconds / 3600, $seconds / 60 % 60;
}

sub _with_commas { return scalar reverse(join ',', (reverse $_[0]) =~ /(\d{1,3})/g) }

# ---------------------------------------------------------------------------
# The top

sub _top {
    my ($summary) = @_;
    my $total     = $summary->{totals};
    my @dates     = sort grep { $_ ne 'unknown' } map { $_->{date} } @{ $summary->{reports} };
    my $when      = @dates ? _day($dates[0]) . ' to ' . _day($dates[-1]) : 'no dates';
    my @tiles     = (
        [ '', $total->{reports}, 'reports' ],
        [ 'good', $total->{passed}, 'all passed' ],
        [ $total->{failed} ? 'bad' : '', $total->{failed}, 'with failures' ],
        [ '', _with_commas($total->{tests}), 'tests run' ],
        [
            $total->{tests_failed} ? 'bad' : '', _with_commas($total->{tests_failed}),
            'tests failed'
        ],
        [ '', _with_commas($total->{skipped}), 'tests skipped' ],
        [ '', _duration($total->{seconds}), 'of testing' ],
    );
    push @tiles, [ 'bad', scalar @{ $summary->{unreadable} }, 'unreadable' ]
        if @{ $summary->{unreadable} };
    return join "\n", element('h1', {}, 'POE-XS: status reports'),
        element('p', { class => 'faint' }, $when),
        element('ul', { class => 'tiles' }, map { _tile(@$_) } @tiles);
}

sub _day { return substr $_[0], 0, 10 }

sub _tile {
    my ($class, $number, $text) = @_;
    return element('li', { class => $class }, element('b', {}, $number), $text);
}

# ---------------------------------------------------------------------------
# The table of reports, and its filters

# For each field the values to choose from, as [class, value].
sub _choices {
    my ($summary) = @_;
    my %choices = (result => [ map { [ "result-$_", $_ ] } qw(passed failed) ]);
    for my $field (sort keys %{ $summary->{groups} }) {
        my @values = map { $_->[0] } @{ $summary->{groups}{$field} };
        next if @values < 2 || @values > MAX_CHOICES;
        $choices{$field} = [ map { [ "$field-$_", $values[$_] ] } 0 .. $#values ];
    }
    return \%choices;
}

sub _filter {
    my ($field, $choices) = @_;
    my @all = map { _choice($field, @$_) } [ "$field-all", 'all', 1 ], @$choices;
    return element('fieldset', {}, element('legend', {}, $LABEL{$field}), @all);
}

sub _choice {
    my ($field, $id, $text, $is_checked) = @_;
    my $checked = $is_checked ? ' checked' : '';
    my $input   = qq{<input type="radio" name="$field" id="$id"$checked>};
    return element('label', { for => $id }, $input, quoted($text));
}

sub _reports {
    my ($summary, $choices) = @_;
    my @reports = @{ $summary->{reports} }
        or return element('p', {}, 'There is no readable report.');
    my @filters
        = map { $choices->{$_} ? _filter($_, $choices->{$_}) : () } qw(result system perl loop);
    my @heads = (
        [ { class => 'number' }, '#' ],
        (map { [ {}, $_ ] } 'Result', 'Version', 'System', 'Perl', 'Loop', 'Files', 'Tests'),
        [ { class => 'number' }, 'Time' ], [ {}, 'Date' ],
    );
    my $table = element(
        'table', {}, _heads(@heads),
        element('tbody', {}, map { _row($_, $choices) } @reports));
    return join "\n", element('h2', {}, 'Reports'),
        element('div', { class => 'filters' }, @filters),
        element('div', { class => 'wide' }, $table);
}

sub _row {
    my ($report, $choices) = @_;
    my $number = { class => 'number' };
    my $link   = element('a', { href => "#report-$report->{number}" }, $report->{number});
    my $what   = $report->{kind} eq 'distribution' ? '' : " ($report->{kind})";
    my @cells  = (
        [ $number, $link ],
        [ {}, _mark($report->{result}) ],
        [ {}, quoted(($report->{distribution} =~ s/\APOE-XS-//r) . $what) ],
        (map { [ {}, quoted($report->{$_}) ] } qw(system perl loop)),
        [ {}, _counted(@$report{qw(files files_failed files_skipped)}) ],
        [ {}, _counted(@$report{qw(tests failed skipped)}) ],
        [ $number, _duration($report->{seconds}) ],
        [ { class => 'date' }, _when($report->{date}) ],
    );
    return element('tr', { class => _classes($report, $choices) }, _cells(@cells));
}

sub _counted {
    my ($all, $failed, $skipped) = @_;
    my @parts = _with_commas($all);
    push @parts, element('span', { class => 'failed' }, _with_commas($failed) . ' failed')
        if $failed;
    push @parts, element('span', { class => 'skipped' }, _with_commas($skipped) . ' skipped')
        if $skipped;
    return join ' ', @parts;
}

sub _when { return $_[0] =~ /\A(.{10})T(.{5})/ ? "$1 $2" : 'unknown' }

# What the filters go by: a class for each choice that fits.
sub _classes {
    my ($report, $choices) = @_;
    my @fit;
    for my $field (sort keys %$choices) {
        push @fit, map { $_->[0] } grep { $_->[1] eq $report->{$field} } @{ $choices->{$field} };
    }
    return join ' ', 'report', @fit;
}

# ---------------------------------------------------------------------------
# Groups, and the matrix

sub _groups {
    my ($groups) = @_;
    my @tables = map { _group($LABEL{$_}, $groups->{$_}) } qw(system perl loop);
    return join "\n", element('h2', {}, 'By system, perl and loop'),
        element('div', { class => 'groups' }, @tables);
}

sub _group {
    my ($label, $rows) = @_;
    my $number = { class => 'number' };
    my @rows   = map {
        my ($value, $passed, $failed) = @$_;
        my $bad = { class => $failed ? 'number failed' : 'number' };
        element(
            'tr',
            {},
            _cells(
                [ { class => 'name' }, quoted($value) ], [ $number, $passed ], [ $bad, $failed ]));
    } @$rows;
    my $heads = _heads([ {}, $label ], [ $number, 'passed' ], [ $number, 'failed' ]);
    return element(
        'div', { class => 'wide' },
        element('table', {}, $heads, element('tbody', {}, @rows)));
}

sub _matrix {
    my ($summary) = @_;
    my @rows      = @{ $summary->{matrix}{rows} } or return ();
    my @heads = map { [ {}, element('a', { href => "#report-$_->{number}" }, "#$_->{number}") ] }
        @{ $summary->{reports} };
    my $left  = $summary->{matrix}{left_out};
    my $table = element(
        'table', { class => 'matrix' }, _heads([ {}, 'File of tests' ], @heads),
        element('tbody', {}, map { _matrix_row($_) } @rows));
    my $legend = join ', ', map {"$SIGN{$_} $_"} qw(passed failed skipped);
    return join "\n", element('h2', {}, 'Files that failed anywhere'),
        element(
        'p', { class => 'faint' },
        "$legend, $SIGN{absent} not run; a column for each report"
        ),
        element('div', { class => 'wide' }, $table),
        $left ? element('p', {}, "and $left more") : ();
}

sub _matrix_row {
    my ($row)  = @_;
    my $number = 0;
    my @cells  = map { $number++; [ { class => $_, title => "#$number: $_" }, $SIGN{$_} ] }
        @{ $row->{results} };
    return element(
        'tr', {}, element('th', { scope => 'row' }, quoted($row->{name})),
        _cells(@cells));
}

# ---------------------------------------------------------------------------
# What each of them says

sub _details {
    my ($reports, $choices) = @_;
    return () if !@$reports;
    return join "\n", element('h2', {}, 'Each report'), map { _detail($_, $choices) } @$reports;
}

sub _detail {
    my ($report, $choices) = @_;
    my $title = join ' &middot; ', "#$report->{number} " . _mark($report->{result}),
        map { quoted($report->{$_}) } qw(system perl loop);
    my @rows = map {
        element(
            'tr', {}, element('th', {}, quoted($_->[0])),
            _cells([ { class => 'name' }, quoted($_->[1]) ]))
    } [ 'file', $report->{file} ], @{ $report->{facts} };
    return element(
        'details', { id => "report-$report->{number}", class => _classes($report, $choices) },
        element('summary', {}, $title),
        (map { _failure($_) } @{ $report->{failures} }),
        element('table', {}, element('tbody', {}, @rows)));
}

sub _failure {
    my ($failure) = @_;
    my @notes     = map { element('li', {}, quoted($_)) } @{ $failure->{notes} };
    my @output    = map { quoted($_) } @{ $failure->{output} };
    return element(
        'details', {},
        element('summary', {}, _mark('failed'), ' ', quoted($failure->{name})),
        @notes  ? element('ul', { class => 'notes' }, @notes) : (),
        @output ? element('pre', {}, join "\n", @output)      : ());
}

sub _unreadable {
    my ($files) = @_;
    return () if !@$files;
    my @rows = map {
        element('tr', {}, _cells(map { [ { class => 'name' }, quoted($_) ] } @$_{qw(file reason)}))
    } @$files;
    my $table = element(
        'table', {}, _heads([ {}, 'File' ], [ {}, 'Why not' ]),
        element('tbody', {}, @rows));
    return join "\n", element('h2', {}, 'Unreadable'), element('div', { class => 'wide' }, $table);
}

1;

__END__

=head1 NAME

POE::XS::Report::Page - many reports as a page

=head1 SYNOPSIS

    use POE::XS::Report::Page;
    use POE::XS::Report::Summary;

    print POE::XS::Report::Page::text_of(POE::XS::Report::Summary::of_folder('reports'));

=head1 DESCRIPTION

One file of HTML with its style in it: totals, a table of reports with filters by result, system, perl and loop, numbers
for each of those, a matrix of the files of tests that failed anywhere, and for each report what failed, folded.
Results have a word or a sign beside their colour. Filters are inputs and rules of style: there is no script, and
the page forbids any, and anything from outside.

=head1 FUNCTIONS

=head2 text_of(\%summary)

I<Returns> the page, in characters, for what L<POE::XS::Report::Summary> returned.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Page::Html>, L<POE::XS::Report::Page::Style>

=cut
