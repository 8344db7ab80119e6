use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'of this distribution' if is_upstream();

# Parents before their children, with depths, aliases and IDs of children.

sub family {
    my ($name, @kids) = @_;
    my $start = sub { $_[KERNEL]->alias_set($name); family(@$_) for @kids };
    return session(_start => $start, _child => sub { }, end => sub { });
}

sub drawn {
    return [ map { '.' x $_->{depth} . join ',', @{ $_->{aliases} } } @_ ];
}

look(sub {
    my ($api, $session) = @_;
    my $top    = family('a', [ 'b', ['c'], ['d'] ], ['e']);
    my @family = $api->session_tree($top);
    is_deeply drawn(@family), [ 'a', '.b', '..c', '..d', '.e' ], 'a family';
    my %by_name = map { $_->{aliases}[0] => $_ } @family;
    is_deeply $by_name{a}{children}, [ @{ $by_name{b} }{ID}, @{ $by_name{e} }{ID} ],
        'IDs of children';
    is $_->{session}->ID, $_->{ID}, "session of $_->{aliases}[0]" for @family;
    is_deeply drawn($api->session_tree('9999')), [], 'of nobody';
    is scalar $api->session_tree($top->ID), 5, 'by ID, in scalar context';

    my @all = $api->session_tree;
    is $all[0]{session}, $poe_kernel, 'by default everybody, with the kernel as the root';
    is_deeply drawn(@all), [ '', '.', '..a', '...b', '....c', '....d', '...e' ], 'and all below';
    $poe_kernel->alias_remove($_) for 'a' .. 'e';
});

subtest 'a long chain' => sub {
    my ($left, @tree) = (3000);
    my $grow;
    $grow = sub {
        return @tree = peek()->session_tree if !$left--;
        return session(_start => sub { $_[KERNEL]->yield('grow') }, grow => $grow);
    };
    my @warnings = warnings_of(sub { play(_start => $grow) });
    is scalar @tree, 3002, 'all of it';
    is_deeply [ map { $_->{depth} } @tree ], [ 0 .. 3001 ], 'one below the other';
    is_deeply \@warnings, [], 'without a warning of deep recursion';
};

done_testing;
