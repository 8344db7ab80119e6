use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream run_child);
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Line Filter::Stream Filter::Block);

# The program changes classes and objects while wheels use them.

sub upper {
    return [ map {uc} @{ $_[0] } ];
}

# Sends a line, runs the code in its handler, sends another: what came of both.
sub before_and_after {
    my ($change, %given) = @_;
    my @seen;
    stage(
        parameters => [ $given{parameters} ? @{ $given{parameters} } : () ],
        start      => sub { $_[0]->send("one\n") },
        input      => sub {
            my ($stage, $record) = @_;
            push @seen, $record;
            return $stage->end if @seen == 2;
            $change->($stage);
            $stage->send("two\n");
        },
    )->play;
    return "@seen";
}

subtest 'methods of a stock class' => sub {
    no strict 'refs';
    no warnings 'redefine';
    my $get_one = \&POE::Filter::Line::get_one;
    my $shout   = sub { return upper($get_one->(@_)) };
    is before_and_after(sub { *POE::Filter::Line::get_one = $shout }), 'one TWO', 'replaced';
    is before_and_after(sub { *POE::Filter::Line::get_one = $get_one }), 'ONE two', 'put back';
    {
        local *POE::Filter::Line::get_one = $shout;
        is before_and_after(sub { }), 'ONE TWO', 'replaced for a while';
    }
    is before_and_after(sub { }), 'one two';

    my $flush   = \&POE::Driver::SysRW::flush;
    my $flushes = 0;
    before_and_after(sub {
        my ($stage) = @_;
        *POE::Driver::SysRW::flush = sub { $flushes++; goto &$flush };
        $stage->put('x');
        $stage->wheel->flush;
    });
    cmp_ok $flushes, '>=', 1, 'of the driver';
    *POE::Driver::SysRW::flush = $flush;

    my $put = \&POE::Filter::Line::put;
    *POE::Filter::Line::put = sub { return $put->($_[0], upper($_[1])) };
    my $got;
    stage(start => sub { $_[0]->put('x') }, flushed => sub { $got = $_[0]->received; $_[0]->end })
        ->play;
    is $got, "X\r\n", 'for writing';
    *POE::Filter::Line::put = $put;
};

subtest 'methods that are replaced again and again' => sub {
    my $child = run_child(<<'CODE');
        use POE qw(Wheel::ReadWrite);
        use Stage;
        no warnings 'redefine';
        my ($n, @seen) = (0);
        my $get = \&POE::Filter::Line::get;
        stage(
            start => sub { $_[0]->send("a\n") },
            input => sub {
                my ($stage, $record) = @_;
                push @seen, $record;
                return $stage->end if ++$n > 50;
                my $round = $n;
                eval qq{
                    sub POE::Filter::Line::get_one_start { \$_[0]{chunk} = \$_[1][0]; return }
                    sub POE::Filter::Line::get_one { return [ delete(\$_[0]{chunk}) ? $round : () ] }
                    1
                } or die $@;
                $stage->wheel->set_filter(bless {}, 'POE::Filter::Line') if $n == 1;
                $stage->send("a\n");
            },
        )->play;
        print "@seen";
        sub POE::Filter::Line::get_pending { return undef }
CODE
    is $child->{stdout}, join(' ', 'a', 1 .. 50), 'the newest is called each time';
    is $child->{status}, 0;
};

subtest 'classes between' => sub {
    @Below::ISA = ('POE::Filter::Line');
    is before_and_after(
        sub {
            no warnings 'once';
            *Below::get_one = sub { return upper(POE::Filter::Line::get_one(@_)) };
        },
        parameters => [ Filter => Below->new ]
        ),
        'one TWO', 'a subclass gets a method';
    is before_and_after(sub { bless $_[0]->wheel->get_input_filter, 'Below' }), 'one TWO',
        'an object gets another class';
};

subtest 'objects that hand on what they do not know' => sub {
    {

        package Proxy;
        our $AUTOLOAD;
        sub new { return bless { inner => $_[1] }, $_[0] }

        sub AUTOLOAD {
            my ($self, @given) = @_;
            my ($name) = $AUTOLOAD =~ /(\w+)\z/;
            return if $name eq 'DESTROY';
            $self->{calls}{$name}++;
            return $self->{inner}->$name(@given);
        }

        package ProxyThatKnows;
        our @ISA = 'Proxy';
        sub can { my ($self, $name) = @_; return ref $self && $self->{inner}->can($name) }
    }
    for my $class (qw(Proxy ProxyThatKnows)) {
        my $filter = $class->new(POE::Filter::Line->new);
        is before_and_after(
            sub { },
            parameters => [ Filter => $filter, Driver => Proxy->new(POE::Driver::SysRW->new) ]
            ),
            'one two', $class;
        is_deeply [ sort keys %{ $filter->{calls} } ],
            $class eq 'Proxy' ? ['get'] : [qw(get_one get_one_start)],
            '... is asked for what it can';
    }
};

subtest 'a class instead of an object' => sub {
    {

        package Whole;
        our $buffer = '';
        sub get_one_start { my ($class, $chunks) = @_; $buffer .= join '', @$chunks; return }
        sub get_one       { return [ $buffer =~ s/\A(.*)\n// ? "$_[0] $1" : () ] }
        sub get_pending   { return undef }
        sub put           { return $_[1] }
    }
    is before_and_after(sub { }, parameters => [ Filter => 'Whole' ]), 'Whole one Whole two';
};

subtest 'a decoder that gives the wheel another filter' => sub {
    my ($stage, @seen);
    my $block = sub {
        my ($name) = @_;
        return POE::Filter::Block->new(
            LengthCodec => [
                sub { },
                sub {
                    my ($buffer) = @_;
                    push @seen, $name;
                    $stage->wheel->set_input_filter(POE::Filter::Stream->new) if $name eq 'second';
                    return 2;
                }
            ]);
    };
    $stage = stage(
        parameters => [ Filter => $block->('first') ],
        start      => sub { $_[0]->send('ab') },
        input      => sub {
            my ($stage, $record) = @_;
            push @seen, $record;
            $stage->wheel->set_input_filter($block->('second'))  if $record eq 'ab';
            $stage->after_turns(1, sub { $stage->send('cdef') }) if $record eq 'ab';
            $stage->after_turns(2, sub { $stage->end })          if $record eq 'cdef';
        },
    );
    $stage->play;
    like "@seen", qr/\Afirst ab .*second .*cd/, 'works to its end';
};

done_testing;
