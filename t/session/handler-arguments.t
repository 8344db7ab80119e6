use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

{

    package Machine;
    sub new            { return bless {}, shift }
    sub event          { main::check('object', @_);                               return }
    sub other          { main::check('other', @_);                                return }
    sub mapped         { main::check('mapped', @_);                               return }
    sub _start         { $_[main::KERNEL]->yield($_ => 1, 2) for qw(event alias); return }
    sub can_be_package { main::check('package', @_);                              return }
}

my %got;

sub check {
    my ($kind, @args) = @_;
    $got{$kind} = \@args;
    return;
}

my $heap    = { mine => 1 };
my $machine = Machine->new;

my $inline = POE::Session->create(
    heap          => $heap,
    inline_states => {
        _start => sub { $_[KERNEL]->yield(inline => 'a', undef, 'c') },
        inline => sub {
            check(inline => @_);
            $_[KERNEL]->yield('can_be_package');
            $_[KERNEL]->yield($_) for qw(other renamed);
        },
    },
    package_states => [ Machine  => ['can_be_package'], Machine => { renamed => 'mapped' } ],
    object_states  => [ $machine => ['other'] ],
);
$poe_kernel->run;

subtest 'an inline handler' => sub {
    my @got = @{ $got{inline} };
    is $got[OBJECT], undef, 'has no object';
    is $got[SESSION], $inline, 'its session';
    is $got[KERNEL], $poe_kernel, 'the kernel';
    is $got[HEAP], $heap, 'the heap given to create';
    is $got[STATE], 'inline', 'the event name';
    is $got[SENDER], $inline, 'the sender';
    is $got[6], undef, 'nothing in slot 6';
    is $got[CALLER_STATE], '_start', 'the event it was sent from';
    is_deeply [ @got[ ARG0 .. $#got ] ], [ 'a', undef, 'c' ], 'and its arguments';
};

subtest 'a package handler' => sub {
    is $got{package}[OBJECT], 'Machine', 'gets the package';
    is $got{package}[STATE], 'can_be_package', 'and the name of the event';
    is $got{mapped}[STATE], 'renamed', 'which may differ from the method';
    is $got{package}[SESSION], $inline;
};

subtest 'an object handler' => sub {
    is $got{other}[OBJECT], $machine, 'gets the object';
    is $got{other}[HEAP], $heap, 'and the heap';
};

subtest 'an alarm' => sub {
    my @seen;
    play(_start => sub { $_[KERNEL]->delay(late => 0, 'x', 'y') }, late => sub { @seen = @_ });
    is $seen[SENDER], $seen[SESSION], 'comes from the session itself';
    is_deeply [ @seen[ ARG0 .. $#seen ] ], [ 'x', 'y' ];
    is $seen[CALLER_STATE], '_start';
};

subtest 'a file event' => sub {
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    my @seen;
    play(
        _start => sub { $_[KERNEL]->select_read($in, file => 'extra', 2) },
        file   => sub { @seen = @_; $_[KERNEL]->select_read($in) },
    );
    is $seen[SENDER], $seen[SESSION], 'comes from the session itself';
    is_deeply [ @seen[ ARG0 .. $#seen ] ], [ $in, 0, 'extra', 2 ], 'handle, mode, extras';
};

subtest 'a signal' => sub {
    my @seen;
    play(
        _start => sub {
            $_[KERNEL]->sig(THING => caught => 's1', 's2');
            $_[KERNEL]->signal($_[SESSION], THING => 'a1');
        },
        caught => sub { @seen = @_ },
    );
    is $seen[SENDER], $poe_kernel, 'comes from the kernel';
    is $seen[STATE], 'caught';
    is_deeply [ @seen[ ARG0 .. $#seen ] ], [ 'THING', 'a1', 's1', 's2' ],
        'name, arguments of signal(), of sig()';
};

subtest 'a child process' => sub {
    my @seen;
    my $pid;
    play(
        _start => sub {
            $pid = spawn(sub {3});
            $_[KERNEL]->sig_child($pid, gone => 'extra');
        },
        gone => sub { @seen = @_ },
    );
    is $seen[SENDER], $poe_kernel, 'comes from the kernel';
    is_deeply [ @seen[ ARG0 .. $#seen ] ], [ 'CHLD', $pid, 3 << 8, 'extra' ],
        'CHLD, process ID, status, extras';
};

subtest '_start, _stop, _child and _parent' => sub {
    my %seen;
    my $note = sub {
        my @all  = @_;
        my $what = $_[STATE] . ($_[STATE] eq '_child' ? " $_[ARG0]" : '');
        push @{ $seen{$what} }, \@all;
        return "returned by $_[STATE]";
    };
    my ($parent, $child);
    $parent = POE::Session->create(
        args          => [ 'p1', 'p2' ],
        inline_states => {
            _start => sub {
                $note->(@_);
                $child = POE::Session->create(
                    args          => ['c1'],
                    inline_states =>
                        { _start => $note, _stop => $note, _parent => $note, hold => sub { } },
                );
                $_[KERNEL]->post($child, 'hold');
                $_[KERNEL]->yield('detach');
            },
            _child => $note,
            _stop  => $note,
            detach => sub { },
        },
    );
    $poe_kernel->run;
    my ($first, $second) = @{ $seen{_start} };
    is_deeply [ @$first[ ARG0 .. $#$first ] ], [ 'p1', 'p2' ], '_start gets the args';
    is $first->[SENDER], $poe_kernel, 'from the kernel at top level';
    is $second->[SENDER], $parent, 'from the creator otherwise';
    is_deeply [ @$second[ ARG0 .. $#$second ] ], ['c1'];
    my $create = $seen{'_child create'}[0];
    is_deeply [ @$create[ ARG0 .. $#$create ] ], [ 'create', $child, 'returned by _start' ],
        '_child create';
    is $create->[SENDER], $poe_kernel;
    my $lose = $seen{'_child lose'}[0];
    is_deeply [ @$lose[ ARG0 .. $#$lose ] ], [ 'lose', $child, 'returned by _stop' ], '_child lose';
    my $stop = $seen{_stop}[0];
    is @$stop, ARG0, '_stop has no arguments';
    is $stop->[SENDER], $poe_kernel, 'and comes from the active session, here the kernel';
};

subtest 'the heap' => sub {
    for my $heap (0, '', 'text', [1], sub { }, \my $x) {
        my $seen;
        POE::Session->create(
            heap          => $heap,
            inline_states => { _start => sub { $seen = $_[HEAP] } });
        is $seen, $heap, 'may be anything';
    }
    my $seen;
    POE::Session->create(inline_states => { _start => sub { $seen = $_[HEAP] } });
    is_deeply $seen, {}, 'and is an empty hash by default';
    my $session = POE::Session->create(
        heap          => 'old',
        inline_states => {
            _start => sub { $_[HEAP] = 'new'; $_[KERNEL]->yield('look') },
            look   => sub { $seen    = $_[HEAP] } });
    is $session->get_heap, 'new', 'assigning to $_[HEAP] replaces it';
    $poe_kernel->run;
};

done_testing;
