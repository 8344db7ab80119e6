use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'contexts are ours alone' if is_upstream() }
use POE;
use POE::XS::Trace;

# From a handler to all that follows from it: what it posts, calls, sets alarms for and gives birth to.

pipe my $reader, my $writer or die "pipe: $!";
my %seen;
my $other = session(posted => sub { note_down('posted') });
my $told  = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

sub note_down {
    my ($name) = @_;
    $seen{$name} = { parent => POE::XS::Trace->traceparent, state => POE::XS::Trace->tracestate };
    return;
}

POE::XS::Trace->start;
session(
    _start => sub { note_down('start'); $_[KERNEL]->yield('before') },
    before => sub {
        my ($kernel, $self) = @_[ KERNEL, SESSION ];
        note_down('before');
        $kernel->yield('not_told');
        ok(POE::XS::Trace->begin($told, 'theirs=1'), 'a handler is told of a trace');
        note_down('told');
        $kernel->post($other, 'posted');
        $kernel->yield('yielded');
        $kernel->delay(delayed => 0.01);
        $kernel->alarm_set(alarmed => time);
        $kernel->call($self, 'called');
        $kernel->select_read($reader, 'readable');
        syswrite $writer, 'x';
        session(_start => sub { note_down('born') });
    },
    readable => sub { note_down('readable'); $_[KERNEL]->select_read($reader) },
    map {
        my $name = $_;
        $name => sub { note_down($name) }
    } qw(not_told yielded delayed alarmed called)
);
is(POE::XS::Trace->traceparent, undef, 'outside of handlers there is none');
POE::Kernel->run;

my %trace = map { $_ => substr $seen{$_}{parent}, 3, 32 } keys %seen;
my %span  = map { $_ => substr $seen{$_}{parent}, 36, 16 } keys %seen;
my $its   = '0af7651916cd43dd8448eb211c80319c';
is($trace{$_}, $its, "$_: in the trace that was told")
    for qw(told posted yielded delayed alarmed called born);
is($seen{$_}{state}, 'theirs=1', "$_: with what came along")
    for qw(told posted yielded delayed alarmed called born);
is($trace{$_}, $trace{start}, "$_: still in that of its cause") for qw(before not_told);
isnt($trace{start}, $its, 'which is another one');
isnt($trace{readable}, $its, 'a file that is ready begins a trace');
isnt($trace{readable}, $trace{start}, 'of its own');
is($span{told}, $span{before}, 'a handler has one span');
delete $span{told};
my %different = reverse %span;
is(keys %different, keys %span, 'each has another one');
like($seen{$_}{parent}, qr/\A00-[0-9a-f]{32}-[0-9a-f]{16}-01\z/, "$_: well formed")
    for sort keys %seen;

done_testing;
