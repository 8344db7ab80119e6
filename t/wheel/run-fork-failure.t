use strict;
use warnings;

my $fails;

BEGIN {
    *CORE::GLOBAL::fork = sub () {
        return CORE::fork unless $fails;
        $! = $fails;
        return;
    };
}

use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno qw(EAGAIN);
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

plan skip_all => 'upstream exits' if is_upstream();

sub error_of {
    my ($program) = @_;
    my ($error, $descriptors);
    play(
        _start => sub {
            my $before = open_descriptors();
            $fails = 0 + EAGAIN;
            eval { POE::Wheel::Run->new(Program => $program, StdoutEvent => 'x'); 1 };
            $error       = $@;
            $fails       = 0;
            $descriptors = open_descriptors() - $before;
        });
    is $descriptors, 0, 'no descriptor is left';
    return $error;
}

my $reason = do { local $! = EAGAIN; "$!" };

for my $program (sub { }, ['true'], 'true | cat') {
    like error_of($program), qr/\Acouldn't fork: $reason at \Q$0\E line \d+\.$/, 'new dies';
}

subtest 'signals are not blocked' => sub {
    require POSIX;
    my $now = POSIX::SigSet->new;
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new, $now);
    ok !$now->ismember($_) for POSIX::SIGTERM(), POSIX::SIGCHLD();
};

subtest 'the next one is started' => sub {
    is_deeply run_wheel(Program => [ 'echo', 'x' ])->{stdout}, ['x'];
};

subtest 'out of descriptors' => sub {
    play(
        _start => sub {
            my @taken;
            while (1) {
                open my $file, '<', '/dev/null' or last;
                push @taken, $file;
                last if @taken > 5_000;
            }
            my $all = @taken > 5_000;
            my %error;
            for my $left (0 .. 8) {
                eval {
                    POE::Wheel::Run->new(Program => sub {exit}, StdoutEvent => 'x');
                    1;
                };
                $error{ $@ =~ s/ at .*//sr }++;
                pop @taken;
            }
            @taken = ();
            plan skip_all => 'there is no limit' if $all;
            my @texts = grep {length} sort keys %error;
            like $_, qr/\Acould not create (?:\w+) pipe: \S/, $_ for @texts;
            ok exists $error{'could not create semaphore pipe: Too many open files'}
                || @texts;
        });
    1 until wait < 0;
};

done_testing;
