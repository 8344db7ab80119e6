use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Perl code that runs while the kernel takes its arguments may need so much of perl's stack that it
# moves. With this many arguments the old one is given back to the system, and touching it is fatal.

my @many = map {"argument $_"} 1 .. 20_000;

sub use_much_stack { my @list = (1) x 2_000_000; return scalar_of(@list) }
sub scalar_of      { return scalar @_ }

subtest 'a handle that has to be asked for its descriptor' => sub {
    {

        package Asked;
        sub TIEHANDLE { my ($class, $real) = @_; return bless { real => $real }, $class }
        sub FILENO    { main::use_much_stack();  return fileno $_[0]{real} }
        sub BINMODE   { main::use_much_stack();  return 1 }
    }
    pipe my $reader, my $writer or die "pipe: $!";
    syswrite $writer, 'x';
    my $handle = do { local *TIED; \*TIED };
    tie *$handle, 'Asked', $reader;
    my @got;
    play(
        _start   => sub { $_[KERNEL]->select_read($handle, readable => @many) },
        readable => sub { @got = @_[ ARG2 .. $#_ ]; $_[KERNEL]->select_read($handle) },
    );
    is scalar @got, 20_000;
    is "@got[0, -1]", 'argument 1 argument 20000';
};

subtest 'a class that gives IDs in a way of its own' => sub {
    {

        package Slow;
        our @ISA = 'POE::Session';

        sub _set_id {
            my ($self, $id) = @_;
            main::use_much_stack();
            return $self->SUPER::_set_id($id);
        }
    }
    my @got;
    Slow->create(inline_states => { _start => sub { @got = @_[ ARG0 .. $#_ ] } }, args => \@many);
    is scalar @got, 20_000;
    is "@got[0, -1]", 'argument 1 argument 20000';
    $poe_kernel->run;
};

done_testing;
