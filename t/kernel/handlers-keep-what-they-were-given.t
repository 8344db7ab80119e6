use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# What is in @_ is the handler's until it returns, whatever runs meanwhile.

sub described {
    return join ' ',
        map { defined $_ ? $_ : 'undef' } @_[ SESSION, STATE, SENDER, CALLER_FILE .. CALLER_STATE ];
}

sub use_memory {
    my @list = map {"text $_"} 1 .. 500;
    return scalar @list;
}

my %way_of = (
    'nothing more'            => sub { },
    'references to all of it' => sub { $_[HEAP]{kept} = \@_ },
    'a reference to each'     => sub {
        $_[HEAP]{kept} = [ map { \$_ } @_ ];
    },
    'call to itself' => sub { $_[KERNEL]->call($_[SESSION], 'end') },
    'an exception'   => sub {
        eval { $_[KERNEL]->call($_[SESSION], 'dies') }
    },
);

for my $way (sort keys %way_of) {
    subtest "a nested handler that makes of its own: $way" => sub {
        my (@before, @after);
        my $call = sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            push @before, &described;
#line 1000 "elsewhere"
            $kernel->call($session, 'nested', $way);
            {
                my @kept = map { \$_ } @_;
                $kernel->call($session, 'nested', $way)
            }
            use_memory();
            push @after, &described;
        };
        play(
            _start => sub {
#line 10 "here"
                $_[KERNEL]->yield('work');
                $_[KERNEL]->call($_[SESSION], 'work');
            },
            work   => $call,
            nested => sub { $_[HEAP]{kept} = undef; $way_of{ $_[ARG0] }->(@_[ 0 .. ARG0 ]) },
            end    => sub { },
            dies   => sub { die "on purpose\n" },
        );
        is_deeply \@after, \@before, 'leaves it to the outer one';
        like $before[0], qr/ here 11 /;
    };
}

subtest 'each value is one of its own' => sub {
    my @log;
    play(
        _start => sub { $_[KERNEL]->yield('again', 1) },
        again  => sub {
            $_[KERNEL]->yield('again', $_[ARG0] - 1) if $_[ARG0];
            $_[SENDER] = 'somebody';
            push @log, ref $_[SESSION];
        },
    );
    is_deeply \@log, [ 'POE::Session', 'POE::Session' ], 'though the sender is the session';
};

done_testing;
