use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'upstream some of these die' if is_upstream();

# Sessions that have stopped, IDs that nobody has, and what is no session at all: nothing, and no word of it.

my %nothing = (
    get_session_children       => [ [], 0 ],
    get_session_extref_count   => [ [0], 0 ],
    get_session_extrefs        => [ [], 0 ],
    get_session_parent         => [ [undef], undef ],
    get_session_refcount       => [ [undef], undef ],
    event_count_from           => [ [0], 0 ],
    event_count_to             => [ [0], 0 ],
    pids_watched_by_session    => [ [], 0 ],
    session_alarm_list         => [ [], 0 ],
    session_alias_count        => [ [0], 0 ],
    session_alias_list         => [ [], 0 ],
    session_handle_count       => [ [0], 0 ],
    session_handle_list        => [ [], 0 ],
    session_memory_size        => [ [undef], undef ],
    session_pid_count          => [ [0], 0 ],
    session_tree               => [ [], 0 ],
    signals_watched_by_session => [ [], 0 ],
);

my $stopped;
look(sub { (undef, $stopped) = @_ });
my $id = $stopped->ID;

my %stranger = (
    'a stopped session' => $stopped, 'its ID' => $id, 'no ID' => 9999,
    'an empty string'   => '', 'zero'         => 0, 'words'   => 'no session',
    'an array'          => [], 'a hash'       => {}, 'code'   => sub { },
    'an object'         => bless({}, 'Some::Thing'), 'a negative number' => -1, 'a fraction' => 1.5,
    'beyond all'        => '9' x 40, 'a glob' => \*STDOUT, 'another character' => "\x{263a}",
    'an empty session'  => bless([], 'POE::Session'),
);

my @warnings = warnings_of(sub {
    look(sub {
        for my $who (sort keys %stranger) {
            my %seen = map { $_ => [ both_contexts($_, $stranger{$who}) ] } keys %nothing;
            is_deeply \%seen, \%nothing, $who;
        }
        is_deeply [ map { peek()->is_session_child($_) ? 1 : 0 } values %stranger ],
            [ (0) x keys %stranger ], 'nobody is their child';
        is_deeply [ map { peek()->is_signal_watched_by_session(INT => $_) ? 1 : 0 }
                values %stranger ],
            [ (0) x keys %stranger ], 'no signal is watched';
    });
});
is_deeply \@warnings, [], 'no warning';

is_deeply [ map { peek()->session_id_loggable($_) } $stopped, $id, 9999 ],
    [ "session $id", "session $id", 'session 9999' ], 'a stopped session has its number still';
is peek()->session_id_loggable({}), undef, 'but a hash has none';
is peek()->resolve_session_to_id($stopped), undef, 'which is nobody\'s now';
is_deeply [ peek()->session_event_list({}) ], [], 'nor has it handlers';

done_testing;
