use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# On EV's default loop libev waits for every child, and %SIG has no part in it.
BEGIN { delete $ENV{POE_EVENT_LOOP} if ($ENV{POE_EVENT_LOOP} // '') =~ /EV\z/ }

sub shown {
    my ($code) = @_;
    return output_of(
        'sub show { my ($s) = @_; my $h = $SIG{$s} // ""; print ref $h ? "CODE " : $h eq "" ? "empty " : "$h " } '
            . $code);
}

is shown('use POE; show($_) for qw(CHLD PIPE); POE::Kernel->run'), 'DEFAULT IGNORE ',
    'loading POE sets CHLD and PIPE';
is shown('my @before = map { $_ // "" } @SIG{qw(INT TERM HUP USR1 ALRM)}; require POE; POE->import;'
        . 'print "@before" eq join(" ", map { $_ // "" } @SIG{qw(INT TERM HUP USR1 ALRM)}) ? "same" : "changed"; POE::Kernel->run'
    ), 'same',
    'and no other';
is shown('BEGIN { $SIG{ALRM} = sub { print "rang " } } use POE; kill ALRM => $$; POE::Kernel->run'),
    'rang ',
    'a handler of the program stays in place';

my $watching
    = 'use POE; POE::Session->create(inline_states => { _start => sub { %s }, x => sub { }, next => sub { %s } }); POE::Kernel->run;';

is shown(
    sprintf $watching,
    '$_[KERNEL]->sig(USR1 => "x"); show("USR1"); $_[KERNEL]->sig("USR1"); show("USR1")', ''
    ),
    'CODE DEFAULT ', 'sig sets a handler, its removal sets the default';
is shown(
    sprintf $watching,
    '$_[KERNEL]->sig(PIPE => "x"); show("PIPE"); $_[KERNEL]->sig("PIPE"); show("PIPE")', ''
    ),
    'CODE IGNORE ', 'PIPE goes back to IGNORE';
is shown(
    sprintf $watching,
    '$_[KERNEL]->sig(INVENTED => "x"); print exists $SIG{INVENTED} ? "set " : "unset "', ''
    ),
    'unset ',
    'an invented name touches nothing';
is shown(
    sprintf $watching,
    '$_[KERNEL]->sig(CHLD => "x"); show("CHLD"); $_[KERNEL]->yield("next")', 'show("CHLD")'
    ),
    'DEFAULT CODE ', 'CHLD is set only after the handler has returned';
is shown(
    sprintf $watching, '$_[KERNEL]->sig(CHLD => "x"); $_[KERNEL]->yield("next")',
    '$_[KERNEL]->sig("CHLD"); show("CHLD")'
    ),
    'DEFAULT ', 'and is put back when the last watcher goes';

is shown(
    'use POE; POE::Session->create(inline_states => { _start => sub { } }); $SIG{$_} = sub { } for qw(USR1 ALRM INT);'
        . 'POE::Kernel->run; show($_) for qw(USR1 ALRM INT PIPE CHLD)'),
    'DEFAULT DEFAULT DEFAULT IGNORE DEFAULT ', 'when run returns all are at their default';

is output_of(
    sprintf(
        $watching, '$_[KERNEL]->sig(CHLD => "x"); $_[KERNEL]->yield("next")',
        'print $SIG{CHLD} // "untouched"'
    ),
    env => { POE_USE_SIGCHLD => 0 }
    ),
    'untouched', 'with USE_SIGCHLD 0 CHLD is never touched';

subtest 'a handler of the program runs while the loop sleeps' => sub {
    my $out = output_of(<<'CODE');
        use POE; use Time::HiRes qw(time);
        my ($begun, $late) = time;
        POE::Session->create(inline_states => {
            _start => sub {
                my $session = $_[SESSION];
                $SIG{USR1} = sub { $late = time - $begun; $POE::Kernel::poe_kernel->post($session, 'end') };
                my $parent = $$;
                my $pid = fork // die;
                unless ($pid) { select undef, undef, undef, 0.1; kill USR1 => $parent; require POSIX; POSIX::_exit(0) }
                $_[KERNEL]->delay(end => 3);
                $_[KERNEL]->sig_child($pid, 'x');
            },
            end => sub { $_[KERNEL]->delay('end') }, x => sub { },
        });
        POE::Kernel->run;
        print $late < 1 ? 'promptly' : "after $late";
CODE
    is $out, 'promptly';
};

subtest 'a handler may die out of nothing but its own eval' => sub {
    is output_of(<<'CODE'), 'timeout, then end';
        use POE;
        POE::Session->create(inline_states => {
            _start => sub {
                local $SIG{ALRM} = sub { die "timeout" };
                eval { alarm 1; select undef, undef, undef, 5; 1 } or print $@ =~ /^timeout/ ? 'timeout, ' : $@;
                alarm 0;
                $_[KERNEL]->yield('end');
            },
            end => sub { print 'then end' },
        });
        POE::Kernel->run;
CODE
};

done_testing;
