use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

BEGIN {
    plan skip_all => 'Term::ReadKey is not installed' if !eval { require Term::ReadKey };
}

my $program = <<'PROGRAM';
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got'); $wheel->get('p> ') },
        got    => sub {
            my ($line, $exception) = @_[ARG0, ARG1];
            print STDERR defined $line ? "[$line]" : "<$exception>", "\n";
            return undef $wheel if !defined $line;
            $wheel->put("read $line");
            $wheel->get;
        },
    });
POE::Kernel->run;
PROGRAM

# What the program says when it reads such a file, and what it writes.
sub reads {
    my ($how) = @_;
    my $child = run_child(
        <<"CODE", env => { TERM => 'poe-test', TERMCAP => <<'ENTRY', INPUTRC => '/dev/null' });
$how
$program
CODE
poe-test|test:cl=[clear]:le=^H:ku=\EOA:kd=\EOB:kl=\EOD:kr=\EOC:ks=[keys]:ke=[end]:
ENTRY
    is $child->{status}, 0, 'the program ends';
    return @$child{qw(stderr stdout)};
}

my $pipe = <<'CODE';
pipe my $in, my $out or die;
open STDIN, '<&', $in or die;
syswrite $out, TEXT;
close $out;
CODE

subtest 'a pipe' => sub {
    plan skip_all => 'upstream loses all lines but the first' if is_upstream();
    my ($said, $wrote) = reads($pipe =~ s/TEXT/"one\\ntwo\\n\\nthree\\n"/r);
    is $said, "[one]\n[two]\n[]\n[three]\n<eot>\n", 'each line is read, then its end';
    my $lines = join '', map {"p> $_\r\nread $_\r\n[keys]"} 'one', 'two', '', 'three';
    is $wrote, "[keys]${lines}p> \r\n[end]", 'and what is typed and put is written';
    ($said) = reads($pipe =~ s/TEXT/"one\\ntwo"/r);
    is $said, "[one]\n[two]\n<eot>\n", 'the last one need not be complete';
    ($said) = reads('');
    is $said, "<eot>\n", 'nothing to read';
};

subtest 'a file that was begun' => sub {
    plan skip_all => 'upstream loses all lines but the first' if is_upstream();
    my ($said)
        = reads($pipe =~ s/TEXT/"header\\none\\ntwo\\n"/r
            . 'my $header = <STDIN>; print STDERR "header: $header";');
    is $said, "header: header\n[one]\n[two]\n<eot>\n", 'what was read ahead is not lost';
};

subtest 'no terminal at all' => sub {
    plan skip_all => 'upstream warns' if is_upstream();
    my $child = run_child($program, env => { TERM => undef });
    is $child->{status}, 0, 'a vt100 is thought of';
    is $child->{stderr}, "<eot>\n", 'without a complaint';
};

subtest 'systems that it is not for' => sub {
    for (
        [ 'MSWin32', 'xterm', "MSWin32 cannot run POE::Wheel::ReadLine at " ],
        [ 'cygwin', 'dumb', "cygwin with TERM='dumb' cannot run POE::Wheel::ReadLine at " ],
        )
    {
        my ($system, $terminal, $error) = @$_;
        my $said = stderr_of(<<"CODE", env => { TERM => $terminal });
use POE;
require \$_ for qw(POSIX.pm Term/Cap.pm Term/ReadKey.pm POE/Wheel.pm);
\$^O = '$system';
eval { require POE::Wheel::ReadLine };
print STDERR \$@;
CODE
        like $said, qr/\A\Q$error/, "$system, $terminal";
    }
};

done_testing;
