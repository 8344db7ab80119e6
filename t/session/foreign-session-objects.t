use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Any object with ID, _set_id and _invoke_state may be a session.
{

    package Hash::Session;
    sub new     { my ($class, %self) = @_; return bless {%self}, $class }
    sub ID      { return $_[0]{id} }
    sub _set_id { my ($self, $id) = @_; return $self->{id} = $id }

    sub _invoke_state {
        my ($self, $source, $event, $args, $file, $line, $from) = @_;
        push @{ $self->{seen} }, [ $event, wantarray, $source, @$args ];
        my $handler = $self->{$event} or return;
        return $handler->($self, @$args);
    }
}

subtest 'a hash object lives like any session' => sub {
    my $session = Hash::Session->new(
        _start => sub {
            $poe_kernel->yield(work => 'w');
            $poe_kernel->alias_set('hash');
            return 'start value';
        },
        work => sub { $poe_kernel->alias_remove('hash'); return },
    );
    $poe_kernel->session_alloc($session, 'arg1', 'arg2');
    like $session->ID, qr/^\d+\z/, 'it was given an ID';
    is $poe_kernel->alias_resolve('hash'), $session, 'it has an alias';
    is $poe_kernel->ID_id_to_session($session->ID), $session, 'and resolves by ID';
    $poe_kernel->run;
    is_deeply [ map { $_->[0] } @{ $session->{seen} } ], [qw(_start work _stop)], 'its events';
    is_deeply [ map { $_->[1] } @{ $session->{seen} } ], [ '', undef, '' ],
        'scalar context for _start and _stop, else void';
    is_deeply [ @{ $session->{seen}[0] }[ 2 .. 4 ] ], [ $poe_kernel, 'arg1', 'arg2' ],
        'arguments of session_alloc';
};

subtest 'call passes its context' => sub {
    my $session = Hash::Session->new(
        _start => sub { $poe_kernel->alias_set('hash') },
        end    => sub { $poe_kernel->alias_remove('hash') }, list => sub { return (4, 5) });
    $poe_kernel->session_alloc($session);
    my @list = $poe_kernel->call(hash => list => 1);
    is_deeply \@list, [ 4, 5 ];
    is $session->{seen}[-1][1], 1, 'list';
    my $scalar = $poe_kernel->call(hash => 'list');
    is $session->{seen}[-1][1], '', 'scalar';
    $poe_kernel->call(hash => 'end');
    is $session->{seen}[-1][1], undef, 'void';
    $poe_kernel->run;
};

subtest 'files, alarms and signals reach it' => sub {
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    my %got;
    my $session = Hash::Session->new(
        _start => sub {
            $poe_kernel->select_read($in, 'file', 'extra');
            $poe_kernel->delay(alarm => 0, 'late');
            $poe_kernel->sig(THING => 'signal');
            $poe_kernel->signal($_[0], 'THING', 'arg');
        },
        file   => sub { shift; $got{file}   = [@_]; $poe_kernel->select_read($in) },
        alarm  => sub { shift; $got{alarm}  = [@_] },
        signal => sub { shift; $got{signal} = [@_] },
    );
    $poe_kernel->session_alloc($session);
    $poe_kernel->run;
    is_deeply \%got,
        { file => [ $in, 0, 'extra' ], alarm => ['late'], signal => [ 'THING', 'arg' ] };
};

subtest 'as child and parent of ordinary sessions' => sub {
    my @log;
    my $hash = Hash::Session->new(
        _start => sub {
            session(
                _start => sub { $_[KERNEL]->yield('x') }, x => sub { },
                _stop  => sub { push @log, 'grandchild stops'; 'gv' });
            return 'hv';
        },
        _child => sub { push @log, "hash has $_[1] " . ($_[3] // '') },
        _stop  => sub { push @log, 'hash stops'; 'hs' },
    );
    session(
        _start => sub { $_[KERNEL]->session_alloc($hash) },
        _child => sub { push @log, "top has $_[ARG0] $_[ARG2]" },
    );
    $poe_kernel->run;
    is_deeply \@log,
        [
        'hash has create ', 'top has create hv', 'grandchild stops', 'hash has lose gv',
        'hash stops', 'top has lose hs'
        ]
        or diag explain \@log;
};

subtest 'the argument array may be consumed' => sub {
    {

        package Greedy;
        our @ISA = ('Hash::Session');

        sub _invoke_state {
            my $args = $_[3];
            push @{ $_[0]{seen} }, scalar @$args;
            @$args = ();
            return;
        }
    }
    my $session = Greedy->new;
    $poe_kernel->session_alloc($session, 1, 2, 3);
    $poe_kernel->post($session, x => 1);
    $poe_kernel->run;
    is_deeply $session->{seen}, [ 3, 1, 0 ];
};

subtest 'session_alloc may be called with the same object after it stopped' => sub {
    my $session = Hash::Session->new;
    $poe_kernel->session_alloc($session);
    my $first = $session->ID;
    $poe_kernel->run;
    $poe_kernel->session_alloc($session);
    cmp_ok $session->ID, '>', $first, 'it gets a new ID';
    $poe_kernel->run;
    is @{ $session->{seen} }, 4, 'and a second life';
};

subtest 'a bare blessed array' => sub {
    my $bare = bless [], 'POE::Session';
    is $bare->ID, undef, 'has no ID';
    ok eval { $bare->_set_id(77); 1 }, 'can be given one' or diag $@;
    is $bare->ID, 77;
};

done_testing;
