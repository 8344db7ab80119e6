package POE::XS::Report::Offer;

# Sends a report, if there is a way to send one, somebody to ask, and that somebody says yes.

use strict;
use warnings;

our $VERSION = '2.000';

use File::Spec ();

# ---------------------------------------------------------------------------
# The way

my $is_available;

sub _is_available {
    return $is_available //= eval { require Test::Reporter; 1 } ? 1 : 0;
}

# From whom and by which transport, or why not: nothing is sent that nobody configured.
sub way {
    return { missing => 'Test::Reporter is not installed' } if !_is_available();
    my $file      = _config_file();
    my $config    = _config($file);
    my $from      = $ENV{POE_REPORT_FROM}      || $config->{email_from};
    my $transport = $ENV{POE_REPORT_TRANSPORT} || $config->{transport};
    return { missing => "neither $file nor POE_REPORT_FROM says from whom" }
        if !$from;
    return { missing => "neither $file nor POE_REPORT_TRANSPORT says by which transport" }
        if !$transport;
    my ($name, @arguments) = split ' ', $transport;
    return { from => $from, transport => $name, arguments => _with_paths($file, @arguments) };
}

# Where CPAN::Reporter keeps its own.
sub _config_file {
    return $ENV{PERL_CPAN_REPORTER_CONFIG} if length($ENV{PERL_CPAN_REPORTER_CONFIG} // '');
    my $folder = $ENV{PERL_CPAN_REPORTER_DIR};
    $folder = File::Spec->catdir($ENV{HOME} // '.', '.cpanreporter') if !length($folder // '');
    return File::Spec->catfile($folder, 'config.ini');
}

sub _config {
    my ($file) = @_;
    open my $in, '<', $file or return {};
    return { map { /\A\s*(\w+)\s*=\s*(.*?)\s*\z/ ? ($1 => $2) : () } <$in> };
}

# CPAN::Reporter takes a relative id_file from beside its configuration.
sub _with_paths {
    my ($file, @arguments) = @_;
    my (undef, $folder) = File::Spec->splitpath($file);
    for my $i (1 .. $#arguments) {
        next if $arguments[ $i - 1 ] ne 'id_file';
        $arguments[$i] = File::Spec->rel2abs($arguments[$i], $folder || '.');
    }
    return \@arguments;
}

# ---------------------------------------------------------------------------
# Asking

sub is_terminal { return -t STDIN && -t STDOUT }

# Whether it was sent.
sub make {
    my ($way, $report, $text, $distfile) = @_;
    my $letter = _letter($way, $report, $text, $distfile);
    return _say('It was not sent: ' . $@) if !$letter;
    _show($way, $letter, $text);
    while (1) {
        my $answer = _ask();
        if ($answer eq 'show') { _say($text); next }
        return _say('It was not sent.') if $answer ne 'yes';
        last;
    }
    return _send($letter);
}

sub _letter {
    my ($way, $report, $text, $distfile) = @_;
    my $letter = eval {
        Test::Reporter->new(
            grade        => $report->{summary}{result} eq 'passed' ? 'pass' : 'fail',
            distribution => $report->{report}{distribution},
            from         => $way->{from},
            comments     => $text, via                        => "poe-report $VERSION",
            transport    => $way->{transport}, transport_args => $way->{arguments},
            defined $distfile ? (distfile => $distfile) : (),
        );
    };
    return $letter;
}

sub _show {
    my ($way, $letter, $text) = @_;
    my $lines = () = $text =~ /\n/g;
    _say("\nThis report can be sent to those who test Perl modules:");
    _say("  by       Test::Reporter, transport $way->{transport} @{ $way->{arguments} }");
    _say("  from     $way->{from}");
    _say('  subject  ' . (eval { $letter->subject } // 'none'));
    _say("  text     the report, $lines lines, and what Test::Reporter adds: perl -V");
    return;
}

sub _ask {
    local $| = 1;
    print 'Type yes to send it, show to see all of it first; anything else does not send it [no]: ';
    my $answer = readline STDIN;
    _say('') if !defined $answer;
    return lc(($answer // '') =~ s/\A\s+|\s+\z//gr);
}

sub _send {
    my ($letter) = @_;
    my $is_sent = eval { $letter->send };
    if ($is_sent) { _say('It was sent.'); return 1 }
    return _say('It was not sent: ' . ($@ || eval { $letter->errstr } || 'no reason was given'));
}

# False, for those who return it.
sub _say {
    my ($text) = @_;
    $text =~ s/\s+\z//;
    utf8::encode($text) if utf8::is_utf8($text);
    print "$text\n";
    return 0;
}

1;

__END__

=head1 NAME

POE::XS::Report::Offer - asks whether to send a report

=head1 SYNOPSIS

    use POE::XS::Report::Offer;

    my $way = POE::XS::Report::Offer::way();
    die "$way->{missing}\n" if $way->{missing};
    POE::XS::Report::Offer::make($way, $report, $text) if POE::XS::Report::Offer::is_terminal();

=head1 DESCRIPTION

L<Test::Reporter> sends, if it is installed, by the transport that its user chose. POE-XS has no address of its own to
send anything to. The configuration of L<CPAN::Reporter> says from whom and by which transport:
C<email_from> and C<transport> in F<.cpanreporter/config.ini>, or where C<PERL_CPAN_REPORTER_DIR> and
C<PERL_CPAN_REPORTER_CONFIG> say. C<POE_REPORT_FROM> and C<POE_REPORT_TRANSPORT>, such as C<File /tmp>, come before that.
Without both there is no way to send.

Nothing is sent without a C<yes> that was typed after it was shown what goes where.

=head1 FUNCTIONS

=head2 is_terminal()

I<Returns> whether there is somebody to ask: both standard input and output are a terminal.

=head2 make(\%way, \%report, $text, $distfile)

Shows and asks on the terminal, and sends. C<$distfile>, which may be undef, is the path of the distribution in the
archive, as some transports want it. I<Returns> whether the report was sent.

=head2 way()

I<Returns> a reference to a hash: C<from>, C<transport> and its C<arguments>, or C<missing>, the reason why there is no
way.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<poe-report/SENDING>, L<Test::Reporter>, L<CPAN::Reporter::Config>

=cut
