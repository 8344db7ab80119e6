use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my %from;

sub note_caller { $from{ $_[STATE] } = [ @_[ CALLER_FILE, CALLER_LINE, CALLER_STATE ] ]; return }

sub send_all {
    my ($kernel, $session) = @_[ KERNEL, SESSION ];
    my $now = time;
#line 100 "sender"
    $kernel->post($session, 'posted');
    $kernel->yield('yielded');
    $kernel->call($session, 'called');
    $kernel->alarm(alarmed => $now);
    $kernel->alarm_add(alarm_added => $now);
    $kernel->alarm_set(alarm_was_set => $now);
    $kernel->delay(delayed => 0);
    $kernel->delay_add(delay_added => 0);
    $kernel->delay_set(delay_was_set => 0);
    $kernel->call(other => 'called_away');
    $kernel->sig(INVENTED => 'signalled');
    $kernel->signal($session, 'INVENTED');
    return;
}

#line 41 "caller-file-line-and-state.t"
session(
    _start      => sub { $_[KERNEL]->alias_set('other'); $_[KERNEL]->delay(end => 0.05) },
    called_away => \&note_caller, end => sub { $_[KERNEL]->alias_remove('other') });

play(
    _start => sub { $_[KERNEL]->yield('go') },
    go     => \&send_all,
    map { ($_ => \&note_caller) }
        qw(posted yielded called alarmed alarm_added alarm_was_set delayed delay_added delay_was_set signalled),
);

my $line = 100;
for my $event (
    qw(posted yielded called alarmed alarm_added alarm_was_set delayed delay_added delay_was_set called_away)
    )
{
    is_deeply $from{$event}, [ 'sender', $line++, 'go' ], $event;
}
is_deeply $from{signalled}, [ 'sender', 111, 'go' ], 'signal() names its caller';

subtest 'from top level the state is undef' => sub {
#line 200 "top"
    my $session = session(posted => \&note_caller, called => \&note_caller);
    $poe_kernel->post($session, 'posted');
    $poe_kernel->call($session, 'called');
    $poe_kernel->run;
    is_deeply $from{posted}, [ 'top', 201, undef ], 'post';
    is_deeply $from{called}, [ 'top', 202, undef ], 'call';
};

subtest 'events of the kernel' => sub {
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    my %seen;
    my $note = sub {
        $seen{ $_[STATE] eq '_child' ? "_child $_[ARG0]" : $_[STATE] }
            = [ @_[ CALLER_FILE, CALLER_STATE ] ];
    };
    play(
        _start => sub {
            $note->(@_);
            $_[KERNEL]->select_read($in, 'file');
            POE::Session->create(inline_states => { _start => sub { }, _parent => $note });
        },
        file   => sub { $note->(@_); $_[KERNEL]->select_read($in) },
        _child => $note,
        _stop  => $note,
    );
    for my $event ('_start', '_stop', '_child create', '_child lose', 'file') {
        like $seen{$event}[0], qr{POE/}, "$event comes from a file of POE";
        is $seen{$event}[1], undef, 'with no state' if $event =~ /stop|file/;
    }
};

subtest 'leaving the family' => sub {
    my %seen;
    my $note = sub {
        my $what = $_[STATE] eq '_child' ? "$_[STATE] $_[ARG0]" : $_[STATE];
        $seen{$what} = [ @_[ CALLER_FILE, CALLER_LINE, CALLER_STATE ] ];
    };
    my %child = (
        _start  => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'here') },
        _parent => $note
    );
    play(
        _start => sub {
            my $child = POE::Session->create(inline_states => {%child});
#line 300 "family"
            $_[KERNEL]->detach_child($child);
            $_[KERNEL]->refcount_decrement($child->ID, 'here');
        },
        _child => $note,
    );
    is_deeply $seen{$_}, [ 'family', 300, undef ], "$_ of detach_child"
        for '_child lose', '_parent';

    %seen = ();
    $child{leave} = sub {
        $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'here');
#line 310 "family"
        $_[KERNEL]->detach_myself;
    };
    play(
        _start => sub {
            my $child = POE::Session->create(inline_states => {%child});
            $_[KERNEL]->post($child, 'leave');
        },
        _child => $note,
    );
    is_deeply $seen{$_}, [ 'family', 310, undef ], "$_ of detach_myself"
        for '_child lose', '_parent';
};

subtest 'the signal DIE' => sub {
    my @seen;
    play(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $_[KERNEL]->yield('failing');
        },
        failing => sub { die "oops\n" },
        died    => sub {
            @seen = @_[ CALLER_FILE, CALLER_STATE ];
            $_[KERNEL]->sig_handled;
            $_[KERNEL]->sig('DIE');
        },
    );
    like $seen[0], qr{POE/Kernel\.pm\z}, 'comes from the kernel';
    is $seen[1], undef, 'in no state: what died is told in its second argument';
};

subtest 'call to the own session leaves the active event alone' => sub {
    my @states;
    play(
        _start => sub { $_[KERNEL]->yield('outer') },
        outer  => sub {
            $_[KERNEL]->call($_[SESSION], 'inner');
            push @states, $_[KERNEL]->get_active_event;
        },
        inner => sub { push @states, $_[KERNEL]->get_active_event; $_[KERNEL]->yield('told') },
        told  => sub { push @states, $_[CALLER_STATE] },
    );
    is_deeply \@states, [qw(outer outer outer)];
};

subtest 'call to another session sets it' => sub {
    my @states;
    session(
        _start => sub { $_[KERNEL]->alias_set('else') },
        inner  =>
            sub { push @states, $_[KERNEL]->get_active_event; $_[KERNEL]->alias_remove('else') });
    play(
        _start => sub { $_[KERNEL]->yield('outer') },
        outer  =>
            sub { $_[KERNEL]->call(else => 'inner'); push @states, $_[KERNEL]->get_active_event },
    );
    is_deeply \@states, [qw(inner outer)];
    is $poe_kernel->get_active_event, undef, 'and at top level there is none';
};

done_testing;
