package ReportTest;

# Helpers for the tests of poe-report: folders with small tests in them, the program run as a user would, its report
# read back.

use strict;
use warnings;

use Exporter qw(import);
use File::Spec;
use File::Temp qw(tempdir);
use FindBin;
use POE::XS::Report;
use POE::XS::Report::Document;

our @EXPORT = qw(folder_of poe_report report_in contents_of sample write_file);

my $program = "$FindBin::Bin/../../bin/poe-report";

sub write_file {
    my ($path, $text) = @_;
    open my $out, '>:raw', $path or die "$path: $!";
    print {$out} $text;
    close $out or die "$path: $!";
    return $path;
}

sub contents_of {
    my ($path) = @_;
    open my $in, '<:encoding(UTF-8)', $path or die "$path: $!";
    local $/ = undef;
    return scalar <$in>;
}

# A new folder with these files in it.
sub folder_of {
    my (%files) = @_;
    my $folder = tempdir(CLEANUP => 1);
    write_file("$folder/$_", $files{$_}) for keys %files;
    return $folder;
}

# Runs it: { status, stdout, stderr }. Options before the arguments: a hash with folder, switches, input, env.
sub poe_report {
    my %option = ref $_[0] ? %{ +shift } : ();
    my $to     = tempdir(CLEANUP => 1);
    write_file("$to/in", $option{input} // '');
    my $pid = fork() // die "fork: $!";
    _become($to, \%option, @_) if !$pid;
    waitpid $pid, 0;
    return {
        status => $? >> 8, stdout => contents_of("$to/out"),
        stderr => contents_of("$to/err") };
}

sub _become {
    my ($to, $option, @arguments) = @_;
    open STDIN, '<', "$to/in"   or die "stdin: $!";
    open STDOUT, '>', "$to/out" or die "stdout: $!";
    open STDERR, '>', "$to/err" or die "stderr: $!";
    delete @ENV{qw(POE_EVENT_LOOP POE_REPORT_FROM POE_REPORT_TRANSPORT)};
    %ENV = (%ENV, %{ $option->{env} || {} });
    my @library = map {"-I$_"} grep { !ref } map { File::Spec->rel2abs($_) } @INC;
    chdir $option->{folder} or die "chdir: $!" if defined $option->{folder};
    exec $^X, @{ $option->{switches} || [] }, @library, $program, @arguments or die "exec: $!";
}

# The report in a file, and its files of tests by their base names.
sub report_in {
    my ($path) = @_;
    my $report = POE::XS::Report::Document::read_file($path);
    my %file   = map { $_->{name} =~ s{.*/}{}r => $_ } @{ $report->{files} };
    return ($report, \%file);
}

# A report as hash, with these files of tests and changes of sections.
sub sample {
    my ($files, %change) = @_;
    my %report = (
        report => {
            format => 1, distribution => 'POE-XS-2.000', kind => 'distribution', seconds => 90,
            date   => '2030-01-02T03:04:05Z',
        },
        summary     => POE::XS::Report::summary_of($files),
        failures    => [ grep { $_->{result} eq 'failed' } @$files ],
        versions    => { 'POE-XS' => '2.000', required => { EV => '4.33' } },
        loop        => { asked    => 'Select', backend => 'select' },
        environment => {
            system => { distribution => 'Some OS 1', machine => 'x86_64' },
            perl   => { version      => '5.36.0' },
        },
        files => [ map { _without_output($_) } @$files ],
    );
    for my $section (keys %change) {
        $report{$section} = { %{ $report{$section} }, %{ $change{$section} } };
    }
    return \%report;
}

sub _without_output {
    my %file = %{ $_[0] };
    delete $file{output};
    return \%file;
}

1;
