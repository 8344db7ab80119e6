use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use HTTP::Response;
use Test::More;

plan skip_all => 'another way to read fields there' if is_upstream();

# Something may replace HTTP::Headers by a class that is made in another way, also while the program runs.

my $text = "GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-A: 2\r\n\r\n";
my ($before) = read_from($text);

{
    no strict 'refs';
    no warnings qw(prototype redefine);
    for my $method (qw(new header push_header scan header_field_names clone remove_header)) {
        *{"HTTP::Headers::$method"} = \&{"Inside::$method"};
    }
}

my ($request) = read_from($text);
is_deeply(
    fields_of($request), [ 'Host: h', 'X-A: 1', 'X-A: 2' ],
    'requests are made by its methods'
);
is($request->header('X-A'), '1, 2', 'and asked by them');
is("$request->{_headers}", "$request->{_headers}" =~ s/HASH/HASH/r, 'it is not looked into');
ok(!exists $request->headers->{host}, 'nor filled');

my ($post) = read_from("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
is(shown($post), 'POST / HTTP/1.1 + ab', 'lengths are found');

my $response = HTTP::Response->new(200, 'OK', [ Date => 'd', 'X-A' => [ 1, 2 ] ], 'content');
is(
    POE::Filter::HTTPD->new->put([$response])->[0],
    "HTTP/1.0 200 OK\r\nDate: d\r\nX-A: 1\r\nX-A: 2\r\n\r\ncontent", 'responses are written'
);

{

    package Inside;    # keeps its fields elsewhere
    my %fields;

    sub new {
        my ($class, @pairs) = @_;
        my $self = bless {}, $class;
        $fields{$self} = [];
        $self->push_header(@pairs);
        return $self;
    }

    sub push_header {
        my ($self, @pairs) = @_;
        while (my ($name, $value) = splice @pairs, 0, 2) {
            push @{ $fields{$self} }, map { [ $name, $_ ] } ref $value ? @$value : $value;
        }
    }

    sub header {
        my ($self, $name, @values) = @_;
        if (@values) { $self->remove_header($name); $self->push_header($name, @values); return }
        my @found = map { $_->[1] } grep { lc $_->[0] eq lc $name } @{ $fields{$self} };
        return wantarray ? @found : @found ? join ', ', @found : undef;
    }

    sub remove_header {
        my ($self, $name) = @_;
        @{ $fields{$self} } = grep { lc $_->[0] ne lc $name } @{ $fields{$self} };
    }

    sub header_field_names {
        my ($self) = @_;
        my %seen;
        return grep { !$seen{ lc $_ }++ } map { $_->[0] } @{ $fields{$self} };
    }

    sub clone {
        my ($self) = @_;
        return ref($self)->new(map {@$_} @{ $fields{$self} });
    }

    sub scan {
        my ($self, $code) = @_;
        $code->(@$_) for sort { $a->[0] cmp $b->[0] } @{ $fields{$self} };
    }
}

done_testing;
