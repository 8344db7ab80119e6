package POE::XS::Probe::Reader;

use strict;
use warnings;

our $VERSION = '2.000';

# JSON as data. What comes with perl goes from character to character, and would stop the program for as long as that
# takes; this goes from word to word.

use JSON::PP ();

use constant DEPTH_MOST => 64;

my %constant = (true => JSON::PP::true(), false => JSON::PP::false(), null => undef);
my %escaped  = (b    => "\b", f                 => "\f", n => "\n", r => "\r", t => "\t");

# Of bytes that are UTF-8. Dies where they are not JSON.
sub data_of {
    local ($_) = @_;
    utf8::decode($_) or _wrong('UTF-8');
    _wrong('characters') if /[^\x{0}-\x{D7FF}\x{E000}-\x{10FFFF}]/;
    my $value = _value(0);
    /\G[ \t\r\n]*\z/gc or _wrong('an end');
    return $value;
}

sub _wrong {
    my ($wanted) = @_;
    die sprintf "JSON: %s expected at %d\n", $wanted, pos || 0;
}

sub _value {
    my ($depth) = @_;
    /\G[ \t\r\n]+/gc;
    return $1                  if /\G"([^"\\\x00-\x1F]*)"/gc;
    return $1 + 0              if /\G(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)/gc;
    return $constant{$1}       if /\G(true|false|null)/gc;
    return _string()           if /\G"/gc;
    _wrong('less depth')       if $depth > DEPTH_MOST;
    return _object($depth + 1) if /\G\{/gc;
    return _list($depth + 1)   if /\G\[/gc;
    return _wrong('a value');
}

sub _list {
    my ($depth) = @_;
    my @list;
    return \@list if /\G[ \t\r\n]*\]/gc;
    while (1) {
        push @list, _value($depth);
        return \@list if /\G[ \t\r\n]*\]/gc;
        /\G[ \t\r\n]*,/gc or _wrong(', or ]');
    }
}

sub _object {
    my ($depth) = @_;
    my %object;
    return \%object if /\G[ \t\r\n]*\}/gc;
    while (1) {
        my $key
            = /\G[ \t\r\n]*"([^"\\\x00-\x1F]*)"/gc ? $1
            : /\G[ \t\r\n]*"/gc                    ? _string()
            :                                        _wrong('a name');
        /\G[ \t\r\n]*:/gc or _wrong(':');
        $object{$key} = _value($depth);
        return \%object if /\G[ \t\r\n]*\}/gc;
        /\G[ \t\r\n]*,/gc or _wrong(', or }');
    }
}

# One with escapes.
sub _string {
    my $string = '';
    until (/\G"/gc) { $string .= _piece() }
    return $string;
}

sub _piece {
    return $1                 if /\G([^"\\\x00-\x1F]+)/gc;
    return $escaped{$1} // $1 if /\G\\(["\\\/bfnrt])/gc;
    return _character(hex $1) if /\G\\u([0-9a-fA-F]{4})/gc;
    return _wrong('a character');
}

# Those beyond 16 bits come as two.
sub _character {
    my ($code) = @_;
    return chr $code if $code < 0xD800 or $code > 0xDFFF;
    _wrong('a pair') if $code > 0xDBFF;
    return chr 0x10000 + (($code - 0xD800) << 10) + (_second() - 0xDC00);
}

sub _second {
    return hex $1 if /\G\\u([dD][c-fC-F][0-9a-fA-F]{2})/gc;
    return _wrong('a pair');
}

1;
