package Peers;

# Servers made of wheels, for tests whose client is somebody else's program: each runs in a process of
# its own and says where it listens.

use strict;
use warnings;

use Exporter   qw(import);
use File::Temp qw(tempdir);
use RealProgram;
use Test::More;

our @EXPORT = qw(http_server line_server needs_tool new_folder output_of_tool);

sub needs_tool {
    my (@names) = @_;
    for my $name (@names) {
        next if grep { -x "$_/$name" } split /:/, $ENV{PATH};
        plan(skip_all => "$name is not installed");
    }
    return;
}

sub new_folder { return tempdir(CLEANUP => 1) }

# What a command says on its standard output, given some input.
sub output_of_tool {
    my ($input, @command) = @_;
    my $file = new_folder() . '/input';
    open my $out, '>', $file or die "$file: $!";
    print {$out} $input;
    close $out                                   or die "$file: $!";
    open my $save, '<&', \*STDIN                 or die "no standard input: $!";
    open STDIN, '<', $file                       or die "$file: $!";
    open my $said, '-|', 'timeout', 60, @command or die "$command[0]: $!";
    open STDIN, '<&', $save                      or die "no standard input: $!";
    local $/;
    return scalar(<$said>) // '';
}

# A server that answers each line: "you said LINE", and hangs up after "bye". The arguments are
# SocketFactory's. Prints "listening WHERE" first; counts connections that ended.
sub line_server {
    my (%listen) = @_;
    return _start(<<'PERL', %listen);
use POE qw(Filter::Line Wheel::ReadWrite Wheel::SocketFactory);
use Socket qw(:DEFAULT unpack_sockaddr_in6 AF_INET6);

my %listen = @ARGV;
my %domain = (AF_INET, \&unpack_sockaddr_in, AF_INET6, \&unpack_sockaddr_in6);

POE::Session->create(
    package_states => [ main => [qw(_start connected failed line gone flushed)] ],
);

sub _start {
    my $listener = $_[HEAP]{listener} = POE::Wheel::SocketFactory->new(
        %listen, Reuse => 'yes', SuccessEvent => 'connected', FailureEvent => 'failed',
    );
    my $unpack = $domain{ $listen{SocketDomain} || AF_INET };
    my $where = $unpack ? ($unpack->($listener->getsockname))[0] : $listen{BindAddress};
    print "listening $where.\n";
}

sub connected {
    my $wheel = POE::Wheel::ReadWrite->new(
        Handle => $_[ARG0], Filter => POE::Filter::Line->new(InputLiteral => undef, OutputLiteral => "\n"),
        InputEvent => 'line', ErrorEvent => 'gone', FlushedEvent => 'flushed',
    );
    $_[HEAP]{wheels}{ $wheel->ID } = $wheel;
}

sub line {
    my ($heap, $line, $id) = @_[HEAP, ARG0, ARG1];
    $heap->{wheels}{$id}->put("you said $line");
    $heap->{bye}{$id} = 1 if $line eq 'bye';
}

sub flushed { gone(@_[0 .. ARG0 - 1], 'flushed', 0, '', $_[ARG0]) if $_[HEAP]{bye}{ $_[ARG0] } }

sub gone {
    my ($heap, $operation, $number, $id) = @_[HEAP, ARG0, ARG1, ARG3];
    # Input may end before all answers are out.
    return $heap->{bye}{$id} = 1 if $operation eq 'read' && $heap->{wheels}{$id}->get_driver_out_octets;
    delete $heap->{wheels}{$id};
    print "gone $operation $number\n";
}

sub failed { die "@_[ARG0 .. ARG2]\n" }

POE::Kernel->run;
PERL
}

# A server of SocketFactory, ReadWrite and HTTPD. It answers with what it understood; a target
# /big/N with N octets. Connections stay open as HTTP/1.1 has it.
sub http_server {
    return _start(<<'PERL', BindAddress => '127.0.0.1');
use HTTP::Response;
use POE qw(Filter::HTTPD Filter::Stream Wheel::ReadWrite Wheel::SocketFactory);
use Socket;

POE::Session->create(
    package_states => [ main => [qw(_start connected failed request gone flushed)] ],
);

sub _start {
    my $listener = $_[HEAP]{listener} = POE::Wheel::SocketFactory->new(
        @ARGV, BindPort => 0, SuccessEvent => 'connected', FailureEvent => 'failed',
    );
    printf "listening %d.\n", (unpack_sockaddr_in($listener->getsockname))[0];
}

sub connected {
    my $wheel = POE::Wheel::ReadWrite->new(
        Handle => $_[ARG0], Filter => POE::Filter::HTTPD->new,
        InputEvent => 'request', ErrorEvent => 'gone', FlushedEvent => 'flushed',
    );
    $_[HEAP]{wheels}{ $wheel->ID } = $wheel;
}

sub answer_to {
    my ($request) = @_;
    my $target = $request->uri->path_query;
    return 'x' x $1 if $target =~ m{^/big/(\d+)};
    return join ' ', $request->method, $target, $request->protocol, length $request->content, "\n";
}

sub request {
    my ($heap, $request, $id) = @_[HEAP, ARG0, ARG1];
    my $wheel = $heap->{wheels}{$id} or return;
    return if !ref $request;                  # comes too late
    if ($request->isa('HTTP::Response')) {    # what could not be understood
        $request->protocol('HTTP/1.1');
        $request->header(Connection => 'close');
        $heap->{refused}{$id} = 1;
        $wheel->set_input_filter(POE::Filter::Stream->new);
        return $wheel->put($request);
    }
    my $text = answer_to($request);
    my $response = HTTP::Response->new(200, 'OK', ['Content-Length' => length $text, 'Content-Type' => 'text/plain'],
        $request->method eq 'HEAD' ? '' : $text);
    $response->protocol('HTTP/1.1');
    my $asked = lc($request->header('Connection') // '');
    if ($asked eq 'close' or $request->protocol ne 'HTTP/1.1' and $asked ne 'keep-alive') {
        $heap->{closing}{$id} = 1;
        $response->header(Connection => 'close');
    }
    elsif ($request->protocol ne 'HTTP/1.1') {
        $response->header(Connection => 'keep-alive');
    }
    $wheel->put($response);
}

# One that is refused may still be sending: closed now, its connection would be reset, perhaps before it
# has read why. So it is the one to close it.
sub flushed {
    my ($heap, $id) = @_[HEAP, ARG0];
    $heap->{wheels}{$id}->shutdown_output if delete $heap->{refused}{$id};
    delete $heap->{wheels}{$id} if delete $heap->{closing}{$id};
}
sub gone { delete $_[HEAP]{wheels}{ $_[ARG3] } }
sub failed { die "@_[ARG0 .. ARG2]\n" }

POE::Kernel->run;
PERL
}

sub _start {
    my ($text, @arguments) = @_;
    my $server = start_program(script_of($text), args => \@arguments, limit => 120);
    $server->await(qr/listening (.+)\.\n/) or die 'the server said: ' . $server->said;
    ($server->{where}) = $server->said =~ /listening (.+)\.\n/;
    return $server;
}

1;
