use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../lib/Bridges";
use POETest;
use RealProgram qw(have needs);
use Test::More;

# AnyEvent in a program that lives by another toolkit, with POE on its bridge, takes the loop that runs,
# whichever is loaded first. EV is there for who asks for it by name.

needs('AnyEvent');

my %use = (
    A => 'use AnyEvent;',
    D => 'use AnyEvent; BEGIN { AnyEvent::detect() }',
    P => 'use POE;',
);

my $rest = <<'CODE';
    my @watchers;
    pipe my $in, my $out or die "pipe: $!";
    my %due = map { $_ => 1 } qw(timer io signal);
    sub seen { delete $due{ $_[0] }; POE::Kernel->post(main => 'all') if !%due }
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('main'); $_[KERNEL]->delay(late => 10); $_[KERNEL]->yield('go') },
        go => sub {
            push @watchers,
                AnyEvent->timer(after => 0.01, cb => sub { seen('timer'); syswrite $out, 'x' }),
                AnyEvent->io(fh => $in, poll => 'r', cb => sub { sysread $in, my $byte, 1; seen('io'); kill USR1 => $$ }),
                AnyEvent->signal(signal => 'USR1', cb => sub { seen('signal') });
        },
        late => sub { print 'late: ', join ' ', %due },
        all  => sub { $_[KERNEL]->alias_remove('main'); $_[KERNEL]->delay('late'); @watchers = () },
    });
    POE::Kernel->run;
    print join ' ', POE::Kernel->poe_kernel_loop, AnyEvent::detect(), AnyEvent->VERSION ? 'all' : ();
CODE

sub beside {
    my ($toolkit, $orders, $loop, $model) = @_;
    subtest $toolkit => sub {
        plan skip_all => "$toolkit is not installed" if !have($toolkit);
        for my $order (@$orders) {
            my $loads = join ' ', map { $use{$_} || "use $toolkit;" } split //, $order;
            my $child = run_child("$loads $rest", limit => 30, env => { POE_EVENT_LOOP => $loop });
            is $child->{stdout}, "$loop AnyEvent::Impl::$model all", $loads
                or diag $child->{stderr};
        }
    };
    return;
}

my @orders = qw(TPA TAP ATP TDP);
beside($_, \@orders, "POE::Loop::$_", $_) for qw(EV Event Glib);
beside('IO::Async::Loop', [qw(TPA TAP ATP)], 'POE::Loop::IO_Async', 'POE');

subtest 'EV by name' => sub {
    plan skip_all => 'Glib is not installed' if !have('Glib');
    my $child = run_child(<<'CODE', limit => 30, env => { POE_EVENT_LOOP => 'POE::Loop::Glib' });
        use Glib; use POE; use EV 4.00;
        my $rang = 0;
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->yield('go') },
            go     => sub { my $w = EV::timer(0.01, 0, sub { $rang++ }); EV::run(EV::RUN_ONCE) until $rang; $_[KERNEL]->delay(late => 0.02) },
            late   => sub { print POE::Kernel->poe_kernel_loop, " and EV $rang" },
        });
        POE::Kernel->run;
CODE
    is $child->{stdout}, 'POE::Loop::Glib and EV 1', 'is there' or diag $child->{stderr};
};

done_testing;
