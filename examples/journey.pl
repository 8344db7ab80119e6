#!/usr/bin/perl
# A saga: a journey of several bookings, each of them a question to another session that takes its time, fails, or never
# answers. What was booked is taken back, the last first, when a booking fails, takes too long, or the traveller gives up.

use strict;
use warnings;

use POE qw(Future);
use Future::AsyncAwait;

my $usage = <<"TEXT";
usage: $0 [NAME=SECONDS ...] [give-up=SECONDS]

Books a flight, a hotel and a car, each in so many seconds; below 0 it fails then, and after 1 second it takes too long.
Without arguments four journeys are shown. Of each, what was booked and what was taken back is told.
TEXT

my @parts = qw(flight hotel car);
my %given
    = map { /\A(flight|hotel|car|give-up)=(-?\d+(?:\.\d+)?)\z/ ? ($1, $2) : die $usage } @ARGV;
$| = 1;

# ---------------------------------------------------------------------------
# Who takes bookings

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('desk') },
        book   => async sub {
            my ($kernel, $what, $seconds) = @_[ KERNEL, ARG0, ARG1 ];
            await $kernel->after(abs $seconds);
            die "no $what is left\n" if $seconds < 0;
            return "one $what";
        },
        cancel => sub { print "  took back $_[ARG0]\n" },
    },
);

# ---------------------------------------------------------------------------
# The journey

# The second future fails when the traveller gives up: then the booking in progress is cancelled, too.
async sub journey {
    my ($kernel, $seconds, $gives_up) = @_;
    my @booked;
    my $ok = eval {
        for my $part (@parts) {
            my $asked   = $kernel->ask({ timeout => 1 }, desk => book => $part, $seconds->{$part});
            my $booking = await POE::Future->wait_any($asked, $gives_up->without_cancel);
            push @booked, $booking;
            print "  booked $booking\n";
        }
        1;
    };
    return if $ok;
    my $error = $@;
    for my $booking (reverse @booked) { await $kernel->ask(desk => cancel => $booking) }
    die $error;
}

async sub travel {
    my ($kernel, %seconds) = @_;
    my $patience = $seconds{'give-up'} // 60;
    my $gives_up = $kernel->after($patience)->then(sub { Future->fail("the traveller gave up\n") });
    await journey($kernel, \%seconds, $gives_up)->on_ready(sub { $gives_up->cancel });
    return;
}

sub examples {
    return (
        { flight => 0.05, hotel => 0.05, car => 0.05 },
        { flight => 0.05, hotel => 0.05, car => -0.05 },
        { flight => 0.05, hotel => 1.5, car  => 0.05 },
        { flight => 0.05, hotel => 0.05, car => 0.5, 'give-up' => 0.3 },
    );
}

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->yield('go') },
        go     => async sub {
            my $kernel = $_[KERNEL];
            for my $seconds (%given ? { (map { ($_ => 0.05) } @parts), %given } : examples()) {
                print join(
                    ', ',
                    map {"$_ in $seconds->{$_} s"} grep { defined $seconds->{$_} } @parts,
                    'give-up'
                    ),
                    ":\n";
                my $ok = eval { await travel($kernel, %$seconds); 1 };
                print $ok ? "  all is booked\n" : "  no journey: " . ($@ =~ s/\n?\z/\n/r);
            }
        },
    },
);

POE::Kernel->run;
