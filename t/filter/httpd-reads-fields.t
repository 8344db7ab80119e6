use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use Test::More;

# What HTTP::Headers shows of these lines. It has an order of its own.
my @cases = (
    [ 'none', [], [] ],
    [ 'usual', [ 'Host: h', 'accept: */*' ], [ 'Accept: */*', 'Host: h' ] ],
    [ 'without a blank', ['Host:h'], ['Host: h'] ],
    [ 'with more', [ "Host: \t h", "Date\t:\x0Bd" ], [ 'Date: d', 'Host: h' ] ],
    [ 'blanks behind the value', ["Host: h \t"], ["Host: h \t"] ],
    [ 'colons in the value', ['Host: ::1:'], ['Host: ::1:'] ],
    [ 'empty', [ 'Host:', 'Date: ' ], [ 'Date: ', 'Host: ' ] ],
    [ 'any octets in the value', ["Host: \x01\xE9\xA0\x85"], ["Host: \x01\xE9\xA0\x85"] ],
    [
        'repeated', [ 'X-A: 1', 'Host: h', 'X-A: 2', 'x-a: 3' ],
        [ 'Host: h', 'X-A: 1', 'X-A: 2', 'X-A: 3' ]
    ],
    [
        'spelled in some way', [ 'x-one: 1', 'X-TWO: 2', 'DNT: 3', 'x-tHREE: 4' ],
        [ 'DNT: 3', 'X-One: 1', 'X-THREE: 4', 'X-TWO: 2' ]
    ],
    [ 'spelled in two ways', [ 'X-FOO: 1', 'X-foo: 2' ], [ 'X-FOO: 1', 'X-FOO: 2' ] ],
    [ 'spelled in the other', [ 'X-foo: 1', 'X-FOO: 2' ], [ 'X-Foo: 1', 'X-Foo: 2' ] ],
    [
        'with names that are fixed', [ 'ETAG: e', 'www-authenticate: w' ],
        [ 'ETag: e', 'WWW-Authenticate: w' ]
    ],
    [
        'with underscores', [ 'X_a: 1', 'X-a: 2', 'User_Agent: u' ],
        [ 'User-Agent: u', 'X-A: 1', 'X-A: 2' ]
    ],
    [ 'with tildes', ['a~b: 1'], ['A~B: 1'] ],
    [
        'with names of 70 letters', [ 'N' x 70 . ': 1', 'n' x 70 . ': 2' ],
        [ 'N' x 70 . ': 1', 'N' x 70 . ': 2' ]
    ],
    [ 'with a name of 2000', [ 'N' x 2000 . ': 1', 'Host: h' ], [ 'Host: h', 'N' x 2000 . ': 1' ] ],
    [
        'with long values', [ 'X-A: ' . 'v' x 5000, 'Host: h' ], [ 'Host: h', 'X-A: ' . 'v' x 5000 ]
    ],
    [ 'two hundred', [ map {"X-$_: $_"} 100 .. 299 ], [ map {"X-$_: $_"} 100 .. 299 ] ],
    [ 'continued', [ 'X-A: 1', ' 2', "\t \t3", 'Host: h' ], [ 'Host: h', 'X-A: 1 2 3' ] ],
    [ 'continued by nothing', [ 'X-A: 1', ' ', 'Host: h' ], [ 'Host: h', 'X-A: 1 ' ] ],
    [ 'repeated and continued', [ 'X-A: 1', 'X-A: 2', ' 3' ], [ 'X-A: 1', 'X-A: 2 3' ] ],
    [ 'continuing nothing', [ ' 1', 'Host: h' ], ['Host: h'] ],
    # The first line that is no field ends them.
    (
        map { [ "up to '$_'", [ 'Host: h', $_, 'Date: d' ], ['Host: h'] ] } 'A.b: c', ': c',
        'text', 'two words: c', "\xE9: c", 'A: b: c' =~ s/A/(A)/r
    ),
);

for my $case (@cases) {
    my ($name, $lines, $fields) = @$case;
    for my $end ("\r\n", "\n") {
        my $text = join $end, 'GET / HTTP/1.1', @$lines, '', '';
        my ($request, @others) = read_from($text);
        is_deeply(fields_of($request), $fields, "fields $name, " . ($end eq "\n" ? 'LF' : 'CR LF'));
        is(@others, 0, 'and nothing else') if @others;
    }
}

subtest 'fields are found by name' => sub {
    my ($request) = read_from("GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-A: 2\r\n\r\n");
    is($request->header('host'), 'h', 'in any spelling');
    is_deeply([ $request->header('x-a') ], [ 1, 2 ], 'all values');
    is(scalar $request->header('X-A'), '1, 2', 'in one string');
    $request->push_header('X-A' => 3, 'X-New' => 4);
    is_deeply(
        fields_of($request), [ 'Host: h', 'X-A: 1', 'X-A: 2', 'X-A: 3', 'X-New: 4' ],
        'and can be added'
    );
};

subtest 'many names do not wear out what is remembered of them' => sub {
    my $filter = POE::Filter::HTTPD->new;
    for my $n (1 .. 2500) {
        my ($request) = @{ $filter->get(["GET / HTTP/1.1\r\nX-NEW-$n: $n\r\nDate: d\r\n\r\n"]) };
        my $is = "@{ fields_of($request) }";
        next if $is eq "Date: d X-NEW-$n: $n";
        is($is, "Date: d X-NEW-$n: $n", "request $n");
        last;
    }
    pass('all are shown as they were spelled');
};

done_testing;
