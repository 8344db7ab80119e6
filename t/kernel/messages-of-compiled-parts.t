use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Loop::IO_Poll);

# What the compiled functions say to a caller that hands them something else than they work on. Each names
# the program's line.
plan skip_all => 'upstream has no compiled functions' if is_upstream();

sub says {
    my ($text, $code) = @_;
    my $lived = eval { $code->(); 1 };
    my $good  = ok !$lived && $@ =~ /\A$text at \Q$0\E line \d+\.\n\z/, $text =~ s/\\//gr;
    diag $@ if !$good;
    return $good;
}

says 'POE::Kernel::session_alloc: the session must be an object of its own', $_
    for sub { $poe_kernel->session_alloc }, sub { $poe_kernel->session_alloc(5) },
    sub { $poe_kernel->session_alloc($poe_kernel) };

for my $wrong (5, undef, {}, \1, bless({}, 'POE::Session')) {
    says 'POE::Session::_invoke_state: the session must be a POE::Session object',
        sub { POE::Session::_invoke_state($wrong, $poe_kernel, 'x', []) };
}

says 'POE::XS::_wrap: code must be a function', sub {
    POE::XS::_wrap($_, sub { });
    }
    for 5, {}, undef;

says "unknown I\/O mode $_",
    sub { my $mode = $_; $poe_kernel->loop_watch_filehandle(\*STDIN, $mode) }
    for 3, -1;
says 'unknown I\/O mode 7', sub { POE::Kernel::mode_to_poll(7) };

# Functions that do the work of a method for bridges and tests: their Perl part is in between.
subtest 'what is no session' => sub {
    my $foreign = bless [], 'Foreign';
    my @calls   = (
        [ _data_sig_add       => 'USR1', 'event' ],
        [ _data_sig_pid_watch => $$, 'event' ],
    );
    for my $call (@calls) {
        my ($method, @args) = @$call;
        ok !eval { $poe_kernel->$method($foreign, @args); 1 };
        like $@, qr/\A\Q$foreign\E is not a session of this kernel at /, "$method, an object";
    }
    ok !eval { $poe_kernel->_data_sig_add('text', 'USR1', 'event'); 1 };
    like $@,
        qr/\ACan't locate object method "ID" via package "text" \(perhaps you forgot to load "text"\?\) at /,
        'a string, as perl says it of methods';
    is $poe_kernel->_data_sig_explicitly_watched('USR1') || 0, 0, 'and nothing is watched';
};

done_testing;
