use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# One session stands for all senders, unless a handler holds it: then it stays whom it stands for.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    my %test = (
        who  => sub { return $_[SENDER]->ID },
        name => sub { return ($_[KERNEL]->alias_list($_[SENDER]))[0] },
        hold => sub {
            $_[KERNEL]->refcount_increment($_[SENDER]->ID, 'held');
            return $_[HEAP]{held} = $_[SENDER]->ID;
        },
        use  => sub { $_[KERNEL]->post($_[HEAP]{held}, hello => $_[ARG0]); return },
        drop => sub { return $_[KERNEL]->refcount_decrement($_[HEAP]{held}, 'held') },
    );
    return server({ test => \%test });
});

until_noted(8);
play_client(
    $port,
    sub {
        $_[KERNEL]->call(IKC => publish => main => ['hello']);
        $_[KERNEL]->call(IKC => call    => "poe://Srv/test/$_", 'word', 'poe:back')
            for qw(who who name hold who use drop);
        $_[KERNEL]->call(IKC => call => "poe://Srv/test/who", undef, 'poe:back');
    },
    back  => sub { note_down($_[ARG0]) },
    hello => sub { note_down(hello => $_[ARG0]) },
);
my ($first, $second, $name, $held, $after, @more) = @{ got() };
is $second, $first, 'one for two requests';
is $name, 'POEComponentIKCResponderThunk00000001', 'its name';
is $held, $first, 'the same for whoever holds it';
isnt $after, $held, 'another when it was held';
is_deeply [ sort map { ref ? 'hello' : $_ eq $after ? 'other' : 0 + $_ } @more ],
    [ 0, 'hello', 'other' ],
    'what is posted to the one that is held still arrives';
done_testing;
