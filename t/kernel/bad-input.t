use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

no warnings 'recursion';

subtest 'undefined everywhere' => sub {
    my @methods
        = qw(post call signal alias_resolve alias_list alias_set alias_remove ID_id_to_session ID_session_to_id
        refcount_increment refcount_decrement detach_child sig sig_child alarm_remove alarm_adjust delay_adjust
        alarm alarm_add alarm_set delay delay_add delay_set);
    local $SIG{__WARN__} = sub { };
    play(
        _start => sub {
            for my $method (@methods) {
                for my $args (
                    [], [undef], [ undef, undef ], [ undef, undef, undef ], [ {}, {} ],
                    [ [], sub { } ], [ "\0", "\xff" ])
                {
                    eval { $poe_kernel->$method(@$args) };
                }
                pass "$method survives";
            }
            $_[KERNEL]->stop;
        });
    play(
        _start => sub { $_[KERNEL]->yield('on') },
        on     => sub { pass 'and the kernel still works' });
};

subtest 'numbers that are none' => sub {
    local $SIG{__WARN__} = sub { };
    my @fired;
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->alarm_add(x => 'text');
            $kernel->delay_add(x => 'text');
            $kernel->delay_add(x => -9**9**9);
            $kernel->alarm_set(x => 0);
            my $never = $kernel->delay_set(never => 9**9**9);
            $kernel->alarm_remove($never);
        },
        x     => sub { push @fired, 1 },
        never => sub { fail 'infinity has come' },
    );
    is @fired, 4, 'text is 0, infinities are early and late';
};

subtest 'a million arguments' => sub {
    my $count;
    play(
        _start => sub { $_[KERNEL]->yield(got => (1) x 1_000_000) },
        got    => sub { $count = @_ - ARG0 });
    is $count, 1_000_000;
    play(
        _start => sub { $_[KERNEL]->call($_[SESSION], got => (1) x 1_000_000) },
        got    => sub { $count = @_ - ARG0; @_ = () });
    is $count, 1_000_000, 'call too';
};

subtest 'ten thousand nested calls' => sub {
    my $depth = 0;
    play(
        _start => sub { $_[KERNEL]->call($_[SESSION], 'deeper') },
        deeper => sub { $_[KERNEL]->call($_[SESSION], 'deeper') if ++$depth < 10_000 },
    );
    is $depth, 10_000, 'in one session';
    $depth = 0;
    my @pair = map {
        session(
            _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
            deeper => sub {
                my $to = $_[ARG0];
                $_[KERNEL]->call($to, deeper => $_[SESSION]->ID) if ++$depth < 10_000;
            },
            free => sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'x') },
        )
    } 1, 2;
    $poe_kernel->call($pair[0], deeper => $pair[1]->ID);
    is $depth, 10_000, 'to and fro between two';
    $poe_kernel->post($_, 'free') for @pair;
    $poe_kernel->run;
};

subtest 'a long text as event name, alias and tag' => sub {
    my $long = 'n' x 1_000_000;
    my $seen;
    play(
        _start => sub {
            $_[KERNEL]->alias_set($long);
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, $long);
            $_[KERNEL]->post($long, $long);
        },
        $long => sub {
            $seen = length $_[STATE];
            $_[KERNEL]->refcount_decrement($_[SESSION]->ID, $long);
            $_[KERNEL]->alias_remove($long);
        },
    );
    is $seen, 1_000_000;
};

subtest 'event names of bytes and of characters' => sub {
    my %seen;
    my ($bytes, $wide) = ("caf\xe9", "caf\x{e9}\x{263a}");
    utf8::upgrade(my $upgraded = $bytes);
    play(
        _start => sub { $_[KERNEL]->yield($_) for $bytes, $upgraded, $wide },
        $bytes => sub { $seen{bytes}++ },
        $wide  => sub { $seen{wide}++ },
    );
    is_deeply \%seen, { bytes => 2, wide => 1 }, 'are compared as Perl compares strings';
};

subtest 'objects as event names and destinations' => sub {
    {

        package Text;
        use overload '""' => sub { $_[0]{text} }, fallback => 1;
        sub new { return bless { text => $_[1] }, $_[0] }
    }
    my @seen;
    play(
        _start => sub {
            $_[KERNEL]->alias_set('me');
            $_[KERNEL]->post(Text->new('me'), Text->new('event'));
        },
        event => sub { push @seen, "$_[STATE]"; $_[KERNEL]->alias_remove('me') },
    );
    is_deeply \@seen, ['event'], 'count as their text';
};

done_testing;
