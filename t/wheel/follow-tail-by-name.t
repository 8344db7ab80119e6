use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use Errno qw(EISDIR);
use POE;

# Follows a name from idle on: what is done first, then the rest of the script.
sub after {
    my ($file, $first, @rest) = @_;
    return tail([ Filename => $file ], idle => $first, @rest);
}

subtest 'what is appended comes, in order' => sub {
    my $file = fresh_file("old\n");
    is_deeply after(
        $file, sub { append($file, "a\nb\n") },
        'in b' => sub { append($file, "c\n") },
        'in c' => undef
        ),
        [ 'in a', 'in b', 'in c' ];
};

subtest 'a file larger than a block' => sub {
    my $file = fresh_file('x' x 200_000 . "\nend\n");
    my $log  = tail(
        [ Filename => $file, Seek => 0 ],
        'in end' => sub { append($file, 'y' x 200_000 . "\n") }, 'in y+' => undef
    );
    is_deeply [ map {length} @$log ], [ 200_003, 6, 200_003 ];
};

subtest 'renamed, and a new one made' => sub {
    my $file = fresh_file("old\n");
    my $log  = after(
        $file,
        sub {
            rename $file, "$file.1";
            append("$file.1", "late\n");
            append($file, "new\n");
        },
        'in new'   => sub { append($file, "newer\n") },
        'in newer' => undef
    );
    is_deeply $log, [ 'in late', 'reset', 'in new', 'in newer' ],
        'the old one is read to its end first';
};

subtest 'another one moved to the name' => sub {
    my $file = fresh_file("old\n");
    my $log  = after(
        $file,
        sub { append("$file.new", "new\n"); rename "$file.new", $file }, 'in new' => undef
    );
    is_deeply $log, [ 'reset', 'in new' ];
};

subtest 'truncated' => sub {
    my $file = fresh_file("old\nolder\n");
    my $log  = after(
        $file, sub { replace($file, "new\n") },
        'in new'   => sub { append($file, "newer\n") },
        'in newer' => undef
    );
    is_deeply $log, [ 'reset', 'in new', 'in newer' ];
};

subtest 'deleted, and made later' => sub {
    my $file = fresh_file("old\n");
    my $log  = after(
        $file, sub { unlink $file },
        idle     => undef,
        idle     => undef,
        idle     => sub { append($file, "new\n") },
        'in new' => undef
    );
    is_deeply $log, [ 'reset', 'in new' ];
};

subtest 'made later' => sub {
    my $file = fresh_file();
    my $log  = after(
        $file, sub { append($file, "new\n") },
        'in new'   => sub { append($file, "newer\n") },
        'in newer' => undef
    );
    is_deeply $log, [ 'reset', 'in new', 'in newer' ],
        'it counts as a reset, and nothing is skipped';
};

subtest 'made later in a directory made later' => sub {
    my $folder = fresh_file();
    my $file   = "$folder/log";
    my $log    = after(
        $file, sub { mkdir $folder }, idle => sub { append($file, "new\n") },
        'in new'                           => undef
    );
    is_deeply $log, [ 'reset', 'in new' ];
};

subtest 'a second link' => sub {
    my $file  = fresh_file("one\ntwo\n");
    my @reset = is_upstream() ? ('reset', 'in one', 'in two') : ();
    my $log   = after(
        $file, sub { link $file, "$file.link" },
        idle       => undef,
        idle       => sub { append($file, "three\n") },
        'in three' => undef
    );
    is_deeply $log, [ @reset, 'in three' ], is_upstream() ? 'has it read once more' : 'is nothing';
};

subtest 'a symbolic link that comes to point elsewhere' => sub {
    my $file = fresh_file();
    append("$file.$_", "old\n") for 1, 2;
    symlink "$file.1", $file or plan skip_all => 'no symbolic links';
    my $log = after(
        $file,
        sub {
            append("$file.1", "last\n");
            symlink "$file.2", "$file.new";
            rename "$file.new", $file;
        },
        'in old' => undef
    );
    is_deeply $log, [ 'in last', 'reset', 'in old' ];
};

subtest 'renamed away and back' => sub {
    my $file = fresh_file("old\n");
    my $log  = after(
        $file,
        sub { rename $file, "$file.1"; rename "$file.1", $file; append($file, "new\n") },
        'in new' => undef,
        idle     => undef
    );
    is_deeply $log, ['in new'], 'is nothing';
};

subtest 'a partial line before a reset' => sub {
    my $file = fresh_file("old\npart");
    my $new  = is_upstream() ? 'in partnew' : 'in new';
    my $log  = after($file, sub { replace($file, "new\n") }, $new => undef);
    is_deeply $log, [ 'reset', $new ], is_upstream() ? 'is glued to the next' : 'is not completed';
};

subtest 'a name that becomes a directory' => sub {
    my $file = fresh_file("old\n");
    my $log  = after($file, sub { unlink $file; mkdir $file or die $! }, 'error.*' => undef);
    is_deeply $log, [ 'reset', 'error read ' . EISDIR ];
};

subtest 'a directory of the path that becomes a file' => sub {
    my $folder = fresh_file();
    mkdir $folder or die $!;
    append("$folder/log", "old\n");
    my $log = after(
        "$folder/log", sub { rename $folder, "$folder.old"; append($folder, "x\n") },
        'error.*' => undef
    );
    is_deeply $log, [ 'error stat ' . Errno::ENOTDIR() ], 'is an error of stat';
};

subtest 'several wheels on one file' => sub {
    my $file = fresh_file("old\n");
    my (%got, $ready);
    play(
        _start => sub {
            $_[HEAP]{$_} = POE::Wheel::FollowTail->new(
                Filename  => $file, InputEvent    => 'in',
                IdleEvent => 'idle', PollInterval => interval()) for 1 .. 3;
        },
        idle => sub { append($file, "new\n") if ++$ready == 3 },
        in   => sub {
            $got{ $_[ARG1] } .= $_[ARG0];
            %{ $_[HEAP] } = () if keys %got == 3;
        },
    );
    is_deeply [ values %got ], [ ('new') x 3 ], 'each has it once';
};

done_testing;
