package POE::Filter::HTTPD::Chunks;

use strict;
use warnings;

our $VERSION = '2.000';

# What comes next: a line with a size, the data it announces, the line end behind the data, a line of the
# trailer, nothing.
use constant { SIZE => 0, DATA => 1, DATA_END => 2, TRAILER => 3, DONE => 4 };

# How much more may come: of this chunk, of all chunks (undef for no limit), of the trailer.
use constant { STATE => 0, LEFT => 1, ROOM => 2, TRAILER_ROOM => 3 };

# A size in up to 12 hexadecimal digits, and extensions, in as many octets at most.
my $size_line = qr/\A([0-9A-Fa-f]{1,12})[ \t]*+(?:;[^\r\n\0]*+)?\z/;
use constant MAX_LINE => 256;

sub new {
    my ($class, $max_content, $max_trailer) = @_;
    return bless [ SIZE, 0, $max_content, $max_trailer ], $class;
}

sub is_done { return $_[0][STATE] == DONE }

my @step = (\&_size, \&_data, \&_data_end, \&_trailer);

# Each step takes its part off the buffer and returns what that decodes to, or undef to wait for more. In a
# string of the caller's, what was decoded is there also if the next step dies.
sub decode {
    my ($self, $buffer, $decoded) = @_;
    $decoded //= \(my $own = '');
    while ($self->[STATE] != DONE) {
        my $part = $step[ $self->[STATE] ]->($self, $buffer);
        last if !defined $part;
        $$decoded .= $part;
    }
    return $$decoded;
}

sub _size {
    my ($self, $buffer) = @_;
    my $line = _line($buffer, MAX_LINE, 'Chunk size line is too long.');
    return if !defined $line;
    my ($size) = $line =~ $size_line or die [ 400, 'Chunk size is not a number.' ];
    no warnings 'portable';    # of 12 digits
    $self->[LEFT]  = hex $size;
    $self->[STATE] = $self->[LEFT] ? DATA : TRAILER;
    return '' if !defined $self->[ROOM];
    $self->[ROOM] -= $self->[LEFT];
    die [ 413, 'Content is too long.' ] if $self->[ROOM] < 0;
    return '';
}

sub _data {
    my ($self, $buffer) = @_;
    return if !length $$buffer;
    my $part = substr $$buffer, 0, $self->[LEFT], '';
    $self->[LEFT] -= length $part;
    $self->[STATE] = DATA_END if !$self->[LEFT];
    return $part;
}

sub _data_end {
    my ($self, $buffer) = @_;
    return                                        if $$buffer eq '' || $$buffer eq "\r";
    die [ 400, 'Chunk is longer than its size.' ] if substr($$buffer, 0, 2, '') ne "\r\n";
    $self->[STATE] = SIZE;
    return '';
}

# Fields of a trailer are dropped: they could replace those that the program has acted upon.
sub _trailer {
    my ($self, $buffer) = @_;
    my $line = _line($buffer, $self->[TRAILER_ROOM], 'Trailer is too long.');
    return                                             if !defined $line;
    die [ 400, 'Trailer holds a bare CR, LF or NUL.' ] if $line =~ tr/\r\n\0//;
    $self->[TRAILER_ROOM] -= length $line;
    $self->[STATE] = DONE if $line eq '';
    return '';
}

# A line without its end; undef if that is still to come.
sub _line {
    my ($buffer, $limit, $too_long) = @_;
    my $end = index $$buffer, "\r\n";
    die [ 400, $too_long ] if ($end < 0 ? length($$buffer) - 1 : $end) > $limit;
    return                 if $end < 0;
    my $line = substr $$buffer, 0, $end, '';
    substr $$buffer, 0, 2, '';
    return $line;
}

1;
