use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

plan skip_all => 'upstream runs no macros' if is_upstream();

# Each C-x LETTER types something; a key that is not bound comes out as ^xLETTER.
sub bound {
    my ($inputrc, $want, %option) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $editor = Terminal->editor(inputrc => $inputrc, %option);
    $editor->edits("\cX$_", "$want->{$_}|", "$_: $want->{$_}") for sort keys %$want;
    return $editor;
}

subtest 'conditions' => sub {
    my $file = <<'RC';
$if mode=emacs
C-xa: "emacs"
$else
C-xa: "not emacs"
$endif
$if mode=vi
C-xb: "vi"
$endif
$if term=poe-test
C-xc: "this terminal"
$endif
$if term=poe
C-xd: "its family"
$endif
$if term=xterm
C-xe: "another"
$endif
$if Poe-ReadLine
C-xf: "this program"
$endif
$if bash
C-xg: "another"
$if poe-readline
C-xh: "within it"
$else
C-xh: "else within it"
$endif
$else
C-xg: "not the other"
$endif
$endif
$else
C-xi: "after all"
RC
    my %want = (
        a => 'emacs', b        => '^xb', c => 'this terminal', d => 'its family', e => '^xe',
        f => 'this program', g => 'not the other', h => '^xh', i => 'after all',
    );
    bound($file, \%want)->quits;
    bound(
        $file, { f => '^xf', g => 'another', h => 'else within it' },
        parameters => 'AppName => "bash"'
    )->quits;
};

subtest 'other files' => sub {
    my $self  = File::Temp->new;
    my $other = File::Temp->new;
    print $other qq{C-xb: "other"\n\$include $other\n};
    close $other;
    my $editor = bound(
        "C-xa: \"a\"\n\$include $other\n\$include /no/such/file\nC-xc: \"c\"\n",
        { a => 'a', b => 'other', c => 'c' });
    $editor->quits;
};

subtest 'settings' => sub {
    my $editor = Terminal->editor(
        inputrc =>
            qq{set Comment-Begin ;; \nset bell-style none\nset foo bar baz\nset keymap vi-insert\n}
            . qq{C-xa: "vi only"\nset keymap emacs\nC-xb:undo\nset mark x\n},
        setup =>
            '$wheel->put(join "|", map { $wheel->option($_) } qw(comment-begin bell-style FOO keymap no));'
    );
    $editor->shows(qr/^;;\|none\|bar\|emacs\|$/m, 'are options');
    $editor->hears("abc\e#", '[;;abc]', 'comment-begin');
    $editor->edits("a\cF\cF", 'a|', 'bell-style');
    is $editor->bells, 0, 'no bell';
    $editor->edits("\cXa", '^xa|', 'keymap');
    $editor->edits("ab\cXb", 'a|', 'no blank before the function');
    $editor->quits;
};

subtest 'bindings' => sub {
    my $editor = bound(<<'RC', { a => 'two words', b => 'single', c => 'tab ^i', q => 'say "x"' });
  # a comment
C-xa: "two words"
C-xb: 'single' and the rest
C-xc: "tab \C-v\t"
"\C-xq": "say \"x\""
Control-o: beginning-of-line
"\C-xn" : NEXT-HISTORY
Control-t: no-such-function
this is no line
RC
    $editor->edits("ab\cO", '|ab', 'a function');
    $editor->edits("ab\cT", 'ba|', 'an unknown function changes nothing');
    $editor->quits;
};

subtest 'where the file is' => sub {
    my $home = File::Temp->newdir;
    open my $out, '>', "$home/.inputrc" or die "$home: $!";
    print $out qq(C-xa: "home"\n);
    close $out;
    my $editor = Terminal->editor(env => { INPUTRC => undef, HOME => "$home", EDITOR => 'vi' });
    $editor->edits("\cXa", 'home|', 'in the home folder');
    $editor->quits;
    $editor = Terminal->editor(env => { INPUTRC => '/no/such/file', EDITOR => '/usr/bin/vim' });
    $editor->edits("ab\ex", '|a', 'without one, EDITOR counts');
    $editor->quits;
    $editor = Terminal->editor(env => { INPUTRC => '/no/such/file', EDITOR => 'nano' });
    $editor->edits("ab\cA", '|ab', 'emacs otherwise');
    $editor->quits;
};

subtest 'reading it again' => sub {
    my $editor = Terminal->editor(inputrc => qq(C-xa: "before"\n));
    open my $out, '>', "$editor->{init}" or die "$editor->{init}: $!";
    print $out qq(C-xa: "after"\n);
    close $out;
    $editor->edits("\cXa\cX\cR \cXa", 'before after|', 'C-x C-r');
    $editor->quits;
};

done_testing;
