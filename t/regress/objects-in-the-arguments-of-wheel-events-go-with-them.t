use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Socket;
use Test::More;

use POE qw(Wheel::ReadWrite);

# What a handler puts into the arguments of a wheel's event is gone when the wheel has read, and not only when the
# next one reads.

my $alive = 0;

package Mark {
    sub new     { $alive++; return bless {}, shift }
    sub DESTROY { $alive--; return }
}

for my $events ([ InputEvent => 'put' ], [ InputEvent => 'put', FlushedEvent => 'put' ]) {
    socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
    my $seen;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(Handle => $near, @$events);
            $_[HEAP]{wheel}->put('x');
            syswrite $far, "a\nb\n";
            $_[KERNEL]->delay(late => scaled(20));
        },
        put => sub {
            $_[$_] = Mark->new for ARG0 .. $#_;
            $_[KERNEL]->yield('look') if !$seen++;
        },
        look => sub {
            $_[KERNEL]->delay(late => scaled(0.05));
        },
        late => sub {
            ok $seen, 'there was an event';
            is $alive, 0, "@$events: nothing is left";
            delete $_[HEAP]{wheel};
        },
    );
}

done_testing;
