package POE::XS::Report::Summary;

# Many reports put together. Each is cut down to what the page shows as soon as it is read, with every field made a short
# string or a number: they come from strangers.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Report::Document ();

use constant {
    MAX_REPORTS => 1000, MAX_STRING   => 300, MAX_FAILURES => 40, MAX_LINES => 120,
    MAX_ROWS    => 300, MAX_VARIABLES => 40,
};

my @NUMBERS = qw(tests passed failed skipped todo todo_passed seconds);

sub of_folder {
    my ($folder) = @_;
    opendir my $listing, $folder or die "--summary: $folder: $!\n";
    my @names = sort grep {/\.ya?ml\z/} readdir $listing;
    my (@reports, @unreadable);
    for my $name (@names) {
        my $report = @reports < MAX_REPORTS ? _read("$folder/$name") : "there are too many\n";
        utf8::decode($name);
        if (ref $report) { push @reports, { %$report, file => _string($name) } }
        else { push @unreadable, { file => _string($name), reason => _string($report) } }
    }
    return of(\@reports, \@unreadable);
}

# The report cut down, or the reason why there is none.
sub _read {
    my ($path) = @_;
    return eval { cut_down(POE::XS::Report::Document::read_file($path)) } || $@ || "unknown\n";
}

sub of {
    my ($reports, $unreadable) = @_;
    my @sorted = sort { $b->{date} cmp $a->{date} || $a->{file} cmp $b->{file} } @$reports;
    $sorted[$_]{number} = $_ + 1 for 0 .. $#sorted;
    return {
        reports => \@sorted, unreadable => $unreadable,
        totals  => _totals(\@sorted),
        groups  => { map { $_ => _groups($_, \@sorted) } qw(system perl loop) },
        matrix  => _matrix(\@sorted),
    };
}

# ---------------------------------------------------------------------------
# One report

sub _string {
    my ($value) = @_;
    return 'unknown' if !defined $value || ref $value;
    my $text = $value =~ s/[\x00-\x08\x0a-\x1f\x7f]+\z//r;
    return length $text > MAX_STRING ? substr($text, 0, MAX_STRING) . ' ...' : $text;
}

# Digits alone: what perl would take for a number includes Inf and 1e999.
sub _number {
    my ($value) = @_;
    return
           defined $value
        && !ref $value
        && $value =~ /\A[0-9]{1,9}(?:\.[0-9]{1,6})?\z/ ? 0 + $value : 0;
}

# A value some layers down, of whatever kind.
sub _at {
    my ($data, @path) = @_;
    for my $key (@path) {
        return if ref $data ne 'HASH';
        $data = $data->{$key};
    }
    return $data;
}

sub cut_down {
    my ($report) = @_;
    my @files    = map { _file($_) } @{ $report->{files} };
    my %sum      = map { $_ => 0 } @NUMBERS, qw(files files_passed files_failed files_skipped);
    for my $file (@files) {
        $sum{files}++;
        $sum{"files_$file->{result}"}++;
        $sum{$_} += $file->{$_} for grep { $_ ne 'seconds' } @NUMBERS;
    }
    return {
        _about($report), %sum,
        seconds  => _number(_at($report, qw(report seconds))),
        result   => $sum{files_failed} ? 'failed' : 'passed',
        results  => { map { $_->{name} => $_->{result} } @files },
        failures => _failures($report->{failures}),
        facts    => _facts($report),
    };
}

sub _file {
    my ($file) = @_;
    return {
        name => _string($file->{name}), result => $file->{result},
        map { $_ => _number($file->{$_}) } @NUMBERS,
    };
}

sub _about {
    my ($report) = @_;
    my %about = (
        distribution => _at($report, qw(report distribution)),
        kind         => _at($report, qw(report kind)),
        date         => _at($report, qw(report date)),
        perl         => _at($report, qw(environment perl version)),
    );
    my $date = _string($about{date});
    return (
        (map { $_ => _string($about{$_}) } keys %about),
        date   => $date =~ /\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z/ ? $date : 'unknown',
        system => _string(_at($report, qw(environment system distribution))) . ', '
            . _string(_at($report, qw(environment system machine))),
        loop => _loop($report->{loop}),
    );
}

sub _loop {
    my ($loop) = @_;
    my ($asked, $backend) = map { _string($loop->{$_}) } qw(asked backend);
    return lc $asked eq lc $backend ? $asked : "$asked: $backend";
}

sub _failures {
    my ($failures) = @_;
    my @shown      = @$failures > MAX_FAILURES ? @$failures[ 0 .. MAX_FAILURES - 1 ] : @$failures;
    my @cut        = map {
        +{
            name   => _string($_->{name}), notes => _strings($_->{notes}),
            output => _strings($_->{output}) }
    } @shown;
    push @cut, { name => @$failures - @shown . ' more', notes => [], output => [] }
        if @shown < @$failures;
    return \@cut;
}

sub _strings {
    my ($list) = @_;
    return [] if ref $list ne 'ARRAY';
    my @lines = map { _string($_) } grep {defined} @$list;
    my $left  = @lines - MAX_LINES;
    splice @lines, MAX_LINES / 2, $left, "... $left lines left out ..." if $left > 0;
    return \@lines;
}

# What is shown of the environment, as [name, value].
sub _facts {
    my ($report)    = @_;
    my $environment = $report->{environment};
    my @facts       = ([
            'system', join ' ',
            map { _string(_at($environment, 'system', $_)) } qw(name release machine)
        ],
        [ 'perl', _string(_at($environment, qw(perl config archname))) ],
        [ 'compiler', _string($environment->{compiler}) ],
        [ 'C library', _string($environment->{c_library}) ],
        [ 'CPUs', _string($environment->{cpus}) ],
        [ 'locale', _string($environment->{locale}) ],
        [ 'libev', _string($report->{loop}{libev}) ],
        map { [ "modules, $_", _modules(_at($report, 'versions', $_)) ] }
            qw(required tests optional),
    );
    my $variables = _at($environment, 'variables');
    return [ @facts, _variables($variables) ] if ref $variables eq 'HASH';
    return \@facts;
}

sub _modules {
    my ($versions) = @_;
    return 'unknown' if ref $versions ne 'HASH';
    return _string(join ', ', map { "$_ " . _string($versions->{$_}) } sort keys %$versions);
}

sub _variables {
    my ($variables) = @_;
    my @names = sort keys %$variables;
    splice @names, MAX_VARIABLES if @names > MAX_VARIABLES;
    return map { [ _string($_), _string($variables->{$_}) ] } @names;
}

# ---------------------------------------------------------------------------
# All of them

sub _totals {
    my ($reports) = @_;
    my %total = map { $_ => 0 } qw(reports passed failed tests tests_failed skipped seconds);
    for my $report (@$reports) {
        $total{reports}++;
        $total{ $report->{result} }++;
        $total{tests}        += $report->{tests};
        $total{tests_failed} += $report->{failed};
        $total{skipped}      += $report->{skipped};
        $total{seconds}      += $report->{seconds};
    }
    return \%total;
}

# How many passed and failed for each value of a field, as [value, passed, failed].
sub _groups {
    my ($field, $reports) = @_;
    my %group;
    for my $report (@$reports) {
        my $group = $group{ $report->{$field} } ||= { passed => 0, failed => 0 };
        $group->{ $report->{result} }++;
    }
    return [ map { [ $_, @{ $group{$_} }{qw(passed failed)} ] } sort keys %group ];
}

# Each file that failed anywhere, with what came of it in every report.
sub _matrix {
    my ($reports) = @_;
    my %times;
    for my $results (map { $_->{results} } @$reports) {
        $times{$_}++ for grep { $results->{$_} eq 'failed' } keys %$results;
    }
    my @names = sort { $times{$b} <=> $times{$a} || $a cmp $b } keys %times;
    my $left  = @names - MAX_ROWS;
    splice @names, MAX_ROWS if $left > 0;
    my @rows = map {
        my $name = $_;
        { name => $name, results => [ map { $_->{results}{$name} // 'absent' } @$reports ] };
    } @names;
    return { rows => \@rows, left_out => $left > 0 ? $left : 0 };
}

1;

__END__

=head1 NAME

POE::XS::Report::Summary - many reports put together

=head1 SYNOPSIS

    use POE::XS::Report::Page;
    use POE::XS::Report::Summary;

    my $summary = POE::XS::Report::Summary::of_folder('reports');
    print POE::XS::Report::Page::text_of($summary);

=head1 DESCRIPTION

Reads reports and keeps of each what a page shows. A file that is no report, too large or damaged is listed with the
reason and stops nothing. Numbers are added up from the files of tests, so that no report can claim what it does not
show. Of each kind of thing there is a most: 1000 reports, 40 failed files of a report, 120 lines of their output, 300
files of tests that failed anywhere, 300 characters of any string.

=head1 FUNCTIONS

=head2 cut_down(\%report)

I<Returns> what is kept of a report, a reference to a hash.

=head2 of(\@reports, \@unreadable)

I<Returns> a reference to a hash for reports which were cut down: the C<reports>, newest first and with a C<number>, the
C<unreadable> with C<file> and C<reason>, C<totals>, C<groups> by C<system>, C<perl> and C<loop>, and the C<matrix>
of files that failed anywhere.

=head2 of_folder($folder)

The same for all files F<*.yml> and F<*.yaml> of a folder. It dies if that cannot be read.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Document>, L<POE::XS::Report::Page>

=cut
