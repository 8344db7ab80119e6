# Before 6.41 the messages of libwww did not bear the greatest size of a body. Requests have what the constructor of
# the installed one makes, no more.
use strict;
use warnings;
use lib 't/lib';
use Test::More;

BEGIN {
    eval { require HTTP::Request } or plan skip_all => 'libwww is not installed';
    my $new = \&HTTP::Message::new;
    no warnings 'redefine';
    *HTTP::Message::new = sub {
        my $message = $new->(@_);
        delete $message->{_max_body_size};
        return $message;
    };
}

use Requests;

my ($request) = read_from("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
my $same = HTTP::Request->new(GET => '/x', [ Host => 'h' ]);
$same->protocol('HTTP/1.1');
is_deeply($request, $same, 'made of what the constructor makes');
is_deeply($request->clone, $request, 'it can be cloned');

done_testing;
