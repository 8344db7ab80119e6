use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @log;

{

    package Token;
    sub new     { my ($class, $name) = @_; return bless { name => $name }, $class }
    sub DESTROY { push @log, "$_[0]{name} in " . $POE::Kernel::poe_kernel->get_active_session->ID }
}

subtest 'an event argument goes after its handler, with the session active' => sub {
    @log = ();
    my $id;
    play(
        _start => sub {
            $id = $_[SESSION]->ID;
            $_[KERNEL]->yield(got => Token->new('t'));
            $_[KERNEL]->yield('after');
        },
        got   => sub { push @log, 'handled' },
        after => sub { push @log, 'after' },
    );
    is_deeply \@log, [ 'handled', "t in $id", 'after' ];
};

subtest 'an argument kept by the handler lives on' => sub {
    @log = ();
    play(
        _start => sub { $_[KERNEL]->yield(keep => Token->new('k')) },
        keep   => sub { $_[HEAP]{kept} = $_[ARG0]; $_[KERNEL]->yield('after') },
        after  => sub { push @log, 'after';        delete $_[HEAP]{kept} },
    );
    is $log[0], 'after';
    like $log[1], qr/^k in/;
};

subtest 'an argument of call goes before call returns to the next statement' => sub {
    @log = ();
    session(
        _start => sub { $_[KERNEL]->alias_set('s') },
        got    => sub { push @log, 'handled' },
        end    => sub { $_[KERNEL]->alias_remove('s') },
    );
    my $id;
    play(
        _start => sub {
            $id = $_[SESSION]->ID;
            $_[KERNEL]->call(s => got => Token->new('c'));
            push @log, 'back';
            $_[KERNEL]->post(s => 'end');
        },
    );
    is_deeply \@log, [ 'handled', "c in $id", 'back' ],
        'the caller is active: its temporary holds it last';
};

subtest 'events of a stopping session are dropped with their arguments' => sub {
    @log = ();
    play(
        _start => sub {
            $_[KERNEL]->yield(never => Token->new('y'));
            $_[KERNEL]->delay(never => 1000, Token->new('d'));
            $_[KERNEL]->stop;
            push @log, 'stopped';
        },
    );
    is_deeply [ sort map {/^(\w+)/} @log[ 0, 1 ] ], [ 'd', 'y' ], 'at once' or diag explain \@log;
    is $log[2], 'stopped';
};

subtest 'of an alarm that is removed' => sub {
    @log = ();
    play(
        _start => sub {
            my $id = $_[KERNEL]->delay_set(never => 1000, Token->new('r'));
            $_[KERNEL]->alarm_remove($id);
            push @log, 'removed';
            $_[KERNEL]->delay(never => 1000, Token->new('n'));
            $_[KERNEL]->delay('never');
            push @log, 'cleared';
        },
    );
    is_deeply [ map {/^(\w+)/} @log ], [qw(r removed n cleared)] or diag explain \@log;
};

subtest 'DESTROY may post' => sub {
    my $heard = 0;
    {

        package Poster;
        sub DESTROY { $POE::Kernel::poe_kernel->yield('heard') }
    }
    play(
        _start => sub { $_[KERNEL]->yield(got => bless [], 'Poster') },
        got    => sub { },
        heard  => sub { $heard++ },
    );
    is $heard, 1, 'to the session whose argument it was';
};

done_testing;
