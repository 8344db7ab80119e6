use strict;
use warnings;

use Config;
use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

plan skip_all => 'needs threads' if !$Config{useithreads};

# A thread has a kernel of its own; the probe is that of the thread that runs first, and stays whole.

my $p = probed(<<'PERL', switches => ['-Mthreads']);
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(later => 600) },
    thread => sub {
        my $look = POE::XS::Look->new('sessions', undef, 0, undef, 0);
        my $said = threads->create(sub {
            POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => sub { } });
            local $POE::XS::Probe::wanted = 0;
            POE::Kernel->run;
            return POE::XS::measures();
        })->join;
        print "thread $said\n";
    },
});
go { POE::Kernel->post(it => 'thread') };
POE::Kernel->run;
PERL

$p->go;
ok $p->until_it(sub { $p->stdout =~ /^thread/ || !$p->is_running }), 'a thread ran'
    or diag $p->stderr;
is $p->head->{pid}, $p->pid, 'the probe answers';
is $p->why('it')->{name}, 'it', 'for the first thread';
ok -S $p->path, 'its socket is there';
my $first = $p->{client};
is $p->connect && $p->head->{viewers}, 2, 'for others, too';
is $p->stderr, '', 'in silence';

done_testing;
