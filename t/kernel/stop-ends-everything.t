use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Scalar::Util qw(weaken);

my @log;
my %logged_stop = (_stop => sub { push @log, "stop $_[HEAP]" });

sub named {
    my ($name, %states) = @_;
    return POE::Session->create(
        heap          => $name,
        inline_states => { _start => sub { }, %logged_stop, %states });
}

subtest 'in a posted event' => sub {
    @log = ();
    named(
        'main',
        _start => sub {
            named('child', _start => sub { named('grandchild'); $_[KERNEL]->delay(x => 1000) });
            $_[KERNEL]->alias_set('main');
            $_[KERNEL]->yield('work');
            $_[KERNEL]->yield('never');
        },
        work => sub {
            is_deeply [ $_[KERNEL]->stop ], [], 'stop returns nothing';
            push @log, 'after';
            is $_[KERNEL]->get_active_session, $_[KERNEL], 'the kernel is active now';
        },
        never  => sub { push @log, 'never' },
        _child => sub { push @log, "$_[ARG0]" if $_[ARG0] ne 'create' },
    );
    $poe_kernel->run;
    is_deeply \@log, [ 'stop grandchild', 'stop child', 'lose', 'stop main', 'after' ],
        'deepest first, queued events are dropped'
        or diag explain \@log;
};

# The order within a generation is nobody's promise.
subtest 'a generation after the other' => sub {
    @log = ();
    named(
        'main',
        _start => sub {
            named("child", _start => sub { named("grandchild") for 1 .. 2 }) for 1 .. 3;
            $_[KERNEL]->yield('work');
        },
        work => sub { $_[KERNEL]->stop },
    );
    $poe_kernel->run;
    is_deeply \@log,
        [ ('stop grandchild') x 6, ('stop child') x 3, 'stop main' ],
        'all grandchildren, all children, the first'
        or diag explain \@log;
};

subtest 'a session that is born in _stop lives' => sub {
    my ($births, @log) = 0;
    my $birth;
    $birth = sub {
        my $number = ++$births;
        return POE::Session->create(
            inline_states => {
                _start => sub { $_[KERNEL]->delay(live => $number == 1 ? 1000 : 0) },
                live   => sub { push @log, "live $number" },
                _stop  => sub { push @log, "stop $number"; $birth->() if $number < 3 },
            });
    };
    play(
        _start => sub { $birth->();       $_[KERNEL]->yield('end') },
        end    => sub { $_[KERNEL]->stop; push @log, 'stopped' },
    );
    is_deeply \@log, [ 'stop 1', 'stopped', 'live 2', 'stop 2', 'live 3', 'stop 3' ]
        or diag explain \@log;
    undef $birth;
};

for my $place (qw(_start alarm file call signal _stop _child sig_child)) {
    subtest "in $place" => sub {
        plan skip_all => 'upstream goes on with the session that is gone'
            if $place eq '_child' && is_upstream();
        @log = ();
        named(
            'other', _start => sub { $_[KERNEL]->alias_set('other'); $_[KERNEL]->delay(x => 1000) },
            call            => sub { $_[KERNEL]->stop });
        pipe my $in, my $out or die $!;
        syswrite $out, 'x';
        my $stop = sub { $_[KERNEL]->stop; push @log, 'stopped'; return };
        named(
            'main',
            _start => sub {
                my $kernel = $_[KERNEL];
                $kernel->refcount_increment($_[SESSION]->ID, 'stay') unless $place eq '_stop';
                return $stop->(@_)                if $place eq '_start';
                $kernel->delay(alarm => 0)        if $place eq 'alarm';
                $kernel->select_read($in, 'file') if $place eq 'file';
                $kernel->yield('call_other')      if $place eq 'call';
                $kernel->sig(THING => 'signal'), $kernel->signal($_[SESSION], 'THING')
                    if $place eq 'signal';
                $kernel->yield('make_kid')                      if $place eq '_child';
                $kernel->sig_child(spawn(sub {0}), 'sig_child') if $place eq 'sig_child';
            },
            make_kid   => sub { named('kid') },
            call_other => sub { $_[KERNEL]->call(other => 'call'); push @log, 'stopped' },
            map { ($_ => $stop) } qw(alarm file signal sig_child),
            $place =~ /^_(?:stop|child)/ ? $place : (),
        );
        $poe_kernel->run;

        # _child is called for the birth, and from within stop for the death.
        is scalar(grep { $_ eq 'stopped' } @log), $place eq '_child' ? 2 : 1,
            'the handler goes on to its end'
            unless $place eq '_stop';
        is scalar(grep { $_ eq 'stop other' } @log), 1, 'the other session is stopped';
        is scalar(grep { $_ eq 'stop main' } @log), $place eq '_stop' ? 0 : 1,
            'so is this one, once';
        is $poe_kernel->get_event_count, 0, 'no event is left';
        is $poe_kernel->_data_handle_count, 0, 'no file either';
    };
}

subtest 'in _child while _start has not returned' => sub {
    plan skip_all => 'upstream goes on with the session that is gone' if is_upstream();
    @log = ();
    my $main = named(
        'main', _start => sub { named('kid'); push @log, 'started' },
        _child         => sub { $_[KERNEL]->stop });
    is_deeply \@log, [ 'stop kid', 'stop main', 'started' ];
    $poe_kernel->run;
    is $poe_kernel->get_event_count, 0, 'no event is left';
};

subtest 'a session made after stop in the same handler runs normally' => sub {
    @log = ();
    named(
        'first',
        _start => sub { $_[KERNEL]->yield('work') },
        work   => sub {
            $_[KERNEL]->stop;
            named(
                'second', _start => sub { $_[KERNEL]->yield('work') },
                work             => sub { push @log, 'second works' });
        });
    $poe_kernel->run;
    is_deeply \@log, [ 'stop first', 'second works', 'stop second' ];
};

subtest 'objects of the others are gone when stop returns' => sub {
    my @weak;
    my $left;
    my $main = POE::Session->create(
        inline_states => {
            _start => sub {
                for (1 .. 3) {
                    my $session = POE::Session->create(inline_states =>
                            { _start => sub { $_[KERNEL]->alias_set("s$_[SESSION]") } });
                    push @weak, $session;
                    weaken $weak[-1];
                }
                $_[KERNEL]->yield('work');
            },
            work => sub {
                $_[KERNEL]->stop;
                $left = grep {defined} @weak;
            },
        });
    $poe_kernel->run;
    is $left, 0;
};

subtest 'an exception after stop comes out of run' => sub {
    named(
        'main', _start => sub { $_[KERNEL]->yield('work') },
        work           => sub { $_[KERNEL]->stop; die "after stop\n" });
    ok !eval { $poe_kernel->run; 1 };
    is $@, "after stop\n";
};

subtest 'twice, and when there is nothing' => sub {
    $poe_kernel->stop for 1, 2;
    named(
        'x', _start => sub { $_[KERNEL]->yield('w') },
        w           => sub { $_[KERNEL]->stop; $_[KERNEL]->stop });
    $poe_kernel->run;
    pass 'no harm';
};

done_testing;
