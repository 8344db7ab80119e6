use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN {
    plan skip_all => 'contexts are ours alone' if is_upstream();
    plan skip_all => 'needs HTTP::Request'
        if !eval { require HTTP::Request; require HTTP::Response; 1 };
}
use POE qw(Filter::HTTPD Filter::Stream Component::Server::TCP Component::Client::TCP);
use POE::XS::Trace;
use Socket qw(sockaddr_in);

# A request with a header comes in, goes through two sessions and an alarm, and out to a second server.

my $trace = '0af7651916cd43dd8448eb211c80319c';
my (%port, @spans);
alarm scaled(30);
POE::XS::Trace->start;

# Writes down the span, and that it is of the trace.
sub here {
    my ($where) = @_;
    is(POE::XS::Trace->trace_id, $trace, $where);
    push @spans, POE::XS::Trace->span_id;
    return;
}

sub server {
    my ($name, $code) = @_;
    POE::Component::Server::TCP->new(
        Alias        => $name,
        Address      => '127.0.0.1',
        ClientFilter => POE::Filter::HTTPD->new,
        Started      => sub { ($port{$name}) = sockaddr_in($_[HEAP]{listener}->getsockname) },
        ClientInput  => sub {
            ok(POE::XS::Trace->extract($_[ARG0]), "$name: the request has a trace");
            here($name);
            $code->(@_);
        },
    );
    return;
}

sub request_to {
    my ($name, $request) = @_;
    POE::Component::Client::TCP->new(
        RemoteAddress => '127.0.0.1',
        RemotePort    => $port{$name},
        Filter        => 'POE::Filter::Stream',
        Connected     => sub { $_[HEAP]{server}->put($request->as_string("\r\n")) },
        ServerInput   => sub { $_[KERNEL]->yield('shutdown') },
    );
    return;
}

sub answer {
    $_[HEAP]{client}->put(HTTP::Response->new(200));
    $_[KERNEL]->yield('shutdown');
    return;
}

server(
    first => sub {
        $_[KERNEL]->post(worker => work => my $r = HTTP::Request->new(GET => '/'));
        answer(@_);
    });
server(
    second => sub {
        is($_[ARG0]->header('tracestate'), 'a=1', 'with the state of the first');
        answer(@_);
        $_[KERNEL]->post($_ => 'shutdown') for qw(first second);
    });

session(
    _start => sub { $_[KERNEL]->alias_set('worker') },
    work   => sub { here('worker'); $_[KERNEL]->post(caller => call => $_[ARG0]) },
);
session(
    _start => sub { $_[KERNEL]->alias_set('caller') },
    call   => sub { here('caller'); $_[KERNEL]->delay(later => 0.01 => $_[ARG0]) },
    later  => sub {
        my ($request) = $_[ARG0];
        here('alarm');
        ok(POE::XS::Trace->inject($request), 'a header for the next server');
        is(
            (split /-/, $request->header('traceparent'))[2], $spans[-1],
            'names the handler as its parent'
        );
        request_to(second => $request);
    },
);

request_to(
    first => HTTP::Request->new(
        GET => '/',
        [ traceparent => "00-$trace-b7ad6b7169203331-01", tracestate => 'a=1' ]));
POE::Kernel->run;

is(@spans, 5, 'five handlers');
my %different = map { $_ => 1 } @spans;
is(keys %different, 5, 'with a span each');

done_testing;
