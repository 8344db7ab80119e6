use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# In tmux, from a shell: what is drawn, in UTF-8; names that are escape sequences; stopping by ^Z and going on by fg; and
# the shell's terminal afterwards.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
plan skip_all => 'tmux is not installed'               if system 'tmux -V >/dev/null 2>&1';
require ProbeServer;

my $evil  = "\e[2Jgone\e]0;owned\a\x{9b}5m";
my $probe = ProbeServer->start(
    sessions => [
        { id => 2, name => "na\x{ef}ve \x{4e2d}\x{6587}", count => 10, busy_ns => 9, age => 10 },
        { id => 3, name => $evil, count                         => 9, busy_ns  => 8, age => 10 },
    ]);
my $folder = tempdir(CLEANUP => 1);
my @tmux   = ('tmux', '-S', "$folder/tmux", '-f', '/dev/null');
my $name   = join ' ', map {"'$_'"} ProbeServer::command();

sub tmux {
    my (@arguments) = @_;
    open my $out, '-|:encoding(UTF-8)', @tmux, @arguments or die "tmux: $!";
    local $/ = undef;
    return readline($out) // '';
}

sub shows {
    my ($pattern, $name) = @_;
    my $until = time + scaled(20);
    my $screen;
    do { $screen = tmux(qw(capture-pane -p)); select undef, undef, undef, 0.05 }
        until $screen =~ $pattern || time > $until;
    utf8::encode(my $octets = $screen);
    return ok($screen =~ $pattern, $name) || diag $octets;
}

sub type { return tmux('send-keys', @_) }

delete @ENV{qw(TMUX ENV NO_COLOR)};
@ENV{qw(PS1 LC_ALL POE_PROBE_DIR POE_TOP)} = ('shell> ', 'C.UTF-8', $probe->folder, $name);
tmux(qw(-u new-session -d -x 80 -y 24 sh -i -m));
shows(qr/^shell>/m, 'a shell');
type('stty -g > ' . "$folder/before" . '; eval "$POE_TOP"', 'Enter');
shows(qr/^> +2 na\x{ef}ve \x{4e2d}\x{6587} /m, 'names of the world');
shows(qr/^ +3 \\x1b\[2Jgone\\x1b/m, 'no sequence is obeyed');
shows(qr/Busy\x{25be}/, 'which column orders the rows');
unlike(tmux('display-message', '-p', '#{pane_title}'), qr/owned/, 'nor is the title another');
like(tmux(qw(capture-pane -p -e)), qr/\e\[[0-9;]*\b7m.*> 2 na/, 'the chosen row stands out');
type('9');
shows(qr/wait +70% \x{2588}{2,}/, 'bars');
type('C-z');
shows(qr/shell> \z|shell> *\n*\z/, 'stopped: the shell is back');
unlike(tmux(qw(capture-pane -p)), qr/Where the time goes/, '... with its screen');
type('echo typed $((20 + 22))', 'Enter');
shows(qr/^typed 42/m, '... and takes lines');
type('fg', 'Enter');
shows(qr/Where the time goes/, 'it goes on');
tmux(qw(resize-window -x 50 -y 12));
shows(qr/^1 2 3 4 5 6 7 8 9 Loop$|^1 2 3 .*9 Loop/m, 'a smaller window');
type('q');
shows(qr/shell> *\n*\z/, 'the end');
type("stty -g > $folder/after", 'Enter');
my $until = time + scaled(10);
select undef, undef, undef, 0.05 until -s "$folder/after" || time > $until;
is(
    contents("$folder/after"), contents("$folder/before"),
    'the mode of the terminal is what it was'
);
tmux('kill-server');

done_testing;

sub contents {
    my ($file) = @_;
    open my $in, '<', $file or return "no $file";
    local $/ = undef;
    return readline $in;
}
