use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POE;
use POETest;
use Socket;
use Test::More;
use Time::HiRes ();

plan skip_all => 'upstream calls the handler of a closed file for ever' if is_upstream();

# Two ends; the near one is readable.
sub readable {
    socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
    syswrite $far, 'x';
    return ($near, $far);
}

for my $loop ('the select', 'read and write') {
    my ($near, $far)  = readable();
    my ($calls, $cpu) = (0, 0);
    open my $copy, '<&', $near or die "dup: $!";
    play(
        _start => sub {
            $_[KERNEL]->select_read($near => 'ready');
            $_[KERNEL]->select_write($near => 'ready') if $loop ne 'the select';
            close $near;
            $cpu = (times)[0];
            $_[KERNEL]->delay(let_go => scaled(0.3));
        },
        ready  => sub { $calls++ },
        let_go => sub {
            $cpu = (times)[0] - $cpu;
            $_[KERNEL]->select($near);
        },
    );
    is($calls, 0, "$loop: nobody is called for a file that is closed");
    cmp_ok($cpu, '<', 0.15, '... and nothing spins');
    pass('... and the session can let go');
}

# The number goes to the next file, in the same session, while the old watch is still there.
{
    my ($near, $far) = readable();
    my $number = fileno $near;
    my @got;
    play(
        _start => sub { $_[KERNEL]->select_read($near => 'old') },
        old    => sub {
            push @got, 'old';
            close $near;
            ($_[HEAP]{near}, $_[HEAP]{far}) = readable();
            is(fileno $_[HEAP]{near}, $number, 'the new file has the number of the old one');
            $_[KERNEL]->select_read($_[HEAP]{near} => 'new', 'argument');
            $_[KERNEL]->select_read($near);
        },
        new => sub {
            push @got, "new $_[ARG2]";
            $_[KERNEL]->select_read($_[ARG0]);
        },
    );
    is_deeply(\@got, [ 'old', 'new argument' ], 'and a watch of its own');
}

POE::XS::verify();
done_testing;
