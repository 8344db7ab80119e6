use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Data::Dumper ();
use POETest;
use Test::More;

BEGIN {
    eval { require POE::Component::IKC::Freezer } or plan skip_all => 'there is none there';
}
use POE::Component::IKC::Freezer qw(freeze thaw dclone);

my $shared = [1];
my @data   = (
    {}, [], [ [], {} ],
    [ undef, 0, -5, '007', 1.5, -1e-3, 999_999_999, 1_234_567_890_123, '', 'a' ],
    { q{it's} => q{back\\slash\\\\'}, "line\nend" => "\0\x01\xff", '12' => '-x', 'a-b' => '=>' },
    [ "\x{263A}\$x\@y\"\n\t\e\0\\", { "\x{263A}" => "\x{e9}\x{263A}", "k{}" => '$VAR1->{x}' } ],
    { a => $shared, b => { c => [ $shared, { d => $shared } ] } },
    [ \'text', \\'more', \[1], \{ a => 1 } ], \'top', { x => [ \$shared, $shared ] },
    [ ('deep') x 3, 'bless( [], \'X\' )', 'sub { "DUMMY" }', '\*::STDOUT' ], [ 'x' x 3_000_000 ],
);
my ($dumpers, $others) = (0, 0);
for my $indent (0 .. 2) {
    for my $data (@data) {
        local $Data::Dumper::Purity    = 1;
        local $Data::Dumper::Indent    = $indent;
        local $Data::Dumper::Quotekeys = $indent != 1;
        my $text = Data::Dumper->new([$data])->Dump;
        ++$dumpers if eval { is_deeply(thaw($text), $data, "with Indent $indent"); 1 };
        is($@, '', 'and it is read');
    }
}
is($dumpers, 3 * @data, 'all were read');

is_deeply(thaw(freeze($_)), $_, 'there and back') for @data;

my $twin = thaw(freeze({ a => $shared, b => $shared }));
is($twin->{a}, $twin->{b}, 'what is in it twice is one');

subtest 'settings of the program' => sub {
    my $text = freeze({ a => ["\n"] });
    local $Data::Dumper::Terse   = 1;
    local $Data::Dumper::Useqq   = 1;
    local $Data::Dumper::Indent  = 2;
    local $Data::Dumper::Varname = 'foo';
    is(freeze({ a => ["\n"] }), $text, 'are of no account');
    like($text, qr/\A\$POE::Component::IKC::Freezer::VAR1 = \{'a' => \[/, 'it is the usual form');
    is_deeply(
        thaw(Data::Dumper->new([ { a => [1] } ])->Dump), { a => [1] },
        'another form is read'
    );
};

subtest 'objects' => sub {
    my $object = bless { list => [ bless [], 'Some::Other' ] }, 'Some::Class';
    is_deeply(thaw(freeze($object)), { list => [ [] ] }, 'come as what is in them');
    is(ref thaw(freeze($object)), 'HASH', 'and no more');
    my $copy = dclone($object);
    is(ref $copy, 'Some::Class', 'a copy of the own is one');
    is(ref $copy->{list}[0], 'Some::Other', 'down to the ground');
    isnt($copy, $object, 'and not the same');
};

no_growth(
    'freezing and thawing', sub { thaw(freeze({ a => $shared, b => [ $shared, \'x' ] })) },
    200
);

done_testing;
