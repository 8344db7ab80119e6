use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub in_events {
    my ($body, %env) = @_;
    return output_of(
        "use POE; my \$dummy = \\&POE::Kernel::_dummy_sigdie_handler; $body",
        env => \%env
    );
}

my $session
    = 'POE::Session->create(inline_states => { _start => sub { %s }, next => sub { %s }, later => sub { %s } }); POE::Kernel->run;';
my $which
    = 'print !defined $SIG{__DIE__} ? "none " : ref $SIG{__DIE__} && $SIG{__DIE__} == $dummy ? "dummy " : "mine ";';

for my $catch (0, 1) {
    my %env = (POE_CATCH_EXCEPTIONS => $catch);
    is in_events(
        sprintf(
            $session,
            "$which \$_[KERNEL]->yield('next'); \$_[KERNEL]->call(\$_[SESSION], 'later')", $which,
            $which
        ),
        %env
        ),
        'dummy dummy dummy ',
        "an empty hook is the dummy inside handlers (CATCH_EXCEPTIONS $catch)";
    is in_events('$SIG{__DIE__} = sub { }; ' . sprintf($session, $which, '', ''), %env), 'mine ',
        'a hook of the program stays';
    is in_events('$SIG{__DIE__} = "DEFAULT"; ' . sprintf($session, $which, '', ''), %env),
        'dummy ', 'DEFAULT counts as empty';
}

is in_events(
    'print POE::Kernel::_dummy_sigdie_handler(), " "; ' . sprintf($session, '', '', '') . $which),
    '1 dummy ',
    'the dummy returns 1 and stays after run';

is in_events(
    'my @heard; $SIG{__DIE__} = sub { push @heard, $_[0] };' . sprintf(
        $session, '$_[KERNEL]->sig(DIE => "next"); $_[KERNEL]->yield("later")',
        '$_[KERNEL]->sig_handled; print "told @heard"', 'die "x\n"'
    )
    ),
    "told x\n", 'a hook of the program hears what handlers throw';

subtest 'a hook set in the first handler' => sub {
    my $child
        = run_child(
        'use POE; POE::Session->create(inline_states => { _start => sub { $SIG{__DIE__} = sub { } } }); POE::Kernel->run;'
        );
    my @lines = grep {/<sg>/} split /\n/, $child->{stderr};
    is @lines, 3, 'is warned about';
    like $lines[0], qr/^=== \d+ === <sg> Event handler redefined global __DIE__ signal handler\.$/;
    like $lines[1], qr/^=== \d+ === <sg> This may conflict with CATCH_EXCEPTIONS handling\.$/;
    like $lines[2],
        qr/^=== \d+ === <sg> If global redefinition is necessary, do it in global code\.$/;
};

is in_events(
    sprintf $session, '$_[KERNEL]->yield("next")',
    '$SIG{__DIE__} = sub { }; $_[KERNEL]->yield("later")', $which
    ),
    'mine ',
    'one set in a later handler stays';

is in_events(
    sprintf(
        $session, '$_[KERNEL]->yield("next")',
        'print scalar $_[KERNEL]->call($_[SESSION], "later"), " ", '
            . 'join ",", $_[KERNEL]->call($_[SESSION], "later")',
        'return wantarray ? (1, 2) : "scalar"'
    ),
    POE_CATCH_EXCEPTIONS => 0
    ),
    'scalar 1,2', 'the hook does not disturb the context of call';

is in_events('POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, '
        . 'x => sub { local $SIG{__DIE__} = ""; $_[KERNEL]->call($_[SESSION], "y") }, y => sub { die "original\n" } });'
        . 'eval { POE::Kernel->run }; print $@', POE_CATCH_EXCEPTIONS => 0),
    "original\n", 'an emptied hook does no harm';

done_testing;
