# package: libpoe-component-rssaggregator-perl
# module: POE::Component::RSSAggregator
# exercises: fetches a feed through Client::HTTP from a server in the same process and finds its headline

use strict;
use warnings;

use HTTP::Response;
use Loopback;
use POE qw(Component::RSSAggregator Filter::HTTPD);

my $feed = <<'XML';
<?xml version="1.0"?><rss version="2.0"><channel><title>wheels</title><link>http://localhost/</link>
<description>none</description><item><title>a wheel turns</title><link>http://localhost/1</link></item>
</channel></rss>
XML

my $port = serve(
    sub {
        $_[0]->(HTTP::Response->new(
            200, 'OK',
            [
                'Content-Type'   => 'text/xml',
                'Content-Length' => length $feed
            ],
            $feed
        ));
    },
    ClientFilter => 'POE::Filter::HTTPD',
);

program(
    _start => sub {
        $_[HEAP]{aggregator} = POE::Component::RSSAggregator->new(
            alias    => 'aggregator',
            callback => $_[SESSION]->postback('feed'),
        );
        $_[KERNEL]->post(
            aggregator => add_feed => {
                url   => "http://127.0.0.1:$port/feed",
                name  => 'wheels',
                delay => 60
            });
    },
    feed => sub {
        worked()
            if grep { $_->headline eq 'a wheel turns' } $_[ARG1][0]->late_breaking_news;
    },
);
