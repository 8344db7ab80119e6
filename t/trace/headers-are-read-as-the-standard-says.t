use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'contexts are ours alone' if is_upstream() }
use POE;
use POE::XS::Trace;

my ($trace, $span) = ('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331');
my $good = "00-$trace-$span-01";

my %parent = (
    'as it should be'          => [ $good, 1 ],
    'not sampled'              => [ "00-$trace-$span-00", 1, '00' ],
    'flags that we know not'   => [ "00-$trace-$span-ff", 1 ],
    'blanks around'            => [ " $good\t", 1 ],
    'a later version'          => [ "cc-$trace-$span-01", 1 ],
    'which has more'           => [ "cc-$trace-$span-01-what-the-future-will-be", 1 ],
    'more without a hyphen'    => ["cc-$trace-$span-01.what"],
    'more in this version'     => ["$good-more"],
    'the version that is none' => ["ff-$trace-$span-01"],
    'no version'               => ["$trace-$span-01"],
    'upper case'               => [ uc $good ],
    'a trace of zeroes'        => [ "00-" . '0' x 32 . "-$span-01" ],
    'a span of zeroes'         => [ "00-$trace-" . '0' x 16 . '-01' ],
    'too short'                => [ substr $good, 0, 54 ],
    'too long'                 => ["${good}0"],
    'odd digits'               => ["00-${trace}-b7ad6b716920333g-01"],
    'a line end'               => ["$good\n"],
    'two'                      => ["$good,$good"],
    'none'                     => [undef],
    'empty'                    => [''],
    'a reference'              => [ [$good] ],
);

my %state = (
    'one'                             => [ 'a=1', 'a=1' ],
    'blanks are left out'             => [ "a=1 ,\t b=2", 'a=1,b=2' ],
    'empty entries, too'              => [ ',a=1,,b=2,', 'a=1,b=2' ],
    'tenants'                         => [ 't1@sys=x,0@a=y', 't1@sys=x,0@a=y' ],
    'a blank within'                  => [ 'a=1 2', 'a=1 2' ],
    'twice the same'                  => [ 'a=1,a=2', undef ],
    'upper case'                      => [ 'A=1', undef ],
    'no value'                        => [ 'a=', undef ],
    'an equals sign'                  => [ 'a=b=c', undef ],
    'a key that is too long'          => [ 'a' x 257 . '=1', undef ],
    'a value that is too long'        => [ 'a=' . 'b' x 257, undef ],
    'thirty-two'                      => [ entries(32), entries(32) ],
    'thirty-three'                    => [ entries(33), undef ],
    'too much: long entries go first' =>
        [ 'a=1,b=' . 'x' x 200 . ',' . entries(24, 17), "a=1," . entries(24, 17) ],
    'and then the last ones' => [ entries(32, 17), entries(24, 17) ],
    'beyond ASCII'           => [ "a=\x{20AC}", undef ],
    'control characters'     => [ "a=\x01", undef ],
);

sub entries {
    my ($n, $length) = @_;
    return join ',', map { sprintf 'k%02d=%s', $_, 'v' x ($length ? $length - 1 : 1) } 1 .. $n;
}

POE::XS::Trace->start;
session(
    _start => sub {
        $_[KERNEL]->yield("parent $_") for sort keys %parent;
        $_[KERNEL]->yield("state $_")  for sort keys %state;
    },
    _default => sub {
        my ($what, $name) = $_[ARG0] =~ /\A(parent|state) (.*)\z/s or return;
        return try_parent($name, @{ $parent{$name} }) if $what eq 'parent';
        my ($given, $passed) = @{ $state{$name} };
        POE::XS::Trace->begin($good, $given);
        is(POE::XS::Trace->tracestate, $passed, "state: $name");
        is(POE::XS::Trace->trace_id, $trace, 'the trace is begun anyway');
    },
);
POE::Kernel->run;

sub try_parent {
    my ($name, $text, $is_good, $flags) = @_;
    my $before = POE::XS::Trace->traceparent;
    my $said   = POE::XS::Trace->begin($text);
    is(!!$said, !!$is_good, "parent: $name");
    my $now = POE::XS::Trace->traceparent;
    return is($now, $before, 'which changes nothing') if !$is_good;
    $flags ||= '01';
    return is($now, "00-$trace-" . POE::XS::Trace->span_id . "-$flags", 'and goes on');
}

done_testing;
