use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'observers are ours alone' if is_upstream() }
use POE;
use POE::XS::Observer;

# Otherwise one that posts would never come to an end.

my (%seen, $ran);
my $observer = POE::XS::Observer->new(
    enqueue => sub {
        my ($seen) = @_;
        $seen{ $seen->{event} }++;
        return if $seen->{event} ne 'asked';
        $POE::Kernel::poe_kernel->post($seen->{session}, 'extra');
        $POE::Kernel::poe_kernel->call($seen->{session}, 'called');
        session(
            _start       => sub { $_[KERNEL]->yield('of another') },
            'of another' => sub { $ran .= 'o' });
    },
    enter => sub { $seen{"<$_[0]{event}>"}++ },
);
play(
    _start => sub { $_[KERNEL]->yield('asked') },
    asked  => sub { $ran .= 'a' },
    extra  => sub { $ran .= 'e' },
    called => sub { $ran .= 'c' },
);
is $ran, 'caeo', 'what it sends is handled';
is_deeply [ @seen{qw(asked extra called)} ], [ 1, undef, undef ], 'and not told as it is sent';
is $seen{'<called>'}, undef, 'nor are handlers that it calls';
is $seen{'<extra>'}, 1, 'those that run later are';

done_testing;
