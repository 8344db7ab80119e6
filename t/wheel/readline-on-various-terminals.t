use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

my $keys = 'ku=\EOA:kd=\EOB:kl=\EOD:kr=\EOC';

# What new dies of on a terminal with such an entry, or ''.
sub dies_of {
    my ($entry, $name) = @_;
    $name ||= 'poor';
    my $terminal = Terminal->start(
        <<'PROGRAM', env => { TERM => $name, TERMCAP => $entry && "poor|a terminal:$entry:" });
use POE qw(Wheel::ReadLine);
POE::Session->create(
    inline_states => {
        _start => sub { eval { POE::Wheel::ReadLine->new(InputEvent => 'got') }; print STDERR $@ },
        got => sub { },
    });
POE::Kernel->run;
PROGRAM
    $terminal->ends;
    return $terminal->errors;
}

subtest 'terminals that will not do' => sub {
    like dies_of(undef, 'no-such-terminal'),
        qr/\Acould not find termcap entry for ``no-such-terminal'': /, 'unknown';
    like dies_of('le=^H'), qr/\ATerminal does not support: \(cl ku kd kl kr\) at /, 'no keys';
    like dies_of("cl=^L:le=^H:ku=\\EOA:kd=\\EOB:kl=\\EOD"),
        qr/\ATerminal does not support: \(kr\) at @{[ is_upstream() ? '' : 'program.pl line 4' ]}/,
        'one is missing';
    like dies_of("cl=^L:$keys"),
        qr/^POE::Wheel::ReadLine requires a termcap that supports LE or le at /m, 'no way back';
    is dies_of("cl=^L:le=^H:$keys"), '', 'all that is needed';
    is dies_of("cl=^L:LE=\\E[%dD:$keys"), '', 'or so';
};

# The same editing on terminals that can do more or less.
my %terminals = (
    'no more than is needed' => 'cl=\E[H\E[J:le=^H',
    'back by numbers only'   => 'cl=\E[H\E[J:LE=\E[%dD',
    'erasing'                => 'cl=\E[H\E[J:le=^H:ce=\E[K',
    'up, but no margin'      => 'cl=\E[H\E[J:le=^H:ce=\E[K:up=\E[A:nd=\E[C',
    'nothing to erase with'  => 'cl=\E[H\E[J:le=^H:up=\E[A:nd=\E[C:am',
);
for my $name (sort keys %terminals) {
    subtest $name => sub {
        my $editor = Terminal->editor(
            env => { TERM => 'poor', TERMCAP => "poor|a terminal:$terminals{$name}:$keys:" });
        $editor->edits("foo bar\eb\cD\cD\cD", 'foo |');
        $editor->edits("foo bar baz\eb\eb\ed", 'foo |baz');
        $editor->edits("foo bar\eb\eOD\eOD\eOCx", 'foox| bar');
        $editor->edits("foo bar\eb\cK\cA\cY", 'bar|foo ');
        $editor->edits("foo\cA\cL", '|foo');
        $editor->quits;
    };
}

subtest 'a row that is full' => sub {
    plan skip_all => 'upstream keeps to one row' if is_upstream();
    my $all = 'cl=\E[H\E[J:le=^H:up=\E[A:nd=\E[C';
    for my $more ('', ':ce=\E[K', ':am', ':am:xn:ce=\E[K') {
        my $editor = Terminal->editor(
            columns => 10,
            env     => { TERM => 'poor', TERMCAP => "poor|a terminal:$all$more:$keys:" });
        $editor->type("abcdefghijklmno\cAx\cE\x7f\x7f");
        $editor->line_is('ghijklm|', "with '$more'");
        is $editor->screen, "1> xabcdef\nghijklm\n", 'two rows';
        $editor->type("\cUquit\r");
        is $editor->ends, 0;
    }
};

subtest 'the size of none' => sub {
    plan skip_all => 'upstream asks whatever answers' if is_upstream();
    require POE::Wheel::ReadLine::Terminal;
    my $answer = output_of(<<'CODE', env => { COLUMNS => 42, LINES => undef, TERM => 'vt100' });
use POE::Wheel::ReadLine::Terminal;
print join ' ', map { $_->size } bless { cap => {} }, 'POE::Wheel::ReadLine::Terminal';
CODE
    is $answer, '42 25', 'is what the environment says, or usual';
};

done_testing;
