package Requests;

# Helpers for the tests of POE::Filter::HTTPD: what comes out of it, in short. Without libwww there are
# no such tests.

use strict;
use warnings;

use Exporter     qw(import);
use Scalar::Util qw(blessed);
use Test::More;

BEGIN {
    eval { require HTTP::Request; require HTTP::Response; require HTTP::Date; require URI }
        or plan skip_all => 'libwww is not installed';
}

use POE::Filter::HTTPD;

our @EXPORT = qw(fields_of read_from shown shown_from);

# The records of a new filter for a chunk, or for a list of them, one get each.
sub read_from {
    my ($chunks, @parameters) = @_;
    my $filter = POE::Filter::HTTPD->new(@parameters);
    return map { @{ $filter->get([$_]) } } ref $chunks ? @$chunks : $chunks;
}

# A request is "METHOD URI PROTOCOL" and "+ content"; an error "400 why"; a piece of content "= piece".
sub shown {
    my ($record) = @_;
    return "= $record" if !blessed $record;
    if ($record->isa('HTTP::Response')) {
        my ($why) = $record->content =~ m{<p>(.*)</p>}s;
        return join ' ', $record->code, $why;
    }
    my $line = join ' ', $record->method, $record->uri, $record->protocol;
    return length $record->content ? "$line + " . $record->content : $line;
}

sub shown_from {
    return [ map { shown($_) } read_from(@_) ];
}

# The fields of a message, "Name: value" each, in the order of libwww.
sub fields_of {
    my ($message) = @_;
    my @fields;
    $message->headers->scan(sub { push @fields, "$_[0]: $_[1]" });
    return \@fields;
}

1;
