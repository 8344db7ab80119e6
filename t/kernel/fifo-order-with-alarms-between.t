use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

sub order_of {
    my ($setup) = @_;
    my @order;
    play(
        _start   => sub { $setup->(@_) },
        _default => sub { push @order, $_[ARG0] unless $_[ARG0] =~ /^_/ },
    );
    return \@order;
}

is_deeply order_of(sub { $_[KERNEL]->yield("e$_") for 1 .. 200 }), [ map {"e$_"} 1 .. 200 ],
    'events of one burst stay in order although the clock does not move';

is_deeply order_of(sub {
    my $kernel = $_[KERNEL];
    $kernel->yield('y1');
    $kernel->yield('y2');
    $kernel->delay(d0 => 0);
    $kernel->yield('y3');
    $kernel->alarm(past => 1);
    $kernel->delay(negative => -1);
    }),
    [qw(past negative y1 y2 d0 y3)], 'alarms take their place between posted events';

is_deeply order_of(sub {
    my $kernel = $_[KERNEL];
    my $when   = time;
    $kernel->alarm_add("a$_" => $when) for 1 .. 20;
    }),
    [ map {"a$_"} 1 .. 20 ], 'equal times keep the order of setting';

is_deeply order_of(sub {
    my $kernel = $_[KERNEL];
    my $now    = time;
    $kernel->alarm_set("t$_" => $now + $_ / 100) for 5, 3, 1, 4, 2;
    $kernel->alarm(old   => 0.5);
    $kernel->alarm(older => -5);
    }),
    [qw(older old t1 t2 t3 t4 t5)], 'alarms fire by time, not by the order of setting';

is_deeply order_of(sub {
    my $kernel = $_[KERNEL];
    $kernel->post($_[SESSION], 'post');
    $kernel->signal($_[SESSION], 'USR1');
    $kernel->sig(USR1 => 'signal');
    $kernel->yield('yield');
    $kernel->post($_[SESSION]->ID, 'post2');
    }),
    [qw(post signal yield post2)], 'signals sent by signal() share the order';

subtest 'two sessions share one order' => sub {
    my @order;
    my @id = map {
        session(note => sub { push @order, $_[ARG0] })
    } 1, 2;
    $poe_kernel->post($id[ $_ % 2 ], note => $_) for 1 .. 30;
    $poe_kernel->run;
    is_deeply \@order, [ 1 .. 30 ];
};

done_testing;
