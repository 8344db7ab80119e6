use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;
use Time::HiRes qw(time);

BEGIN { plan(skip_all => 'upstream POE waits for names') if is_upstream() }

use POE qw(Wheel::SocketFactory);
use POE::XS::Resolver;

NameServer::start('silent.test' => undef, 'here.test' => ['127.0.0.1']);

my @heard;
my $begin = time;

sub wheel {
    return POE::Wheel::SocketFactory->new(
        RemoteAddress => $_[0],
        RemotePort    => 9,
        BindAddress   => '127.0.0.1',
        SuccessEvent  => 'over',
        FailureEvent  => 'over',
    );
}

# A session that does something to its wheel, and hears of nothing but that.
sub with_wheel {
    my ($name, $code) = @_;
    play(
        _start   => sub { $_[HEAP]{wheel} = wheel($name); $_[KERNEL]->yield('later') },
        later    => $code,
        over     => sub { push @heard, $_[ARG0]; delete $_[HEAP]{wheel} },
        _default => sub { push @heard, $_[ARG0] if $_[ARG0] !~ /\A_/ },
    );
    return splice @heard;
}

is_deeply [ with_wheel('silent.test', sub { delete $_[HEAP]{wheel} }) ], [],
    'a wheel that goes hears nothing';
is(POE::XS::Resolver::Questions::count(), 0, 'and nothing is asked any more');

is_deeply [ with_wheel('silent.test', sub { $_[KERNEL]->signal($_[SESSION], 'KILL') }) ], [],
    'nor one whose session ends';
is(POE::XS::Resolver::Questions::count(), 0, 'nothing is asked for it');
cmp_ok(time - $begin, '<', 1.9, 'nobody waits for the answers');

my @own = with_wheel(
    'here.test',
    sub {
        my $wheel = $_[HEAP]{wheel};
        ok defined $wheel->getsockname, 'its socket is bound';
        $wheel->event(FailureEvent => 'other');
        is $wheel->pause_accept, '', 'it accepts nothing';
    });
is_deeply \@own, ['other'], 'events are changed meanwhile';

# Its answer has come by the time that the loop looks, and then waits behind the event that ends the wheel.
@own = with_wheel(
    'silent.test',
    sub {
        my ($kernel, $heap) = @_[ KERNEL, HEAP ];
        $heap->{wheel} = wheel('here.test');
        select undef, undef, undef, scaled(0.3);
        $kernel->state(drop => sub { delete $heap->{wheel} });
        $kernel->yield('drop');
    });
is_deeply \@own, [], 'an answer that comes too late goes unheard';

done_testing;
