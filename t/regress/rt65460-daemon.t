use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A program that becomes a daemon: it forks, closes every file it can, and goes on with its sessions.
my $program = <<'CODE';
    use POSIX ();
    sub daemonise {
        exit 0 if fork // die;
        POSIX::close($_) for grep { $_ != 1 } 0 .. 63;
    }
    %s
    use POE;
    POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(work => 0.05) }, work => sub { print "worked " } });
    %s
    POE::Kernel->run;
    print 'returned';
CODE

# The parent leaves at once, so wait until the daemon has closed the pipe that is its output.
sub daemon {
    my ($before, $after) = @_;
    pipe my $in, my $out or die $!;
    my $pid = spawn(sub {
        open STDOUT, '>&', $out       or return 1;
        open STDERR, '>', '/dev/null' or return 1;
        close $out;
        exec $^X, (map {"-I$_"} grep { !ref } @INC), '-e',
            'use strict; $| = 1;' . sprintf($program, $before, $after);
    });
    close $out;
    my $text = join '', <$in>;
    waitpid $pid, 0;
    return $text;
}

is daemon('BEGIN { daemonise() }', ''), 'worked returned', 'forked before POE is loaded';
is daemon('', 'daemonise(); POE::Kernel->has_forked;'), 'worked returned',
    'forked after, with has_forked';
is daemon('', 'daemonise();'), 'worked returned', 'forked after, without has_forked';

done_testing;
