use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Time::HiRes qw(time);

subtest 'each signal is delivered' => sub {
    my (@got, $sent);
    play(
        _start => sub {
            $_[KERNEL]->sig($_ => 'caught', 'extra') for qw(USR1 USR2 ALRM WINCH);
            $_[KERNEL]->delay(limit => scaled(5));
            kill $_ => $$ for qw(USR1 USR2 ALRM WINCH);
        },
        caught => sub { push @got, "$_[ARG0] $_[ARG1]"; $_[KERNEL]->delay('limit') if @got == 4 },
        limit  => sub { },
    );
    is_deeply [ sort @got ], [ 'ALRM extra', 'USR1 extra', 'USR2 extra', 'WINCH extra' ];
};

subtest 'equal signals are all delivered' => sub {
    my $count = 0;
    play(
        _start => sub {
            $_[KERNEL]->sig(USR1 => 'caught');
            $_[KERNEL]->delay(limit => scaled(5));
            for (1 .. 5) { kill USR1 => $$; my $let_perl_see_it = 1 }
        },
        caught => sub { $_[KERNEL]->delay('limit') if ++$count == 5 },
        limit  => sub { },
    );
    is $count, 5;
};

subtest 'a signal wakes a sleeping kernel' => sub {
    my ($begun, $late);
    play(
        _start => sub {
            $_[KERNEL]->sig(USR1 => 'caught');
            $_[KERNEL]->delay(limit => scaled(10));
            $begun = time;
            my $parent = $$;
            $_[KERNEL]->sig_child(
                spawn(sub { select undef, undef, undef, 0.05; kill USR1 => $parent; 0 }), 'reaped');
        },
        caught => sub { $late = time - $begun; $_[KERNEL]->delay('limit') },
        limit  => sub { },
        reaped => sub { },
    );
    cmp_ok $late, '<', scaled(2), 'long before its next alarm';
};

subtest 'PIPE' => sub {
    my $count = 0;
    pipe my $in, my $out or die $!;
    close $in;
    play(
        _start => sub {
            $_[KERNEL]->sig(PIPE => 'caught');
            $_[KERNEL]->delay(limit => scaled(5));
            syswrite $out, 'x';
        },
        caught => sub { $count++; $_[KERNEL]->delay('limit') },
        limit  => sub { },
    );
    is $count, 1, 'is caught if watched';
};

subtest 'a signal before run' => sub {
    my $count = 0;
    session(
        _start => sub { $_[KERNEL]->sig(USR1 => 'caught'); $_[KERNEL]->delay(limit => scaled(5)) },
        caught => sub { $count++;                          $_[KERNEL]->delay('limit') },
        limit  => sub { },
    );
    kill USR1 => $$;
    $poe_kernel->run;
    is $count, 1, 'is not lost';
};

subtest 'without the signal pipe' => sub {
    is output_of(<<'CODE', env => { POE_USE_SIGNAL_PIPE => 0 }), 'USR1 ';
        use POE;
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->sig(USR1 => 'x'); $_[KERNEL]->delay(y => 0.05); kill USR1 => $$ },
            x => sub { print "$_[ARG0] " }, y => sub { } });
        POE::Kernel->run;
CODE
};

done_testing;
