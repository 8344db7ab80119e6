use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'of this distribution' if is_upstream();

sub loads {
    my ($code) = @_;
    my $child = run_child($code, env => { POE_EVENT_LOOP => undef });
    return "$child->{stdout}|$child->{stderr}|$child->{status}";
}

is loads("use POE; use POE::API::Peek $_; print 'served'"), 'served||0', "version $_"
    for '', '1.34', '2.15', '2.18', '2.20', '2.2000';
like loads('use POE; use POE::API::Peek 3'), qr/version 3 required/, 'not one that there never was';

is loads('use POE::API::Peek; use POE qw(Loop::IO_Poll); print POE::API::Peek->new->which_loop'),
    'POE::Loop::IO_Poll||0', 'loaded first it leaves the choice of a loop to the program';
is loads(
    'use POE::API::Peek; my $api = POE::API::Peek->new; print $api->which_loop, " ", $api->session_count'
    ),
    'POE::Loop::Select 1||0', 'alone it takes the default';
is loads('use POE::API::Peek; print POE::API::Peek->which_loop'), 'POE::Loop::Select||0',
    'also without an object';

is run_child(
    'use POE; use POE::API::Peek; my $api = POE::API::Peek->new;
    my @seen = map { scalar $api->$_(99) } qw(get_session_parent get_session_children session_tree get_session_refcount);
    print defined $seen[0] ? "parent" : "none", "|@seen[1, 2]"',
    env => { POE_ASSERT_DEFAULT => 1 })->{stdout}, 'none|0 0', 'unknown sessions beside assertions';

done_testing;
