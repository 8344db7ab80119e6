use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

plan skip_all => 'for the component of this distribution' if is_upstream();
require POE::Component::Child;

# The end of a component, in order and otherwise.

my @pids;

# A session that starts what is given and shuts the component down when all of it has said something.
sub shut_down_with {
    my ($how, @commands) = @_;
    my ($child, @log);
    my $since = time;
    @pids = ();
    play(
        _start => sub {
            $_[KERNEL]->alias_set('main');
            $child = POE::Component::Child->new(
                $how eq 'callback' ? (events => { stdout => sub { stdout_from($child) } }) : ());
            for my $command (@commands) {
                $child->run("echo ready; $command");
                push @pids, $child->wheel->PID;
            }
        },
        stdout => sub { stdout_from($child) },
        map {
            my $name = $_;
            ($name => sub { push @log, $name })
        } qw(done died error)
    );
    return ({ log => \@log, seconds => time - $since });
}

my $ready;

sub stdout_from {
    my ($child) = @_;
    return if ++$ready < @pids;
    $ready = 0;
    ok $child->shutdown, 'shutdown returns true';
}

sub still_there {
    return grep { kill 0, $_ } @pids;
}

for my $how (qw(session callback)) {
    subtest "from a $how" => sub {
        my $what = shut_down_with($how, ('exec sleep 50') x 2);
        is_deeply $what->{log}, [], 'nobody hears of what was ended';
        is_deeply [ still_there() ], [], 'which is over';
        cmp_ok $what->{seconds}, '<', scaled(20);
    };
}

subtest 'a child that takes no notice' => sub {
    my $what = shut_down_with('session', 'trap "" TERM; while :; do sleep 0.1; done');
    is_deeply [ still_there() ], [], 'is ended by force';
    cmp_ok $what->{seconds}, '<', scaled(20);
};

subtest 'a component without children' => sub {
    my $returned;
    play(_start => sub { $returned = POE::Component::Child->new->shutdown });
    ok $returned;
};

subtest 'a component that has ended' => sub {
    my $child;
    play(_start => sub { $child = POE::Component::Child->new; return });
    ok $child->shutdown, 'has nothing to shut down';
};

subtest 'a kernel that is stopped' => sub {
    my $pid;
    my $said = run_child(<<'PERL');
use POE qw(Component::Child);
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('main');
        $_[HEAP]{child} = POE::Component::Child->new;
        $_[HEAP]{child}->run('echo ready; exec sleep 50');
        print $_[HEAP]{child}->wheel->PID, "\n";
    },
    stdout => sub { $_[KERNEL]->signal($_[KERNEL], 'QUIT') },
});
POE::Kernel->run;
PERL
    ($pid) = $said->{stdout} =~ /\A(\d+)\n\z/;
    ok $pid, 'ran something' or diag explain $said;
    my $until = time + scaled(5);
    select undef, undef, undef, 0.02 while kill(0, $pid) and time < $until;
    ok !kill(0, $pid), 'and takes it along';
};

# The kernel keeps some names of states of wheels that are gone: that many times until they are all used.
no_growth(
    'a component and its child',
    sub {
        play(
            _start => sub {
                $_[KERNEL]->alias_set('main');
                $_[HEAP]{child} = POE::Component::Child->new;
                $_[HEAP]{child}->run('/bin/true');
            },
            done => sub { },
        );
    },
    40
);

done_testing;
