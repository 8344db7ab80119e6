use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

{

    package Tied;
    sub TIESCALAR { my ($class, $code) = @_; return bless { code => $code }, $class }
    sub FETCH     { return $_[0]{code}->() }

    package TiedList;
    sub TIEARRAY  { my ($class, @list) = @_; return bless [@list], $class }
    sub FETCH     { return $_[0][ $_[1] ] }
    sub FETCHSIZE { return scalar @{ $_[0] } }

    package Text;
    use overload '""' => sub { return $_[0]{code}->() }, fallback => 1;
    sub new { my ($class, $code) = @_; return bless { code => $code }, $class }

    package Counted;
    our $alive = 0;
    sub new     { $alive++; return bless [], $_[0] }
    sub DESTROY { $alive--; return }
}

# The scalar itself has to be passed, not a copy: hence a reference.
sub tied_to {
    my ($code) = @_;
    tie my $scalar, 'Tied', ref $code ? $code : sub {$code};
    return \$scalar;
}

subtest 'tied names and times' => sub {
    my (@log, @returned);
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            push @returned,
                $kernel->alarm(${ tied_to('a') }, ${ tied_to(1) }),
                $kernel->alarm_add(${ tied_to('b') }, ${ tied_to(2) }),
                $kernel->delay(${ tied_to('d') }, ${ tied_to(0) }),
                $kernel->delay_add(${ tied_to('e') }, ${ tied_to(0) });
            ok $kernel->alarm_set(${ tied_to('c') }, ${ tied_to(3) }), 'alarm_set';
            ok $kernel->delay_set(${ tied_to('f') }, ${ tied_to(0) }), 'delay_set';
            $kernel->alias_set(${ tied_to('me') });
            $kernel->post(${ tied_to('me') }, ${ tied_to('posted') }, ${ tied_to('argument') });
            is $kernel->alias_remove(${ tied_to('me') }), 0;
        },
        map({ ($_ => sub { push @log, $_[STATE] }) } 'a' .. 'f'),
        posted => sub { push @log, $_[ARG0] },
    );
    is_deeply \@returned, [ 0, 0, 0, 0 ];
    is_deeply [ sort @log ], [ 'a', 'argument', 'b' .. 'f' ];
};

subtest 'objects with a text as names' => sub {
    my @log;
    play(
        _start => sub {
            $_[KERNEL]->alias_set(Text->new(sub {'somebody'}));
            $_[KERNEL]->post(Text->new(sub {'somebody'}), Text->new(sub {'work'}), 5);
            $_[KERNEL]->delay(Text->new(sub {'later'}), 0.01);
        },
        work  => sub { push @log, "work $_[ARG0]" },
        later => sub { push @log, 'later'; $_[KERNEL]->alias_remove('somebody') },
    );
    is_deeply \@log, [ 'work 5', 'later' ];
};

subtest 'a name that dies when it is read' => sub {
    my %count;
    play(
        _start => sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            my $bad  = Text->new(sub { die "unreadable\n" });
            my %call = (
                post      => sub { $kernel->post($session, $bad, Counted->new) },
                yield     => sub { $kernel->yield($bad, Counted->new) },
                call      => sub { $kernel->call($session, $bad, Counted->new) },
                alarm     => sub { $kernel->alarm($bad, 1, Counted->new) },
                delay_set => sub { $kernel->delay_set($bad, 0, Counted->new) },
                sig       => sub { $kernel->sig($bad, 'x', Counted->new) },
                tied      => sub {
                    $kernel->yield('x', Counted->new, ${ tied_to(sub { die "unreadable\n" }) });
                },
            );
            for my $name (sort keys %call) {
                eval { $call{$name}->(); 1 } and fail "$name does not die";
                $count{$name} = $Counted::alive;
            }
        },
    );
    is_deeply [ grep { $count{$_} } sort keys %count ], [], 'leaves no argument behind';
    }
    if !is_upstream();    # there it is read when the event comes

subtest 'an argument that does things when it is read' => sub {
    my @log;
    session(_start => sub { $_[KERNEL]->alias_set('other') }, x => sub { push @log, 'x' });
    session(
        _start => sub {
            my $kernel = $_[KERNEL];
            my $id     = $kernel->alarm_set(ring => time + 1000, 1 .. 5);
            my $read   = tied_to(sub {
                $kernel->alarm_remove($id);
                $kernel->delay_set("y$_" => 0, 1 .. 5) for 1 .. 20;
                5;
            });
            push @log, defined $kernel->alarm_adjust($id, $$read) ? 'adjusted' : 'gone';
            my $stop
                = tied_to(sub { $kernel->_data_ses_stop($kernel->alias_resolve('other')->ID); 5 });
            push @log, defined $kernel->post('other', 'x', $$stop) ? 'posted' : 'nobody';
        },
    );
    $poe_kernel->run;
    is_deeply \@log, [ 'gone', 'nobody' ];
    }
    if !is_upstream();

subtest 'lists of arguments that are no plain arrays' => sub {
    my @log;
    my $note = sub {
        push @log, join ',', map { defined $_ ? $_ : 'undef' } @_[ ARG0 .. $#_ ];
    };
    my @sparse;
    $sparse[2] = 'third';
    tie my @tied, 'TiedList', 'one', 'two';
    my @elements = (1);
    tie $elements[1], 'Tied', sub {'two'};
    POE::Session->create(inline_states => { _start => $note }, args => $_)
        for \@sparse, \@tied, \@elements;
    is_deeply \@log, [ 'undef,undef,third', 'one,two', '1,two' ];
    $poe_kernel->run;
};

done_testing;
