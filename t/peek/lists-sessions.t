use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# Sessions, with the kernel, which is what programs have got since POE 1.310 whatever was documented.

look(sub {
    my ($api, $session) = @_;
    my $kid = session(_start => sub { $_[KERNEL]->yield('stay') }, stay => sub { });
    my ($list, $count) = both_contexts('session_list');
    is_deeply [ sort map { $_->ID } @$list ], [ sort map { $_->ID } $session, $kid, $poe_kernel ],
        'all of them';
    is $count, 3, 'in scalar context their number';
    is $api->session_count, 3, 'which is also counted with the kernel';

    is $api->resolve_session_to_ref($kid->ID), $kid, 'an ID';
    is $api->resolve_session_to_ref($poe_kernel->ID), $poe_kernel, 'that of the kernel';
    is $api->resolve_session_to_ref(9999), undef, 'one that is not given';
    is $api->resolve_session_to_id($kid), $kid->ID, 'an object';
    is $api->resolve_session_to_id, $session->ID, 'by default the current one';
    is $api->resolve_session_to_id($kid->ID), undef, 'only objects have an ID';

    my $count_of = $api->get_session_refcount($kid);
    is $api->get_session_refcount($kid->ID), $count_of, 'references by ID';
    $poe_kernel->refcount_increment($kid->ID, 'test');
    is $api->get_session_refcount($kid), $count_of + 1, 'one more';
    $poe_kernel->refcount_decrement($kid->ID, 'test');
    # Upstream makes a record of whom it is asked about, and stumbles over it later.
    is $api->get_session_refcount(9999), undef, 'of nobody' if !is_upstream();
});

done_testing;
