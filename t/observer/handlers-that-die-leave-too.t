use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'observers are ours alone' if is_upstream() }
use POE;
use POE::XS::Observer;

# Each enter has its leave, whatever ends the handler.

my $program = q{
    use POE;
    use POE::XS::Observer;
    my $o = POE::XS::Observer->new(
        enter => sub { print "enter $_[0]{event}\n" if $_[0]{event} !~ /\A_/ },
        leave => sub { print "leave $_[0]{event}", $_[0]{died} ? ' dead' : '', "\n" if $_[0]{event} !~ /\A_/ },
    );
    sub inner { no warnings 'exiting'; LOOP: for (1) { $_[0]->call($_[1], 'jumps') } }
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->sig(DIE => '_death');
                $_[KERNEL]->yield($_) for @ARGV ? @ARGV : qw(outer alone);
            },
            _death => sub { $_[KERNEL]->sig_handled },
            outer  => sub { $_[KERNEL]->call($_[SESSION], 'inner') },
            inner  => sub { die "oops\n" },
            alone  => sub { die "oops\n" },
            exits  => sub { exit 3 },
        });
    POE::Kernel->run;
};
is output_of($program), <<'END', 'exceptions';
enter outer
enter inner
leave inner dead
leave outer dead
enter alone
leave alone dead
END
is output_of($program =~ s/POE::Kernel->run;/POE::Kernel->call(1, 'alone'); POE::Kernel->stop/r),
    "enter alone\nleave alone dead\n", 'one that is called from outside of a run';
my $ended = run_child("BEGIN { \@ARGV = 'exits' } $program");
is $ended->{stdout}, "enter exits\nleave exits dead\n", 'exit';
is $ended->{stderr}, '', 'without a complaint';
is $ended->{status}, 3 << 8, 'with its status';

done_testing;
