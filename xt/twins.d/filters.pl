# filters.pl SEED: filters of POE that are given octets in pieces, ask for one record or all of them, are
# cloned in the middle, and put records, as the dice tell.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POE qw(Filter::Block Filter::Grep Filter::Line Filter::Map Filter::RecordBlock Filter::Reference
    Filter::Stackable Filter::Stream);
use Storable ();
use Twins    qw(begin chance one reason roll shown told);

my $filters = 60;
my $steps   = 14;
my @ends    = ("\r\n", "\n", "\r", 'ab', 'a', 'aab', "\0", '||');

$Storable::canonical = 1;
begin($ARGV[0]);
try_filter() for 1 .. $filters;

# ---------------------------------------------------------------------------

sub octets {
    my @octets = (@ends, ' ', 'b', 'x' x 20, '1', '25', "\xE9", '');
    return join '', map { one(@octets) } 1 .. roll(12);
}

sub line {
    my @arguments = one(
        sub { () },
        sub { Literal => one(@ends) },
        sub { (InputLiteral => one(@ends), OutputLiteral => one(@ends)) },
        sub { (
            InputRegexp => one('[\r\n]+', 'a+b', "\\n", 'x{2,5}'), OutputLiteral => one(@ends)) },
        sub { InputLiteral => undef },
    )->();
    return POE::Filter::Line->new(@arguments);
}

sub block {
    return POE::Filter::Block->new(BlockSize => 1 + roll(9)) if chance(2);
    return POE::Filter::Block->new                           if chance(2);
    my $encode = sub { my ($block)  = @_; $$block = length($$block) . ";$$block"; return };
    my $decode = sub { my ($buffer) = @_; return $$buffer =~ s/\A(\d+);// ? $1 : undef };
    return POE::Filter::Block->new(LengthCodec => [ $encode, $decode ]);
}

sub changing {
    return one(
        sub {
            POE::Filter::Grep->new(Code => sub {/a/});
        },
        sub {
            POE::Filter::Grep->new(Get => sub { length > 1 }, Put => sub { !/b/ });
        },
        sub {
            POE::Filter::Map->new(Code => sub {"<$_>"});
        },
        sub {
            POE::Filter::Map->new(Get => sub {uc}, Put => sub { ($_, $_) });
        },
    )->();
}

sub several {
    return POE::Filter::RecordBlock->new(
        BlockSize => 1 + roll(4),
        chance(2) ? (CheckPut => 1) : ());
}

# A filter that makes lists of records comes last: what matches the address of one is up to chance.
sub stack {
    my @layers = (line(), (map { changing() } 0 .. roll(2)), chance(2) ? several() : ());
    return POE::Filter::Stackable->new(Filters => \@layers);
}

sub new_filter {
    return one(
        \&line, \&line, \&block, \&block, \&changing, \&several, \&stack,
        sub { POE::Filter::Stream->new },
        sub { POE::Filter::Reference->new('Storable', roll(2)) },
    )->();
}

# What this filter would take for records, in pieces.
sub pieces {
    my ($filter) = @_;
    my @pieces   = map { octets() } 0 .. roll(3);
    return map { length($_) . one("\0", ';') . $_ } @pieces
        if ref $filter eq 'POE::Filter::Block' && chance(2);
    return @pieces if ref $filter ne 'POE::Filter::Reference';
    my @records
        = map { one([ octets() ], { some => octets(), more => [ 1, undef ] }) } 0 .. roll(3);
    my $stream = join '', @{ $filter->put(\@records) };
    return $stream =~ /(.{1,40})/gs;
}

sub try_filter {
    my $filter = new_filter();
    told(ref $filter);
    for (1 .. $steps) {
        my @pieces = pieces($filter);
        my $step   = one(\&get, \&get, \&get_one, \&get_one, \&put, \&look, \&clone);
        my @gave   = eval { $step->(\$filter, @pieces) };
        told(shown(@pieces), ':', $@ ? 'died of ' . reason($@) : shown(@gave));
        last if $@;
    }
    return;
}

sub get { my ($filter, @pieces) = @_; return @{ $$filter->get(\@pieces) } }

sub get_one {
    my ($filter, @pieces) = @_;
    $$filter->get_one_start(\@pieces);
    return map { $$filter->get_one } 0 .. roll(4);
}

sub put {
    my ($filter, @pieces) = @_;
    return if ref $$filter eq 'POE::Filter::Reference';
    my $first = ref($$filter) =~ /Stack/ ? ($$filter->filter_types)[-1] : ref $$filter;
    return @{ $$filter->put($first =~ /Record/ ? [ \@pieces ] : \@pieces) };
}

# Upstream's stack knows nothing of what its first filter keeps.
sub look { my ($filter) = @_; return ref($$filter) =~ /Stack/ ? () : $$filter->get_pending }

sub clone {
    my ($filter) = @_;
    my $clone = $$filter->clone;
    $$filter = $clone if chance(2);
    return (ref $clone, look(\$clone));
}
