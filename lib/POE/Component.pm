package POE::Component;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Component - the name space of services built on POE

=head1 SYNOPSIS

    package POE::Component::Ticker;

    use strict;
    use warnings;
    use POE;

    sub spawn {
        my ($class, %arg) = @_;
        my $session = POE::Session->create(
            package_states => [ $class => [qw(_start tick stop_ticking)] ],
            heap           => {%arg},
        );
        return $session->ID;
    }

    sub _start { $_[KERNEL]->delay(tick => $_[HEAP]{every}) }

    sub tick {
        my ($kernel, $heap) = @_[KERNEL, HEAP];
        $kernel->post($heap->{to}, $heap->{event});
        $kernel->delay(tick => $heap->{every});
    }

    sub stop_ticking { $_[KERNEL]->delay('tick') }

    package main;

    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[HEAP]{ticker} = POE::Component::Ticker->spawn(
                    every => 0.1, to => $_[SESSION]->ID, event => 'ticked');
                $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'ticks');
            },
            ticked => sub {
                print "tick\n";
                return if ++$_[HEAP]{ticks} < 3;
                $_[KERNEL]->post($_[HEAP]{ticker}, 'stop_ticking');
                $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'ticks');
            },
        },
    );

    POE::Kernel->run;

=head1 DESCRIPTION

A component is a package that does a whole job by way of sessions of its own: a server, a client, a
cache. The modules under this name share habits rather than code, and this package is empty.

The habits are few. A constructor, often C<spawn> or C<new>, takes named parameters and makes a
session. The rest of the program talks to it by events, posted to the session's ID or to an alias,
or by the methods of an object which post them. Answers come back as events, to a session and event
name that the request gave, or by a postback (see L<POE::Session>). A component that holds files,
timers or an alias offers a way to give them up, usually an event C<shutdown>, so that the program
can end.

=head1 FUNCTIONS

None.

=head1 DIFFERENCES FROM POE

None.

=head1 SEE ALSO

L<POE::Component::Server::TCP>, L<POE::Component::Client::TCP>, L<POE::Session>, L<POE::Wheel>.

=cut
