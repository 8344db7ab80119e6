#!/usr/bin/perl
# A CGI script and the service that it asks. A web server starts the script anew for each request, so it can
# remember nothing, and loads no event loop: POE::Component::IKC::ClientLite is all that it needs. What is to be
# remembered, here how often each page was seen, is kept by a program that goes on.

use strict;
use warnings;

my $usage = <<"TEXT";
usage: $0 serve SOCKET

Keeps the counts, for whoever connects to the Unix socket SOCKET. Without arguments it is the CGI script:

  REQUEST_METHOD=GET QUERY_STRING=page=home COUNTER=SOCKET $0

answers what a browser is to get: how often the page was seen. "page=home&report" does not count, but lists
all. Ctrl-C or TERM ends the service.
TEXT

$| = 1;
if    (@ARGV == 2 && $ARGV[0] eq 'serve')      { serve($ARGV[1]) }
elsif (!@ARGV && defined $ENV{REQUEST_METHOD}) { answer_request() }
else                                           { die $usage }

# ---------------------------------------------------------------------------
# The script

sub answer_request {
    require POE::Component::IKC::ClientLite;
    my %asked = map { /\A([a-z]+)(?:=(.*))?\z/ ? ($1 => $2 // 1) : () } split /[&;]/,
        $ENV{QUERY_STRING} // '';
    my $counter = POE::Component::IKC::ClientLite->spawn(
        unix    => $ENV{COUNTER} // die($usage),
        timeout => 5,
    ) or return say_page('503 Service Unavailable', 'The counter is away. Please come again.');
    my ($page) = ($asked{page} // '') =~ /\A([\w-]{1,40})\z/
        or return say_page('400 Bad Request', 'Which page?');
    return say_page('200 OK', report($counter)) if $asked{report};
    my $count = $counter->call('counter/seen', $page)
        // return say_page('502 Bad Gateway', $counter->error);
    return say_page('200 OK', "The page $page was seen $count times.");
}

# A list comes back as a list.
sub report {
    my ($counter) = @_;
    my @lines = $counter->call('counter/list');
    return join "\n", @lines ? @lines : 'Nothing was seen yet.';
}

sub say_page {
    my ($status, $text) = @_;
    print "Status: $status\r\nContent-Type: text/plain\r\n\r\n$text\n";
    return;
}

# ---------------------------------------------------------------------------
# The service

sub serve {
    my ($path) = @_;
    require POE;
    POE->import('Component::IKC::Server');
    POE::Component::IKC::Server->spawn(unix => $path, name => 'Counter');
    POE::Session->create(
        inline_states => {
            _start => \&begin,
            seen   => \&seen,
            list   => \&list,
            finish => \&finish,
        },
        args => [$path],
    );
    POE::Kernel->run;
    print "stopped\n";
    return;
}

# What is not published cannot be asked for.
sub begin {
    my ($kernel, $path) = @_[ POE::Session::KERNEL(), POE::Session::ARG0() ];
    $kernel->alias_set('counter');
    $kernel->call(IKC => publish => counter => [ 'seen', 'list' ]);
    $kernel->sig($_ => 'finish') for 'INT', 'TERM';
    print "listening on $path\n";
    return;
}

sub seen {
    my ($heap, $page) = @_[ POE::Session::HEAP(), POE::Session::ARG0() ];
    return ++$heap->{$page};
}

sub list {
    my ($heap) = $_[ POE::Session::HEAP() ];
    return map {"$_: $heap->{$_}"} sort keys %$heap;
}

sub finish {
    my ($kernel, $signal) = @_[ POE::Session::KERNEL(), POE::Session::ARG0() ];
    print "$signal: no more requests\n";
    $kernel->alias_remove('counter');
    $kernel->post(IKC => 'shutdown');
    $kernel->sig_handled;
    return;
}
