use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'upstream some of these die' if is_upstream();

# Names, modes and handles that are none.

my $api  = peek();
my @junk = (undef, '', 'junk', [], {}, sub { }, \*STDOUT, "\x{263a}", bless([], 'Some::Thing'));

my @warnings = warnings_of(sub {
    for my $method (
        qw(resolve_alias get_signal_type is_signal_watched is_signal_watched_by_session))
    {
        ok !(grep { $api->$method($_) } @junk), $method;
    }
    ok !(grep { $api->signal_watchers($_) } @junk), 'signal_watchers';
    ok !(grep { defined $api->resolve_session_to_ref($_) } @junk[ 1 .. $#junk ]),
        'resolve_session_to_ref';
    ok !(grep { $api->is_handle_tracked($_, 0) } @junk), 'is_handle_tracked: handles';
    ok !(grep { $api->is_handle_tracked(\*STDOUT, $_) } @junk, 3, -1, 0.5), 'and modes';
});
is_deeply \@warnings, [], 'without a warning';

# Nothing is remembered of what was asked about.
ok !$api->is_signal_watched('junk'), 'still not';
is $api->session_count, 1, 'no session was made';

subtest 'methods of the class' => sub {
    is(POE::API::Peek->session_count, 1, 'do as well');
    is(POE::API::Peek->is_kernel_running, 0, 'each of them');
    is ref $api->new, 'POE::API::Peek', 'an object makes another';
};

done_testing;
