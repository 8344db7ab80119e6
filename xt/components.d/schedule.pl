# package: libpoe-component-schedule-perl
# module: POE::Component::Schedule
# exercises: an event at each of two seconds of a recurrence

use strict;
use warnings;

use DateTime;
use DateTime::Set;
use Loopback;
use POE qw(Component::Schedule);

my $ticks = 0;
program(
    _start => sub {
        $_[HEAP]{schedule} = POE::Component::Schedule->add(
            $_[SESSION],
            tick => DateTime::Set->from_recurrence(
                after      => DateTime->now,
                before     => DateTime->now->add(seconds => 4),
                recurrence => sub { $_[0]->truncate(to => 'second')->add(seconds => 1) },
            ),
        );
    },
    tick => sub { worked() if ++$ticks == 2 },
);
