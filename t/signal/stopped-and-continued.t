use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POSIX qw(WUNTRACED);
use Test::More;

# A program that is stopped while it sleeps, and goes on later, has lost nothing: what came in the meantime comes
# then, once.

pipe my $said, my $says or die "pipe: $!";
pipe my $in, my $out    or die "pipe: $!";
my $program = fork // die "fork: $!";
if (!$program) {
    require POE;
    POE->import;
    my %came;
    my $count = sub { $came{ $_[0] }++ };
    my $say   = sub { syswrite $says, "@_\n" };
    POE::Session->create(
        inline_states => {
            _start => sub {
                my $kernel = $POE::Kernel::poe_kernel;
                $kernel->sig(USR1 => 'signal');
                $kernel->select_read($in, 'file');
                $kernel->delay(delay => scaled(0.1));
                $kernel->sig_child(
                    spawn(sub { select undef, undef, undef, scaled(0.15); 3 }),
                    'child'
                );
                $say->('ready');
            },
            signal => sub { $count->('signal'); $POE::Kernel::poe_kernel->sig('USR1') },
            delay  => sub { $count->('delay') },
            child  => sub { $count->('child') },
            file   => sub {
                sysread $in, my $octet, 1;
                $count->('file');
                $POE::Kernel::poe_kernel->select_read($in);
            },
            _stop => sub {
                $say->(map {"$_ $came{$_}"} sort keys %came);
            },
        },
    );
    POE::Kernel->run;
    POSIX::_exit(0);
}
is scalar <$said>, "ready\n", 'it runs';
kill STOP => $program;
waitpid $program, WUNTRACED;
kill USR1 => $program;
syswrite $out, 'x';
select undef, undef, undef, scaled(0.3);
kill CONT => $program;
is scalar <$said>, "child 1 delay 1 file 1 signal 1\n", 'all came, once each';
waitpid $program, 0;
is $?, 0, 'and it ends';

done_testing;
