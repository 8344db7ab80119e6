use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

# However the viewer ends, the terminal has its mode and its screen back.

plan skip_all => "for the viewer of this distribution" if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $probe = ProbeServer->start;

sub mode {
    my ($terminal) = @_;
    my $termios = POSIX::Termios->new;
    $termios->getattr(fileno $terminal->{pty}->slave);
    return join ' ', map { $termios->$_ } qw(getiflag getoflag getcflag getlflag);
}

sub started {
    my $terminal = $probe->screens([], @_);
    my $before   = mode($terminal);
    $terminal->shows(qr/^ !? +ID Name/m, 'the screens are there');
    ok($terminal->is_raw, '... and get each key');
    like($terminal->written, qr/\e\[\?1049h/, '... on a screen of their own');
    return ($terminal, $before);
}

sub restored {
    my ($terminal, $before, $name) = @_;
    is(mode($terminal), $before, "$name: the mode");
    like($terminal->written, qr/\e\[\?25h\e\[\?1049l\z/, "$name: cursor and screen");
}

my @ends = (
    [ 'q', 0, sub { $_[0]->type('q') } ],
    [ '^C', 130, sub { $_[0]->type("\cC") } ],
    [ 'TERM', 143, sub { $_[0]->signal('TERM') } ],
    [ 'HUP', 129, sub { $_[0]->signal('HUP') } ],
    [ 'QUIT', 131, sub { $_[0]->signal('QUIT') } ],
);
for my $end (@ends) {
    my ($name, $status, $do) = @$end;
    my ($terminal, $before) = started();
    $do->($terminal);
    is(($terminal->ends // -1) >> 8, $status, "$name: the exit status");
    restored($terminal, $before, $name);
    is($terminal->errors, '', "$name: without complaints");
}

my ($broken, $before)
    = started(setup =>
        'require POE::XS::Top::Screens; no warnings; *POE::XS::Top::Screen::Loop::content = sub { die "broken\n" }'
    );
$broken->type('9');
is(($broken->ends // -1) >> 8, 2, 'a fault of ours ends it');
restored($broken, $before, 'a fault');
is($broken->errors, "poe-top: broken\n", '... and is told after that');

my ($gone) = started();
$gone->hang_up;
ok(defined $gone->ends, 'a terminal that is closed ends it');

done_testing;
