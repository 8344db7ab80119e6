use strict;
use warnings;

use lib 't/lib';
use Bridges;
use File::Spec;
use POETest;
use ProbeTest;
use RealProgram qw(have);
use Test::More;

# The probe answers whoever's loop it is, and keeps none of them going.

my $program = <<'PERL';
pipe my $in, my $out or die;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $_[KERNEL]->select_read($in, 'ready');    # HERE
        $_[KERNEL]->delay(later => 600);
    },
    drop  => sub { $_[KERNEL]->select_read($in); $_[KERNEL]->delay('later') },
    ready => sub { },
});
go { POE::Kernel->post(it => 'drop') };
POE::Kernel->run;
print "over\n";
PERL

sub check {
    my ($p, $backend) = @_;
    like $p->head->{backend}, $backend, 'which loop';
    my ($file) = grep { $_->{kind} eq 'file' } @{ $p->why('it')->{reasons} };
    is $file->{place}, $p->place('HERE'), 'why';
    is $p->ask(op => 'snapshot')->{part}, 'end', 'everything';
    $p->go;
    is $p->ended, 0, 'it ends';
    is $p->stdout, "over\n", 'where it should';
    is $p->stderr, '', 'in silence';
    return;
}

my %loop = (Select => qr/select/, IO_Poll => qr/poll/, Epoll => qr/epoll/, Default => qr/./);
for my $loop (sort keys %loop) {
    subtest $loop => sub {
        check(probed($program, env => { POE_EVENT_LOOP => "POE::Loop::$loop" }), $loop{$loop});
    };
}

SKIP: {
    skip 'there is no EV', 2 if !have('EV');
    subtest 'EV' => sub { check(probed("use EV; $program"), qr/./) };
    my $run = 'POE::XS::Probe->start; '
        . 'my $w = EV::timer(0, 0.05, sub { EV::break() if !POE::Kernel->alias_resolve("it") }); EV::run();';
    # A program that runs EV itself goes on beside what only an alias keeps.
    my $by_ev = $program =~ s/POE::Kernel->run;/$run/r
        =~ s/drop  => sub \{/$& \$_[KERNEL]->alias_remove('it');/r;
    subtest 'EV::run' =>
        sub { check(probed("use EV; use POE::XS::Probe; POE::Kernel->run; $by_ev"), qr/./) };
}

local @INC = (File::Spec->rel2abs('t/lib/Bridges'), @INC);
subtest 'a bridge' =>
    sub { check(probed($program, env => { POE_EVENT_LOOP => 'POE::Loop::Plain' }), qr/./) };

done_testing;
