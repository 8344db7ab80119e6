use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POSIX ();
use Test::More;

use POE;

# Every method of sessions and of what they make: in handlers, out of them, in other sessions' handlers, after
# a fork, beside handlers that die, and when the session has ended.
my %sent;

sub shown {
    return join ' ', map { defined $_ ? ref || $_ : 'undef' } @_;
}

# Each: what it gives while the session lives, what when it has ended, and code, which is given the session.
my %method = (
    ID       => [ 1, 1, sub { $_[0]->ID =~ /\A\d+\z/ } ],
    get_heap => [ 'mine', 'mine', sub { $_[0]->get_heap->{whose} } ],
    option   => [
        'undef 1 0', 'undef 1 0',
        sub {
            map { scalar $_[0]->option(@$_) } [ other => 'yes' ], [ other => 'off' ],
                [ other => undef ];
        }
    ],
    postback => [
        '0 1', '0 0', sub { my $sent = $sent{back}; ($_[0]->postback('back', 1)->(2), _ran($sent)) }
    ],
    callback => [ 'called a b', 'undef', sub { scalar $_[0]->callback('back_now', 'a')->('b') } ],
    weaken   => [
        'POE::Session::AnonEvent', 'POE::Session::AnonEvent',
        sub { my $back = $_[0]->postback('back'); ref $back->weaken->weaken }
    ],
    create => [
        1, 1,
        sub {
            POE::Session->create(inline_states => { _start => sub { }, _stop => sub { } })
                ->isa(ref $_[0]);
        }
    ],
    instantiate => [ 'POE::Session', 'POE::Session', sub { ref POE::Session->instantiate({}) } ],
);

# Whether the queue has one more for the session: it is told by what it has been sent.
my $queued;

sub _ran {
    my $count = $poe_kernel->get_event_count - $queued;
    return $count > 0 ? 1 : 0;
}

sub differences {
    my ($session, $which) = @_;
    my @differ;
    for my $name (sort keys %method) {
        my $code = $method{$name}[2];
        $queued = $poe_kernel->get_event_count;
        my $got = eval { shown($code->($session)) } // "died: $@";
        push @differ, "$name: $got" if $got ne $method{$name}[$which];
    }
    return \@differ;
}

sub alive { return differences($_[0], 0) }
sub ended { return differences($_[0], 1) }

sub subject {
    my (%states) = @_;
    return POE::Session->create(
        heap          => { whose => 'mine' },
        inline_states => {
            _start   => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait') },
            _stop    => sub { },
            _child   => sub { },
            back     => sub { $sent{back}++ },
            back_now => sub { return "called $_[ARG0][0] $_[ARG1][0]" },
            free     => sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'wait') },
            %states,
        },
    );
}

sub free {
    my ($session) = @_;
    $poe_kernel->post($session, 'free');
    $poe_kernel->run;
    return;
}

for my $place (qw(_start go _stop)) {
    my @differ  = ('not called');
    my $session = subject(
        $place => sub {
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait') if $place eq '_start';
            @differ = @{ alive($_[SESSION]) };
        });
    $poe_kernel->post($session, 'go');
    free($session);
    is_deeply \@differ, [], "in its $place";
}

subtest 'from elsewhere' => sub {
    my $session = subject();
    is_deeply alive($session), [], 'outside of handlers';
    my $other = subject(go => sub { is_deeply alive($session), [], 'in the handler of another' });
    $poe_kernel->call($other, 'go');
    $poe_kernel->call($_, 'free') for $session, $other;
    $poe_kernel->run;
    is_deeply ended($_), [], 'when it has ended' for $session, $other;
};

subtest 'after a fork' => sub {
    my $session = subject();
    my $pid     = spawn(sub {
        $poe_kernel->has_forked;
        my $differ = @{ alive($session) };
        $poe_kernel->call($session, 'free');
        $poe_kernel->run;
        return $differ + @{ ended($session) };
    });
    waitpid $pid, 0;
    is $?, 0, 'in the child';
    is_deeply alive($session), [], 'and in the parent';
    free($session);
};

subtest 'beside handlers that die' => sub {
    my (@differ, @died);
    my $session = subject(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait');
        },
        go   => sub { push @differ, @{ alive($_[SESSION]) }; die "on purpose\n" },
        died => sub {
            push @died, $_[ARG1]{event};
            push @differ, @{ alive($_[SESSION]) };
            $_[KERNEL]->sig_handled;
        },
        throw => sub { die "thrown\n" },
    );
    my $thrower = $session->callback('throw');
    is scalar $thrower->(), undef, 'a callback whose handler dies gives undef';
    is $session->postback('throw')->(), 0, 'a postback gives 0';
    undef $thrower;
    $poe_kernel->post($session, 'go');
    free($session);
    is_deeply \@differ, [];
    is_deeply [ sort @died ], [qw(go throw throw)], 'each is handled';
};

subtest 'torn down while postbacks are about' => sub {
    for my $end (sub { $poe_kernel->stop }, sub { $poe_kernel->signal($_[0], 'KILL') }) {
        my $session = subject();
        my @backs   = ($session->postback('back'), $session->callback('back_now', 1));
        $end->($session);
        $poe_kernel->run;
        is $poe_kernel->ID_id_to_session($session->ID), undef, 'it has ended';
        is $backs[0]->(1), 0, 'a postback is of no use';
        is scalar $backs[1]->(1), undef, 'nor a callback';
        @backs = ();
        is $poe_kernel->_data_extref_count, 0, 'and none is left';
    }
};

done_testing;
