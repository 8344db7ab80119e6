use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# Coroutines that take turns within handlers leave them in another order than they entered them. Each goes on in
# its own: the session and the event that are active are those of the handler that it is in.

needs('Coro');
plan skip_all => 'POE 1.370 keeps one active session for all coroutines' if !is_built_here();

my $start = 'use strict; use warnings; use Coro; use POE; my @log; my $k = $poe_kernel;';
my $end   = 'POE::XS::verify() if defined &POE::XS::verify; print "$_\n" for @log; print "over\n";';

my %program = (
    'posts' => <<'PERL',
POE::Session->create(inline_states => {
    _start => sub { $k->yield("e$_") for 1 .. 6 },
    map { my $name = "e$_"; $name => sub {
        my $id = $_[SESSION]->ID;
        for (1 .. 3) { cede; push @log, 'wrong' if $k->get_active_session->ID ne $id || $k->get_active_event ne $name || $_[STATE] ne $name }
        push @log, 'handled';
    } } 1 .. 6 });
my @co = map { async { for (1 .. 10) { POE::Kernel->run_one_timeslice; cede } } } 1 .. 3;
$_->join for @co;
POE::Kernel->run;
PERL
    'calls' => <<'PERL',
POE::Session->create(inline_states => {
    _start => sub { cede; $k->alias_set('db'); $k->sig(DIE => 'dead') }, _stop => sub { cede; push @log, 'stop' }, bye => sub { $k->alias_remove('db') },
    dead   => sub { push @log, 'dead'; $k->sig_handled },
    query  => sub { my $n = $_[ARG0]; cede for 1 .. $n; push @log, 'wrong' if $k->get_active_event ne 'query'; die "no row\n" if $n == 4; "row $n" } });
POE::Session->create(inline_states => { _start => sub { $k->yield('work') },
    work => sub {
        my @co = map { my $n = 6 - $_; async { push @log, $k->call(db => query => $n) // 'undef' } } 1 .. 5;
        $_->join for @co; $k->post(db => 'bye') } });
POE::Kernel->run;
PERL
    'cancelled in a handler' => <<'PERL',
POE::Session->create(inline_states => {
    _start => sub { $k->yield('stuck'); $k->alias_set('s'); $k->delay(end => 0.1) },
    stuck  => sub { push @log, 'stuck'; $k->call($_[SESSION], 'in') }, in => sub { schedule },
    end    => sub { push @log, 'end'; $k->alias_remove('s') }, _stop => sub { push @log, 'stop' } });
my $co = async { POE::Kernel->run }; cede; $co->cancel;
POE::Kernel->run;
PERL
);

my %said = (
    'posts' => "handled\n" x 6,
    'calls' => join('', map {"$_\n"} 'row 1', 'row 2', 'row 3', 'undef', 'row 5', 'dead', 'stop'),
    'cancelled in a handler' => "stuck\nend\nstop\n",
);

for my $name (sort keys %program) {
    my $got = run_program(script_of("$start $program{$name} $end"));
    is($got->{said}, "$said{$name}over\n", $name) or diag explain $got;
}

done_testing;
