use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use TcpStage;
use Test::More;
use TlsStage;

use POE qw(Filter::Stream);

needs_tls();

# As without TLS: a client that sends all of its content before it reads gets the answer.
sub answer_to_client {
    my ($port) = @_;
    my ($answer, @errors) = '';
    client(
        $port,
        TLS         => tls_client(),
        Filter      => 'POE::Filter::Stream',
        ServerInput => sub { $answer .= $_[ARG0] },
        ServerError => sub { push @errors, "$_[ARG0] $_[ARG1]"; $_[KERNEL]->yield('shutdown') },
        Connected   => sub {
            my $head = "POST / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n";
            $_[HEAP]{server}->put($head . 'x' x 5_000_000);
            $_[HEAP]{server}->pause_input;
        },
        ServerFlushed => sub { $_[HEAP]{server}->resume_input },
    );
    run_log();
    return ($answer, @errors);
}

my $port = serve(
    TLS          => tls_server(),
    ClientFilter => [ 'POE::Filter::HTTPD', MaxContent => 1000 ],
    ClientInput  => sub {
        $_[HEAP]{client}->put($_[ARG0]);
        $_[KERNEL]->yield('shutdown');
    },
    ClientDisconnected => \&end_server,
);
my ($answer, @errors) = answer_to_client($port);
like $answer, qr{\AHTTP/1.0 413 .*not accepted}s, 'the answer';
is_deeply \@errors, ['read 0'], 'and the proper end';

done_testing;
