# package: libpoe-component-server-soap-perl
# module: POE::Component::Server::SOAP
# exercises: a call over HTTP by Client::HTTP, answered by a session

use strict;
use warnings;

use HTTP::Request;
use IO::Socket::INET;
use Loopback;
use POE qw(Component::Client::HTTP Component::Server::SOAP);

my $port = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->sockport;
POE::Component::Server::SOAP->new(
    ALIAS    => 'soap',
    ADDRESS  => '127.0.0.1',
    PORT     => $port,
    HOSTNAME => 'localhost'
);
POE::Component::Client::HTTP->spawn(Alias => 'client', Timeout => 10);

my $call = <<'XML';
<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
 soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><soap:Body>
<m:sum xmlns:m="http://localhost/?session=sums"><a>20</a><b>22</b></m:sum></soap:Body></soap:Envelope>
XML

program(
    _start => sub {
        $_[KERNEL]->alias_set('sums');
        $_[KERNEL]->post(soap => ADDMETHOD => 'sums', 'sum');
        $_[KERNEL]->delay(ask => 0.2);
    },
    ask => sub {
        my $request = HTTP::Request->new(
            POST => "http://127.0.0.1:$port/?session=sums",
            [
                'Content-Type' => 'text/xml; charset=utf-8',
                SOAPAction     => '"http://localhost/?session=sums#sum"'
            ],
            $call
        );
        $request->content_length(length $call);
        $_[KERNEL]->post(client => request => 'answer', $request);
    },
    sum => sub {
        my $response = $_[ARG0];
        my $body     = $response->soapbody;
        $response->content('the sum is ' . ($body->{a} + $body->{b}));
        $_[KERNEL]->post(soap => DONE => $response);
    },
    answer => sub {
        my $content = $_[ARG1][0]->content;
        $content =~ /the sum is 42/ ? worked() : print $_[ARG1][0]->as_string;
    },
);
