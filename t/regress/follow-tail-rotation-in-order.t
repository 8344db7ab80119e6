use strict;
use warnings;

BEGIN { $ENV{POE_ASSERT_DEFAULT} = 1 }
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE qw(Wheel::FollowTail);

# A log is moved away and written to once more, and a new one begins: every line of the old one comes
# before the reset, all of the new one after it, and the session stops last.
my $file = fresh_file("old\n");
my @log;
my %then = (
    'idle'       => sub { append($file, "first\n") },
    'line first' =>
        sub { rename $file, "$file.0"; append("$file.0", "late\n"); append($file, "second\n") },
    'line second' => sub { append($file, "third\n") },
    'line third'  => sub { delete $_[0]{wheel}; $poe_kernel->delay('late') },
);

sub note_and_go_on {
    my ($heap, $entry) = @_;
    return if $entry eq 'idle' and @log and $log[-1] ne 'start';
    push @log, $entry;
    my $code = delete $then{$entry} or return;
    $code->($heap);
    return;
}

play(
    _start => sub {
        push @log, 'start';
        $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
            Filename   => $file,
            InputEvent => 'line',
            ResetEvent => 'reset',
            IdleEvent  => 'idle',
            ErrorEvent => 'error', PollInterval => interval(),
        );
        $_[KERNEL]->delay(late => scaled(10));
    },
    line  => sub { note_and_go_on($_[HEAP], "line $_[ARG0]") },
    reset => sub { note_and_go_on($_[HEAP], 'reset') },
    idle  => sub { note_and_go_on($_[HEAP], 'idle') },
    error => sub { note_and_go_on($_[HEAP], "error $_[ARG0]") },
    late  => sub { push @log, 'late'; delete $_[HEAP]{wheel} },
    _stop => sub { push @log, 'stop' },
);
is_deeply \@log,
    [ 'start', 'idle', 'line first', 'line late', 'reset', 'line second', 'line third', 'stop' ]
    or diag explain \@log;

done_testing;
