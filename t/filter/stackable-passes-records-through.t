use strict;
use warnings;

use Test::More;
use POE::Filter::Grep;
use POE::Filter::Line;
use POE::Filter::Map;
use POE::Filter::RecordBlock;
use POE::Filter::Stackable;

sub stack { return POE::Filter::Stackable->new(Filters => [@_]) }
sub lines { return POE::Filter::Line->new(Literal => "\n") }

subtest 'index 0 is nearest the wire' => sub {
    my $stack = stack(
        lines(),
        POE::Filter::Map->new(Get => sub {"<$_>"}, Put => sub {s/[<>]//gr}),
        POE::Filter::Grep->new(Code => sub {/[ab]/}),
    );
    is_deeply($stack->get(["a\nx\nb\nc"]), [ '<a>', '<b>' ], 'get goes up');
    is_deeply($stack->get(["b\n"]), ['<cb>'], 'the rest of a line is kept');
    is_deeply($stack->put([ '<a>', '<x>', '<b>' ]), [ "a\n", "b\n" ], 'put goes down');
};

subtest 'get_one makes one record at a time' => sub {
    my $stack = stack(lines(), POE::Filter::Grep->new(Code => sub {/\d/}));
    $stack->get_one_start([ "1\nx\n", "2\n3" ]);
    is_deeply($stack->get_one, ['1'], 'the first');
    is_deeply($stack->get_one, ['2'], 'the next, past one that is dropped');
    is_deeply($stack->get_one, [], 'the last is not whole');
    $stack->get_one_start(["\n"]);
    is_deeply($stack->get_one, ['3'], 'now it is');
};

subtest 'filters may make more records or fewer' => sub {
    my $stack = stack(
        lines(), POE::Filter::Map->new(Get => sub { split // }, Put => sub { join '', @$_ }),
        POE::Filter::RecordBlock->new(BlockSize => 2),
    );
    is_deeply($stack->get(["abc\n\nde\nf"]), [ [ 'a', 'b' ], [ 'c', 'd' ] ], 'get');
    is_deeply($stack->get(["\n"]), [ [ 'e', 'f' ] ], 'get again');
};

subtest 'a record of which Map makes nothing does not end the get' => sub {
    my $stack = stack(lines(), POE::Filter::Map->new(Code => sub { /x/ ? () : $_ }));
    is_deeply($stack->get(["a\nx\nb\n"]), [ 'a', 'b' ], 'as it does for Map alone');
};

subtest 'stacks may be stacked' => sub {
    my $stack = stack(stack(lines(), lines()), POE::Filter::Grep->new(Code => sub {/a/}));
    is_deeply($stack->get(["a\nb\n"]), [], 'the inner lines have no ends');
    is_deeply($stack->put([ 'a', 'b' ]), ["a\n\n"], 'and get two');
};

subtest 'every filter is asked in every pass, those that have nothing too' => sub {
    my @log;
    my $stack = stack(map { Logging->new($_, \@log) } 0 .. 2);
    $stack->get_one_start([ 'a', 'b' ]);
    is_deeply($stack->get_one, ['a'], 'a record');
    is("@log", 'start0(a b) get0 start1(a) get1 start2(a) get2', 'one pass');
    @log = ();
    $stack->get_one;
    $stack->get_one;
    is("@log", 'get0 start1(b) get1 start2(b) get2 get0 get1 get2', 'the last with nothing');
    @log = ();
    is_deeply($stack->put([]), [], 'nothing to put');
    is("@log", 'put2()', 'is not handed on');
};

subtest 'a stack without filters' => sub {
    my $stack = POE::Filter::Stackable->new;
    is_deeply($stack->put([ 'a', 'b' ]), [ 'a', 'b' ], 'put returns what it is given');
    is_deeply($stack->get_one, [], 'get_one returns nothing');
    is_deeply($stack->get_pending, [], 'nothing waits');
    ok(!eval { $stack->get(['a']) }, 'but it cannot be read with');
};

{

    package Logging;
    our @ISA = ('POE::Filter');

    sub new { my ($class, $name, $log) = @_; return bless [ [], $name, $log ], $class }

    sub get_one_start {
        my ($self, $in) = @_;
        $self->say("start%s(@$in)");
        push @{ $self->[0] }, @$in;
    }
    sub get_one { my ($self) = @_; $self->say('get%s'); return [ splice @{ $self->[0] }, 0, 1 ] }
    sub put     { my ($self, $out)  = @_; $self->say("put%s(@$out)"); return [@$out] }
    sub say     { my ($self, $what) = @_; push @{ $self->[2] }, sprintf $what, $self->[1] }
}

done_testing;
