use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;
use POSIX ();

NameServer::start('here.test' => ['127.0.0.1'], 'later.test' => ['127.0.0.1']);

# What a process hears, in letters that it writes.
pipe my $reader, my $writer or die "pipe: $!";

sub ask {
    POE::XS::Resolver->resolve(host => "$_[0].test", event => 'told', context => $_[0]);
    return;
}

sub letters_of {
    my ($before) = @_;
    my $parent = $$;
    my $child;
    play(
        _start => sub {
            ask('here');
            $child = fork() // die "fork: $!";
            if ($child) { $_[KERNEL]->sig_child($child => 'reaped') }
            else        { alarm scaled(30); $before->() and ask('later') }
        },
        reaped => sub { },
        told   => sub {
            my $who = $$ == $parent ? 'parent' : 'child';
            syswrite $writer, sprintf "%s %s %s\n", $who, $_[ARG2],
                defined $_[ARG0] ? 'failed' : 'found';
        },
    );
    POSIX::_exit(0) if $$ != $parent;
    sysread $reader, my $text, 4096;
    return [ sort split /\n/, $text ];
}

my $both = [ 'child here found', 'child later found', 'parent here found' ];
is_deeply letters_of(sub { POE::Kernel->has_forked; 1 }), $both,
    'a child goes on with what was asked, and asks';
is_deeply letters_of(sub {1}), $both, 'also one that says nothing of the fork';

# A daemon closes whatever is open.
my $closing = sub {
    POE::Kernel->has_forked;
    POSIX::close($_) for grep { $_ != fileno $writer } 3 .. 60;
    return 1;
};
is_deeply letters_of($closing), $both, 'or one that closes all files';

# Before it hears what was asked.
is_deeply letters_of(sub { $closing->(); 0 }), [ 'child here found', 'parent here found' ],
    'when nothing more is asked, too';

my $alone = letters_of(sub {
    POE::Kernel->stop;
    return 0;
});
is_deeply $alone, ['parent here found'], 'a child that stops all asks nothing';

# Many at once: no child may wait for a lock that a thread of its parent held.
my $stuck = 0;
play(
    _start => sub {
        for my $round (1 .. 20) {
            ask('here') for 1 .. 50;
            my $pid = spawn(sub {
                alarm 30;
                POE::Kernel->stop;
                play(
                    _start => sub { ask('here') },
                    told   => sub { POSIX::_exit(defined $_[ARG0] ? 1 : 0) });
                return 2;
            });
            waitpid $pid, 0;
            $stuck++ if $?;
        }
    },
    told => sub { },
);
is $stuck, 0, 'children ask while threads of their parent are busy';

done_testing;
