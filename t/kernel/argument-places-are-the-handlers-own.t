use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# A handler may put something else into any place of @_ and hand that on: neither the next handler nor one
# further out, nor the kernel, sees it. HEAP is the session's own place, and KERNEL is $poe_kernel, on purpose.

my %place = (
    SESSION     => SESSION, STATE            => STATE, SENDER => SENDER, CALLER_FILE => CALLER_FILE,
    CALLER_LINE => CALLER_LINE, CALLER_STATE => CALLER_STATE,
);
my (%seen, @failed);

# What is in the places before it is overwritten, and that it can be.
sub overwrite {
    my $event = $_[STATE];
    push @{ $seen{$event} }, join ' ', map { defined $_[ $place{$_} ] ? $_[ $place{$_} ] : 'undef' }
        sort keys %place;
    for my $name (sort keys %place) {
        eval { $_[ $place{$name} ] = "new $name"; 1 } or push @failed, "$name of $event: $@";
    }
    return;
}

pipe my $in, my $out or die "pipe: $!";
syswrite $out, 'x';

play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        &overwrite;
        $kernel->alias_set('here');
        $kernel->sig(USR1 => 'signalled');
        $kernel->select_read($in, 'readable');
        session(_start => \&overwrite, _stop => \&overwrite, _parent => \&overwrite);
        $kernel->post($session, 'posted') for 1 .. 3;
        kill USR1 => $$;
    },
    _child => sub {&overwrite},
    posted => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        &overwrite;
        $kernel->call($session, 'called') for 1 .. 2;
        $kernel->delay(last => scaled(0.05));
    },
    called    => sub {&overwrite},
    signalled => sub {&overwrite},
    readable  => sub { my $handle = $_[ARG0]; &overwrite; $poe_kernel->select_read($handle) },
    last      => sub {
        &overwrite;
        $poe_kernel->sig('USR1');
        $poe_kernel->alias_remove('here');
    },
    _stop => sub {&overwrite},
);

is_deeply \@failed, [], 'no place is read-only';
ok ref $poe_kernel && $poe_kernel->can('post'), 'the kernel is still there';
for my $event (qw(posted called)) {
    my @all = @{ $seen{$event} };
    ok !(grep {/new/} @all), "$event: each event finds its own";
    is_deeply \@all, [ ($all[0]) x @all ], 'the same each time';
}
ok !(grep {/new/} map {@$_} values %seen), 'nor does any other handler see what was put there';

# The name of a state is in STATE and in CALLER_STATE, here and further out.
my @after;
play(
    _start => sub { $_[KERNEL]->yield('again', 1) },
    again  => sub {
        my ($kernel, $level) = @_[ KERNEL, ARG0 ];
        my @before = @_[ SESSION, STATE, SENDER, CALLER_FILE, CALLER_LINE, CALLER_STATE ];
        $kernel->call($_[SESSION], 'again', $level + 1) if $level < 4;
        push @after,
            "@before" eq "@_[SESSION, STATE, SENDER, CALLER_FILE, CALLER_LINE, CALLER_STATE]";
        $_[STATE] = 'other';
        push @after, !defined $_[CALLER_STATE] || $_[CALLER_STATE] ne 'other';
        $_[ $place{$_} ] = 'other' for keys %place;
    },
);
is_deeply \@after, [ (1) x 8 ], 'a nested handler changes none of those further out';

@after = ();
my $server = session(
    _start => sub { $_[KERNEL]->alias_set('server') },
    serve  => sub {
        $poe_kernel->call($_[SENDER], 'hear') if !$_[ARG0];
        $_[ $place{$_} ] = 'other' for keys %place;
        $poe_kernel->alias_remove('server') if $_[ARG0];
    },
);
play(
    _start => sub { $_[KERNEL]->yield('ask') },
    ask    => sub {
        my @before = @_[ SESSION, STATE, SENDER, CALLER_FILE, CALLER_STATE ];
        $_[KERNEL]->call(server => serve => 0);
        push @after, "@before" eq "@_[SESSION, STATE, SENDER, CALLER_FILE, CALLER_STATE]";
        $_[KERNEL]->call(server => serve => 1);
        push @after, "@before" eq "@_[SESSION, STATE, SENDER, CALLER_FILE, CALLER_STATE]";
    },
    hear => sub { $_[ $place{$_} ] = 'other' for keys %place },
);
is_deeply \@after, [ 1, 1 ], 'nor those of another session';

done_testing;
