use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Cwd        qw(getcwd realpath);
use File::Temp qw(tempdir);
use POETest;
use Test::More;

use POE;

plan skip_all => 'for the component of this distribution' if is_upstream();
require POE::Component::Child;

# What is run, and what is told of it.

my @names = qw(stdout stderr error done died);

# A session "main" that logs each event of a component; the code starts with the component and is called
# with it.
sub played {
    my ($code, %param) = @_;
    my @log;
    my $note = sub {
        my ($state, $object, $what) = @_[ STATE, ARG0, ARG1 ];
        push @log, { event => $state, object => $object, sender => $_[SENDER], %$what };
    };
    play(
        (map { $_ => $note } @names),
        _start => sub {
            $_[KERNEL]->alias_set('main');
            $code->(POE::Component::Child->new(%param));
        },
    );
    return @log;
}

# Its log, short: "stdout text", "done 0"; those of each kind in order.
sub short {
    return sort { (split ' ', $a)[0] cmp(split ' ', $b)[0] }
        map { "$_->{event} " . ($_->{out} // $_->{rc} // $_->{syscall}) } @_;
}

subtest 'a command line' => sub {
    my ($child, $id);
    my @log = played(sub { $child = $_[0]; $id = $child->run('echo "hi  $((1 + 1))"; exit 0') });
    is_deeply [ short(@log) ], [ 'done 0', 'stdout hi  2' ], 'goes through the shell';
    is_deeply [ map { $_->{wheel} } @log ], [ $id, $id ], 'run returns the ID of its wheel';
    is_deeply [ map { $_->{object} == $child } @log ], [ 1, 1 ], 'ARG0 is the component';
    is $log[-1]{event}, 'done', 'the end comes last';
};

subtest 'a program and arguments' => sub {
    is_deeply [ short(played(sub { $_[0]->run('echo', '$HOME', 'a  b') })) ],
        [ 'done 0', 'stdout $HOME a  b' ], 'need no shell';
};

subtest 'a program that fails' => sub {
    is_deeply [ short(played(sub { $_[0]->run('sh', '-c', 'echo out; echo err >&2; exit 3') })) ],
        [ 'died 768', 'stderr err', 'stdout out' ];
};

subtest 'a program that is not there' => sub {
    my @log = played(sub { $_[0]->run('/no/such/program') });
    is_deeply [ grep { !/error/ } map {s{can't exec \(/no/such/program\).*}{TEXT}r} short(@log) ],
        [ 'died 512', 'stderr TEXT' ];
};

subtest 'a routine' => sub {
    my @log = played(sub {
        $_[0]->run(
            sub {
                print "routine @_\n";
                print {*STDERR} "in ", $$ == $_[1] ? 'this' : 'another', " process\n";
                POSIX::_exit(4);
            },
            'with',
            $$
        );
    });
    is_deeply [ short(@log) ],
        [ 'died 1024', 'stderr in another process', "stdout routine with $$" ];
};

subtest 'output of any kind' => sub {
    is_deeply [ short(played(sub { $_[0]->run('printf "0\n\nx\n1\n"') })) ],
        [ 'done 0', 'stdout 0', 'stdout ', 'stdout x', 'stdout 1' ], 'is told, false or not';
};

subtest 'several at once' => sub {
    my @ids;
    my @log = played(sub {
        my ($child) = @_;
        @ids = map { $child->run('cat') } 1 .. 3;
        for my $id (reverse @ids) {
            $child->wheelid($id);
            $child->write("for $id");
            $child->quit;
        }
    });
    is_deeply {
        map { $_->{wheel} => $_->{out} } grep { $_->{event} eq 'stdout' } @log
    },
        { map { $_ => "for $_" } @ids }, 'are told apart';
    is_deeply [ sort map { $_->{wheel} } grep { $_->{event} eq 'done' } @log ], [ sort @ids ];
};

subtest 'unfinished lines of two' => sub {
    my @log = played(sub {
        $_[0]->run('printf a; sleep 0.2; echo b');
        $_[0]->run('sleep 0.1; printf c; sleep 0.2; echo d');
    });
    is_deeply [ sort grep {defined} map { $_->{out} } @log ], [qw(ab cd)], 'stay apart';
};

subtest 'a filter' => sub {
    for my $how (qw(new object)) {
        my $filter = POE::Filter::Line->new(Literal => '|');
        my @log    = played(
            sub {
                $_[0]{'POE::Component::Child'}{StdioFilter} = $filter if $how eq 'object';
                $_[0]->run('printf "one|two|"');
            },
            $how eq 'new' ? (StdioFilter => $filter) : (),
        );
        is_deeply [ short(@log) ], [ 'done 0', 'stdout one', 'stdout two' ], "given to the $how";
    }
};

subtest 'events' => sub {
    my @called;
    my $session;
    my @log = played(
        sub { $_[0]->run('echo out; echo err >&2; exit 1') },
        events => {
            stdout => sub {
                my ($object, $what) = @_;
                push @called, ref $object, $what->{out};
                $session = $poe_kernel->get_active_session->ID;
            },
            stderr => 'error',
            died   => undef,
        });
    is_deeply \@called, [ 'POE::Component::Child', 'out' ], 'code is called';
    is_deeply [ map {"$_->{event} $_->{out}"} @log ], ['error err'],
        'others have other names, or none';
    is $session, $log[0]{sender}->ID, 'all in or from the session of the component';
};

subtest 'another session' => sub {
    my @got;
    session(
        _start => sub { $_[KERNEL]->alias_set('elsewhere') },
        stdout => sub { push @got, $_[ARG1]{out} });
    played(sub { $_[0]->run('echo hi') }, alias => 'elsewhere');
    is_deeply \@got, ['hi'], 'may get them';
    is_deeply [ played(sub { $_[0]->run('echo hi') }, alias => 'nobody') ], [],
        'one that is not there gets none';
};

subtest 'a folder' => sub {
    my ($folder, $here) = (realpath(tempdir(CLEANUP => 1)), getcwd());
    my @log = played(
        sub { $_[0]->run('pwd'); is getcwd(), $here, 'this process stays where it is' },
        chdir => $folder
    );
    is_deeply [ short(@log) ], [ 'done 0', "stdout $folder" ], 'is where the child begins';
    my $returned = 'something';
    @log = played(sub { $returned = $_[0]->run('pwd') }, chdir => "$folder/none");
    is $returned, undef, 'one that is not there';
    is_deeply [ map {"$_->{event} $_->{syscall} $_->{err}"} @log ],
        [ 'error chdir ' . (Errno::ENOENT() + 0) ];
};

subtest 'a terminal' => sub {
    plan skip_all => 'IO::Pty is not installed' if !eval { require IO::Pty };
    my @log = played(
        sub { $_[0]->run('test -t 0 && test -t 1 && echo terminal; echo err >&2') },
        conduit => 'pty'
    );
    is_deeply [ grep { !/\Aerror/ } short(@log) ], [ 'done 0', 'stdout terminal', 'stdout err' ],
        'has one output';
};

subtest 'nothing at all' => sub {
    is_deeply [ played(sub { }) ], [], 'a component that never runs anything lets the program end';
};

subtest 'a second life of the kernel' => sub {
    my $child;
    played(sub { $child = $_[0] });
    my @out;
    play(
        _start => sub { $_[KERNEL]->alias_set('main'); $child->run('echo again') },
        stdout => sub { push @out, $_[ARG1]{out} },
    );
    is_deeply \@out, ['again'], 'finds the component as it was';
};

done_testing;
