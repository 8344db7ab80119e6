use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

BEGIN {
    plan skip_all => 'Term::ReadKey is not installed' if !eval { require Term::ReadKey };
    plan skip_all => 'POE 1.370 needs a terminal'     if is_upstream();
}

# Whatever is typed, the wheel neither dies nor warns, and does not take for ever.
my $program = <<'PROGRAM';
my $out;
BEGIN { pipe my $in, $out or die; open STDIN, '<&', $in or die; $out->blocking(0) }
use POE qw(Wheel::ReadLine);
use Time::HiRes qw(time);
$SIG{__WARN__} = sub { print STDERR "warning: @_" };
POE::Session->create(
    inline_states => {
        _start => sub {
            $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->add_history('old line');
            setup();
            $wheel->get('p> ');
            $_[KERNEL]->yield('feed');
        },
        feed => sub {
            return close $out if !@chunks;
            syswrite $out, shift @chunks;
            $_[KERNEL]->delay(feed => 0);
        },
        got => sub {
            my ($line, $exception) = @_[ARG0, ARG1];
            return undef $wheel if !defined $line && $exception eq 'eot' && !@chunks;
            print STDERR defined $line ? length $line > 99 ? length $line : $line : $exception, '|'
                if !$quiet;
            $wheel->get('p> ');
        },
    });
POE::Kernel->run;
print STDERR 'over';
PROGRAM

sub said {
    my ($before, %env) = @_;
    my $child = run_child(
        "use IO::Handle; our (\$wheel, \@chunks, \$quiet, \$seed); $before\n$program",
        limit => 60,
        env   => { TERM => 'vt100', INPUTRC => '/dev/null', HOME => '/', EDITOR => undef, %env });
    return $child->{timed_out} ? 'too late' : $child->{stderr};
}

my %setup = (
    ';'  => q{$wheel->bind_key($_, 'vi-char-search') for 't', ';'},
    '%'  => q{$wheel->bind_key('%', 'transpose-words')},
    "\t" => q{$wheel->attribs->{completion_function} = sub { ('word1', 'word2') }},
);
my $long  = "\e99999x y";    # a long word, and another one
my @cases = (
    [ "\e2\cRold\cJx\r", 'xold line', 'a search has no use for a number' ],
    [ "\e2\cRold\cR\cJ\r", 'old line', 'nor has the next one' ],
    [ "ab\e-x\r", 'ab', 'a negative number of letters is none' ],
    [ "foo\cU\cY\r\e0\cY\ey\r", 'foo|', 'what was yanked into another line is not to be replaced' ],
    [ "ab\cAtb\cE;\r", 'ab', 'a character is not searched behind the end' ],
    [ "\e99999\t\e99999\t\e99999\t\r", 'word', 'completing happens once' ],
    [ "$long\eb\ed\r", '100000', 'a word back' ],
    [ "$long\cW\r", '100000', 'a word cut out' ],
    [ "$long\e\x7f\cW\r", '', 'each of them' ],
    [ "$long\t\r", '100001', 'a word that is long, completed' ],
    [ "$long%\r", '100001', 'words that change places' ],
    [ "ab\cU\e99999\cY\cU\e99999\cY\r", '100002', 'what is repeated has an end' ],
);
for my $case (@cases) {
    my ($keys, $lines, $name) = @$case;
    my ($setup) = map { $setup{$_} } grep { index($keys, $_) >= 0 } sort keys %setup;
    my $code = sprintf '@chunks = pack q(H*), q(%s); sub setup { %s }', unpack('H*', $keys),
        $setup // '';
    is said($code), "$lines|over", $name;
}

# Keys of all kinds, the same in each run.
my $random = <<'CODE';
($quiet, $seed) = (1, SEED);
sub random { $seed = ($seed * 1103515245 + 12345) % 2147483648; return int($seed / 65536) % $_[0] }
my @special = ("\e[A", "\e[D", "\eOC", "\e[H", "\e[3~", "\xc3\xa9", "\r", "\e", "\cR", "\cY", "\ey", "\t");
sub key {
    my $kind = random(20);
    return $kind < 9 ? chr 32 + random(95) : $kind < 12 ? chr random(32) : $kind < 15 ? "\e" . chr 32 + random(95)
        : $kind < 16 ? "\e" . random(99) : $kind < 17 ? chr 128 + random(128) : $special[ random(scalar @special) ];
}
push @chunks, join '', map { key() } 0 .. random(12) for 1 .. 300;
sub setup {
    $wheel->attribs->{completion_function} = sub { ('word1', 'word2') };
    $wheel->rl_set_editing_mode('MODE');
}
CODE
for my $mode (qw(emacs vi)) {
    for my $seed (1, 2) {
        is said($random =~ s/SEED/$seed/r =~ s/MODE/$mode/r, COLUMNS => 20 * $seed), 'over',
            "$mode, $seed";
    }
}

done_testing;
