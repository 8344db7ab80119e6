use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH);
use POE;

my @log;

play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        my $scalar = $kernel->post($session, 'said', 1);
        my @list   = $kernel->post($session, 'said', 2);
        $kernel->post($session, 'said', 3);
        is $scalar, 1, 'post returns 1 in scalar context';
        is_deeply \@list, [1], 'and a list of 1 in list context';
        is_deeply \@log, [], 'nothing is delivered before the handler returns';
        POE::Kernel->post($session => said => 4);
    },
    said => sub { push @log, $_[ARG0] },
);
is_deeply \@log, [ 1, 2, 3, 4 ], 'delivered in the order sent';

subtest 'a destination that does not resolve' => sub {
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            for my $nowhere ('no such alias', 9999, 'POE::Session=ARRAY(0x1)', {}, '') {
                $! = 0;
                my @got = $kernel->post($nowhere, 'event');
                is $! + 0, ESRCH, 'errno is ESRCH for ' . (ref $nowhere || "'$nowhere'");
                is_deeply \@got, [], 'and the list empty';
            }
            is scalar $kernel->post('nobody', 'event'), undef, 'undef in scalar context';
        },
    );
};

subtest 'from top level' => sub {
    my @seen;
    my $session = session(hello =>
            sub { push @seen, @_[ ARG0, STATE ]; is $_[SENDER], $_[KERNEL], 'the kernel sent it' });
    is $poe_kernel->post($session, 'hello', 'top'), 1, 'post works before run';
    $poe_kernel->run;
    is_deeply \@seen, [ 'top', 'hello' ], 'and it arrives';
};

subtest 'a post to the kernel itself is legal' => sub {
    play(
        _start => sub {
            is $_[KERNEL]->post($_[KERNEL], 'whatever', 1), 1, 'it returns 1';
            is $_[KERNEL]->post($_[KERNEL]->ID, 'whatever'), 1, 'by ID too';
        },
    );
};

subtest 'event names are any strings' => sub {
    my %seen;
    my @names = ('0', '', ' ', "new\nline", "\x{263a}", 'a' x 300, 'A', 'a');
    play(
        _start   => sub { $_[KERNEL]->yield($_) for @names },
        _default => sub { $seen{"default $_[ARG0]"}++ },
        _stop    => sub { },
        map {
            my $name = $_;
            ($name => sub { $seen{$name}++; is $_[STATE], $name, 'STATE is the name' })
        } @names
    );
    is_deeply \%seen, { map { ($_ => 1) } @names }, 'each reached its own handler';
};

done_testing;
