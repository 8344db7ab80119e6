use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

plan skip_all => 'upstream has no such handlers' if is_upstream();

# POE::XS::_with, _unless and _when, of which components make their handlers. Each is tried as a handler
# of a stock session, which the kernel sees through, and as a plain function.

sub with        { return POE::XS::_with(@_) }
sub unless_true { return POE::XS::_unless(@_) }
sub when_true   { return POE::XS::_when(@_) }

{

    package Bag;
    use overload '%{}' => sub { ${ $_[0] } }, fallback => 1;
    sub new { my ($class, %hash) = @_; return bless \(\%hash), $class }
}

{

    package Truth;
    use overload bool => sub { $_[0][0] };
    sub of { my ($class, $truth) = @_; return bless [$truth], $class }
}

{

    package Table;
    require Tie::Hash;
    our @ISA = ('Tie::StdHash');
}

sub tied_hash { tie my %hash, 'Table'; %hash = @_; return \%hash }

# What code returned and saw for each of these heaps, in a session.
sub as_handler {
    my ($code, $heap) = @_;
    my $answer = [];
    POE::Session->create(
        heap          => $heap,
        inline_states => {
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died');
                $_[KERNEL]->yield('begin');
            },
            begin => sub { @$answer = $_[KERNEL]->call($_[SESSION], tried => 'a', 'b') },
            tried => $code,
            died  => sub { push @$answer, $_[ARG1]{error_str}; $_[KERNEL]->sig_handled },
        });
    POE::Kernel->run;
    return $answer;
}

sub as_function {
    my ($code, $heap) = @_;
    my @event  = (undef, 'session', $poe_kernel, $heap, 'tried', ('x') x 5, 'a', 'b');
    my @answer = eval { $code->(@event) };
    push @answer, $@ if $@;
    return \@answer;
}

my %way = ('as a handler' => \&as_handler, 'as a function' => \&as_function);

my @heaps = (
    'a hash'           => sub { return {@_} },
    'an object'        => sub { return bless {@_}, 'Heap' },
    'a tied hash'      => \&tied_hash,
    'one that acts so' => sub { return Bag->new(@_) },
);

for my $name (sort keys %way) {
    my $run = $way{$name};

    subtest "with, $name" => sub {
        my $first = {};
        my $code  = with($first, sub { return ($_[0] == $first, $#_, @_[ ARG0 + 1 .. $#_ ]) });
        is_deeply $run->($code, {}), [ 1, 12, 'a', 'b' ], 'one argument more, in front';
        my $shift = with($first, sub { shift; return @_[ ARG0 .. $#_ ] });
        is_deeply $run->($shift, 'no hash'), [ 'a', 'b' ], 'to be taken off';
        is_deeply $run->(with(7, sub { $_[0]++; return $_[0] }), {}), [8];
        like $run->(with($first, sub { die "on purpose\n" }), {})->[-1], qr/\Aon purpose/,
            'what it throws';
    };

    for my $i (0 .. $#heaps / 2) {
        my ($kind, $heap) = @heaps[ 2 * $i, 2 * $i + 1 ];
        subtest "$kind, $name" => sub {
            my $code = sub { return ($_[ARG0], $_[ARG1]) };
            my ($unless, $when) = (unless_true(gone => $code), when_true(gone => $code));
            my %truth = (1 => 1, 0 => 0, '' => 0, 'text' => 1);
            is_deeply $run->($unless, $heap->()), [ 'a', 'b' ], 'unless: there is none';
            is_deeply $run->($when, $heap->()), [], 'when';
            for my $value (sort keys %truth) {
                is_deeply $run->($unless, $heap->(gone => $value)),
                    [ $truth{$value} ? () : ('a', 'b') ], "unless '$value'";
                is_deeply $run->($when, $heap->(gone => $value)),
                    [ $truth{$value} ? ('a', 'b') : () ], "when '$value'";
            }
            for my $truth (0, 1) {
                is_deeply $run->($when, $heap->(gone => Truth->of($truth))),
                    [ ('a', 'b') x $truth ], "when an object says $truth";
            }
        };
    }

    subtest "no hash, $name" => sub {
        for my $heap (undef, 'text', [], sub { }) {
            like $run->(unless_true(gone => sub { }), $heap)->[-1], qr/Not a HASH reference/;
        }
    };

    subtest "one around another, $name" => sub {
        my $code = when_true(on => with(7, sub { return $_[0] . $_[-1] }));
        is_deeply $run->($code, { on => 1 }), ['7b'];
        is_deeply $run->($code, { on => 0 }), [];
    };
}

subtest 'a key of characters' => sub {
    my $key  = "\x{263a}";
    my $code = when_true($key => sub {'yes'});
    is_deeply as_handler($code, { $key => 1 }), ['yes'];
    is_deeply as_handler($code, { x => 1 }), [];
};

subtest 'the code is called with the very arguments' => sub {
    my $text = 'before';
    when_true(on => sub { $_[ARG0] = 'after' })
        ->(undef, undef, undef, { on => 1 }, (undef) x 6, $text);
    is $text, 'after';
};

subtest 'one that takes itself away' => sub {
    our $end;
    my $guard = bless [], 'Guard';
    sub Guard::DESTROY { $main::end++; return }
    my @seen;
    play(
        _start => sub {
            my $code = with(
                $guard,
                sub {
                    $_[ KERNEL + 1 ]->state('tried');
                    push @seen, ref $_[0], $end;
                });
            $_[KERNEL]->state(tried => $code);
            undef $guard;
            undef $code;
            $_[KERNEL]->yield('tried');
        });
    is_deeply \@seen, [ 'Guard', undef ], 'keeps what it was given while it runs';
    is $end, 1, 'not longer';
};

subtest 'errors' => sub {
    for my $name (qw(_with _unless _when)) {
        my $function = POE::XS->can($name);
        ok !eval { $function->(key => 'name'); 1 };
        like $@, qr/\APOE::XS::$name: code must be a function at \Q$0\E/;
    }
    ok !eval {
        with(1, sub { })->(1, 2);
        1;
    };
    like $@, qr/this is a handler, with the heap as an argument/;
};

done_testing;
