use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

subtest 'functions by name and as code' => sub {
    my $editor = Terminal->editor(setup => <<'CODE');
        $wheel->bind_key('C-o', 'beginning-of-line');
        $wheel->bind_key('"\C-xl"', 'Downcase-Word') if $POE::Wheel::ReadLine::VERSION >= 2;
        $wheel->bind_key('M-z', sub {
            my ($self, $looks, $keys) = @_;
            $self->put("$looks " . unpack('H*', $keys) . ' ' . ($self == $wheel ? 'self' : 'other'));
        });
CODE
    $editor->edits("abc\cO", '|abc', 'a name');
    $editor->edits("ABC\cA\cXl", 'abc|', 'in any case') if !is_upstream();
    $editor->type("ab\ez\r");
    $editor->shows(
        qr/^\^\[z 1b7a self$/m,
        'code is given the wheel, the keys as shown, and the keys'
    );
    $editor->number(is_upstream() ? 3 : 4);
    $editor->quits;
};

subtest 'functions of the program' => sub {
    my $editor = Terminal->editor(setup => <<'CODE');
        my $reverse = sub {
            my ($self) = @_;
            $self->_wipe_input_line;
            $self->[POE::Wheel::ReadLine::SELF_INPUT] = reverse $self->[POE::Wheel::ReadLine::SELF_INPUT];
            $self->[POE::Wheel::ReadLine::SELF_CURSOR_INPUT] = 0;
            $self->[POE::Wheel::ReadLine::SELF_CURSOR_DISPLAY] = 0;
            $self->_repaint_input_line;
        };
        POE::Wheel::ReadLine->add_defun('reverse-line', $reverse);
        $wheel->add_defun('reverse-line-too', $reverse, '"\C-xr"');
        $wheel->bind_key('C-o', 'reverse-line');
CODE
    $editor->edits("abc\cO", '|cba', 'add_defun, then bind_key');
    $editor->edits("abc\cXr", '|cba', 'add_defun with a key')            if !is_upstream();
    $editor->edits("ab\cO\e2x\c_", '|ba', 'their changes can be undone') if !is_upstream();
    $editor->edits("ab\cO\c_", 'ab|', 'too')                             if !is_upstream();
    $editor->quits;
};

subtest 'the table of functions' => sub {
    my $editor = Terminal->editor(setup => <<'CODE');
        my $defuns = $POE::Wheel::ReadLine::defuns;
        my @bad = grep { ref $defuns->{$_} ne 'CODE' } keys %$defuns;
        my @missing = grep { !$wheel->can('rl_' . tr/-/_/r) } grep { !/^(?:backward-kill-line|tab-insert|vi-fetch-history|vi-undo)$/ } keys %$defuns;
        print STDERR "@bad @missing\n";
CODE
    is $editor->errors, " \n", 'names code, and each function is a method';
};

subtest 'an unknown function' => sub {
    plan skip_all => 'upstream leaves by way of next' if is_upstream();
    my $editor = Terminal->editor(
        setup => '$wheel->bind_key("C-o", "no-such-function"); $wheel->put("after");');
    $editor->shows(
        qr/^ignoring C-o, since function 'no-such-function' is not known\nafter$/m,
        'is told'
    );
    $editor->edits("ab\cO", 'ab^o|', 'the key is left alone');
    $editor->quits;
};

subtest 'maps' => sub {
    plan skip_all => 'upstream takes objects only' if is_upstream();
    my $editor = Terminal->editor(mode => 'vi', setup => <<'CODE');
        $wheel->bind_key('K', 'kill-whole-line', 'vi-command');
        $wheel->bind_key('C-o', 'beginning-of-line', $wheel->[POE::Wheel::ReadLine::SELF_KEYMAP]);
        local $SIG{__WARN__} = sub { $wheel->put("warning: @_") };
        $wheel->bind_key('C-o', 'undo', 'no-such-map');
CODE
    $editor->shows(
        qr/^warning: no keymap is called 'no-such-map' at program.pl line \d+/m,
        'an unknown one'
    );
    $editor->edits("abcK\eK", '|', 'by name');
    $editor->edits("abc\cO", '|abc', 'as an object');
    $editor->quits;
};

# What a written sequence becomes, and whether the key does it.
subtest 'written sequences' => sub {
    plan skip_all => 'upstream reads few of them' if is_upstream();
    my %keys = (
        'C-o' => "\cO", 'Control-o' => "\cO", 'ctrl-O' => "\cO", 'M-z' => "\ez", 'Meta-z' => "\ez",
        'M-C-o'       => "\e\cO", 'C-M-o' => "\e\cO", 'C-x C-o' => "\cX\cO", 'C-xC-o' => "\cX\cO",
        'C-xo'        => "\cXo",
        'Control-xP'  => "\cXP", 'C-x space' => "\cX ", 'M-Tab' => "\e\t", 'Rubout' => "\x7f",
        'C-x RET'     => "\cX\r",
        'C-x newline' => "\cX\n", 'C-x ESC x' => "\cX\ex", 'up' => "\eOA",
        'C-x Home'    => "\cX\e[1~", 'end'    => "\e[4~",
        'M-del'     => "\e\e[3~", 'C-?' => "\x7f", 'C-@' => "\0", 'C-x -' => "\cX-", 'xyz' => 'xyz',
        '"\C-xo"'   => "\cXo", '"\M-z"'  => "\ez", '"\e[15~"' => "\e[15~", '"\C-\M-o"' => "\e\cO",
        '"\M-\C-o"' => "\e\cO", '"\\\\"' => '\\', '"\\""'     => '"', '"\101\x42"'     => 'AB',
        '"\d\t"'    => "\x7f\t", '"a b"' => 'a b',
    );
    require POE::Wheel::ReadLine::Keymap;
    my %terminal = (ku => "\eOA", kh => "\e[1~", '@7' => "\e[4~", kD => "\e[3~");
    my $map      = POE::Wheel::ReadLine::Keymap->new('test', 'ding', bless \%terminal, 'Keys');
    is $map->decode($_), $keys{$_}, $_ for sort keys %keys;
    is $map->decode('pageup'), "\e[5~", 'a key that the terminal says nothing of is as usual';
    ok !$map->bind_key($_, 'undo'), 'an empty sequence is not bound' for '', '""', ' ';
};

subtest 'parts of sequences' => sub {
    my $editor = Terminal->editor(setup => '$wheel->bind_key(q("\C-xyz"), "beginning-of-line")');
    $editor->edits("ab\cXyz", '|ab', 'a sequence of three keys');
    $editor->edits("ab\cXyx", 'ab^xyx|', 'two of them, and another: inserted');
    $editor->type("ab\cX");
    $editor->type('y');
    $editor->edits('z', '|ab', 'typed one by one');
    $editor->quits;
};

sub Keys::string { return $_[0]{ $_[1] } }

subtest 'macros' => sub {
    plan skip_all => 'upstream has none' if is_upstream();
    my $editor = Terminal->editor(setup => <<'CODE');
        $wheel->bind_key('C-o', '"typed\C-a-\x3e \"x\""');
        $wheel->bind_key('C-xa', "'a\\C-xb'");
        $wheel->bind_key('C-xb', '"b"');
        $wheel->bind_key('C-xx', '"\C-xx"');
        $wheel->bind_key('C-xr', '"line\r"');
CODE
    $editor->edits("\cO", '-> "x"|typed', 'keys and escapes');
    $editor->edits("\cXa", 'ab|', 'one within the other');
    $editor->edits("\e3\cXb", 'bbb|', 'repeated');
    $editor->hears("\cXr", '[line]', 'the end of a line');
    my $bells = $editor->bells;
    $editor->edits("a\cXxb", 'a|', 'one that calls itself is stopped');
    is $editor->bells, $bells + 1, 'the bell rings';
    $editor->quits;
};

done_testing;
