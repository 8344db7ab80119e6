package POE::XS::Report::Document;

# The file that a report is. Writing keeps the sections in an order for readers; reading trusts nothing.

use strict;
use warnings;

our $VERSION = '2.000';

use CPAN::Meta::YAML ();

use constant {
    FORMAT    => 1, MAX_OCTETS => 4 * 1024 * 1024, MAX_LINE => 16_384, MAX_DEPTH => 8,
    MAX_FILES => 5000,
};

# In the order of the file, with what is said above each.
my @SECTIONS = (
    report      => 'What was tested, with what, and when.',
    summary     => 'What came of it: files of tests, and single tests.',
    failures    => 'Files that failed, with what they said.',
    versions    => 'Versions of modules.',
    loop        => 'What the kernel waits with.',
    environment => 'Where it ran.',
    files       => 'Each file of tests. Numbers that are not there are 0.',
);

my %KIND = (
    report => 'HASH', summary    => 'HASH', failures => 'ARRAY', versions => 'HASH', loop => 'HASH',
    environment => 'HASH', files => 'ARRAY',
);

# What is written must be taken by those who read: when very much failed, each failure says less.
sub text_of {
    my ($report) = @_;
    my $text = _text_of($report);
    for my $lines (40, 5, 0) {
        last if 2 * length $text < MAX_OCTETS;
        my @shorter
            = map { +{ %$_, output => _last_of($lines, $_->{output}) } } @{ $report->{failures} };
        $text = _text_of({ %$report, failures => \@shorter });
    }
    return $text;
}

sub _last_of {
    my ($lines, $output) = @_;
    my $left_out = @{ $output || [] } - $lines;
    return $output if $left_out <= 0;
    return [ "... $left_out lines left out ...", @$output[ $left_out .. $#$output ] ];
}

sub _text_of {
    my ($report) = @_;
    my @names    = @SECTIONS[ grep { $_ % 2 == 0 } 0 .. $#SECTIONS ];
    my %about    = @SECTIONS;
    return join "\n",
        "# A status report of POE-XS. It is YAML; poe-report --summary reads many.\n---\n",
        map { "# $about{$_}\n" . _section($_ => $report->{$_}) } @names;
}

sub _section {
    my ($name, $data) = @_;
    my $text = CPAN::Meta::YAML->new({ $name => $data })->write_string;
    $text =~ s/\A---\s*\n//;
    return $text;
}

# ---------------------------------------------------------------------------
# Reading

# Dies with the reason, in a line.
sub read_file {
    my ($path) = @_;
    lstat $path or die "$!\n";
    die "not a plain file\n"                    if !-f _;
    die 'more than ' . MAX_OCTETS . " octets\n" if -s _ > MAX_OCTETS;
    open my $in, '<:raw', $path or die "$!\n";
    read $in, my $octets, MAX_OCTETS + 1;
    return from_text($octets);
}

sub from_text {
    my ($text) = @_;
    utf8::decode($text) or die "not UTF-8\n";
    die 'a line of more than ' . MAX_LINE . " characters\n"
        if $text =~ /[^\n]{${\ (MAX_LINE + 1)}}/;
    my $report = _parsed($text);
    _check($report);
    return $report;
}

sub _parsed {
    my ($text) = @_;
    die "not YAML: sequences within sequences\n" if $text =~ /^\s*(?:-\s+){8}/m;
    my $parsed = eval { CPAN::Meta::YAML->read_string($text) };
    if (!$parsed) {
        my ($reason) = ($@ || CPAN::Meta::YAML->errstr || 'empty') =~ /\A(.{1,200})/;
        $reason =~ s/ at \S+ line \d+.*//;
        die "not YAML: $reason\n";
    }
    die "not one document\n" if @$parsed != 1;
    return $parsed->[0];
}

sub _check {
    my ($report) = @_;
    die "not a report: no sections\n" if ref $report ne 'HASH';
    for my $name (sort keys %KIND) {
        die "not a report: no section $name\n"           if !defined $report->{$name};
        die "not a report: $name is of the wrong kind\n" if ref $report->{$name} ne $KIND{$name};
    }
    my $format = $report->{report}{format};
    die "not a report: no format\n"         if !defined $format || ref $format;
    die "a format that is not known here\n" if $format ne FORMAT;
    _check_files($report->{$_}) for qw(files failures);
    _check_depth($report, 0);
    return;
}

sub _check_files {
    my ($files) = @_;
    die 'more than ' . MAX_FILES . " files of tests\n" if @$files > MAX_FILES;
    for my $file (@$files) {
        die "not a report: a file of tests is no mapping\n" if ref $file ne 'HASH';
        for my $field (qw(name result)) {
            die "not a report: a file of tests without $field\n"
                if !defined $file->{$field} || ref $file->{$field};
        }
        die "not a report: a result that is not known\n"
            if $file->{result} !~ /\A(?:passed|failed|skipped)\z/;
    }
    return;
}

sub _check_depth {
    my ($data, $depth) = @_;
    die "not a report: too deep\n" if $depth > MAX_DEPTH;
    my @parts = ref $data eq 'HASH' ? values %$data : ref $data eq 'ARRAY' ? @$data : ();
    _check_depth($_, $depth + 1) for grep {ref} @parts;
    return;
}

1;

__END__

=head1 NAME

POE::XS::Report::Document - the file that a report is

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Document;

    eval { POE::XS::Report::Document::from_text("report: {}\n") };
    print $@;
    # prints: not a report: no section environment

=head1 DESCRIPTION

A report is a text in YAML, in UTF-8: people read it as it is, and programs in any language have a library for it.
L<CPAN::Meta::YAML>, which comes with perl, writes it, so that nothing has to be installed for a report. An archive
of TAP would keep what the tests said, but has no place for versions and the system, and few programs read it.

The text is one mapping of sections, in this order: C<report> (its C<format>, which is 1; what was tested and when),
C<summary>, C<failures> (files of tests that failed, with C<output> as a list of lines), C<versions>, C<loop>,
C<environment>, and C<files>, one entry for each file of tests.

Reports come from strangers. To read one never makes objects, and is refused when the text is more than four
million octets, has a line of more than 16,384 characters, mappings in too many layers, or sections that are
missing or of the wrong kind. Strings that are in it are anybody's: whoever shows them has to quote them.

=head1 FUNCTIONS

=head2 from_text($octets)

I<Returns> the report as a reference to a hash. It dies with the reason, in one line, if that is none.

=head2 read_file($path)

The same for a file, which must be a plain one and no link.

=head2 text_of(\%report)

I<Returns> the report as text, in characters. If that would be longer than readers take, failures keep only the last
lines of their output.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Summary>, L<CPAN::Meta::YAML>

=cut
