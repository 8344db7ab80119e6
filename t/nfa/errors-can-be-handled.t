use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @errors;

sub on_die {
    push @errors, $_[ARG1];
    $_[KERNEL]->sig_handled;
}

POE::NFA->spawn(
    inline_states => {
        on => {
            start => sub {
                $_[KERNEL]->sig(DIE => 'on_die');
                $_[KERNEL]->yield('missing');
                $_[MACHINE]->goto_state('nowhere');
                $_[KERNEL]->yield('dies');
                $_[KERNEL]->yield('after');
            },
            dies   => sub { die "on purpose\n" },
            on_die => \&on_die,
            after  => sub { pass('the machine goes on'); is($_[STATE], 'on', 'in its state') },
        } })->goto_state(on => 'start');

ok(eval { POE::Kernel->run; 1 }, 'the program ends well') or diag $@;
my @texts = map { $_->{error_str} } @errors;
is(@texts, 3, 'three errors were handled');
like($texts[0], qr/a 'missing' event was sent from \Q$0\E at \d+ to session/, 'no handler');
like($texts[1], qr/tried to enter nonexistent state 'nowhere'/, 'no state');
is($texts[2], "on purpose\n", 'a handler that dies');
is($errors[0]{event}, 'missing', 'the event is named');

done_testing;
