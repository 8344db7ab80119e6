use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Block;
use POE::Filter::Line;
use POE::Filter::Stream;

my @codec = (
    sub { my ($block)  = @_; $$block = chr(length $$block) . $$block },
    sub { my ($buffer) = @_; length $$buffer ? ord substr $$buffer, 0, 1, '' : undef },
);
my %makes = (
    'Line'            => sub { POE::Filter::Line->new },
    'Line, literal'   => sub { POE::Filter::Line->new(Literal      => 'xy') },
    'Line, detecting' => sub { POE::Filter::Line->new(InputLiteral => undef) },
    'Line, pattern' => sub { POE::Filter::Line->new(InputRegexp => qr/x|y/, OutputLiteral => 'x') },
    'Stream'        => sub { POE::Filter::Stream->new },
    'Block'         => sub { POE::Filter::Block->new },
    'Block, fixed'       => sub { POE::Filter::Block->new(BlockSize   => 3) },
    'Block, other codec' => sub { POE::Filter::Block->new(LengthCodec => \@codec) },
);

local $SIG{__WARN__} = sub { };    # about strange bytes

for my $kind (sort keys %makes) {
    my $make = $makes{$kind};
    no_growth "$kind: creation", sub { $make->() };
    my $filter = $make->();
    no_growth "$kind: records",
        sub { $filter->get($filter->put([ 'one', '', 'three' ])) };
    my $partial = $make->();
    no_growth "$kind: by get_one, with something left", sub {
        $partial->get_one_start(["2\0ab\ncdxye"]);
        1 while @{ $partial->get_one };
        $partial->get_pending;
    };
    no_growth "$kind: clone", sub { $filter->clone->get(['abc']) };
    no_growth "$kind: characters",
        sub { my $fresh = $make->(); $fresh->get(["\x{263a}\n"]); $fresh->put(["\x{263a}"]) };
    no_growth "$kind: searched far, then dropped",
        sub { my $f = $make->(); $f->get([ 'x' x 2000 ]); $f->get(['x']) }, 50;
}

my $died = bless [], 'Dies';
{

    package Dies;
    use overload '""' => sub { die "no words\n" }
}

my %fails = (
    'odd parameters'  => sub { POE::Filter::Line->new(1) },
    'bad parameters'  => sub { POE::Filter::Block->new(LengthCodec => [1]) },
    'bad chunks'      => sub { $makes{Line}->()->get('x') },
    'bad chunks, one' => sub { $makes{Block}->()->get_one_start('x') },
    'too long' => sub { POE::Filter::Line->new(MaxLength => 2)->get(["a\nabc\n"]) },
    'too much' => sub { POE::Filter::Line->new(MaxLength => 2, MaxBuffer => 4)->get(['abcde']) },
    'too large'       => sub { POE::Filter::Block->new(MaxLength => 2)->get(["1\0a3\0abc"]) },
    'too many digits' => sub { $makes{Block}->()->get([ 9 x 30 ]) },
    'a dying encoder' => sub {
        POE::Filter::Block->new(LengthCodec => [ sub {die}, sub { } ])->put([1]);
    },
    'a dying decoder' => sub {
        POE::Filter::Block->new(LengthCodec => [ sub { }, sub {die} ])->get([1]);
    },
    'a dying record' => sub { $makes{$_}->()->put([ 'a', $died ]) for qw(Line) },
    'a dying block'  => sub { $makes{Block}->()->put([ 'a', $died ]) },
    'a dying part'   => sub { $makes{'Block, fixed'}->()->put([ 'a', $died ]) },
    'a dying chunk'  => sub { $makes{Line}->()->get([ 'a', $died ]) },
);

for my $kind (sort keys %fails) {
    no_growth $kind, sub {
        eval { $fails{$kind}->() }
    }, 200;
}

done_testing;
