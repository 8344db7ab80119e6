use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Wheels come and go with numbers in the names of their events: these count as one.

my $p = probed(<<'PERL');
use POE qw(Wheel::ReadWrite);
use IO::Socket;
my $left = 20;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(later => 600) },
    next   => sub {
        return print "done\n" if !$left--;
        my ($here, $there) = IO::Socket->socketpair(AF_UNIX, SOCK_STREAM, PF_UNSPEC);
        $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(Handle => $here, InputEvent => 'line');
        syswrite $there, "line\n";
        $_[HEAP]{there} = $there;
    },
    line => sub { $_[KERNEL]->yield('next') },
});
go { POE::Kernel->post(it => 'next') };
POE::Kernel->run;
PERL

$p->go;
ok $p->until_it(sub { $p->stdout =~ /done/ }), 'it ran';
my @wheels = grep { ($_->{name} // '') =~ /Wheel/ } $p->rows(op => 'events', top => 0);
is_deeply [ map { $_->{name} } @wheels ], ['POE::Wheel::ReadWrite -> select read'], 'one name';
is $wheels[0]{count}, 20, 'of all';
my ($line) = grep { $_->{name} eq 'line' } $p->rows(op => 'events', top => 0);
is $line->{count}, 20, 'what it says counts by its name';

done_testing;
