#!/usr/bin/perl
# Fetches all pages of a site that an index page links to, some of them at a time, and shows how far it is. The
# site is a server of its own in the same program, whose every connection is served by one async sub; some of
# its pages are slow, some are missing, and some never come.

use strict;
use warnings;

use Future::AsyncAwait;
use Future::Utils qw(fmap_void);
use POE           qw(Component::Server::TCP Filter::Line Future);
use Socket        qw(unpack_sockaddr_in);
use Time::HiRes   qw(time);

my $usage = <<"TEXT";
usage: $0 [PAGES [AT_ONCE]]

Starts a server with so many pages, 1000 unless given, and fetches them, 20 at once.
TEXT

my ($pages, $at_once) = (@ARGV, (1000, 20)[ @ARGV .. 1 ]);
die $usage if @ARGV > 2 or grep { !/\A[1-9]\d*\z/ } $pages, $at_once;
$| = 1;

# ---------------------------------------------------------------------------
# The site

POE::Component::Server::TCP->new(
    Address      => '127.0.0.1',
    Alias        => 'site',
    ClientFilter => POE::Filter::Line->new(Literal => "\r\n"),
    ClientError  => sub { },
    Started      => sub {
        my ($port) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname);
        POE::Session->create(
            inline_states => {
                _start => sub { $_[KERNEL]->yield(crawl => $port) },
                crawl  => \&crawl,
            });
    },
    Session => async sub {
        my ($kernel, $client) = ($_[KERNEL], $_[HEAP]{client});
        my $request = await $client->read_line;
        return if !defined $request;
        1 while length(await $client->read_line // '');                                   # headers
        my ($page) = $request =~ m{\AGET /(\S*)};
        await $kernel->after($page % 50 ? 0.002 : 0.2) if $page;
        return await $client->closed                   if $page and $page % 400 == 13;    # never
        my ($status, $body) = answer($page);
        $client->put("HTTP/1.0 $status", 'Content-Length: ' . length $body, '', $body);
    },
);

sub answer {
    my ($page) = @_;
    return ('200 OK', join '', map {qq{<a href="/$_">$_</a>\n}} 1 .. $pages) if $page eq '';
    return ('404 Not Found', 'There is no such page.') if $page !~ /\A\d+\z/ or $page % 100 == 7;
    return ('200 OK', "This is page $page. " x 20);
}

# ---------------------------------------------------------------------------
# The crawler

async sub crawl {
    my ($kernel, $port)  = @_[ KERNEL, ARG0 ];
    my ($status, $index) = await fetch($port, '/');
    my @urls = $index =~ /href="([^"]+)"/g;
    my %seen = (done => 0, all => scalar @urls, octets => 0, began => time, told => 0, wrong => {});
    my $show = show(\%seen);
    await fmap_void(
        async sub {
            my ($url) = @_;
            my $lived = eval {
                my ($status, $body) = await POE::Future->timeout(1, fetch($port, $url));
                $seen{octets} += length $body;
                $status eq '200' or die "status $status\n";
            };
            my $reason = $lived ? undef : $@;
            $seen{done}++;
            $seen{wrong}{ $reason =~ s/\n?\z//r }++ if !$lived;
            return;
        },
        foreach    => [@urls],
        concurrent => $at_once
    );
    $show->cancel;
    print_progress(\%seen, "\n");
    print "$seen{wrong}{$_} of them: $_\n" for sort keys %{ $seen{wrong} };
    $kernel->post(site => 'shutdown');
}

async sub fetch {
    my ($port, $path) = @_;
    my $wheel = await POE::Future->connect(
        host   => '127.0.0.1',
        port   => $port,
        filter => POE::Filter::Line->new(Literal => "\r\n"),
    );
    $wheel->put("GET $path HTTP/1.0", '');
    my ($status) = (await($wheel->read_line) // '') =~ m{\AHTTP/\S+ (\d+)} or die "no answer\n";
    my $length = 0;
    while (length(my $header = await $wheel->read_line)) {
        $length = $1 if $header =~ /\AContent-Length: (\d+)/i;
    }
    return ($status, $length ? await $wheel->read($length) : '');
}

# ---------------------------------------------------------------------------
# How far it is: on a terminal in one line that changes, elsewhere now and then

async sub show {
    my ($seen) = @_;
    my $every = -t STDOUT ? 0.1 : 1;
    while (1) {
        await POE::Future->new_delay($every);
        print_progress($seen, -t STDOUT ? '' : "\n");
    }
}

sub print_progress {
    my ($seen, $end) = @_;
    my $share = int 30 * $seen->{done} / ($seen->{all} || 1);
    my $wrong = 0;
    $wrong += $_ for values %{ $seen->{wrong} };
    print -t STDOUT ? "\r" : (), sprintf(
        '[%-30s] %d of %d, %d kB, %d failed, %.1f s',
        '#' x $share, $seen->{done}, $seen->{all}, $seen->{octets} / 1000, $wrong,
        time - $seen->{began}), $end;
    return;
}

POE::Kernel->run;
