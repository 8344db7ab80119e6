#!/usr/bin/perl
# A web server that greets. The filter turns bytes into HTTP::Request objects and HTTP::Response objects
# into bytes; a line server and this one differ in nothing else.

use strict;
use warnings;

use HTTP::Response;
use HTTP::Status qw(status_message);
use POE          qw(Component::Server::TCP Filter::HTTPD);
use Socket       qw(inet_ntoa unpack_sockaddr_in);

my $usage = <<"TEXT";
usage: $0 [PORT [ADDRESS]]

Answers GET / and GET /NAME with a greeting. Without PORT, or with 0, it listens on any free port, and
says which; ADDRESS is 127.0.0.1 unless given. After Ctrl-C or TERM it ends when all answers are out.
TEXT

my ($port, $address) = (@ARGV, (0, '127.0.0.1')[ @ARGV .. 1 ]);
die $usage if @ARGV > 2 or $port !~ /\A\d+\z/;
$| = 1;

POE::Component::Server::TCP->new(
    Address      => $address,
    Port         => $port,
    Started      => \&started,
    Error        => sub { die "$_[ARG0]: $_[ARG2]\n" },
    ClientFilter => 'POE::Filter::HTTPD',
    ClientInput  => \&request,
    ClientDrain  => sub { $_[KERNEL]->yield('shutdown') },
);

sub started {
    my $kernel = $_[KERNEL];
    $kernel->state(end => \&end);
    $kernel->sig($_ => 'end') for qw(INT TERM);
    my ($bound, $host) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname);
    printf "listening on %s:%d\n", inet_ntoa($host), $bound;
}

# What the filter could not understand comes as the response that is due.
sub request {
    my ($kernel, $heap, $request) = @_[ KERNEL, HEAP, ARG0 ];
    my $understood = $request->isa('HTTP::Request');
    my $response   = $understood ? answer_to($request) : $request;
    my $stays      = $understood && wants_to_stay($request);
    $response->protocol('HTTP/1.1');
    $response->header(Connection => $stays ? 'keep-alive' : 'close');
    $heap->{client}->put($response);
    $kernel->yield('shutdown') if !$stays;
}

sub answer_to {
    my ($request) = @_;
    return page(405, 'Only GET and HEAD.') if $request->method !~ /\A(?:GET|HEAD)\z/;
    my ($name) = $request->uri->path =~ m{\A/(\w*)\z} or return page(404, 'Nobody of that name.');
    my $page   = page(200, 'Hello, ' . ($name || 'world') . '!');
    $page->content('') if $request->method eq 'HEAD';
    return $page;
}

sub page {
    my ($code, $text) = @_;
    return HTTP::Response->new(
        $code, status_message($code),
        [ 'Content-Type' => 'text/plain', 'Content-Length' => 1 + length $text ], "$text\n"
    );
}

# From 1.1 on connections stay open unless the client says otherwise, before they do not.
sub wants_to_stay {
    my ($request) = @_;
    my $asked = lc($request->header('Connection') // '');
    return $request->protocol eq 'HTTP/1.1' ? $asked ne 'close' : $asked eq 'keep-alive';
}

# To drain a server: nobody new is let in, each connection is told, and those that are still there
# after five seconds are closed.
sub end {
    my $kernel = $_[KERNEL];
    $kernel->yield(drain => 5);
    $kernel->sig($_) for qw(INT TERM);
    $kernel->sig_handled;
}

POE::Kernel->run;
print "stopped\n";
