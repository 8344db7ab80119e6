use strict;
use warnings;

use File::Spec;
use File::Temp;
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use Time::HiRes qw(sleep time);

# A terminal that somebody else has written: what the other tests say of the screen is so there too.

plan skip_all => 'Term::ReadKey is not installed' if !eval { require Term::ReadKey };
plan skip_all => 'tmux is not installed'          if system 'tmux -V >/dev/null 2>&1';
plan skip_all => 'upstream keeps to one row'      if is_upstream();

my $folder = File::Temp->newdir;
my @tmux   = ('tmux', '-S', "$folder/socket", '-f', '/dev/null');

sub tmux {
    open my $out, '-|', @tmux, @_ or die "tmux: $!";
    local $/;
    return scalar readline($out) // '';
}

sub text_file {
    my ($name, $text) = @_;
    open my $out, '>', "$folder/$name" or die "$folder/$name: $!";
    print $out $text;
    close $out;
    return "$folder/$name";
}

sub start {
    my ($columns, $rows, $program) = @_;
    my @include = map {"-I$_"} map { File::Spec->rel2abs($_) } grep { !ref } @INC;
    my $file    = text_file('program', $program);
    local $ENV{INPUTRC} = '/dev/null';
    local $ENV{TERM}    = 'screen';
    tmux('new-session', '-d', '-x', $columns, '-y', $rows, $^X, @include, $file);
    tmux('set-option', '-g', 'status', 'off');
    return;
}

sub screen { return tmux('capture-pane', '-p') =~ s/ +$//mgr =~ s/\n+\z/\n/r }

sub cursor { return tmux('display-message', '-p', '#{cursor_x},#{cursor_y}') =~ /(\d+),(\d+)/ }

sub types { return tmux('send-keys', @_) }

sub shows {
    my ($pattern, $name) = @_;
    my $until = time + scaled(20);
    my $screen;
    sleep 0.05 while ($screen = screen()) !~ $pattern && time < $until;
    return like $screen, $pattern, $name;
}

END { tmux('kill-server') if @tmux && -e "$folder/socket" }

start(20, 8, <<'PROGRAM');
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got'); $wheel->get('> ') },
        got    => sub {
            my $line = $_[ARG0];
            $wheel->put("[$line]");
            $wheel->add_history($line);
            $wheel->get;
        },
    });
POE::Kernel->run;
PROGRAM

shows(qr/\A>\n/, 'the prompt');
types('-l', 'abcdefghijklmnopqr');
shows(qr/\A> abcdefghijklmnopqr\n/, 'a full row');
is_deeply [ cursor() ], [ 0, 1 ], 'the cursor is in the next';
types('-l', 'stuvwxyz');
shows(qr/\A> abcdefghijklmnopqr\nstuvwxyz\n/, 'two rows');
types('Home');
types('-l', 'X');
shows(qr/\A> Xabcdefghijklmnopq\nrstuvwxyz\n/, 'both change');
is_deeply [ cursor() ], [ 3, 0 ], 'the cursor is in the first';
types('End', 'BSpace', 'Left', 'Left', 'C-k');
shows(qr/\A> Xabcdefghijklmnopq\nrstuvw\n/, 'keys by their names');
types('Enter');
shows(qr/\A> Xabcdefghijklmnopq\nrstuvw\n\[Xabcdefghijklmnopqr\nstuvw\]\n>\n/, 'the line is read');
types('Up');
types('C-u');
types('-l', 'hi');
types('Enter');
shows(qr/^> hi\n\[hi\]\n>\n/m, 'and another');
types('C-r', 'c', 'd');
shows(qr/^\(reverse-i-search\)`c\nd': Xabcdefghijklmno\npqrstuvw\n/m, 'a search takes more rows');
types('C-a');
shows(qr/^> Xabcdefghijklmnopq\nrstuvw\n/m, 'and gives them back');

done_testing;
