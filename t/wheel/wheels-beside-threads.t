use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelMakers;

use Config;

# A thread that is created while there are wheels has copies of them, which are of no use. However it lets
# go of those, the wheels go on, and it can have wheels of its own.

plan skip_all => 'this perl has no threads'             if !$Config{useithreads};
plan skip_all => 'upstream shares its sessions by copy' if is_upstream();

my $program = <<'CODE';
    use threads;
    use POETest;
    use POE;
    use WheelMakers;

    sub end {
        my ($kernel, $heap) = @_;
        kill KILL => $heap->{pid} and waitpid $heap->{pid}, 0 if $heap->{pid};
        %$heap = ();
        $kernel->delay('late');
    }

    # Makes a wheel that tells something, goes on in between, and tells once more.
    sub told {
        my ($kind, $between) = @_;
        my @log;
        play(
            _start => sub {
                my ($kernel, $heap) = @_[KERNEL, HEAP];
                $heap->{wheel} = make_wheel($kind, $heap);
                $kernel->delay(late => scaled(20));
                $heap->{poke}->();
            },
            told => sub {
                my ($kernel, $heap) = @_[KERNEL, HEAP];
                push @log, 'told';
                return end($kernel, $heap) if 3 == grep {/^told/} @log;
                push @log, $between->($heap) if $between;
                $heap->{poke}->();
            },
            failed => sub { push @log, "failed $_[ARG0] $_[ARG2]"; end(@_[KERNEL, HEAP]) },
            late   => sub { push @log, 'late'; end(@_[KERNEL, HEAP]) },
        );
        return "@log";
    }

    my ($kind, $lets_go) = ('KIND', sub { my ($heap) = @_; LETS_GO });
    print told($kind, sub {
        my ($heap) = @_;
        return threads->create(sub { $lets_go->($heap); return '(' . told($kind) . ')' })->join;
    });
CODE

my %lets_go = (
    'leaves it to the end'   => '',
    'drops the copy'         => '%$heap = ();',
    'asks the copy its name' => '$heap->{wheel}->ID',
    'stops its empty kernel' => 'POE::Kernel->stop;',
);

# A thread cannot tell that the child process which is still there is another's.
sub complaints {
    my ($child) = @_;
    return $child->{stderr} =~ s/^=== \d+ === !!!.*\n//mgr;
}

for my $kind (wheel_kinds()) {
    for my $how (sort keys %lets_go) {
        my $child = run_child(
            $program =~ s/KIND/$kind/r =~ s/LETS_GO/$lets_go{$how}/r,
            env   => { PERL_DESTRUCT_LEVEL => 2 },
            limit => 60,
        );
        is "$child->{stdout}|$child->{status}|" . complaints($child),
            'told (told told told) told (told told told) told|0|', "$kind, and a thread that $how";
    }
}

done_testing;
