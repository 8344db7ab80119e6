use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempfile);
use POETest;
use Test::More;
use POE::Filter::Reference;

plan skip_all => 'waits for everything there' if is_upstream();

my $class = 'POE::Filter::Reference';
my $limit = qr/\AFraming buffer exceeds the limit/;

subtest 'a length that the buffer may not hold is refused before the octets come' => sub {
    for my $header ("101\0", "98\0", "99999999999999999999\0", '9' x 21, '0' x 21) {
        my $filter = $class->new(MaxBuffer => 100);
        ok(!eval { $filter->get([$header]) }, 'get dies');
        like($@, $limit, 'with the error of a buffer over its limit');
        ok(!eval { $filter->get_one }, 'so does each get_one');
    }
    my $filter = $class->new(MaxBuffer => 100);
    is_deeply($filter->get(["97\0"]), [], 'one that it may hold is waited for');
    is_deeply($class->new(MaxBuffer => 100)->get(['9']), [], 'so is the end of a number');
    ok(!eval { $class->new(MaxBuffer => 100)->get(['999']) }, 'unless it is too much already');
};

subtest 'with NoFatals it is a record' => sub {
    my $filter = $class->new(MaxBuffer => 100, NoFatals => 1);
    like($filter->get(["101\0"])->[0], $limit, 'the error');
    is_deeply($filter->get_one, [], 'once for each chunk');
    my ($again, @others) = @{ $filter->get(['more']) };
    like($again, $limit, 'again with the next chunk');
    is(@others, 0, 'and nothing else');
};

subtest 'after records that are complete' => sub {
    my $filter = $class->new(MaxBuffer => 100, NoFatals => 1);
    my $chunk  = $filter->put([ ['good'] ])->[0];
    my ($good, $error, @others) = @{ $filter->get(["${chunk}1000\0"]) };
    is_deeply($good, ['good'], 'the record');
    like($error, $limit, 'the error');
    is(@others, 0, 'the end');
};

subtest 'a buffer takes no more than its limit and the chunk that passed it' => sub {
    for my $no_fatals (0, 1) {
        my $filter = $class->new(MaxBuffer => 1000, NoFatals => $no_fatals);
        eval { $filter->get([ 'junk' x 100 ]) } for 1 .. 100;
        cmp_ok(length $filter->get_pending->[0], '<=', 1400, 'junk does not pile up');
    }
};

subtest 'what is compressed may not unfold beyond the limit' => sub {
    plan skip_all => 'Compress::Zlib is not installed' if !eval { require Compress::Zlib };
    my $bomb = Compress::Zlib::compress("\0" x 30_000_000);
    my $size = length $bomb;
    for my $max (50_000, 1_000_000, 29_999_999) {
        my $filter = $class->new(Compression => 1, MaxBuffer => $max);
        ok(!eval { $filter->get(["$size\0$bomb"]) }, "get dies with a limit of $max");
        like($@, $limit, 'with the error of a buffer over its limit');
        is($filter->get_pending, undef, 'the record is gone');
    }
    my $told = $class->new(Compression => 1, MaxBuffer => 1_000_000, NoFatals => 1);
    like($told->get(["$size\0$bomb"])->[0], $limit, 'with NoFatals it is a record');
};

subtest 'it is never unfolded whole' => sub {
    plan skip_all => 'Compress::Zlib is not installed'       if !eval { require Compress::Zlib };
    plan skip_all => 'nobody tells how much memory there is' if !resident_bytes();
    my ($out, $file) = tempfile(UNLINK => 1);
    my $bomb = Compress::Zlib::compress("\0" x 20_000_000);
    binmode $out;
    print {$out} length($bomb), "\0", $bomb;
    close $out or die $!;
    my $program = <<'END';
        use POE::Filter::Reference;
        sub peak { open my $in, '<', '/proc/self/status' or die $!; join('', <$in>) =~ /^VmHWM:\s*(\d+)/m; $1 }
        open my $in, '<:raw', $ENV{POE_TEST_FILE} or die $!;
        my $frame  = do { local $/; <$in> };
        my $filter = POE::Filter::Reference->new(Compression => 1, MaxBuffer => 100_000, NoFatals => 1);
        my $before = peak();
        print $filter->get([$frame])->[0] =~ /exceeds/ ? 'refused ' : 'taken ';
        print peak() - $before < 12_000 ? 'small' : 'large';
END
    is(
        output_of($program, env => { POE_TEST_FILE => $file }), 'refused small',
        'the peak of memory hardly rises'
    );
};

subtest 'cut and damaged compressed data is an error' => sub {
    plan skip_all => 'Compress::Zlib is not installed' if !eval { require Compress::Zlib };
    my $packed = Compress::Zlib::compress('text');
    my %given  = (
        whole => $packed, cut => substr($packed, 0, -1), headless => substr($packed, 2), none => '',
        longer => "$packed and more",
    );
    my $damaged = qr/\ACompressed data is damaged at \S+ line \d+/;
    for my $max (1000, 1_000_000) {    # less than it may become at most, and more
        my @made = (Compression => 1, MaxBuffer => $max, Serializer => 'Given');
        for my $what (sort keys %given) {
            my $frame  = length($given{$what}) . "\0$given{$what}";
            my $filter = $class->new(@made);
            my $records;
            my @warnings = warnings_of(sub {
                $records = eval { $filter->get([$frame]) }
            });
            is_deeply(\@warnings, [], "$what: no warning");
            if ($what =~ /whole|longer/) { is_deeply($records, [ ['text'] ], 'it is taken'); next }
            is($records, undef, 'get dies');
            like($@, $damaged, 'and says why');
            like(
                $class->new(@made, NoFatals => 1)->get([$frame])->[0], $damaged,
                'or a record does'
            );
        }
    }
};

subtest 'no serializer has to thaw nothing' => sub {
    plan skip_all => 'Compress::Zlib is not installed' if !eval { require Compress::Zlib };
    for my $serializer (grep { eval "require $_" } qw(Storable YAML FreezeThaw JSON::PP)) {
        my $name   = $serializer eq 'JSON::PP' ? 'JSON' : $serializer;
        my $filter = $class->new(Compression => 1, Serializer => $name, NoFatals => 1);
        my @records;
        my @warnings = warnings_of(sub { @records = @{ $filter->get(["3\0bad"]) } });
        is_deeply(\@warnings, [], "$name: no warning");
        like("@records", qr/damaged/, 'but an error');
    }
};

{

    package Given;
    sub freeze {'x'}
    sub thaw   { [@_] }
}

done_testing;
