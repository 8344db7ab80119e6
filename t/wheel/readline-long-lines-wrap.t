use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

plan skip_all => 'upstream keeps to one row' if is_upstream();

my $editor = Terminal->editor(
    columns    => 20,
    rows       => 8,
    parameters => 'PutMode => "immediate"',
    setup      => '$_[KERNEL]->sig(USR1 => "say");',
    states     => 'say => sub { $wheel->put("news"); $_[KERNEL]->sig_handled },',
);

# The screen, with "|" for the cursor.
sub looks {
    my ($want, $name) = @_;
    my $look = sub {
        my ($y, $x) = $editor->cursor;
        my @rows = split /\n/, $editor->screen, -1;
        $rows[$y] = sprintf "%-${x}s", $rows[$y] // '';
        substr $rows[$y], $x, 0, '|';
        pop @rows while $rows[-1] eq '';
        return join '', map { ($_ // '') . "\n" } @rows;
    };
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    $editor->comes_to(sub { $look->() eq $want }, $name) or diag $look->();
    return;
}

subtest 'typing over the edge' => sub {
    $editor->type('abcdefghijklmnop');
    looks("1> abcdefghijklmnop|\n", 'one column is left');
    $editor->type('q');
    looks("1> abcdefghijklmnopq\n|\n", 'the cursor is in the next row');
    $editor->type('r');
    looks("1> abcdefghijklmnopq\nr|\n", 'and so is what comes');
    $editor->type("\x7f\x7f");
    looks("1> abcdefghijklmnop|\n", 'rubbed out backwards');
};

subtest 'moving between rows' => sub {
    $editor->type('qrstuvwxyz0123456789ABCDEFGH');
    looks("1> abcdefghijklmnopq\nrstuvwxyz0123456789A\nBCDEFGH|\n", 'three rows');
    $editor->type("\cA");
    looks("1> |abcdefghijklmnopq\nrstuvwxyz0123456789A\nBCDEFGH\n", 'to the front');
    $editor->type('X');
    looks("1> X|abcdefghijklmnop\nqrstuvwxyz0123456789\nABCDEFGH\n", 'all of them move');
    $editor->type("\cD\cD\cE");
    looks("1> Xcdefghijklmnopqr\nstuvwxyz0123456789AB\nCDEFGH|\n", 'and move back');
    $editor->type("\e18\cB");
    looks("1> Xcdefghijklmnopqr\nstuvwxyz|0123456789AB\nCDEFGH\n", 'up and right');
};

subtest 'what goes on around' => sub {
    $editor->signal('USR1');
    looks("news\n1> Xcdefghijklmnopqr\nstuvwxyz|0123456789AB\nCDEFGH\n", 'a line is put above');
    $editor->type("\cL");
    looks("1> Xcdefghijklmnopqr\nstuvwxyz|0123456789AB\nCDEFGH\n", 'the screen is cleared');
    $editor->type("\cK");
    looks("1> Xcdefghijklmnopqr\nstuvwxyz|\n", 'the rest is killed');
    $editor->type("\cU");
    looks("1> |\n", 'the beginning, too');
};

subtest 'the end of the line' => sub {
    $editor->type("abcdefghijklmnopqrs\cA\r");
    looks("1> abcdefghijklmnopq\nrs\n[abcdefghijklmnopqrs\n]\n2> |\n", 'is below all rows');
    $editor->type("abcdefghijklmnopq\r");
    $editor->shows(
        qr/^2> abcdefghijklmnopq\n\[abcdefghijklmnopq\]\n3>$/m,
        'a full row needs no other'
    );
};

subtest 'at the bottom of the screen' => sub {
    $editor->type("\r\r\r\r\r\r" . 'a' x 40 . "\cAx");
    $editor->shows(qr/^9> xa{16}\na{20}\naaaa$/m, 'it scrolls');
    $editor->type("\cE!\r");
    $editor->shows(
        qr/^9> xa{16}\na{20}\naaaa!\n\[xa{18}\na{20}\naa!\]\n10>$/m,
        'and stays together'
    );
};

subtest 'another width' => sub {
    $editor->resize(30, 8);
    $editor->type("\cL" . 'a' x 30);
    $editor->shows(qr/\A10> a{26}\na{4}$/, 'is noticed');
    $editor->type("\cUquit\r");
    is $editor->ends, 0;
};

done_testing;
