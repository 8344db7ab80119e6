package POE::Component::Client::NATS::Failure;

# Why something did not work: a text, and a kind for programs.

use strict;
use warnings;

our $VERSION = '2.000';

use overload '""' => sub { $_[0]{text} }, bool => sub {1}, fallback => 1;

sub new {
    my ($class, $kind, $text, %more) = @_;
    return bless { kind => $kind, text => $text, %more }, $class;
}

sub kind { return $_[0]{kind} }
sub text { return $_[0]{text} }

1;
