use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'observers are ours alone' if is_upstream() }
use POE;
use POE::XS::Observer;

# Nothing special happens.

use Config;

my $head = q{
    use POE;
    use POE::XS::Observer;
    our $o = POE::XS::Observer->new(map { my $m = $_; $m => sub { print "$m\n" } } @ARGV);
    sub one { POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => sub { } }) }
};

sub said_by {
    my ($code, @moments) = @_;
    my $ended = run_child("BEGIN { \@ARGV = qw(@moments) } $head; $code");
    is $ended->{stderr}, '', 'no complaint';
    is $ended->{status}, 0, 'a good end';
    return $ended->{stdout};
}

is said_by('one(); POE::Kernel->run', 'birth'), "birth\n", 'a plain program';
is said_by(
    'POE::Kernel->run; my $pid = fork; if (!$pid) { POE::Kernel->stop; one(); POE::Kernel->run; exit } waitpid $pid, 0; one(); POE::Kernel->run',
    'birth'
    ),
    "birth\nbirth\n", 'a child observes, too';
is said_by('POE::Kernel->run; one(); exit', POE::XS::Observer->moments)
    =~ s/^(?!birth|enter).*\n//gmr,
    "birth\nenter\n", 'a program that does not run its kernel';
is said_by('my $also = $o; undef $o; one(); POE::Kernel->run', 'birth'), "birth\n", 'held twice';

SKIP: {
    skip 'this perl has no threads', 1 if !$Config{useithreads};
    is said_by(
        'require threads; POE::Kernel->run; threads->create(sub { one(); POE::Kernel->run; undef $o; })->join; one(); POE::Kernel->run',
        'birth'
        ),
        "birth\n", 'a thread does not';
}

done_testing;
