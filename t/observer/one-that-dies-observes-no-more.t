use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'observers are ours alone' if is_upstream() }
use POE;
use POE::XS::Observer;

# The program goes on as without it.

my ($ran, @deaths, $other) = (0);
local $SIG{__DIE__} = sub { push @deaths, @_ };
my $bad  = POE::XS::Observer->new(enter => sub { $@ = 'x'; $! = 2; die "no good\n" });
my $good = POE::XS::Observer->new(enter => sub { $other++ });
my $error;
my @warnings = warnings_of(sub {
    play(
        _start => sub { $_[KERNEL]->sig(DIE => 'death'); $_[KERNEL]->yield($_) for 'a', 'a' },
        death  => sub { $ran = 'died' },
        a      => sub {
            eval { die "mine\n" };
            $_[KERNEL]->call($_[SESSION], 'b');
            $error = $@;
            $ran++;
        },
        b => sub { },
    );
});
is $ran, 2, 'handlers run';
is $error, "mine\n", 'with the exceptions that they had';
is @warnings, 1, 'there is one warning';
like $warnings[0], qr/\AAn observer of enter died, and observes no more: no good\n\z/,
    'that says so';
ok !$bad->is_observing, 'it observes no more';
is $other, 6, 'others do';
is_deeply \@deaths, [ ("mine\n") x 2 ],
    "the program's handler of exceptions hears of its own alone";

$good->stop;
no warnings 'exiting';
my $loose = POE::XS::Observer->new(enter => sub {last});
my $turns = 0;
for my $turn (1 .. 3) {
    warnings_of(sub { play() });
    $turns++;
}
is $turns, 3, 'a loop of the program is not left';

done_testing;
