use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use POE::Filter::Reference;

plan skip_all => 'there are none there' if is_upstream();

my $class = 'POE::Filter::Reference';

sub frame { my ($image) = @_; return length($image) . "\0$image" }

# Nothing, and no word of it, where what it takes is not installed.
sub filter_with {
    my ($serializer) = @_;
    my $filter;
    warnings_of(sub { $filter = $class->new(Serializer => $serializer) });
    return $filter;
}

# Each in a process of its own, so that each can be the one in use.
sub record_with {
    my ($backend, $image) = @_;
    my $program = <<'END';
        use Data::Dumper;
        use POE::Filter::Reference;
        my $filter = POE::Filter::Reference->new(Serializer => 'JSON', NoFatals => 1) or exit;
        print $POE::Filter::Reference::JSON::BACKEND, ' ';
        my $frame = pack 'H*', $ENV{POE_TEST_FRAME};
        print Data::Dumper->new($filter->get([$frame]))->Indent(0)->Terse(1)->Dump;
END
    my $frame = unpack 'H*', frame($image);
    my %env   = (POE_FILTER_REFERENCE_JSON => $backend, POE_TEST_FRAME => $frame);
    return output_of($program, env => \%env);
}

for my $backend ('JSON::PP', 'Cpanel::JSON::XS', 'JSON::XS') {
    subtest "JSON by $backend" => sub {
        plan skip_all => "$backend is not installed" if !eval "require $backend; 1";
        is(record_with($backend, '[1,2]'), "$backend [1,2]", 'reads data');
        like(record_with($backend, $_), qr/\A$backend '/, "$_ is an error")
            for '5', 'null', '{', '[1', '[' x 600;
    };
}

for my $word ('JSON', 'Sereal') {
    subtest $word => sub {
        my $filter = filter_with($word) or plan skip_all => "$word is not installed";
        my @data   = ([], [ 1, 'two', undef, [-1.5] ], { "\x{263A}" => { list => [ {} ] } });
        is_deeply($filter->get($filter->put(\@data)), \@data, 'plain data comes back');
        my $packed = $class->new(Serializer => $word, Compression => 1);
        is_deeply($packed->get($packed->put(\@data)), \@data, 'compressed too');

        ok(!eval { $filter->put([ [ bless {}, 'Some::Class' ] ]) }, 'objects are not put');
        ok(
            !eval {
                $filter->put([ [ sub { } ] ]);
            },
            'nor code'
        );
        ok(!eval { $filter->get([ frame($_) ]) }, 'what is none of its images is not read')
            for "\x05\x0b\x03", 'text', "---\n- 1\n", '';
    };
}

subtest 'JSON cannot say everything' => sub {
    my $filter = $class->new(Serializer => 'JSON');
    my $cycle  = [];
    push @$cycle, $cycle;
    ok(!eval { $filter->put([$cycle]) }, 'cycles');
    ok(!eval { $filter->put([ \'text' ]) }, 'references to text');
    @$cycle = ();
};

subtest 'Sereal keeps cycles but makes no objects' => sub {
    my $filter = filter_with('Sereal') or plan skip_all => 'Sereal is not installed';
    my $cycle  = [];
    push @$cycle, $cycle;
    my ($same) = @{ $filter->get($filter->put([$cycle])) };
    is($same->[0], $same, 'a cycle');
    @$_ = () for $cycle, $same;
    my $encoder = Sereal::Encoder->new;
    my %hostile = (
        object     => $encoder->encode(bless [], 'Some::Class'),
        inner      => $encoder->encode([ bless [], 'Some::Class' ]),
        text       => $encoder->encode('text'),
        compressed => Sereal::Encoder->new({ compress => 2, compress_threshold => 0 })
            ->encode([ 'x' x 10_000 ]),
    );
    ok(!eval { $filter->get([ frame($hostile{$_}) ]) }, "$_: refused") for sort keys %hostile;
};

subtest 'a package of that name with functions comes first' => sub {
    is(output_of(<<'END'), 'theirs', 'as it always has');
        use POE::Filter::Reference;
        sub JSON::freeze {'theirs'}
        sub JSON::thaw   { }
        print POE::Filter::Reference->new('JSON')->put([ [] ])->[0] =~ s/.*\0//r;
END
};

done_testing;
