use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run Filter::Line);

# What new refuses, and what it only warns of: the texts, and that they name the caller's line.

my $here = quotemeta $0;

sub error_of {
    my (@args) = @_;
    my $error = '';
    play(
        _start => sub {
            eval { POE::Wheel::Run->new(@args) };
            $error = $@;
        });
    return $error;
}

sub refused {
    my ($text, @args) = @_;
    like error_of(@args), qr/\A\Q$text\E at $here line \d+\.$/, $text;
    return;
}

my $line = POE::Filter::Line->new;

refused('POE::Wheel::Run needs an even number of parameters', 'Program');
refused('POE::Wheel::Run needs an even number of parameters', $poe_kernel);
refused(
    'wheels no longer require a kernel reference as their first parameter',
    $poe_kernel, 1
);
refused('POE::Wheel::Run needs a Program parameter');
refused('POE::Wheel::Run needs a Program parameter', Program     => undef);
refused('POE::Wheel::Run needs a Program parameter', StdoutEvent => 'x');
refused('ProgramArgs must be an ARRAY reference', Program        => 'true', ProgramArgs => 'x');
refused('ProgramArgs must be an ARRAY reference', Program        => 'true', ProgramArgs => {});
refused(
    "POE::Wheel::Run's Conduit type (tube) is unknown",
    Program => 'true', Conduit => 'tube'
);
refused(
    'Filter and StdioFilter cannot be used together',
    Program => 'true', Filter => $line, StdioFilter => $line
);
refused(
    'Replace deprecated Filter with StdioFilter and StderrFilter',
    Program => 'true', Filter => $line, StdoutEvent => 'x', StderrEvent => 'y',
);

subtest 'the class is the one that was asked for' => sub {
    { package Special; our @ISA = 'POE::Wheel::Run' }
    my $error = '';
    play(
        _start => sub {
            eval { Special->new };
            $error = $@;
        });
    like $error, qr/\ASpecial needs a Program parameter at $here/;
    play(
        _start => sub {
            eval { Special->new(Program => 1, Conduit => 'x') };
            $error = $@;
        });
    like $error, qr/\ASpecial's Conduit type \(x\) is unknown at $here/;
};

subtest 'a caller within a caller is found' => sub {
    {

        package Caller;
        sub make { return POE::Wheel::Run->new(@_) }
    }
    my $error = '';
    play(
        _start => sub {
            eval { Caller::make(Program => undef) };
            $error = $@;
        });
    like $error, qr/ at $here line /;
};

sub warned {
    my ($text, %option) = @_;
    my @warnings;
    {
        local $SIG{__WARN__} = sub { push @warnings, @_ };
        run_wheel(
            Program => ['true'], %option,
            on      => { start => sub { $SIG{__WARN__} = 'DEFAULT' } });
    }
    is @warnings, 1 or diag @warnings;
    like $warnings[0], qr/\A\Q$text\E at \S+ line \d+\.$/, $text;
    return;
}

warned(
    'unknown parameters in POE::Wheel::Run constructor call: Stdout, program',
    program => 1, Stdout => 2
);
warned('winsize can only be specified for a Conduit of type pty', Winsize => [ 1, 2 ]);

SKIP: {
    skip 'needs IO::Pty', 1 unless eval { require IO::Pty };
    my @terminal = (Conduit => 'pty', events => [qw(Stdout Close)]);
    warned('ignoring StderrEvent with pty conduit', @terminal, StderrEvent   => 'x');
    warned('ignoring StderrFilter with pty conduit', @terminal, StderrFilter => $line);
    next if is_upstream();
    for my $size ([ 1, 2, 3 ], [], 5, {}) {
        warned('winsize must be a 4 element arrayref', @terminal, Winsize => $size);
    }
}

subtest 'the warning names the caller\'s line' => sub {
    my $line;
    my @warnings = warnings_of(sub {
        play(
            _start => sub {
                $line = 1 + __LINE__;
                my $wheel = POE::Wheel::Run->new(Program => sub {exit}, Unknown => 1);
                $_[KERNEL]->sig_child($wheel->PID, 'over');
            },
            over => sub { },
        );
    });
    is @warnings, 1;
    like $warnings[0], qr/ at $here line $line\./;
};

subtest 'NoSetSid is known' => sub {
    is_deeply [ warnings_of(sub { run_wheel(Program => ['true'], NoSetSid => 1) }) ], [];
};

subtest 'without a kernel' => sub {
    my $said = output_of(
        'use POE qw(Wheel::Run); POE::Kernel->run; undef $POE::Kernel::poe_kernel;
        eval { POE::Wheel::Run->new(Program => 1) }; print $@'
    );
    like $said, qr/\APOE::Wheel::Run requires a working Kernel at child\.pl/;
};

done_testing;
