#!/usr/bin/perl
# A program that shows what it consists of: sessions as a tree, what each of them waits for, and what is
# queued. Here it looks once; a signal or a command on a socket would do as well.

use strict;
use warnings;

use POE;
use POE::API::Peek;
use Time::HiRes qw(time);

my $api = POE::API::Peek->new;

POE::Session->create(
    inline_states => {
        _start => \&start,
        look   => \&look,
        _child => sub { },
    },
);

sub start {
    my $kernel = $_[KERNEL];
    $kernel->alias_set('boss');
    $kernel->sig(USR1 => 'look');
    worker($_) for qw(ann bob);
    $kernel->yield('look');
}

# One who reads from a pipe and has a clock.
sub worker {
    my ($name) = @_;
    pipe my $in, my $out or die "pipe: $!";
    POE::Session->create(
        heap          => { out => $out },
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set($name);
                $_[KERNEL]->select_read($in, 'ready');
                $_[KERNEL]->delay(tick => 60);
            },
            ready => sub { },
            tick  => sub { },
        },
    );
}

sub look {
    my ($root, @sessions) = $api->session_tree;
    for my $session (@sessions) {
        print '  ' x ($session->{depth} - 1), $api->session_id_loggable($session->{ID}), "\n";
        print '  ' x $session->{depth}, "waits for $_\n" for waits_for($session->{ID});
    }
    print "queued: $_->{event} of ", $api->session_id_loggable($_->{destination}), ', ',
        "posted in $_->{from_state}\n"
        for grep { $_->{type} =~ /User|Alarm/ } $api->event_queue_dump;
    $_[KERNEL]->stop;
}

sub waits_for {
    my ($id) = @_;
    my %signal = $api->signals_watched_by_session($id);
    return (
        (map {"$_->{event}, in $_->{mode} mode"} $api->session_handle_list($id)),
        (
            map { sprintf '%s, in %.0f s', $_->{event}, $_->{due} - time }
                $api->session_alarm_list($id)
        ),
        (map {"$signal{$_}, when SIG$_ comes"} sort keys %signal),
    );
}

POE::Kernel->run;
