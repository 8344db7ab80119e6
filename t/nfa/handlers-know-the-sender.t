use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my %got;
sub keep { $got{ $_[EVENT] } = [@_] }

my $line = __LINE__ + 1;
sub send_both { $_[KERNEL]->post(target => 'posted'); $_[KERNEL]->call(target => 'called') }

my $from = POE::NFA->spawn(inline_states => { on => { start => \&send_both } });
my $to   = POE::NFA->spawn(
    inline_states => {
        on => {
            start => sub { $_[KERNEL]->alias_set('target'); $_[KERNEL]->yield('own') },
            map { ($_ => \&keep) } qw(posted called own _default),
        } });
$to->goto_state(on => 'start');
$from->goto_state(on => 'start');
$poe_kernel->post(target => 'top_level', 'x');
POE::Kernel->run;

for my $event (qw(posted called)) {
    my @at = @{ $got{$event} };
    is($at[SENDER], $from, "$event: the sender");
    is($at[POE::NFA::CALLER_FILE], __FILE__, 'the file');
    is($at[POE::NFA::CALLER_LINE], $line, 'the line');
}
is($got{own}[SENDER], $to, 'an event to itself has itself as sender');

my @default = @{ $got{_default} };
is($default[SENDER], $poe_kernel, 'the top level counts as the kernel');
is_deeply(
    [ @default[ ARG0 .. $#default ] ], [ top_level => ['x'] ],
    '_default gets name and arguments'
);

done_testing;
