use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Requests;
use HTTP::Response;
use POETest;
use Stage;
use Test::More;

use POE qw(Filter::HTTPD Filter::Line Filter::Stream);

my $get  = "GET /%s HTTP/1.1\r\nHost: h\r\n\r\n";
my $post = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n";

sub answer {
    my ($stage, $request) = @_;
    return $stage->put($request) if $request->isa('HTTP::Response');
    my $response = HTTP::Response->new(200, 'OK', [ 'X-Path' => $request->uri->path ]);
    $response->content($request->content);
    return $stage->put($response);
}

# What the peer gets for the pieces that it sends, each once the one before has been answered.
sub exchange {
    my ($filter, @pieces) = @_;
    my $all   = '';
    my $stage = stage(
        parameters => [ Filter => $filter ],
        start      => sub { $_[0]->send(shift @pieces) },
        input      => \&answer,
        flushed    => sub {
            my ($stage) = @_;
            $all .= $stage->received;
            @pieces ? $stage->send(shift @pieces) : $stage->end;
        },
    );
    $stage->play;
    return $all;
}

subtest 'requests are answered' => sub {
    my $all = exchange(POE::Filter::HTTPD->new, sprintf($get, 'one'), sprintf($get, 'two'));
    is($all, join('', map {"HTTP/1.0 200 OK\r\nX-Path: /$_\r\n\r\n"} qw(one two)), 'each in turn');
    is(
        exchange(POE::Filter::HTTPD->new, "${post}abcde"),
        "HTTP/1.0 200 OK\r\nX-Path: /\r\n\r\nabcde",
        'with what they contain'
    );
};

subtest 'errors can be answered with themselves' => sub {
    like(
        exchange(POE::Filter::HTTPD->new, "GET\r\n\r\n"),
        qr{\AHTTP/1.0 400 Bad Request\r\n.*Request line parse failure}s, 'a page for the peer'
    );
};

subtest 'a handler may take another filter for what follows the request' => sub {
    my @lines;
    stage(
        parameters => [ Filter => POE::Filter::HTTPD->new ],
        start      => sub { $_[0]->send(sprintf($get, 'upgrade') . "line one\nline"); },
        input      => sub {
            my ($stage, $record) = @_;
            if (ref $record) {
                $stage->wheel->set_filter(POE::Filter::Line->new(Literal => "\n"));
                return $stage->send(" two\n");
            }
            push @lines, $record;
            $stage->end if @lines == 2;
        },
    )->play;
    is_deeply(\@lines, [ 'line one', 'line two' ], 'also for what has been read with it');
};

subtest 'a response may be followed by a stream' => sub {
    my $all   = '';
    my @parts = ('part one, ', 'part two');
    stage(
        parameters => [ Filter => POE::Filter::HTTPD->new ],
        start      => sub { $_[0]->send(sprintf $get, 'stream') },
        input      => sub {
            my ($stage) = @_;
            $stage->put(HTTP::Response->new(200, 'OK', [ 'Content-Type' => 'text/plain' ]));
            $stage->wheel->set_output_filter(POE::Filter::Stream->new);
        },
        flushed => sub {
            my ($stage) = @_;
            $all .= $stage->received;
            @parts ? $stage->put(shift @parts) : $stage->end;
        },
    )->play;
    is(
        $all, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\npart one, part two",
        'by another filter'
    );
};

subtest 'content may come in pieces' => sub {
    my $log = stage(
        parameters => [ Filter => POE::Filter::HTTPD->new(Streaming => 1) ],
        start      => sub { $_[0]->send("${post}ab") },
        input      => sub {
            my ($stage, $record) = @_;
            return if ref $record;
            $record eq 'ab' ? $stage->send('cde') : $stage->end;
        },
    )->play;
    like("@$log", qr/\Ainput HTTP::Request=\S+ input ab input cde\z/, 'as it is read');
};

subtest 'a buffer over its limit is an exception of the session' => sub {
    my $error;
    stage(
        parameters => [ Filter => POE::Filter::HTTPD->new(MaxContent => 10, MaxBuffer => 20) ],
        start      => sub {
            my ($stage) = @_;
            $poe_kernel->sig(DIE => 'died');
            $stage->send('x' x 30);
        },
        died => sub {
            my ($stage, undef, $exception) = @_;
            $error = $exception->{error_str};
            $poe_kernel->sig_handled;
            $stage->end;
        },
    )->play;
    like($error, qr/\AFraming buffer exceeds the limit/, 'which it may handle');
};

done_testing;
