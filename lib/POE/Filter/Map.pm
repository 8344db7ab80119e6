package POE::Filter::Map;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Filter::PerRecord qw(BUFFER CODEGET CODEPUT FIRST_UNUSED);

our @ISA       = ('POE::Filter::PerRecord');
our @EXPORT_OK = qw(FIRST_UNUSED);

# One record goes in, and whatever the code makes of it comes out: often one, sometimes several.
sub get_one {
    my ($self) = @_;
    my $buffer = $self->[BUFFER];
    return [] if !@$buffer;
    return [ map { $self->[CODEGET]->($_) } shift @$buffer ];
}

sub put {
    my ($self, $records) = @_;
    return [ map { $self->[CODEPUT]->($_) } @$records ];
}

1;
