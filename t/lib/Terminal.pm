package Terminal;

# A program on a terminal of its own, for tests: keys are typed into it, and what it writes is put
# on a screen that the test reads. The screen knows the cursor, the right margin (a full line wraps
# when the next character comes, as terminals do) and the control sequences that line editors and
# curses send to a simple terminal.
#
#     my $terminal = Terminal->start($program, columns => 40);
#     $terminal->type("hello\r");
#     $terminal->shows(qr/you said hello/, 'the line is read');
#     is $terminal->ends, 0, 'and the program ends';
#
# Waiting ends as soon as the screen shows what is asked for; after a generous limit it has failed.
#
# Programs with a ReadLine wheel are alike, so there is one here:
#
#     my $editor = Terminal->editor;
#     $editor->edits("abc\cA\cD", '|bc', 'C-d deletes under the cursor');

use strict;
use warnings;

use File::Spec ();
use File::Temp ();
use POETest;
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

use constant LIMIT => 20;

# What this terminal can do, in the words of termcap(5).
my $capabilities = join ':', 'poe-test|the terminal of the tests',
    split(
    ' ',
    'am xn bs co#80 it#8 li#24 bl=^G cr=^M do=^J nw=^M^J le=^H LE=\E[%dD nd=\E[C RI=\E[%dC'
        . ' up=\E[A UP=\E[%dA cl=\E[H\E[J ce=\E[K cd=\E[J cm=\E[%i%d;%dH ho=\E[H sf=^J ks=\E='
        . ' ke=\E> ku=\EOA kd=\EOB kr=\EOC kl=\EOD kh=\E[1~ @7=\E[4~ kI=\E[2~ kD=\E[3~ kb=^H'
        . ' vb=\E[?5h\E[?5l'
    ),
    '';

# A reason not to run, or nothing.
sub missing {
    return 'IO::Pty is not installed' if !eval { require IO::Pty };
    return join ' and ', map {"$_ is not installed"} grep { !_has($_) } @_;
}

sub _has {
    my ($module) = @_;
    return eval { require($module =~ s{::}{/}gr . '.pm') };
}

# The same for a terminal that the system has to know.
sub missing_terminal {
    my ($name) = @_;
    return system("tput -T $name cols >/dev/null 2>&1")
        ? "the system does not know terminal $name"
        : '';
}

# Options: columns, rows; term, the name of another terminal; env => { NAME => value or undef };
# quiet => 1 for a program whose warnings are expected.
sub start {
    my ($class, $program, %option) = @_;
    my $self = bless {
        columns => $option{columns} || 80,
        rows    => $option{rows}    || 24,
        errors  => File::Temp->new,
        pending => '',
        written => '',
        bells   => 0,
    }, $class;
    $self->_erase_all;
    $self->_launch($program, \%option);
    return $self;
}

# ---------------------------------------------------------------------------
# The program

sub _launch {
    my ($self, $program, $option) = @_;
    my $pty = $self->{pty} = IO::Pty->new;
    $pty->set_winsize($self->{rows}, $self->{columns}, 0, 0);
    my $file = $self->{program} = _file_with($program);
    my $pid  = fork() // die "fork: $!";
    $self->_become($file, $option) if !$pid;
    $self->{pid}   = $pid;
    $self->{owner} = $$;
    $pty->blocking(0);
    return;
}

sub _file_with {
    my ($program) = @_;
    my $file = File::Temp->new(SUFFIX => '.pl');
    print $file "use strict; use warnings; \$| = 1;\n#line 1 \"program.pl\"\n$program";
    close $file;
    return $file;
}

sub _become {
    my ($self, $file, $option) = @_;
    $self->{pty}->make_slave_controlling_terminal;
    my $slave = $self->{pty}->slave;
    my %env   = (
        TERM  => 'poe-test', TERMCAP => $capabilities, INPUTRC => '/dev/null', EDITOR => undef,
        LINES => undef, COLUMNS      => undef, %{ $option->{env} || {} });
    @env{qw(TERM TERMCAP)} = ($option->{term}, undef) if $option->{term};
    for my $name (keys %env) {
        delete $ENV{$name};
        $ENV{$name} = $env{$name} if defined $env{$name};
    }
    my @command = ($^X, _include_switches(), "$file");
    open STDIN, '<&', $slave           or POSIX::_exit(126);
    open STDOUT, '>&', $slave          or POSIX::_exit(126);
    open STDERR, '>&', $self->{errors} or POSIX::_exit(126);
    exec { $command[0] } @command      or POSIX::_exit(127);
}

sub _include_switches {
    return map { '-I' . File::Spec->rel2abs($_) } grep { !ref } @INC;
}

sub type {
    my ($self, $keys) = @_;
    while (length $keys) {
        my $sent = syswrite $self->{pty}, $keys;
        substr $keys, 0, $sent, '' if $sent;
        $self->_listen(0.01);
    }
    return $self;
}

sub resize {
    my ($self, $columns, $rows) = @_;
    @$self{qw(columns rows)} = ($columns, $rows);
    $self->_erase_all;
    $self->{pty}->set_winsize($rows, $columns, 0, 0);
    return;
}

# Whether keys go to the program one by one, unseen; what a line editor asks for.
sub is_raw {
    my ($self) = @_;
    my $termios = POSIX::Termios->new;
    $termios->getattr(fileno $self->{pty}->slave);
    return !($termios->getlflag & POSIX::ICANON());
}

# The status that the program ended with; undef if it did not end in time.
sub ends {
    my ($self) = @_;
    my $status;
    my $ended = $self->_await(sub { defined($status = $self->_reaped) });
    $self->_listen(0);
    return $ended ? $status : undef;
}

sub _reaped {
    my ($self) = @_;
    return $self->{status} if defined $self->{status};
    return unless waitpid($self->{pid}, POSIX::WNOHANG()) == $self->{pid};
    return $self->{status} = $?;
}

sub signal {
    my ($self, $signal) = @_;
    return kill $signal => $self->{pid};
}

sub is_running { return !defined $_[0]->_reaped }

# What the program wrote to STDERR.
sub errors {
    my ($self) = @_;
    seek $self->{errors}, 0, 0;
    local $/;
    return readline($self->{errors}) // '';
}

# The terminal is gone, as when a window is closed.
sub hang_up {
    my ($self) = @_;
    $self->{pty}->close_slave;
    close delete $self->{pty};
    return;
}

sub DESTROY {
    my ($self) = @_;
    return if !$self->{pid} || $self->{owner} != $$ || defined $self->_reaped;
    local ($?, $!);
    kill KILL => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

# ---------------------------------------------------------------------------
# A program that edits lines. Each prompt has a number, so that every line looks different. What was
# read is put as [line] or <exception>, unprintable bytes as \x1b; the line "quit" ends the program.

my $editor = <<'PROGRAM';
use POE qw(Wheel::ReadLine);
my ($wheel, $number);
sub shown { return $_[0] =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger }
sub ask { $wheel->get(++$number . '> ') }
sub got {
    my ($line, $exception) = @_[ARG0, ARG1];
    return undef $wheel if defined $line && $line eq 'quit';
    $wheel->put(defined $line ? '[' . shown($line) . ']' : "<$exception>");
    ask();
}
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got', PARAMETERS); SETUP; ask() },
        got    => \&got,
        STATES
    });
POE::Kernel->run;
PROGRAM

# Options, besides those of start: parameters, setup and states, which are Perl code; inputrc, the
# text of an init file; mode => 'vi'.
sub editor {
    my ($class, %option) = @_;
    my %code    = (PARAMETERS => 'parameters', SETUP => 'setup', STATES => 'states');
    my $program = $editor =~ s/\b(PARAMETERS|SETUP|STATES)\b/$option{ $code{$1} } \/\/ ''/ger;
    my $init    = File::Temp->new;
    print $init 'set editing-mode ', $option{mode} || 'emacs', "\n", $option{inputrc} // '';
    close $init;
    my $self
        = $class->start($program, %option, env => { INPUTRC => "$init", %{ $option{env} || {} } });
    @$self{qw(init number)} = ($init, 1);
    $self->_await(sub { $self->line eq '1> |' })
        or diag 'no prompt: ', $self->screen, $self->errors;
    return $self;
}

# Types keys and tests the line that results, with "|" for the cursor, and that it is still there
# when nothing more is written; then has it sent, tests what arrives, and begins a new one.
sub edits {
    my ($self, $keys, $line, $name) = @_;
    $line =~ s/\|.*?\K +\z//;
    $self->type($keys);
    my $wanted = "$self->{number}> $line";
    my $good   = $self->_soon(
        $name // _printable($keys),
        sub { $self->line eq $wanted && $self->_is_quiet }, $wanted
    );
    $self->new_line;
    return $good && $self->_sent($line =~ s/\|//r);
}

sub _is_quiet {
    my ($self) = @_;
    my $written = length $self->{written};
    $self->_listen(0.02);
    return length $self->{written} == $written;
}

# Control characters are shown in another way than they are sent.
sub _sent {
    my ($self, $line) = @_;
    return 1 if $line =~ /\^/ || $self->screen =~ /^\[\Q$line\E *\]\n\d+>\n\z/m;
    local $Test::Builder::Level = $Test::Builder::Level + 2;
    fail "$line was sent";
    diag $self->screen;
    return 0;
}

# The number of the prompt that is shown, for a test that has ended lines in other ways.
sub number {
    my ($self, $number) = @_;
    $self->{number} = $number;
    return $self->_await(sub { $self->line =~ /\A$number> / });
}

sub new_line {
    my ($self) = @_;
    my $next = ++$self->{number};
    $self->type("\r");
    $self->_await(sub { $self->line eq "$next> |" })
        or die "no new line\n", $self->screen, $self->errors;
    return;
}

# Types keys that end the line, and tests what the program hears of it.
sub hears {
    my ($self, $keys, $what, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $next = ++$self->{number};
    $self->type($keys);
    return $self->shows(qr/^\Q$what\E\n$next>\n?\z/m, $name // _printable($keys));
}

sub _printable {
    my ($keys) = @_;
    return $keys =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger;
}

# Types "quit" and tests that the program ends well, and ours with nothing on STDERR.
sub quits {
    my ($self) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    $self->type("quit\r");
    is $self->ends, 0, 'the program ends';
    is $self->errors, '', 'without complaints' if !is_upstream();
    return;
}

# ---------------------------------------------------------------------------
# Reading the screen

# The screen's lines, without blanks at their ends and empty lines at the bottom.
sub screen {
    my ($self) = @_;
    my @lines = map {s/ +\z//r} @{ $self->{lines} };
    pop @lines while @lines && $lines[-1] eq '';
    return join '', map {"$_\n"} @lines;
}

# The line with the cursor, which is shown as "|".
sub line {
    my ($self) = @_;
    my ($y, $x) = @$self{qw(y x)};
    my $line = $self->{lines}[$y];
    $x = $self->{columns} if $self->{wraps};
    return substr($line, 0, $x) . '|' . (substr($line, $x) =~ s/ +\z//r);
}

sub cursor { return @{ $_[0] }{qw(y x)} }

sub bells { return $_[0]{bells} }

# All that was written since this was asked last.
sub written {
    my ($self) = @_;
    my $written = $self->{written};
    $self->{written} = '';
    return $written;
}

# Tests that, now or soon, the screen matches.
sub shows {
    my ($self, $pattern, $name) = @_;
    return $self->_soon($name, sub { $self->screen =~ $pattern }, $pattern);
}

# Tests that, now or soon, the line with the cursor is this: "> ab|c".
sub line_is {
    my ($self, $line, $name) = @_;
    return $self->_soon($name, sub { $self->line eq $line }, $line);
}

# Tests that the code, asked again whenever something was written, says yes.
sub comes_to {
    my ($self, $code, $name) = @_;
    return $self->_soon($name, $code, 'what was asked for');
}

sub _soon {
    my ($self, $name, $code, $wanted) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 2;
    my $good = $self->_await($code);
    ok($good, $name) or diag "wanted: $wanted\nline: ", $self->line, "\nscreen:\n", $self->screen,
        'errors: ', $self->errors;
    return $good;
}

sub _await {
    my ($self, $code) = @_;
    my $until = time + scaled(LIMIT);
    until ($code->()) {
        return 0 if time > $until;
        $self->_listen(0.05);
    }
    return 1;
}

sub _listen {
    my ($self, $wait) = @_;
    my $pty = $self->{pty};
    my $in  = '';
    vec($in, fileno $pty, 1) = 1 if $pty;
    select $in, undef, undef, $wait;
    while ($pty && sysread $pty, my $bytes, 4096) {
        $self->{written} .= $bytes;
        $self->{pending} .= $bytes;
        $self->_draw;
    }
    return;
}

# ---------------------------------------------------------------------------
# Drawing: a control sequence that is cut off waits for its rest

sub _draw {
    my ($self) = @_;
    for ($self->{pending}) {
        while (1) {
            if    (s/\A([ -~\x80-\xff])//)            { $self->_put($1) }
            elsif (s/\A\e\[([?>]?)([\d;]*)([\@-~])//) { $self->_control($1, $2, $3) }
            elsif (s/\A\e[()][0-9A-Z]//)              {next}
            elsif (s/\A\e([^\[()])//s)                { $self->_escape($1) }
            elsif (s/\A([\x00-\x1a\x1c-\x1f\x7f])//)  { $self->_code($1) }
            else                                      {last}
        }
    }
    return;
}

sub _put {
    my ($self, $character) = @_;
    $self->_new_line if $self->{wraps};
    substr $self->{lines}[ $self->{y} ], $self->{x}, 1, $character;
    $self->{wraps} = $self->{x} == $self->{columns} - 1;
    $self->{x}++ if !$self->{wraps};
    return;
}

sub _new_line {
    my ($self) = @_;
    @$self{qw(x wraps)} = (0, 0);
    $self->_line_down;
    return;
}

sub _line_down {
    my ($self) = @_;
    return $self->{y}++ if $self->{y} < $self->{rows} - 1;
    shift @{ $self->{lines} };
    push @{ $self->{lines} }, ' ' x $self->{columns};
    return;
}

sub _line_up {
    my ($self) = @_;
    return $self->{y}-- if $self->{y} > 0;
    pop @{ $self->{lines} };
    unshift @{ $self->{lines} }, ' ' x $self->{columns};
    return;
}

sub _code {
    my ($self, $code) = @_;
    return $self->{bells}++  if $code eq "\a";
    return $self->_line_down if $code eq "\n";
    return                   if $code !~ /[\b\t\r]/;
    $self->{wraps} = 0;
    return $self->{x} = 0 if $code eq "\r";
    return $self->{x} -= $self->{x} > 0 if $code eq "\b";
    return $self->_go($self->{y}, ($self->{x} | 7) + 1);
}

sub _escape {
    my ($self, $letter) = @_;
    @$self{qw(saved_y saved_x)} = @$self{qw(y x)} if $letter eq '7';
    $self->_go($self->{saved_y} // 0, $self->{saved_x} // 0) if $letter eq '8';
    $self->_line_up                                          if $letter eq 'M';
    $self->_line_down                                        if $letter =~ /[DE]/;
    return;
}

sub _go {
    my ($self, $y, $x) = @_;
    my ($bottom, $right) = ($self->{rows} - 1, $self->{columns} - 1);
    $self->{y}     = $y < 0 ? 0 : $y > $bottom ? $bottom : $y;
    $self->{x}     = $x < 0 ? 0 : $x > $right  ? $right  : $x;
    $self->{wraps} = 0;
    return;
}

my %control = (
    A   => sub { $_[0]->_go($_[0]{y} - ($_[1] || 1), $_[0]{x}) },
    B   => sub { $_[0]->_go($_[0]{y} + ($_[1] || 1), $_[0]{x}) },
    C   => sub { $_[0]->_go($_[0]{y}, $_[0]{x} + ($_[1] || 1)) },
    D   => sub { $_[0]->_go($_[0]{y}, $_[0]{x} - ($_[1] || 1)) },
    G   => sub { $_[0]->_go($_[0]{y}, ($_[1] || 1) - 1) },
    d   => sub { $_[0]->_go(($_[1] || 1) - 1, $_[0]{x}) },
    H   => sub { $_[0]->_go(($_[1] || 1) - 1, ($_[2] || 1) - 1) },
    J   => \&_erase_screen,
    K   => \&_erase_line,
    P   => sub { $_[0]->_shift_out($_[1] || 1) },
    X   => sub { substr $_[0]{lines}[ $_[0]{y} ], $_[0]{x}, $_[1] || 1, ' ' x ($_[1] || 1) },
    '@' => sub { $_[0]->_shift_in($_[1] || 1) },
);

sub _control {
    my ($self, $private, $numbers, $letter) = @_;
    my $do = $control{$letter} or return;
    $do->($self, split /;/, $numbers) if $private eq '';
    return;
}

sub _shift_out {
    my ($self, $count) = @_;
    substr $self->{lines}[ $self->{y} ], $self->{x}, $count, '';
    $self->{lines}[ $self->{y} ] .= ' ' x ($self->{columns} - length $self->{lines}[ $self->{y} ]);
    return;
}

sub _shift_in {
    my ($self, $count) = @_;
    substr $self->{lines}[ $self->{y} ], $self->{x}, 0, ' ' x $count;
    substr $self->{lines}[ $self->{y} ], $self->{columns}, $count, '';
    return;
}

sub _blank {
    my ($self, $y, $from, $to) = @_;
    substr $self->{lines}[$y], $from, $to - $from, ' ' x ($to - $from);
    return;
}

sub _erase_line {
    my ($self, $part) = @_;
    $part ||= 0;
    my $from = $part == 0 ? $self->{x}     : 0;
    my $to   = $part == 1 ? $self->{x} + 1 : $self->{columns};
    return $self->_blank($self->{y}, $from, $to);
}

sub _erase_screen {
    my ($self, $part) = @_;
    $part ||= 0;
    $self->_erase_line($part);
    my @lines = $part == 0 ? $self->{y} + 1 .. $self->{rows} - 1 : 0 .. $self->{y} - 1;
    @lines = 0 .. $self->{rows} - 1 if $part == 2;
    $self->_blank($_, 0, $self->{columns}) for @lines;
    return;
}

sub _erase_all {
    my ($self) = @_;
    @$self{qw(x y wraps)} = (0, 0, 0);
    $self->{lines} = [ map { ' ' x $self->{columns} } 1 .. $self->{rows} ];
    return;
}

1;
