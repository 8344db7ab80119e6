package POE::XS::Top::JSON;

# JSON to Perl and back. What comes in is not trusted: neither to be JSON, nor to be UTF-8.

use strict;
use warnings;

our $VERSION = '2.000';

use Encode               ();
use POE::XS::Probe::JSON ();

my $in  = POE::XS::Probe::JSON::codec()->max_depth(64)->allow_nonref(0);
my $out = POE::XS::Probe::JSON::codec()->canonical->allow_nonref->allow_blessed->convert_blessed;

# The object that the octets are, or nothing.
sub object {
    my ($octets) = @_;
    my $text     = Encode::decode('UTF-8', $octets);
    my $found    = eval { $in->decode($text) };
    return ref $found eq 'HASH' ? $found : undef;
}

# Octets, in one line.
sub line {
    my ($data) = @_;
    my $text = $out->encode($data);
    utf8::encode($text);
    return "$text\n";
}

1;

__END__

=head1 NAME

POE::XS::Top::JSON - JSON for poe-top

=head1 SYNOPSIS

=for example

    use POE::XS::Top::JSON;

    my $object = POE::XS::Top::JSON::object('{"op":"head","id":1}');
    print $object->{op}, "\n", POE::XS::Top::JSON::line({ b => 1, a => [ 2, undef ] });
    print defined POE::XS::Top::JSON::object('{"op":') ? 'whole' : 'broken', "\n";
    # prints:
    #   head
    #   {"a":[2,null],"b":1}
    #   broken

=head1 DESCRIPTION

By the module that L<POE::XS::Probe::JSON> takes.

=head1 FUNCTIONS

=head2 line($data)

I<Returns> the data as a line of JSON in UTF-8, keys in order.

=head2 object($octets)

I<Returns> the JSON object that the octets are, as a hash, or C<undef> if they are none. What is no UTF-8 becomes
replacement characters.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
