use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes ();

for my $name (
    qw(Resource Resources Loop Component Queue Resource::Aliases Resource::Clock Resource::Events Resource::Extrefs
    Resource::FileHandles Resource::SIDs Resource::Sessions Resource::Signals Loop::PerlSignals)
    )
{
    (my $file = "POE/$name.pm") =~ s{::}{/}g;
    ok eval { require $file }, "POE::$name loads" or diag $@;
    ok "POE::$name"->VERSION, 'and has a version';
}

subtest 'the clock' => sub {

    package Clocked;
    POE::Resource::Clock->import(qw(monotime sleep walltime wall2mono mono2wall time));
    main::ok(Clocked->can($_), "$_ is exported")
        for qw(monotime sleep walltime wall2mono mono2wall time);
    main::cmp_ok(abs(Clocked::walltime() - Time::HiRes::time()), '<', 0.5, 'walltime');
    main::cmp_ok(abs(Clocked::time() - Time::HiRes::time()), '<', 0.5, 'time');
    my $before = Clocked::monotime();
    Clocked::sleep(0.02);
    main::cmp_ok(Clocked::monotime() - $before, '>=', 0.019, 'sleep takes fractions');
    main::cmp_ok(
        abs(Clocked::mono2wall(Clocked::wall2mono(1e9)) - 1e9), '<', 0.01,
        'there and back'
    );
};

subtest 'virtual base classes' => sub {
    ok !eval { POE::Queue->new; 1 };
    like $@, qr/POE::Queue is a virtual base class and not meant to be used directly/;
};

subtest 'alarms of the wall clock and delays agree' => sub {
    my @order;
    play(
        _start => sub {
            my $now = Time::HiRes::time();
            $_[KERNEL]->delay(d1 => 0.02);
            $_[KERNEL]->alarm(a2 => $now + 0.04);
            $_[KERNEL]->delay(d3 => 0.06);
        },
        map {
            my $name = $_;
            ($name => sub { push @order, $name })
        } qw(d1 a2 d3)
    );
    is "@order", 'd1 a2 d3';
};

done_testing;
