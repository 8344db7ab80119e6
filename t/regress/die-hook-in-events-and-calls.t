use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

BEGIN { $ENV{POE_CATCH_EXCEPTIONS} = 0 }
use POE;

# $SIG{__DIE__} in handlers, with exceptions uncaught: never empty at first, what a handler sets stays for
# events and calls after it, calls keep their context, and an exception keeps its text.
my $stub = \&POE::Kernel::_dummy_sigdie_handler;
my $mine = sub { };

sub which {
    my $hook = $SIG{__DIE__} // 'none';
    return $hook eq $stub ? 'stub' : $hook eq $mine ? 'mine' : $hook eq '' ? 'empty' : "$hook";
}

my @log;
session(
    _start => sub {
        push @log, 'start ' . which();
        push @log, 'scalar ' . $_[KERNEL]->call($_[SESSION], 'context');
        push @log, 'list ' . join ',', $_[KERNEL]->call($_[SESSION], 'context');
        $_[KERNEL]->call($_[SESSION], 'context');
        $_[KERNEL]->yield('set');
    },
    context => sub {
        push @log, 'call ' . which();
        return wantarray ? ('l', 'i') : defined wantarray ? 's' : push @log, 'void';
    },
    set   => sub { $SIG{__DIE__} = $mine; push @log, 'set ' . which(); $_[KERNEL]->yield('later') },
    later => sub {
        push @log, 'later ' . which();
        $_[KERNEL]->call($_[SESSION], 'context');
        $_[KERNEL]->yield('throw');
    },
    throw => sub { $SIG{__DIE__} = ''; $_[KERNEL]->call($_[SESSION], 'die') },
    die   => sub { die "the text\n" },
);
ok !eval { $poe_kernel->run; 1 };
is $@, "the text\n", 'run throws what was thrown';
is_deeply \@log,
    [
    'start stub', 'call stub', 'scalar s', 'call stub', 'list l,i', 'call stub', 'void',
    'set mine', 'later mine', 'call mine', 'void'
    ]
    or diag explain \@log;

done_testing;
