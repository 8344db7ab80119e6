use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'observers are ours alone' if is_upstream() }
use POE;
use POE::XS::Observer;

# Each is told of what it asked for, until it is stopped or dropped.

my %told;

sub run_events {
    %told = ();
    play(_start => sub { $_[KERNEL]->yield('x', 'secret') }, x => sub { });
    return;
}

my $first = POE::XS::Observer->new(
    enter => sub { $told{first}++; $_[0]{event} = 'spoiled'; },
    leave => sub { $told{leave}++ },
);
my $second = POE::XS::Observer->new(
    enter =>
        sub { push @{ $told{second} }, $_[0]{event}; $told{args} = $_[0]{args} if $_[0]{args} },
);
my $third = POE::XS::Observer->new(
    args  => 1, enter => sub { push @{ $told{args} }, @{ $_[0]{args} } },
    birth => sub { $told{births}++ },
);
run_events();
is $told{first}, 3, 'the first is told of three handlers';
is $told{leave}, 3, 'and of their ends';
is_deeply $told{second}, [qw(_start x _stop)], 'the second, too, with hashes of its own';
is_deeply $told{args}, ['secret'], 'arguments are for those who asked for them';
is $told{births}, 1, 'moments as well';

$first->stop;
ok !$first->is_observing, 'one that is stopped';
undef $third;
run_events();
is_deeply \%told, { second => [qw(_start x _stop)] }, 'and one that is dropped hear no more';

my $inner;
$second->stop;
$second = POE::XS::Observer->new(
    enter => sub {
        $inner ||= POE::XS::Observer->new(leave => sub { $told{inner}++ });
        $second->stop;
    });
run_events();
is $told{inner}, 3, 'one may be made, and another stopped, within one';
undef $inner;

for my $wrong ([ beginning => sub { } ], [ enter => 'x' ], [], ['enter'], [ args => 1 ]) {
    ok !eval { POE::XS::Observer->new(@$wrong); 1 }, "error: $@" =~ s/ at .*//sr;
    like $@, qr/ at \Q$0\E line/, 'said at the caller';
}

no_growth(
    'observing',
    sub {
        my $o = POE::XS::Observer->new(
            args => 1,
            map {
                $_ => sub { }
            } POE::XS::Observer->moments
        );
        run_events();
    },
    100
);

done_testing;
