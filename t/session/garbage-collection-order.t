use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @log;
my $stopper = sub {
    my ($name) = @_;
    return (_stop => sub { push @log, $name });
};

subtest 'sessions that ran dry in one pass stop last made first' => sub {
    @log = ();
    session($stopper->($_)) for 1 .. 5;
    $poe_kernel->run;
    is "@log", '5 4 3 2 1';
};

subtest 'the last one marked is the first one stopped' => sub {
    @log = ();
    my @session = map {
        session(
            _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
            free   => sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'x') }, $stopper->($_))
    } 1 .. 4;
    session(
        _start => sub { $_[KERNEL]->delay(free => 0.01) },
        free   => sub { $_[KERNEL]->call($session[$_], 'free') for 2, 0, 3, 1 });
    $poe_kernel->run;
    is "@log", '2 4 1 3';
};

subtest 'a parent follows its last child in the same sweep' => sub {
    @log = ();
    session(_start => sub { session($stopper->('child')) }, $stopper->('parent'));
    session($stopper->('other'));
    $poe_kernel->run;
    is "@log", 'other child parent';
};

subtest 'a session revived before the sweep lives on' => sub {
    @log = ();
    my $id;
    my $sleeper = session(
        _start => sub { $id = $_[SESSION]->ID; $_[KERNEL]->refcount_increment($id, 'x') },
        $stopper->('sleeper'),
    );
    session(
        _start => sub { $_[KERNEL]->delay(toggle => 0.01) },
        toggle => sub {
            $_[KERNEL]->refcount_decrement($id, 'x');
            $_[KERNEL]->refcount_increment($id, 'x');
            $_[KERNEL]->delay(free => 0.01);
        },
        free => sub { push @log, 'free'; $_[KERNEL]->refcount_decrement($id, 'x') },
    );
    $poe_kernel->run;
    is "@log", 'free sleeper';
};

subtest 'no session is collected between two events of a pass' => sub {
    @log = ();
    my $session = session(work => sub { push @log, 'work' }, $stopper->('stop'));
    $poe_kernel->post($session, 'work');
    session(_start => sub { $_[KERNEL]->yield('more') }, more => sub { push @log, 'more' });
    $poe_kernel->run;
    is "@log", 'work more stop';
};

subtest 'a file event is followed by a sweep' => sub {
    @log = ();
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    session(
        _start => sub { $_[KERNEL]->select_read($in, 'file') },
        file   => sub { push @log, 'file'; $_[KERNEL]->select_read($in) },
        $stopper->('stop'),
    );
    session(
        _start => sub { $_[KERNEL]->delay(tick => scaled(0.1)) },
        tick   => sub { push @log, 'tick' });
    $poe_kernel->run;
    is "@log", 'file stop tick';
};

subtest 'an unrelated reference released in _stop frees another session before IDLE' => sub {
    @log = ();
    my $held = session(
        _start => sub {
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x');
            $_[KERNEL]->sig(IDLE => 'idle');
        },
        idle => sub { push @log, 'idle' },
        $stopper->('held'),
    );
    my $id = $held->ID;
    session(_stop => sub { push @log, 'releaser'; $_[KERNEL]->refcount_decrement($id, 'x') });
    $poe_kernel->run;
    is "@log", 'releaser held';
};

subtest 'references counted in _start and given back in _start' => sub {
    @log = ();
    session(
        _start => sub {
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x');
            $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'x');
            $_[KERNEL]->yield('work');
        },
        work => sub { push @log, 'work' },
        $stopper->('stop'),
    );
    $poe_kernel->run;
    is "@log", 'work stop';
};

done_testing;
