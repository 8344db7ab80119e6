use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

# A wheel watches files for a session, ReadWrite also for the time when it has something to write: the line is that of the program that made it, not one of the wheel's.

my %wheel = (
    ReadWrite     => 'Handle => $in, InputEvent => "ready"',
    SocketFactory => 'BindAddress => "127.0.0.1", SuccessEvent => "ready", FailureEvent => "ready"',
    ListenAccept  => 'Handle => $listener, AcceptEvent => "ready"',
);

for my $class (sort keys %wheel) {
    subtest $class => sub {
        why_is(
            file              => qr{watches descriptor \d+ for reading},
            <<"PERL", reasons => $class eq 'ReadWrite' ? 2 : 1);
use IO::Socket::INET;
use POE qw(Wheel::$class);
pipe my \$in, my \$out or die;
my \$listener = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die;
POE::Session->create(inline_states => {
    _start => sub {
        \$_[KERNEL]->alias_set('it');
        \$_[HEAP]{wheel} = POE::Wheel::$class->new($wheel{$class});    # HERE
    },
    ready => sub { },
    drop  => sub { delete \$_[HEAP]{wheel} },
});
go { POE::Kernel->post(it => 'drop') };
POE::Kernel->run;
PERL
    };
}

done_testing;
