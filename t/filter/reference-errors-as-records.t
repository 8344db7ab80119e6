use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use POE::Filter::Reference;

my $class = 'POE::Filter::Reference';
my $good  = $class->new->put([ ['good'] ])->[0];

subtest 'bad data is fatal' => sub {
    my $filter = $class->new;
    ok(!eval { $filter->get(["3\0bad$good"]) }, 'get dies');
    like($@, qr/\AStorable binary image/, 'with the error of the serializer');
    is_deeply($filter->get([]), [ ['good'] ], 'the next get reads on');
};

subtest 'unless NoFatals is set' => sub {
    my $filter = $class->new(NoFatals => 1);
    my ($error, @others) = @{ $filter->get(["3\0bad$good"]) };
    like($error, qr/\AStorable binary image/, 'the error is a record');
    ok(!ref $error, 'which is no reference');
    is_deeply(\@others, [ ['good'] ], 'the others follow');
};

subtest 'so with data that is not compressed but should be' => sub {
    my $packed = $class->new(Compression => 1)->put([ ['good'] ])->[0];
    my $filter = $class->new(Compression => 1, NoFatals => 1);
    my ($error, @others) = @{ $filter->get(["3\0bad$packed"]) };
    is_deeply(\@others, [ ['good'] ], 'the others follow');
    return is($error, undef, 'thawing nothing gives undef') if is_upstream();
    like($error, qr/\ACompressed data is damaged at /, 'the error is a record');
};

subtest 'a buffer over its limit is fatal' => sub {
    my $filter = $class->new(Serializer => 'Images', MaxBuffer => 10);
    ok(!eval { $filter->get(["3\0abc2\0de3\0xyz"]) }, 'get dies');
    like($@, qr/\AFraming buffer exceeds the limit at /, 'with that error');
    is_deeply($filter->get_pending, ["3\0abc2\0de3\0xyz"], 'the buffer is kept');
};

subtest 'and dies until it is read' => sub {
    plan skip_all => 'takes more there' if is_upstream();
    my $filter = $class->new(Serializer => 'Images', MaxBuffer => 10);
    for (1 .. 3) {
        ok(!eval { $filter->get_one_start(["3\0abc2\0de3\0xyz"]) }, 'get_one_start dies');
    }
    is_deeply($filter->get_pending, ["3\0abc2\0de3\0xyz"], 'nothing was added');
    is_deeply($filter->get_one, [ ['abc'] ], 'get_one reads');
    ok(eval { $filter->get_one_start([]); 1 }, 'there is room again');
    is_deeply($filter->get([]), [ ['de'], ['xyz'] ], 'for the rest');
};

subtest 'or a record with NoFatals' => sub {
    my $filter = $class->new(Serializer => 'Images', MaxBuffer => 10, NoFatals => 1);
    is_deeply(
        $filter->get(["3\0abc2\0de3\0xyz"]),
        [ 'Framing buffer exceeds the limit', ['abc'], ['de'], ['xyz'] ],
        'that comes first'
    );
    is_deeply($filter->get(["3\0abc"]), [ ['abc'] ], 'once');
};

subtest 'a limit is no error until it is passed' => sub {
    my $filter = $class->new(Serializer => 'Images', MaxBuffer => 5);
    is_deeply($filter->get(["3\0abc"]), [ ['abc'] ], 'as many octets as it allows') for 1, 2;
};

{

    package Images;    # the first element of an array
    sub freeze { return $_[0][0] }
    sub thaw   { return [@_] }
}

done_testing;
