use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

use POE::XS::Probe::Reader;

# The probe reads JSON as strictly as the grammar has it, whatever is in it.

my $json = JSON::PP->new->utf8->allow_nonref;
sub data_of { return POE::XS::Probe::Reader::data_of(@_) }

my @good = (
    '{}', '[]', ' [ 1 , 2 ] ', '{"a":{"b":[null,true,false]}}', '0', '-0', '12.5', '-1e3', '1E+2',
    '""', '"x"', 'null',
    '"\u00e9\u20AC\ud83d\ude00"', '"\"\\\\\/\b\f\n\r\t"', "\"\xE2\x82\xAC\"", '"\u0000"',
    "\t{\"a\" :1\r\n}", '[[[[]]]]',
    '{"a":1,"a":2}', '"a\u0041b"', '123456789012345', '[1,"2",3.5]',
);
is_deeply data_of($_), $json->decode($_), "<$_>" for @good;
isa_ok data_of('true'), 'JSON::PP::Boolean';
is $json->encode(data_of('[1,"1"]')), '[1,"1"]', 'numbers stay numbers, and strings strings';

my @bad = (
    '', ' ', '{', '}', '[', '[1', '[1,', '[,]', '[1,]', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}',
    '{1:1}', '01', '1.', '.5',
    '+1', '1e', '-', 'nul', 'True', 'NaN', "'x'", '"', '"x', "\"\n\"", "\"\0\"", '"\x"', '"\u12"',
    '"\ud800"', '"\ude00"',
    '"\ud83dx"', '1 2', '{} {}', '[1]]', "\xFF", "\"\xFF\"", "\"\xED\xA0\x80\"",
    "\"\xF4\x90\x80\x80\"", '//', '[1 2]',
    '[' x 100 . ']' x 100, '{"a":' x 100,
);
for my $bad (@bad) {
    my $shown = substr $bad =~ s/([^ -~])/sprintf '%%%02X', ord $1/ger, 0, 40;
    ok !eval { data_of($bad); 1 }, "not $shown";
    like $@, qr/\AJSON: .* expected at \d+\n\z/, 'and says so';
}

# Any value, written by the other.
srand 7;

sub any {
    my ($depth) = @_;
    my $kind = int rand($depth < 4 ? 6 : 4);
    return
          $kind == 0 ? int rand 1e9
        : $kind == 1 ? rand
        : $kind == 2 ? undef
        : $kind == 3 ? join '', map { chr int rand(rand > 0.9 ? 0xD000 : 128) } 0 .. rand 8
        : $kind == 4 ? [ map { any($depth + 1) } 0 .. rand 4 ]
        :              { map { any_name() => any($depth + 1) } 0 .. rand 4 };
}

sub any_name {
    return join '', map { chr int rand 200 } 0 .. rand 5;
}
my $wrong = 0;
for (1 .. 500) {
    my $text = $json->encode(any(0));
    $wrong++
        if JSON::PP->new->canonical->allow_nonref->encode(data_of($text)) ne
        JSON::PP->new->canonical->allow_nonref->encode($json->decode($text));
}
is $wrong, 0, 'what the other writes and reads';

done_testing;
