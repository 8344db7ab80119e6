use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream warnings_of);
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Line Filter::Stream Filter::Block);

# What arrives at the other end when these records are put.
sub sent {
    my ($filter, @records) = @_;
    my $got = '';
    stage(
        parameters => [ Filter => $filter ],
        start      => sub { $_[0]->put(@records);    receive($_[0], \$got) },
        flushed    => sub { $got .= $_[0]->received; $_[0]->end },
    )->play;
    return $got;
}

# What the wheel can write only when it is read.
sub receive {
    my ($stage, $got) = @_;
    $$got .= $stage->received;
    $stage->after_turns(1, sub { receive($stage, $got) if $stage->wheel });
    return;
}

sub line { return POE::Filter::Line->new(Literal => '.') }

{

    package Words;
    use overload '""' => sub { ${ $_[0] } }, fallback => 1;
    sub new { return bless \(my $text = $_[1]), $_[0] }
}

{

    package Tied;
    sub TIESCALAR { my ($class, @values) = @_; return bless \@values, $class }
    sub FETCH { my ($self) = @_; $self->[1]++; return $self->[0] }
}

subtest 'values' => sub {
    is sent(line(), 'a', '', 5, 1.5, -3), 'a..5.1.5.-3.', 'strings and numbers';
    is sent(line(), substr('abc', 1, 1), v1.2), "b.\1\2.", 'parts and others';
    is sent(line(), Words->new('one'), 'two', Words->new('three')), 'one.two.three.',
        'objects with words of their own';
    like sent(line(), [], {}), qr/\AARRAY\(0x\w+\)\.HASH\(0x\w+\)\.\z/, 'references';
    no warnings 'uninitialized';
    is sent(line(), undef, 'a'), '.a.', 'undef';
    is sent(POE::Filter::Stream->new, undef, 'a', ''), 'a', 'undef in a stream';
    is sent(POE::Filter::Stream->new, \5, 'a') =~ s/0x\w+//r, 'SCALAR()a', 'a reference in one';
};

subtest 'read-only values' => sub {
    is sent(line(), 'constant', map { Internals::SvREADONLY($_, 1); $_ } my @list = ('x')),
        'constant.x.';
    sent(line(), $_) for 'literal';
    pass 'stay as they are';
};

subtest 'tied values' => sub {
    tie my $one, 'Tied', 'one';
    tie my $two, 'Tied', Words->new('two');
    is sent(line(), $one, $two, $one), 'one.two.one.';
    is tied($one)->[1], 2, 'are read once each time';
    return if is_upstream();    # perl panics there
    my $got;
    stage(
        start => sub {
            my ($stage) = @_;
            tie my $ender, 'TiedEnder', $stage;
            $stage->{wheel}->put('x', $ender, 'y');
            $got = $stage->received;
        },
    )->play;
    is $got, '', 'and may end the wheel';
    {

        package TiedEnder;
        sub TIESCALAR { return bless [ $_[1] ], $_[0] }
        sub FETCH     { $_[0][0]->end; return 'z' }
    }
};

subtest 'objects that end the wheel when they are written' => sub {
    {

        package Ender;
        use overload '""' => sub { ${ $_[0] }->end; 'words' }
    }
    my $ended;
    stage(
        start => sub {
            my ($stage) = @_;
            $stage->{wheel}->put('x', bless(\$stage, 'Ender'), 'y');
            $ended = !$stage->{wheel};
        },
    )->play;
    ok $ended;
};

subtest 'objects that die when they are written' => sub {
    {

        package Dies;
        use overload '""' => sub { die "no words\n" }
    }
    my ($error, $waiting);
    stage(
        start => sub {
            my ($stage) = @_;
            eval { $stage->put('x', bless([], 'Dies'), 'y') };
            $error   = $@;
            $waiting = $stage->wheel->get_driver_out_messages;
            $stage->end;
        },
    )->play;
    is $error, "no words\n", 'put passes it on';
    is $waiting, 0, 'and nothing is queued';
};

subtest 'characters' => sub {
    my $upgraded = "\xe9";
    utf8::upgrade($upgraded);
    is sent(line(), "\x{263a}", $upgraded, "\xe9"), "\xe2\x98\xba.\xc3\xa9.\xe9.",
        "go out as perl's own octets";
    is sent(POE::Filter::Stream->new, "\x{263a}", "\xe9"), "\xe2\x98\xba\xe9";
    is sent(POE::Filter::Line->new(Literal => "\x{263a}"), 'a'), "a\xe2\x98\xba";
};

subtest 'many at once' => sub {
    my @records = map {"record $_"} 1 .. 5000;
    ok sent(line(), @records) eq join '', map {"$_."} @records;
    my $block = POE::Filter::Block->new;
    ok sent($block, @records) eq join '', @{ $block->put(\@records) };
    ok sent(POE::Filter::Block->new(BlockSize => 4), @records) eq join '', @records;
};

subtest 'the records of a list that changes' => sub {
    my @list    = ('a', 'b', 'c');
    my $shrinks = bless \@list, 'Shrinks';
    {

        package Shrinks;
        use overload '""' => sub { @{ $_[0] } = (); 'gone' }, '@{}' => sub { $_[0] }, fallback => 1
    }
    my $got = sent(line(), $shrinks, 'z');
    is $got, 'gone.z.';
};

# Until so many octets have come.
sub read_on {
    my ($stage, $octets, $got) = @_;
    $$got .= $stage->received;
    return $stage->end if length $$got >= $octets;
    $stage->after_turns(1, sub { read_on($stage, $octets, $got) });
    return;
}

sub write_on {
    my ($stage, $rest) = @_;
    my $n = syswrite $stage->{far}, $rest;
    substr $rest, 0, $n // 0, '';
    $stage->after_turns(1, sub { write_on($stage, $rest) }) if length $rest;
    return;
}

subtest 'a huge record' => sub {
    my $huge = (join '', map { chr 32 + $_ % 90 } 1 .. 100_000) x 80;
    my $got  = '';
    stage(
        parameters => [ Filter => line() ],
        start      => sub { $_[0]->put($huge); read_on($_[0], 1 + length $huge, \$got) },
    )->play;
    ok $got eq "$huge.", 'arrives whole';
};

subtest 'huge and tiny records that are read' => sub {
    my @lengths = (0, 1, 200_000, 3, 65_536, 65_535, 65_537, 0, 131_072);
    my @got;
    stage(
        start => sub {
            write_on($_[0], join '', map { 'x' x $_ . "\n" } @lengths);
        },
        input => sub {
            my ($stage, $record) = @_;
            push @got, length $record;
            $stage->end if @got == @lengths;
        },
    )->play;
    is_deeply \@got, \@lengths;
};

subtest 'records that are read may be changed and kept' => sub {
    my @kept;
    stage(
        parameters => [ Filter => POE::Filter::Stream->new ],
        start      => sub { $_[0]->send('one') },
        input      => sub {
            my $stage = $_[0];
            push @kept, \$_[1];
            $_[1] .= ' changed';
            return $stage->end if @kept == 3;
            $stage->after_turns(1, sub { $stage->send('next') });
        },
    )->play;
    is_deeply [ map {$$_} @kept ], [ 'one changed', 'next changed', 'next changed' ];
};

done_testing;
