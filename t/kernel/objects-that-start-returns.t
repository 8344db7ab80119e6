use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# What _start returns is kept for the parent's _child. Objects of POE's own are not: they end in the
# session that returned them.

my $code = <<'CODE';
package POE::Own;
sub DESTROY {
    my $active = POE::Kernel->get_active_session;
    print 'own in ', $active == $POE::Kernel::poe_kernel ? 'kernel' : $active->get_heap->{name}, "\n";
}

package Other;
our @ISA = ('POE::Own');

package main;
use POE;

sub child {
    my ($class) = @_;
    POE::Session->create(
        heap          => { name => 'child' },
        inline_states => {
            _start => sub { $_[HEAP]{object} = bless [], $class; delete $_[HEAP]{object} },
        },
    );
}

POE::Session->create(
    heap          => { name => 'parent' },
    inline_states => {
        _start => sub { child($ARGV[0]) },
        _child => sub { print "$_[ARG0] ", $_[ARG2] =~ s/=.*//sr, "\n" if $_[ARG0] eq 'create' },
    },
);
POE::Kernel->run;
CODE

is output_of("BEGIN { \@ARGV = ('POE::Own') } $code"), "own in child\ncreate POE::Own\n",
    'an object of POE ends before its parent hears of it';
is output_of("BEGIN { \@ARGV = ('Other') } $code"), "create Other\nown in parent\n",
    'any other is handed over';

my $child = run_child(<<'CODE');
use POE qw(Wheel::ReadWrite);
use Socket;
socketpair my $left, my $right, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die;
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(Handle => $left, InputEvent => 'input');
            delete $_[HEAP]{wheel};
        },
    },
);
POE::Kernel->run;
print "over\n";
CODE
is $child->{stdout}, "over\n", 'a wheel leaves no select behind';

done_testing;
