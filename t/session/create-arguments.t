use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

{

    package Actor;
    sub new { return bless {}, shift }

    sub _start {
        push @{ $_[main::HEAP]{log} }, "start $_[main::OBJECT]";
        $_[main::KERNEL]->yield($_) for @{ $_[main::ARG0] || [] };
        return;
    }
    sub walk { push @{ $_[main::HEAP]{log} }, "walk as $_[main::STATE]"; return }
    sub talk { push @{ $_[main::HEAP]{log} }, "talk as $_[main::STATE]"; return }
}

my $log;

sub run_with {
    my %args = @_;
    $log = [];
    my $session = POE::Session->create(heap => { log => $log }, %args);
    $poe_kernel->run;
    return $session;
}

sub log_event {
    push @{ $_[HEAP]{log} },
        "$_[STATE](" . join(',', map { $_ // 'undef' } @_[ ARG0 .. $#_ ]) . ')';
    return;
}

subtest 'inline_states' => sub {
    isa_ok run_with(inline_states => { _start => \&log_event }), 'POE::Session';
    is "@$log", '_start()';
};

subtest 'args' => sub {
    run_with(inline_states => { _start => \&log_event }, args => [ 1, undef, 'three' ]);
    is "@$log", '_start(1,undef,three)', 'an array is spread out';
    run_with(inline_states => { _start => \&log_event }, args => 'single');
    is "@$log", '_start(single)', 'anything else is one argument';
    run_with(
        inline_states => { _start => sub { $_[HEAP]{log}[0] = ref $_[ARG0] } },
        args          => { a      => 1 });
    is "@$log", 'HASH', 'a hash too';
    run_with(inline_states => { _start => \&log_event }, args => []);
    is "@$log", '_start()', 'an empty one is none';
};

subtest 'package_states' => sub {
    run_with(
        package_states => [ Actor => [qw(_start walk)], Actor => { speak => 'talk' } ],
        args           => [ [qw(walk speak)] ]);
    is join('|', @$log), 'start Actor|walk as walk|talk as speak', 'as list and as hash';
};

subtest 'object_states' => sub {
    my $actor = Actor->new;
    run_with(
        object_states => [ $actor => [qw(_start walk)], $actor => { speak => 'talk' } ],
        args          => [ [qw(walk speak)] ]);
    is join('|', @$log), "start $actor|walk as walk|talk as speak", 'as list and as hash';
};

subtest 'all kinds together' => sub {
    run_with(
        inline_states =>
            { _start => sub { $_[KERNEL]->yield($_) for qw(a walk talk) }, a => \&log_event },
        package_states => [ Actor      => ['walk'] ],
        object_states  => [ Actor->new => ['talk'] ],
    );
    is join('|', @$log), 'a()|walk as walk|talk as talk';
};

subtest 'what was given is left alone' => sub {
    my @package = (Actor => [qw(walk)], Actor => { speak => 'talk' });
    my @args    = (1, 2);
    my %inline  = (_start => \&log_event);
    my %options = (debug  => 1);
    my $session = run_with(
        inline_states => \%inline, package_states => \@package, args => \@args,
        options       => \%options
    );
    is_deeply \@package, [ Actor => [qw(walk)], Actor => { speak => 'talk' } ], 'package_states';
    is_deeply \@args, [ 1, 2 ], 'args';
    is_deeply [ keys %inline ], ['_start'], 'inline_states';
    is $session->[POE::Session::SE_OPTIONS], \%options, 'options is used by reference';
};

subtest 'a method may come from a parent class' => sub {
    { package Actor::Child; our @ISA = ('Actor') }
    run_with(package_states => [ 'Actor::Child' => [qw(_start walk)] ], args => [ ['walk'] ]);
    is join('|', @$log), 'start Actor::Child|walk as walk';
};

subtest 'an event given twice has one handler' => sub {
    run_with(
        inline_states  => { _start => sub { $_[KERNEL]->yield('walk') }, walk => \&log_event },
        package_states => [ Actor => ['walk'] ]);
    is @$log, 1, 'it is dispatched once';
};

subtest 'layout of the object' => sub {
    my $session = POE::Session->create(
        heap           => 'H', options => { debug => 1 },
        inline_states  => { _start => \&main::nothing },
        package_states => [ Actor => { speak => 'talk' } ],
    );
    is ref $session, 'POE::Session';
    is $session->[POE::Session::SE_NAMESPACE], 'H', 'slot 0 is the heap';
    is_deeply $session->[POE::Session::SE_OPTIONS], { debug => 1 }, 'slot 1 the options';
    is_deeply $session->[POE::Session::SE_STATES],
        { _start => \&main::nothing, speak => [ 'Actor', 'talk' ] },
        'slot 2 the handlers';
    is $session->[POE::Session::SE_ID], $session->ID, 'slot 3 the ID';
    is scalar @$session, 4;
    is $session->get_heap, 'H', 'get_heap';
    $poe_kernel->run;
};

sub nothing {return}

done_testing;
