# tcp-async WHAT: what ../tcp.pl does, on IO::Async with the loop that it chooses.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench::Echo;
use IO::Async::Loop;
use IO::Async::Stream;

my $once;

sub read_lines {
    my ($stream, $buffer) = @_;
    while ($$buffer =~ s/\A(.*?)\x0D\x0A//) {
        $stream->write("$1\x0D\x0A");
        $stream->close_when_empty if $once;
    }
    return 0;
}

measure_echo(
    shift || 'line_1',
    sub {
        (my $tell, $once) = @_;
        my $loop = IO::Async::Loop->new;
        $loop->listen(
            addr      => { family => 'inet', socktype => 'stream', ip => '127.0.0.1', port => 0 },
            queuesize => 128,
            on_stream => sub {
                my ($stream) = @_;
                $stream->configure(on_read => \&read_lines, on_read_error => sub { });
                $loop->add($stream);
            },
        )->on_done(sub { $tell->($_[0]->read_handle->sockport) })->retain;
        $loop->run;
    });
