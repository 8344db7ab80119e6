use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE qw(Filter::Stream);

# What comes before the wheel has nothing more to do, joined with spaces.
sub first_of {
    my @parameters = @_;
    my $log        = tail_and_idle(\@parameters, idle => undef);
    return join ' ', map {s/\Ain //r} grep { $_ ne 'idle' } @$log;
}

my $text = "l1\nl2\npartial\nl4\n";
my $file = fresh_file($text);
my $size = length $text;
my @by   = (Filename => $file);

subtest 'Seek' => sub {
    is first_of(@by, Seek => 0), 'l1 l2 partial l4', 'from the start';
    is first_of(@by, Seek => 3), 'l2 partial l4', 'from an offset';
    is first_of(@by, Seek => 4), '2 partial l4', 'even within a line';
    is first_of(@by, Seek => -3), 'l4', 'from the end';
    is first_of(@by, Seek => -1000), 'l1 l2 partial l4', 'not before the start';
    is first_of(@by, Seek => 1000), '', 'not beyond the end';
    is first_of(@by, Seek => undef), '', 'undef is nothing';
};

subtest 'SeekBack' => sub {
    is first_of(@by, SeekBack => 0), '', 'the end';
    is first_of(@by, SeekBack => 3), 'l4', 'before the end';
    is first_of(@by, SeekBack => 1000), 'l1 l2 partial l4', 'not before the start';
    is first_of(@by, SeekBack => -3), 'l2 partial l4', 'negative: from the start';
};

subtest 'what comes later' => sub {
    for my $place ([], [ Seek => 1000 ], [ SeekBack => 0 ]) {
        my $own = fresh_file("old\n");
        is_deeply tail(
            [ Filename => $own, @$place ], idle => sub { append($own, "new\n") },
            'in new'                            => undef
            ),
            ['in new'], "@$place";
    }
};

subtest 'a line that was begun' => sub {
    my $own = fresh_file("whole\nbeg");
    is_deeply tail(
        [ Filename => $own ], idle => sub { append($own, "un\nnext\n") },
        'in next'                  => undef
        ),
        [ 'in begun', 'in next' ], 'is completed';
    $own = fresh_file("whole\nbeg");
    is_deeply tail(
        [ Filename => $own, SeekBack => 0 ], idle => sub { append($own, "un\nnext\n") },
        'in next'                                 => undef
        ),
        [ 'in un', 'in next' ], 'unless the very end was asked for';
    $own = fresh_file('x' x 5000);
    my $log = tail([ Filename => $own ], idle => sub { append($own, "\n") }, 'in x+' => undef);
    is length $log->[0], 4096 + length 'in ', 'of one that is too long, the last 4096 bytes';
};

subtest 'by handle' => sub {
    my $open = sub { open my $handle, '<', $file or die $!; return $handle };
    is first_of(Handle => $open->()), '', 'the end';
    is first_of(Handle => $open->(), Seek     => 3), 'l2 partial l4', 'Seek';
    is first_of(Handle => $open->(), SeekBack => 3), 'l4', 'SeekBack';
    my $read = $open->();
    sysseek $read, 4, 0;
    is first_of(Handle => $read), '', 'where it stood does not count';
};

subtest 'tell' => sub {
    play(
        _start => sub {
            my $tell = sub { return POE::Wheel::FollowTail->new(InputEvent => 'in', @_)->tell };
            is $tell->(@by), $size, 'at the end';
            is $tell->(@by, Seek => 3), 3, 'where told';
            is $tell->(@by, Seek => 0), '0 but true', 'true even at the start';
            pipe my $reader, my $writer or die $!;
            is $tell->(Handle => $reader), undef, 'a pipe has no places';
            eval { $tell->(Filename => "$file.missing") };
            like $@, qr/\ACan't use an undefined value as a symbol reference/,
                'nor has a missing file';
        },
        in => sub { },
    );
    my $own = fresh_file("one\n");
    my $at;
    tail(
        [ Filename => $own ], idle => sub { append($own, "two\n") },
        'in two'                   => sub { $at = $_[0]->tell });
    is $at, 8, 'counts what was read';
    append($own, "three\n");
    is first_of(Filename => $own, Seek => $at), 'three', 'a place to go on from';
};

subtest 'other filters' => sub {
    my $own    = fresh_file('old');
    my @stream = (Filter => POE::Filter::Stream->new);
    is_deeply tail(
        [ Filename => $own, @stream ], idle => sub { append($own, 'new') },
        'in new'                            => undef
        ),
        ['in new'], 'pass over what was there';
    is first_of(Filename => $own, @stream, Seek => 0), 'oldnew', 'or read it';
};

done_testing;
