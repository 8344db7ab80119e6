# A program that uses a component, and neither POE nor its kernel by name, runs: the component needs them.
use strict;
use warnings;
use lib 't/lib';
use Test::More;
use POETest;

my %SESSION = (
    Session => 'POE::Session->create(inline_states => { _start => $start, done => $done })',
    NFA     => 'POE::NFA->spawn(inline_states => { initial => { begin => $start, done => $done } })'
        . '->goto_state("initial", "begin")',
);
my @parts = qw(POE::Component::Server::TCP POE::Component::Client::TCP);
push @parts, qw(POE::Component::IKC::Server POE::Component::IKC::Responder) if !is_upstream();

for my $part (@parts, is_upstream() ? () : 'POE::Kernel (); use POE::NFA') {
    my $class   = $part =~ /NFA/ ? 'NFA' : 'Session';
    my $program = <<"END";
use $part;
my \$start = sub { print qq(started\\n); \$POE::Kernel::poe_kernel->delay(done => 0.01) };
my \$done  = sub { print qq(done\\n) };
$SESSION{$class};
POE::Kernel->run;
print qq(over\\n);
END
    my $said = run_child($program);
    is $said->{stdout}, "started\ndone\nover\n", "$part alone" or diag $said->{stderr};
}

done_testing;
