use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# The program ends while coroutines wait within handlers, by itself or by exit, in a coroutine or in a handler.

needs('Coro');
plan skip_all => 'POE 1.370 crashes here' if !is_built_here();

my $start = <<'PERL';
use strict; use warnings; use Coro; use POE;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('s'); $_[KERNEL]->yield('stuck') },
    stuck  => sub { print "stuck\n"; $_[KERNEL]->call($_[SESSION], 'in') }, in => sub { schedule } });
my $co = async { POE::Kernel->run };
cede;
END { POE::Kernel->post(s => 'late'); POE::XS::verify(); print "END\n" }
PERL

my %way = (
    'by itself'               => '',
    'exit beside'             => 'exit 0;',
    'exit in a coroutine'     => 'async { exit 0 }; cede;',
    'exit in another handler' =>
        'POE::Session->create(inline_states => { _start => sub { async { exit 0 }; cede } });',
    'exit after it was cancelled' => '$co->cancel; exit 0;',
);
for my $name (sort keys %way) {
    my $got = run_program(script_of($start . $way{$name}));
    is("$got->{said}$got->{status}", "stuck\nEND\n0", $name) or diag explain $got;
}

done_testing;
