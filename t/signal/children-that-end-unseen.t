use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# sig_child tells of a child that had ended before it was asked for, of one that ends while somebody else
# has $SIG{CHLD}, and in a forked process of that process's own, on each loop and beside AnyEvent.

plan skip_all => 'upstream does not hear of these' if is_upstream();

my %program = (
    'a child that had ended' => <<'PERL',
_start => sub { $_[HEAP]{pid} = child(0); $_[KERNEL]->delay(ask => 0.2) },
ask    => sub { $_[KERNEL]->sig_child($_[HEAP]{pid}, 'over') },
PERL
    'one that had, while another is watched' => <<'PERL',
_start => sub { $_[HEAP]{pid} = child(0); $_[KERNEL]->sig_child(child(0.1), 'other'); $_[KERNEL]->delay(ask => 0.3) },
other  => sub { },
ask    => sub { $_[KERNEL]->sig_child($_[HEAP]{pid}, 'over') },
PERL
    'one that ends while a module has the signal' => <<'PERL',
_start => sub { $_[KERNEL]->sig_child(child(0.2), 'over'); $_[KERNEL]->delay(borrow => 0.05) },
borrow => sub { local $SIG{CHLD} = 'DEFAULT'; select undef, undef, undef, 0.3 },
PERL
    'one that ends afterwards' => <<'PERL',
_start => sub { $_[KERNEL]->sig_child(child(0.3), 'over'); $_[KERNEL]->delay(borrow => 0.05) },
borrow => sub { local $SIG{CHLD} = sub { }; system 'true' },
PERL
    'a child of a forked process' => <<'PERL',
_start => sub { $_[KERNEL]->sig_child(child(0.05), 'over') },
PERL
);

my $frame = <<'PERL';
LOADS
use POE;
use POSIX ();
sub child {
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    select undef, undef, undef, $_[0];
    POSIX::_exit(3);
}
FORK
my @seen;
POE::Session->create(inline_states => { STATES over => sub { push @seen, $_[ARG2] >> 8 } });
POE::Kernel->run;
print "@seen";
PERL

my $fork = 'my $pid = fork // die; if ($pid) { waitpid $pid, 0; POSIX::_exit(0) }';
for my $beside ('', 'use AnyEvent; AnyEvent::detect();') {
    SKIP: {
        skip 'AnyEvent is not installed', scalar keys %program
            if $beside and !eval { require AnyEvent; 1 };
        for my $what (sort keys %program) {
            my $text = $frame =~ s/LOADS/$beside/r =~ s/FORK/$what =~ m{forked} ? $fork : ''/er
                =~ s/STATES/$program{$what}/r;
            my $child = run_child($text, limit => 20);
            is($child->{stdout}, '3', $beside ? "$what, beside AnyEvent" : $what)
                or diag explain $child;
        }
    }
}

done_testing;
