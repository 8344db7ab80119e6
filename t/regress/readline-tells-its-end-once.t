use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

BEGIN {
    plan skip_all => 'Term::ReadKey is not installed' if !eval { require Term::ReadKey };
    plan skip_all => 'POE 1.370 needs a terminal'     if is_upstream();
}

# A program that asks for another line whatever it is told. Without a terminal there is an end, which is
# told once, and then nothing is left to do.
my $program = <<'PROGRAM';
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got'); $wheel->get('p> ') },
        got    => sub {
            my ($line, $exception) = @_[ARG0, ARG1];
            print STDERR defined $line ? "[$line]" : "<$exception>";
            $wheel->get('p> ');
            more($wheel) if defined &more;
        },
    });
POE::Kernel->run;
print STDERR ' over';
PROGRAM

sub said {
    my ($before) = @_;
    my $child = run_child(
        "BEGIN { $before }\n$program",    # the wheel's class copies STDIN when it is loaded
        limit => 20,
        env   => { TERM => 'vt100', INPUTRC => '/dev/null', HOME => '/' });
    return $child->{stderr} =~ s/((?:<eot>){3})(?:<eot>)+/$1.../r;
}

my $pipe = 'pipe my $in, my $out or die; open STDIN, "<&", $in or die; syswrite $out, "one\ntwo";';

is said('open STDIN, "<", "/dev/null" or die;'), '<eot> over', 'nothing to read';
is said("$pipe close \$out;"), '[one][two]<eot> over', 'a pipe';
is said('open STDIN, "<", "/" or die;'), '<eot> over', 'a file that cannot be read';
is said(<<'CODE'), '[one]<eot>[two]<eot> over', 'one that has grown goes on with the next get';
use File::Temp;
my ($file, $asked) = (File::Temp->new, 0);
syswrite $file, "one\n";
open STDIN, '<', "$file" or die;
sub more {
    my ($wheel) = @_;
    return if ++$asked != 2;
    syswrite $file, "two\n";
    $wheel->get('p> ');
}
CODE

subtest 'a terminal that goes away' => sub {
    my $missing = Terminal::missing('Term::ReadKey');
    plan skip_all => $missing if $missing;
    my $terminal = Terminal->start("\$SIG{HUP} = 'IGNORE';\n$program");
    $terminal->shows(qr/^p>/, 'it asks');
    $terminal->hang_up;
    is $terminal->ends, 0, 'the program ends';
    is $terminal->errors, '<eot> over', 'after one exception';
};

done_testing;
