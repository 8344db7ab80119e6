package Soak::Tail;

# A file that grows, sometimes by half a line, and is rotated. Each line must come once, in order.

use strict;
use warnings;

use File::Temp   qw(tempdir);
use POE          qw(Wheel::FollowTail);
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;

sub start {
    my $file = tempdir(CLEANUP => 1) . '/log';
    part(
        'tail',
        every => 0.01,
        turn  => sub {
            $_[HEAP]{file} = $file;
            _write($_[HEAP], 1 + rand 10);
            _follow($_[HEAP]);
        },
        line   => \&_read,
        failed => sub { fault("a followed file: $_[ARG0] failed: $_[ARG2]") },
        reset  => sub { came_out('rotations') },
        end    => sub { _write($_[HEAP], 1); _read_to_end(@_) },
    );
    return;
}

sub _follow {
    my ($heap) = @_;
    $heap->{wheel} //= POE::Wheel::FollowTail->new(
        Filename   => $heap->{file}, Seek => 0, PollInterval     => 0.1,
        InputEvent => 'line', ResetEvent  => 'reset', ErrorEvent => 'failed',
    );
    return;
}

sub _write {
    my ($heap, $lines) = @_;
    _rotate($heap) if !$heap->{out} || $heap->{in_file} > 500 && !$heap->{rotated};
    my $text = delete $heap->{rest} // '';
    $text .= "line ${\ ++$heap->{written} }\n" for 1 .. $lines;
    $heap->{in_file} += int $lines;
    $heap->{rest} = substr $text, -3, 3, '' if !$heap->{ending} && rand() < 0.3;
    syswrite $heap->{out}, $text;
    came_in('lines of a followed file', int $lines);
    return;
}

# One at a time: until all of the old file has been read.
sub _rotate {
    my ($heap) = @_;
    my $file = $heap->{file};
    if ($heap->{out}) {
        syswrite $heap->{out}, delete $heap->{rest} // '';
        rename $file, "$file.1";
        came_in('rotations');
        $heap->{rotated} = $heap->{written};
    }
    open $heap->{out}, '>>', $file or fault("$file: $!");
    $heap->{in_file} = 0;
    return;
}

sub _read {
    my ($heap, $line) = @_[ HEAP, ARG0 ];
    my $should = 'line ' . ++$heap->{read};
    fault("$line of a followed file came instead of $should") if $line ne $should;
    came_out('lines of a followed file');
    delete $heap->{rotated} if $heap->{rotated} && $heap->{rotated} < $heap->{read};
    goto &_read_to_end      if $heap->{ending};
    return;
}

sub _read_to_end {
    my ($heap) = $_[HEAP];
    delete $heap->{wheel} if $heap->{read} >= $heap->{written};
    return;
}

1;
