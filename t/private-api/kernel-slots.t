use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my $id = $poe_kernel->ID;

is ref $poe_kernel, 'POE::Kernel';
is Scalar::Util::reftype($poe_kernel), 'ARRAY', 'the kernel is an array';
is scalar @$poe_kernel, 15, 'of 15 slots';
is $poe_kernel->[ POE::Kernel::KR_ID() ], $id, 'its ID';
is_deeply [ @$poe_kernel[ 7 .. 10 ] ], [ (undef) x 4 ], 'four are unused';
can_ok $poe_kernel->[ POE::Kernel::KR_QUEUE() ], 'enqueue', 'get_item_count';
is ref $poe_kernel->[ POE::Kernel::KR_SESSIONS() ], 'HASH';
is_deeply [ keys %{ $poe_kernel->[ POE::Kernel::KR_SESSIONS() ] } ], [$id],
    'sessions: the kernel at first';

subtest 'the active triple' => sub {
    my ($session, $event, $type) = @$poe_kernel[
        POE::Kernel::KR_ACTIVE_SESSION(), POE::Kernel::KR_ACTIVE_EVENT(),
        POE::Kernel::KR_ACTIVE_EVENT_TYPE() ];
    is ref $session, 'REF', 'a reference to the session' or diag $session;
    is $$session, $poe_kernel, 'outside handlers the kernel';
    my @seen;
    play(
        _start => sub { $_[KERNEL]->yield('work'); $_[KERNEL]->delay(late => 0) },
        work   => sub {
            my $fresh = ${ $poe_kernel->[ POE::Kernel::KR_ACTIVE_SESSION() ] };
            push @seen, $$session == $_[SESSION], $fresh == $_[SESSION], $$event, $$type;
        },
        late => sub { push @seen, $$event, $$type },
    );
    is_deeply \@seen, [ 1, 1, 'work', POE::Kernel::ET_POST(), 'late', POE::Kernel::ET_ALARM() ],
        'the references stay valid';
};

subtest 'sessions and aliases' => sub {
    play(
        _start => sub {
            my ($session, $sid) = ($_[SESSION], $_[SESSION]->ID);
            $_[KERNEL]->alias_set('known');
            my $kid    = session();
            my $record = $poe_kernel->[ POE::Kernel::KR_SESSIONS() ]{$sid};
            is $record->[ POE::Kernel::SS_SESSION() ], $session;
            is $record->[ POE::Kernel::SS_REFCOUNT() ], $poe_kernel->_data_ses_refcount($sid);
            is $record->[ POE::Kernel::SS_PARENT() ], $poe_kernel;
            is_deeply [ keys %{ $record->[ POE::Kernel::SS_CHILDREN() ] } ], [ $kid->ID ];
            is $poe_kernel->[ POE::Kernel::KR_SESSIONS() ]{$id}[ POE::Kernel::SS_PARENT() ], undef,
                'the kernel has no parent';
            is $poe_kernel->[ POE::Kernel::KR_ALIASES() ]{known}, $session;
            is_deeply [ sort keys %{ $session->[ POE::Session::SE_STATES() ] } ], ['_start'];
            $_[KERNEL]->alias_remove('known');
            ok !exists $poe_kernel->[ POE::Kernel::KR_ALIASES() ]{known}, 'gone';
        });
};

subtest 'signals and files' => sub {
    pipe my $in, my $out or die $!;
    play(
        _start => sub {
            my $sid = $_[SESSION]->ID;
            $_[KERNEL]->sig(INVENTED => 'event', 'arg');
            is_deeply $poe_kernel->[ POE::Kernel::KR_SIGNALS() ]{INVENTED},
                { $sid => [ 'event', ['arg'], $_[SESSION] ] };
            $_[KERNEL]->select_read($in, 'event', 'arg');
            my $record = $poe_kernel->[ POE::Kernel::KR_FILENOS() ]{ fileno $in };
            is $record->[ POE::Kernel::FNO_TOT_REFCOUNT() ], 1;
            my $mode = $record->[ POE::Kernel::FNO_MODE_RD() ];
            is_deeply $mode,
                [
                1, POE::Kernel::HS_RUNNING(),
                { $sid => { fileno $in => [ $in, $_[SESSION], 'event', ['arg'] ] } } ];
            $_[KERNEL]->select_read($in);
            ok !exists $poe_kernel->[ POE::Kernel::KR_FILENOS() ]{ fileno $in };
        });
};

subtest 'the run flags can be written' => sub {
    is output_of(<<'CODE'), 'ok';
        use POE;
        POE::Session->create(inline_states => { _start => sub { } });
        ${ POE::Kernel->new->[POE::Kernel::KR_RUN] } |= POE::Kernel::KR_RUN_CALLED;
        print ${ $poe_kernel->[POE::Kernel::KR_RUN] } & POE::Kernel::KR_RUN_CALLED ? 'ok' : 'no';
CODE
    is stderr_of(<<'CODE'), '', 'which silences the warning about run';
        use POE;
        POE::Session->create(inline_states => { _start => sub { } });
        ${ POE::Kernel->new->[POE::Kernel::KR_RUN] } |= POE::Kernel::KR_RUN_CALLED;
CODE
    is ${ $poe_kernel->[ POE::Kernel::KR_RUN() ] } & POE::Kernel::KR_RUN_DONE(),
        POE::Kernel::KR_RUN_DONE(), 'run is done';
};

use Scalar::Util ();
subtest 'an active event with a name beyond Latin-1' => sub {
    my $name = "\x{65e5}\x{672c}";
    my $seen;
    play(
        _start => sub { $_[KERNEL]->yield($name) },
        $name  => sub { $seen = ${ $poe_kernel->[POE::Kernel::KR_ACTIVE_EVENT] } });
    is $seen, $name;
};

done_testing;
