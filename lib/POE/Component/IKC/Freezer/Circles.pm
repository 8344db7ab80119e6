package POE::Component::IKC::Freezer::Circles;

# Data that holds itself is never freed, so that a peer could fill the memory with it.

use strict;
use warnings;

our $VERSION = '2.000';

use Scalar::Util qw(refaddr reftype);

# Takes such data apart and dies, with a word for what it came in.
sub refuse {
    my ($data, $source) = @_;
    my %seen;
    return if !_has_circle($data, \%seen);
    for my $part (map { $_->[0] } values %seen) {
        my $type = reftype $part;
        if    ($type eq 'ARRAY')  { @$part = () }
        elsif ($type eq 'HASH')   { %$part = () }
        elsif (_is_scalar($type)) { $$part = undef }
    }
    die "$source holds itself\n";
}

# All parts are looked at, each once. Those that lead to where the search is are open.
sub _has_circle {
    my ($part, $seen) = @_;
    my $known = $seen->{ refaddr $part };
    return $known->[1] if $known;
    my $note = $seen->{ refaddr $part } = [ $part, 1 ];
    my $type = reftype $part;
    my @within
        = $type eq 'ARRAY'  ? @$part
        : $type eq 'HASH'   ? values %$part
        : _is_scalar($type) ? $$part
        :                     ();
    my $found = 0;
    no warnings 'recursion';
    $found |= _has_circle($_, $seen) for grep {ref} @within;
    $note->[1] = 0;
    return $found;
}

sub _is_scalar { return $_[0] =~ /\A(?:SCALAR|REF|LVALUE|VSTRING)\z/ }

1;
