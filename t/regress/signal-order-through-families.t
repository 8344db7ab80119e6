use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# The exact order of events when signals fall on a family. Each member logs; watch => { SIGNAL => event }.
my @log;

sub member {
    my ($name, %how) = @_;
    my $watch = $how{watch} || {};
    return session(
        _start => sub {
            push @log, "$name _start";
            $_[KERNEL]->sig($_ => $watch->{$_}) for keys %$watch;
            $_[KERNEL]->delay(late => 1000);
            $how{begin}->(@_) if $how{begin};
        },
        _stop    => sub { push @log, "$name _stop" },
        _child   => sub { push @log, "$name _child $_[ARG0]" },
        _default => sub { push @log, "$name _default $_[ARG0] $_[ARG1][0]" },
        caught   => sub {
            push @log, "$name caught $_[ARG0]";
            $_[KERNEL]->sig_handled if $how{handles};
            $_[KERNEL]->alarm_remove_all;
        },
    );
}

sub order { my ($code) = @_; @log = (); $code->(); $poe_kernel->run; return \@log }

is_deeply order(sub {
    member(
        a     => watch => { FOO => 'caught' },
        begin => sub { $_[KERNEL]->signal($_[SESSION], 'FOO') });
    }),
    [ 'a _start', 'a caught FOO', 'a _stop' ], 'to oneself';

is_deeply order(sub {
    member(
        a     => watch => { TERM => 'caught' },
        begin => sub {
            member(b => begin => sub { $_[KERNEL]->alarm_remove_all });
            $_[KERNEL]->signal($_[SESSION], 'FOO');
            $_[KERNEL]->alarm_remove_all;
        });
    }),
    [ 'a _start', 'b _start', 'a _child create', 'b _stop', 'a _child lose', 'a _stop' ],
    'nobody watches';

is_deeply order(sub {
    member(
        a     => watch => { FOO => 'caught' },
        begin => sub {
            member(b => watch => { FOO => 'caught' });
            $_[KERNEL]->signal($_[SESSION], 'FOO');
        });
    }),
    [
    'a _start', 'b _start', 'a _child create', 'b caught FOO', 'a caught FOO', 'b _stop',
    'a _child lose', 'a _stop'
    ],
    'the child first';

is_deeply order(sub {
    member(
        a => begin => sub {
            member(b => watch => { TERM => 'no_handler' });
            $_[KERNEL]->signal($_[SESSION], 'TERM');
        });
    }),
    [
    'a _start', 'b _start', 'a _child create', 'b _default no_handler TERM', 'b _stop',
    'a _child lose', 'a _stop'
    ],
    'TERM watched without a handler is not handled';

is_deeply order(sub {
    member(
        a => begin => sub {
            member(b => begin => sub { member('c') });
            $_[KERNEL]->signal($_[SESSION], 'TERM');
        });
    }),
    [
    'a _start', 'b _start', 'c _start', 'b _child create', 'a _child create', 'c _stop',
    'b _child lose', 'b _stop', 'a _child lose', 'a _stop'
    ],
    'TERM unwatched takes the youngest first; their alarms do not save them';

is_deeply order(sub {
    member(
        a => begin => sub {
            member(b => watch => { TERM => 'caught' }, handles => 1);
            $_[KERNEL]->signal($_[SESSION], 'TERM');
            $_[KERNEL]->alarm_remove_all;
        });
    }),
    [
    'a _start', 'b _start', 'a _child create', 'b caught TERM', 'b _stop', 'a _child lose',
    'a _stop'
    ],
    'TERM handled by a child';

subtest 'arguments reach each unchanged, also from outside' => sub {
    my @seen;
    my $note = sub { push @seen, "@_[ ARG0 .. $#_ ]"; @_[ ARG0 .. $#_ ] = () };
    my $top  = session(
        _start => sub {
            $_[KERNEL]->sig(MOO => 'moo');
            session(
                _start => sub { $_[KERNEL]->sig(MOO => 'moo'); $_[KERNEL]->yield('x') },
                x      => sub { }, moo => $note, _stop => sub { });
        },
        moo => $note, _child => sub { }, _stop => sub { },
    );
    $poe_kernel->signal($top, MOO => 99);
    $poe_kernel->run;
    is_deeply \@seen, [ 'MOO 99', 'MOO 99' ];
};

done_testing;
