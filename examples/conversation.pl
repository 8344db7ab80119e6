#!/usr/bin/perl
# Two sessions that know each other by name only. The guest asks, the host answers whoever asked;
# when the guest is done, the host gives up its name, and with nothing left to wait for both end.

use strict;
use warnings;

use POE;

my %price = (coffee => '2.40', tea => '2.10');

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('host') },
        order  => \&host_order,
        bye    => sub { $_[KERNEL]->alias_remove('host') },
        _stop  => sub { print "The host closes.\n" },
    },
);

POE::Session->create(
    heap          => { wishes => [qw(coffee lemonade tea)] },
    inline_states => {
        _start => sub { $_[KERNEL]->yield('next') },
        next   => \&guest_next,
        served => sub {
            print "Guest: $_[ARG0] for $_[ARG1], thank you.\n";
            $_[KERNEL]->yield('next');
        },
        sorry => sub {
            print "Guest: no $_[ARG0]? A pity.\n";
            $_[KERNEL]->yield('next');
        },
        _stop => sub { print "The guest leaves.\n" },
    },
);

sub host_order {
    my ($kernel, $guest, $wish) = @_[ KERNEL, SENDER, ARG0 ];
    return $kernel->post($guest, 'sorry', $wish) if !$price{$wish};
    return $kernel->post($guest, 'served', $wish, $price{$wish});
}

sub guest_next {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $wish = shift @{ $heap->{wishes} };
    return $kernel->post('host', 'bye') if !defined $wish;
    print "Guest: one $wish, please.\n";
    return $kernel->post('host', 'order', $wish);
}

POE::Kernel->run;
