package POE::XS::Report;

# What poe-report does, from the command line to the file.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno          qw(EACCES);
use File::Basename qw(dirname);
use File::Temp     ();
use POSIX          ();
use Time::HiRes    ();

use POE::XS::Report::Document    ();
use POE::XS::Report::Environment ();
use POE::XS::Report::Loop        ();
use POE::XS::Report::Offer       ();
use POE::XS::Report::Options     ();
use POE::XS::Report::Plan        ();
use POE::XS::Report::Progress    ();
use POE::XS::Report::Runner      ();
use POE::XS::Report::Versions    ();

use constant { ALL_PASSED => 0, SOME_FAILED => 1, USAGE => 2, INTERRUPTED => 130 };

sub run {
    my (@arguments) = @_;
    my $status = eval {
        my %option = POE::XS::Report::Options::parse(@arguments);
              $option{help}            ? _help()
            : $option{version}         ? _print("poe-report $VERSION\n")
            : defined $option{summary} ? _summarize(\%option)
            :                            _report(\%option);
    };
    return $status if defined $status;
    print {*STDERR} "poe-report: $@";
    return USAGE;
}

sub _help {
    require Pod::Usage;
    Pod::Usage::pod2usage(-exitval => 'NOEXIT', -verbose => 1, -output => \*STDOUT);
    return ALL_PASSED;
}

sub _print {
    print @_;
    return ALL_PASSED;
}

# ---------------------------------------------------------------------------
# A report

sub _report {
    my ($option) = @_;
    local @SIG{qw(INT TERM HUP)} = (sub { exit INTERRUPTED }) x 3;
    my $plan = POE::XS::Report::Plan::of($option->{folder});
    _check_backend($option->{backend}, $plan);
    my $way    = _way($option);
    my $output = _output($option->{output} // _default_name($option));
    my $progress
        = POE::XS::Report::Progress->new(out => $output->{messages}, quiet => $option->{quiet});
    my $report = _made($option, $plan, $progress);
    my $text   = POE::XS::Report::Document::text_of($report);
    _write($output, $text);
    $progress->say(_closing($report->{summary}));
    $progress->say("The report is in $output->{name}") if defined $output->{name};
    POE::XS::Report::Offer::make($way, $report, $text, $option->{distfile}) if $way;
    return $report->{summary}{result} eq 'passed' ? ALL_PASSED : SOME_FAILED;
}

sub _check_backend {
    my ($backend, $plan) = @_;
    return if !defined $backend;
    return if POE::XS::Report::Loop::is_installed($backend, @{ $plan->{library} });
    die "--backend: no loop called '$backend' is installed\n";
}

# Nothing if it is not to be offered at all. Who asks for it learns early that it is not to be had.
sub _way {
    my ($option) = @_;
    my $asked = $option->{send};
    return if defined $asked && !$asked;
    return if !$asked        && ($option->{quiet} || !POE::XS::Report::Offer::is_terminal());
    die "--send: it is asked first, and here is no terminal to ask on\n"
        if !POE::XS::Report::Offer::is_terminal();
    my $way = POE::XS::Report::Offer::way();
    return $way                     if !$way->{missing};
    die "--send: $way->{missing}\n" if $asked;
    return;
}

sub _made {
    my ($option, $plan, $progress) = @_;
    my $began = Time::HiRes::time();
    $progress->say(_opening($option, $plan));
    my $files = POE::XS::Report::Runner::run(
        $plan, %$option,
        on_outcome => sub { $progress->outcome(@_) });
    my $seconds  = Time::HiRes::time() - $began;
    my $versions = POE::XS::Report::Versions::all(@{ $plan->{library} });
    my @failures = map {
        {%$_}
    } grep { $_->{output} } @$files;
    delete $_->{output} for @$files;
    return {
        report      => _head($option, $plan, $versions, $began, $seconds),
        summary     => summary_of($files),
        failures    => \@failures,
        versions    => $versions,
        loop        => POE::XS::Report::Loop::facts($option->{backend}, @{ $plan->{library} }),
        environment => POE::XS::Report::Environment::facts(),
        files       => $files,
    };
}

sub _opening {
    my ($option, $plan) = @_;
    my $files = @{ $plan->{tests} };
    my $loop  = $option->{backend} // $ENV{POE_EVENT_LOOP} // 'the default loop';
    return "POE-XS $VERSION, $plan->{kind}, on $loop: files of tests: $files";
}

sub _head {
    my ($option, $plan, $versions, $began, $seconds) = @_;
    return {
        format       => POE::XS::Report::Document::FORMAT(),
        program      => "poe-report $VERSION",
        distribution => "POE-XS-$versions->{'POE-XS'}",
        kind         => $plan->{kind},
        date         => POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $began),
        seconds      => sprintf('%.1f', $seconds),
        jobs         => $option->{jobs}, limit => $option->{limit},
    };
}

# Sums of the files' numbers.
sub summary_of {
    my ($files) = @_;
    my %sum     = map { $_ => 0 } qw(tests passed failed skipped todo todo_passed);
    my %of      = map { $_ => 0 } qw(passed failed skipped);
    for my $file (@$files) {
        $of{ $file->{result} }++;
        $sum{$_} += $file->{$_} // 0 for keys %sum;
    }
    return {
        result => $of{failed} ? 'failed' : 'passed',
        files  => { all => scalar @$files, %of },
        tests  => { all => delete $sum{tests}, %sum },
    };
}

# The form of words that runners of tests end with.
sub _closing {
    my ($summary) = @_;
    my $tests     = $summary->{tests};
    my $files     = $summary->{files};
    return "Files: $files->{passed} passed, $files->{failed} failed, $files->{skipped} skipped\n"
        . "Tests: $tests->{passed} passed, $tests->{failed} failed, $tests->{skipped} skipped";
}

# ---------------------------------------------------------------------------
# The file

sub _default_name {
    my ($option) = @_;
    my $loop     = $option->{backend} // $ENV{POE_EVENT_LOOP} // 'default';
    my $name     = join '-', 'poe-report', POSIX::strftime('%Y%m%dT%H%M%SZ', gmtime), $^O,
        sprintf('perl%vd', $^V), $loop =~ s/\W+/_/gr;
    return "$name.yml";
}

# Opened before the tests run. A file appears whole or not at all; devices are written as they are.
sub _output {
    my ($name) = @_;
    return { handle => \*STDOUT, messages => \*STDERR } if $name eq '-';
    die "--output: $name is a folder\n"                 if -d $name;
    my %output = (name => $name, messages => \*STDOUT);
    if (-e $name && !-f _) {
        open $output{handle}, '>', $name or die "--output: $name: $!\n";
        return \%output;
    }
    if (-e $name && !-w _) {
        $! = EACCES;    # a test of what is known already leaves none
        die "--output: $name: $!\n";
    }
    my $folder = dirname($name);
    $output{handle} = eval { File::Temp->new(DIR => $folder, TEMPLATE => '.poe-report-XXXXXXXX') }
        // die "--output: $name: $!\n";
    return \%output;
}

sub _write {
    my ($output, $text) = @_;
    my $handle = $output->{handle};
    my $octets = $text;
    utf8::encode($octets);
    my $done = print {$handle} $octets;
    if (ref $handle eq 'File::Temp') {
        $done &&= close $handle;
        $done &&= chmod 0666 & ~umask, $handle->filename;
        $done &&= rename $handle->filename, $output->{name};
        $handle->unlink_on_destroy(0) if $done;
    }
    $done or die '--output: ' . ($output->{name} // '-') . ": $!\n";
    return;
}

# ---------------------------------------------------------------------------
# Many reports

sub _summarize {
    my ($option) = @_;
    require POE::XS::Report::Summary;
    require POE::XS::Report::Page;
    my $output  = _output($option->{output} // 'poe-report.html');
    my $summary = POE::XS::Report::Summary::of_folder($option->{summary});
    _write($output, POE::XS::Report::Page::text_of($summary));
    my $progress
        = POE::XS::Report::Progress->new(out => $output->{messages}, quiet => $option->{quiet});
    my ($good, $bad) = map { scalar @{ $summary->{$_} } } qw(reports unreadable);
    $progress->say("$good reports, $bad unreadable");
    $progress->say("The summary is in $output->{name}") if defined $output->{name};
    return $good ? ALL_PASSED : SOME_FAILED;
}

1;

__END__

=head1 NAME

POE::XS::Report - status reports of POE-XS

=head1 SYNOPSIS

    use POE::XS::Report;

    exit POE::XS::Report::run(@ARGV);

=head1 DESCRIPTION

The program L<poe-report> runs tests and writes what came of them, with all that may matter about the system, into
one file; and it makes a page of many such files. This module is that program without its first line. Its parts:

=over 4

=item L<POE::XS::Report::Options>

the command line

=item L<POE::XS::Report::Plan>, L<POE::XS::Report::SelfCheck>

which tests there are; those that are installed

=item L<POE::XS::Report::Runner>, L<POE::XS::Report::Limit>, L<POE::XS::Report::Outcome>, L<POE::XS::Report::Progress>

run them, with limits, judge them, and tell how far it is

=item L<POE::XS::Report::Environment>, L<POE::XS::Report::Versions>, L<POE::XS::Report::Loop>, L<POE::XS::Report::Ask>

the system, modules, the loop

=item L<POE::XS::Report::Privacy>

what is not told

=item L<POE::XS::Report::Document>

the file

=item L<POE::XS::Report::Offer>

asks whether to send it

=item L<POE::XS::Report::Summary>, L<POE::XS::Report::Page>

many reports on one page

=back

=head1 FUNCTIONS

=head2 run(@arguments)

Does what L<poe-report> does with these arguments. I<Returns> the exit status.

=head2 summary_of(\@files)

I<Returns> the C<summary> of a report for its C<files>: the C<result>, C<passed> or C<failed>, and numbers of C<files>
and C<tests> by what came of them.

=for example

    use POE::XS::Report;

    my $summary = POE::XS::Report::summary_of(
        [ { result => 'passed', tests => 3, passed => 3 }, { result => 'skipped' } ]);
    print "$summary->{result}: $summary->{files}{all} files, $summary->{tests}{all} tests\n";
    # prints: passed: 2 files, 3 tests

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-report>, L<POE::XS>

=cut
