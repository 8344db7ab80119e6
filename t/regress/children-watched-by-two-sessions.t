use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# Two sessions await the same eight processes, one of them also by sig(CHLD) and under a name: each event
# comes once a process, and the sessions live just until then.
my (%seen, @pids, @stopped);

sub watcher {
    my ($name, %more) = @_;
    return session(
        _start => sub {
            $_[KERNEL]->sig_child($_ => 'ended', $name) for @pids;
            $more{start}->(@_) if $more{start};
        },
        ended  => sub { $seen{"$_[ARG3] $_[ARG1]"}++ },
        signal => sub { $seen{"signal $_[ARG1]"}++ },
        _stop  => sub {
            my $count = grep {/\A\Q$name\E /} keys %seen;
            push @stopped, "$name after $count";
        },
    );
}

play(
    _start => sub {
        pipe my $in, my $out or die $!;
        @pids = map {
            spawn(sub { close $out; sysread $in, my $byte, 1; 0 })
        } 1 .. 8;
        watcher('one', start => sub { $_[KERNEL]->alias_set('named') });
        watcher('two', start => sub { $_[KERNEL]->sig(CHLD => 'signal') });
        $_[KERNEL]->yield(release => $out);
    },
    release => sub { close $_[ARG0] },
    _child  => sub { },
    _stop   => sub { },
);
my %expected = map { ("one $_" => 1, "two $_" => 1, "signal $_" => 1) } @pids;
is_deeply \%seen, \%expected, 'each is told of each once' or diag explain \%seen;
is_deeply [ sort @stopped ], [ 'one after 8', 'two after 8' ], 'and nobody stops before';

done_testing;
