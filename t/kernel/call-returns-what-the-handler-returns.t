use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH EPERM);
use POE;

my $context;

sub server {
    return session(
        _start  => sub { $_[KERNEL]->alias_set('server') },
        list    => sub { return (1, 2, 3) },
        context => sub { $context = wantarray; return },
        echo    => sub { return @_[ ARG0 .. $#_ ] },
        errno   => sub { $! = EPERM; return 'done' },
        object  => sub { return bless {}, 'My::Class' },
        poeish  => sub { return bless {}, 'POE::Something' },
        ref     => sub { return $_[ARG0] },
        goodbye => sub { $_[KERNEL]->alias_remove('server') },
    );
}

sub with_server {
    my ($client) = @_;
    server();
    play(_start => sub { $client->(@_); $_[KERNEL]->post(server => 'goodbye') }, map_of_own());
    return;
}

sub map_of_own {
    return (
        own_list    => sub { return (7, 8) },
        own_context => sub { $context = wantarray; return },
        own_poeish  => sub { return bless {}, 'POE::Something' },
        _default    => sub { },
    );
}

subtest 'values in each context' => sub {
    with_server(sub {
        my $kernel = $_[KERNEL];
        my @list   = $kernel->call(server => 'list');
        is_deeply \@list, [ 1, 2, 3 ], 'list';
        is scalar $kernel->call(server => 'list'), 3, 'scalar gives the last';
        my @own = $kernel->call($_[SESSION], 'own_list');
        is_deeply \@own, [ 7, 8 ], 'own session, list';
        is scalar $kernel->call($_[SESSION], 'own_list'), 8, 'own session, scalar';
        is_deeply [ $kernel->call(server => echo => 'x', undef, 'z') ], [ 'x', undef, 'z' ],
            'arguments come through';
        is_deeply [ $kernel->call(server => 'context') ], [], 'an empty list stays one';
    });
};

subtest 'the handler sees the context of the caller' => sub {
    with_server(sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        for my $case ([ 'server', 'context' ], [ $session, 'own_context' ]) {
            my @list = $kernel->call(@$case);
            is $context, 1, "$case->[1] list";
            my $scalar = $kernel->call(@$case);
            is $context, '', "$case->[1] scalar";
            $kernel->call(@$case);
            is $context, undef, "$case->[1] void";
        }
    });
};

subtest 'errno' => sub {
    with_server(sub {
        my $kernel = $_[KERNEL];
        $! = EPERM;
        is $kernel->call(server => 'errno'), 'done';
        is $! + 0, 0, 'is 0 after a successful call';
        $! = EPERM;
        is_deeply [ $kernel->call('no such session', 'event') ], [],
            'an unresolved destination gives the empty list';
        is $! + 0, ESRCH, 'and ESRCH';
        is scalar $kernel->call(12345, 'event'), undef, 'undef in scalar context';
    });
};

subtest 'an event without a handler' => sub {
    with_server(sub {
        $! = EPERM;
        is scalar $_[KERNEL]->call(server => 'missing'), undef, 'gives undef';
        is $! + 0, 0, 'and errno is 0';
    });
};

subtest 'references returned' => sub {
    with_server(sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        isa_ok scalar $kernel->call(server => 'object'), 'My::Class';
        my $data = { deep => [1] };
        is $kernel->call(server => ref => $data), $data, 'the very same';
        is ref $kernel->call(server => 'poeish'), '',
            'an object of a POE:: class becomes a string in scalar context';
        is ref(($kernel->call(server => 'poeish'))[0]), 'POE::Something', 'but not in list context';
        is ref $kernel->call($session => 'own_poeish'), 'POE::Something',
            'and not from the session itself';
    });
};

subtest 'calling the kernel' => sub {
    with_server(sub {
        is scalar $_[KERNEL]->call($_[KERNEL], 'anything'), 0, 'returns 0';
    });
};

subtest 'from top level' => sub {
    server();
    is_deeply [ $poe_kernel->call(server => 'list') ], [ 1, 2, 3 ], 'before run';
    $poe_kernel->call(server => 'goodbye');
    $poe_kernel->run;
    is_deeply [ $poe_kernel->call(server => 'list') ], [], 'nobody is there afterwards';
};

subtest 'it happens at once and nests' => sub {
    my @log;
    play(
        _start => sub { push @log, 'a<'; $_[KERNEL]->call($_[SESSION], 'b');     push @log, '>a' },
        b      => sub { push @log, 'b<'; $_[KERNEL]->call($_[SESSION]->ID, 'c'); push @log, '>b' },
        c      => sub { push @log, 'c' },
    );
    is "@log", 'a< b< c >b >a';
};

subtest 'a compiled handler that returns its arguments' => sub {
    require List::Util;
    no warnings 'uninitialized';    # it compares all that it is given
    my @got;
    session(
        _start => sub { $_[KERNEL]->alias_set('other') }, most => \&List::Util::maxstr,
        end    => sub { $_[KERNEL]->alias_remove('other') });
    play(
        most   => \&List::Util::maxstr,
        _start => sub {
            for my $to ('other', $_[SESSION]) {
                my @results
                    = map { scalar $_[KERNEL]->call($to, 'most', "zzz-a$_", "zzz-b$_", "zzz-c$_") }
                    1 .. 3;
                my @others = map {"other $_"} 1 .. 100;
                push @got, "@results";
            }
            $_[KERNEL]->post(other => 'end');
        },
    );
    is_deeply \@got, [ ('zzz-c1 zzz-c2 zzz-c3') x 2 ];
};

done_testing;
