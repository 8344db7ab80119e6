package POE::Component::IKC::Freezer;

# Data as the Perl text that Data::Dumper writes. The text is never run: a strict reader knows the part of
# Perl that says data, and refuses the rest.

use strict;
use warnings;
no warnings 'recursion';

our $VERSION = '2.000';

## no critic (ProhibitUnusedCapture)

use Data::Dumper                          ();
use Exporter                              qw(import);
use Scalar::Util                          qw(reftype);
use POE::Component::IKC::Freezer::Circles ();

our @EXPORT_OK = qw(freeze thaw dclone);

use constant MAX_DEPTH => 512;

# ---------------------------------------------------------------------------
# Writing

# Every setting is said, since the program may have changed what they are by default.
my $dumper
    = Data::Dumper->new([], [ __PACKAGE__ . '::VAR1' ])->Purity(1)->Indent(0)->Terse(0)->Useqq(0)
    ->Deepcopy(0)->Quotekeys(1)->Sortkeys(0)->Maxdepth(0)->Maxrecurse(MAX_DEPTH)->Bless('bless')
    ->Freezer('')->Toaster('')->Pair(' => ')->Deparse(0)->Pad('')->Useperl(0);

sub freeze {
    my ($data) = @_;
    local $SIG{__WARN__} = sub { die "Freezer carries no code\n" };
    my $text  = eval { $dumper->Values([$data])->Dump };
    my $error = $@;
    $dumper->Values([])->Reset;
    die $error          if !defined $text;
    utf8::encode($text) if !utf8::downgrade($text, 1);

    # What may be more than data is looked at as the peer will.
    _read($text, 1) if $text =~ /\\\*|sub \{|qr\/|\bv[0-9]|<</;
    return $text;
}

# ---------------------------------------------------------------------------
# Reading

sub thaw {
    my ($text) = @_;
    return _read($text, 0);
}

# The pair of functions for tables of serializers. With objects => 1 they pass, else they come as the plain
# data within.
sub pair {
    my ($class, %option) = @_;
    my $objects = $option{objects} ? 1 : 0;
    return (\&freeze, sub { return _read($_[0], $objects) });
}

# A copy of its own of data and of objects.
sub dclone {
    my ($data) = @_;
    return _read(freeze($data), 1);
}

# What is read at the moment: the whole, its name, how deep the reader is in it, and whether objects pass.
my ($root, $name, $depth, $objects);

# The text is in $_ and pos tells how far it is read, here and below.
sub _read {
    (local $_, my $passes) = @_;
    die "Freezer: there is no text\n" if !defined;
    ($root, $name, $depth, $objects) = (undef, undef, 0, $passes);
    my $data = eval { _document() };
    my ($error, $whole) = ($@, $root);
    $root = undef;
    if (!defined $data) {
        POE::Component::IKC::Freezer::Circles::refuse($whole, 'Freezer text') if ref $whole;
        die $error;
    }
    return $data;
}

sub _refuse {
    my ($what) = @_;
    my $at     = pos() // 0;
    my $rest   = substr $_, $at, 20;
    $rest =~ s/[^ -~]/?/g;
    die "Freezer: $what at octet $at: '$rest'\n";
}

sub _document {
    pos = 0;
    $name = $1 if /\G\s*\$(\w+(?:::\w+)*)\s*=\s*/gca;
    my $data = _value();
    $root = $data;
    /\G\s*;/gc;
    my $is_patched;
    until (/\G\s*\z/gc) {
        _patch();
        $is_patched = 1;
    }
    _refuse('no reference')                                              if !ref $data;
    POE::Component::IKC::Freezer::Circles::refuse($data, 'Freezer text') if $is_patched;
    return $data;
}

# What stands at the place of a value. Strings come first: there are most of them.
sub _value {
    return _string() if /\G\s*'/gc;
    return 0 + $1
        if /\G\s*(-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]+)?(?:e[-+]?[0-9]{1,3})?)(?![\w.])/gca;
    return _deeper(\&_hash)   if /\G\s*\{/gc;
    return _deeper(\&_array)  if /\G\s*\[/gc;
    return                    if /\G\s*undef\b/gc;
    return _escaped_string()  if /\G\s*"/gc;
    return _deeper(\&_scalar) if /\G\s*\\/gc;
    return _deeper(\&_object) if /\G\s*bless\(\s*/gc;
    return                    if /\G\s*do\s*\{\s*my \$\w+\s*\}/gc;
    return ${ _place() }      if /\G\s*(?=\$)/gc;
    return _refuse('no data');
}

sub _deeper {
    my ($code) = @_;
    _refuse('deeper than ' . MAX_DEPTH) if ++$depth > MAX_DEPTH;
    my $data = $code->();
    --$depth;
    return $data;
}

sub _array {
    my @list;
    $root //= \@list;
    until (/\G\s*\]/gc) {
        push @list, scalar _value();
        /\G\s*,/gc or /\G(?=\s*\])/gc or _refuse('no comma in a list');
    }
    return \@list;
}

sub _hash {
    my %hash;
    $root //= \%hash;
    until (/\G\s*\}/gc) {
        my $key = _key();
        /\G\s*(?:=>|,)/gc or _refuse('no value of a key');
        $hash{$key} = _value();
        /\G\s*,/gc or /\G(?=\s*\})/gc or _refuse('no comma in a hash');
    }
    return \%hash;
}

sub _key {
    return _string()         if /\G\s*'/gc;
    return $1                if /\G\s*(-?\w+)/gca;
    return _escaped_string() if /\G\s*"/gc;
    return _refuse('no key');
}

sub _scalar {
    my $data = _value();
    return \$data;
}

sub _object {
    my $data = _value();
    /\G\s*,\s*'(\w+(?:(?:::|')\w+)*)'\s*\)/gca or _refuse('no class');
    _refuse('an object of no reference') if !ref $data;
    return $objects ? bless($data, $1) : $data;
}

# The rest of a string in single quotes.
sub _string {
    return $1 if /\G([^\\']*+)'/gc;
    my $text = '';
    until (/\G'/gc) {
        if    (/\G([^\\']++)/gc) { $text .= $1 }
        elsif (/\G\\([\\'])/gc)  { $text .= $1 }
        elsif (/\G\\(?!\z)/gc)   { $text .= '\\' }
        else                     { _refuse('no end of a string') }
    }
    return $text;
}

my %ESCAPED = (n => "\n", t => "\t", r => "\r", f => "\f", b => "\b", a => "\a", e => "\e");

# The rest of a string in double quotes, in which nothing is put.
sub _escaped_string {
    my $text = '';
    until (/\G"/gc) {
        if    (/\G([^\\"\$\@]++)/gc)          { $text .= $1 }
        elsif (/\G\\x\{([0-9a-f]{1,6})\}/gci) { $text .= _character(hex $1) }
        elsif (/\G\\([0-7]{1,3})/gc)          { $text .= chr oct $1 }
        elsif (/\G\\([ntrfbae])/gc)           { $text .= $ESCAPED{$1} }
        elsif (/\G\\([^\w])/gca)              { $text .= $1 }
        else                                  { _refuse('no end of a string') }
    }
    return $text;
}

sub _character {
    my ($number) = @_;
    _refuse('no character') if $number > 0x10FFFF;
    return chr $number;
}

# ---------------------------------------------------------------------------
# What is in it twice

# $NAME->{'one'}[2] = $NAME->{'other'};
sub _patch {
    my $place = _place();
    /\G\s*=(?!=)/gc or _refuse('no assignment');
    $$place = _value();
    /\G\s*;/gc or /\G(?=\s*\z)/gc or _refuse('no end of an assignment');
    return;
}

# A reference to the scalar that is meant. There it must be: nothing is made on the way.
sub _place {
    my $place;
    if (/\G\s*\$\{/gc) {
        my $inner = _deeper(\&_place);
        /\G\s*\}/gc or _refuse('no end of a block');
        _refuse('no reference to a scalar') if ref($$inner) !~ /\A(?:SCALAR|REF)\z/;
        $place = $$inner;
    } else {
        /\G\s*\$(\w+(?:::\w+)*)/gca && defined $name && $1 eq $name
            or _refuse('no variable of this text');
        $place = \$root;
    }
    while (1) {
        /\G->(?=[\[{])/gc;
        if    (/\G\[([0-9]{1,9})\]/gc) { $place = _element($$place, $1) }
        elsif (/\G\{/gc)               { $place = _of_key($$place) }
        else                           { return $place }
    }
    return;
}

sub _element {
    my ($list, $index) = @_;
    _refuse('no such element') if (reftype($list) // '') ne 'ARRAY' || $index > $#$list;
    return \$list->[$index];
}

sub _of_key {
    my ($hash) = @_;
    my $key = _key();
    /\G\s*\}/gc or _refuse('no end of a key');
    _refuse('no such key') if (reftype($hash) // '') ne 'HASH' || !exists $hash->{$key};
    return \$hash->{$key};
}

1;
