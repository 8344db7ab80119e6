package POE::XS::Probe::JSON;

use strict;
use warnings;

our $VERSION = '2.000';

# JSON for the probe and its viewers. What comes with perl takes its time, during which the program stands still: so
# there is never much of it at once.

use Exporter qw(import);

our @EXPORT_OK = qw(data_of text_of);

my $module;

# A new codec: the quick module if it is installed, else the one that comes with perl.
sub codec {
    if (!$module) {
        local ($@, $SIG{__DIE__});
        $module = eval { require Cpanel::JSON::XS; 1 } ? 'Cpanel::JSON::XS' : 'JSON::PP';
        require JSON::PP if $module eq 'JSON::PP';
    }
    return $module->new;
}

my $json;

sub _json { return $json ||= codec()->utf8->canonical->allow_nonref->max_depth(64) }

# Of and to bytes in UTF-8. Dies of what is none.
sub data_of { return _json()->decode($_[0]) }
sub text_of { return _json()->encode($_[0]) }

1;

__END__

=head1 NAME

POE::XS::Probe::JSON - JSON for the probe and its viewers

=head1 SYNOPSIS

=for example

    use POE::XS::Probe::JSON qw(data_of text_of);

    my $data = data_of('{"op":"head"}');
    print "$data->{op}\n", text_of([ 1, 'two' ]), "\n";
    # prints:
    #   head
    #   [1,"two"]

=head1 DESCRIPTION

By L<Cpanel::JSON::XS> if it is installed, else by L<JSON::PP>, which comes with perl.

=head1 FUNCTIONS

=head2 codec()

I<Returns> a new object of the module that is used.

=head2 data_of($bytes)

Dies where they are no JSON in UTF-8. I<Returns> what they mean.

=head2 text_of($data)

I<Returns> the data as JSON, in UTF-8, names in order; C<\1> and C<\0> as C<true> and C<false>.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
