package POE::Filter::NATS;

# Operations of the NATS protocol, of either direction. Compiled but for the constructor and for headers.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp croak);
use Exporter qw(import);
use POE::XS;
use POE::Filter ();

our @ISA       = ('POE::Filter');
our @EXPORT_OK = ('FIRST_UNUSED');

use constant {
    BUFFER       => 0, MAX_LINE => 1, MAX_PAYLOAD => 2, IS_BROKEN => 3,
    FIRST_UNUSED => 4,
};

# Servers have lines of 4 KiB by themselves, but tell of all members of a large cluster in one; and no
# payload may be larger than what a server queues for one client.
use constant { DEFAULT_LINE => 64 * 1024, DEFAULT_PAYLOAD => 64 * 1024 * 1024 };

sub new {
    my $class = shift;
    croak "$class must be given an even number of parameters" if @_ & 1;
    my %param       = @_;
    my $max_line    = $class->__param_max(MaxLine    => DEFAULT_LINE, \%param);
    my $max_payload = $class->__param_max(MaxPayload => DEFAULT_PAYLOAD, \%param);
    delete @param{qw(MaxLine MaxPayload)};
    carp "$class ignores unknown parameters: ", join(', ', sort keys %param) if keys %param;
    return bless [ '', $max_line, $max_payload, 0 ], $class;
}

sub clone {
    my ($self) = @_;
    return bless [ '', @$self[ MAX_LINE, MAX_PAYLOAD ], 0, @$self[ FIRST_UNUSED .. $#$self ] ],
        ref $self;
}

sub get_pending {
    my ($self) = @_;
    return length $self->[BUFFER] ? [ $self->[BUFFER] ] : undef;
}

# ---------------------------------------------------------------------------
# Headers

my $BEGIN = 'NATS/1.0';

# Names may come again, so pairs are in an array; in a hash, values may be arrays.
sub header_block {
    my ($headers) = @_;
    return '' if !defined $headers;
    my @pairs = ref $headers eq 'HASH' ? _pairs_of($headers) : @$headers;
    croak 'Headers must be pairs of a name and a value' if @pairs & 1;
    return ''                                           if !@pairs;
    my $block = "$BEGIN\r\n";
    while (@pairs) {
        my ($name, $value) = splice @pairs, 0, 2;
        _check_header($name, $value);
        $block .= "$name: $value\r\n";
    }
    utf8::encode($block) if !utf8::downgrade($block, 1);
    return "$block\r\n";
}

sub _pairs_of {
    my ($headers) = @_;
    return map {
        my ($name, $value) = ($_, $headers->{$_});
        map { ($name, $_) } ref $value eq 'ARRAY' ? @$value : $value
    } sort keys %$headers;
}

sub _check_header {
    my ($name, $value) = @_;
    croak 'A header cannot be named ', defined $name ? "'$name'" : 'undef'
        if !defined $name or $name !~ /\A[!#\$%&'*+\-.^_`|~0-9A-Za-z]+\z/;
    croak "The header $name cannot have the value ", defined $value ? "'$value'" : 'undef'
        if !defined $value or $value =~ /[\r\n\0]/;
    return;
}

# The status, if there is one, its text, and pairs of names and values in the order in which they came.
sub read_headers {
    my ($block) = @_;
    return if !defined $block;
    my ($first, @lines) = split /\r?\n/, $block;
    return if !defined $first;
    my ($status, $text) = $first =~ m{\ANATS/1\.0[ \t]*([0-9]{3})?[ \t]*(.*?)[ \t]*\z}s;
    my @pairs = map { /\A([^:]+):[ \t]*(.*?)[ \t]*\z/s ? ($1, $2) : () } @lines;
    return ($status, $text, \@pairs);
}

1;
