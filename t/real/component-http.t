use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# POE::Component::Client::HTTP and Server::SimpleHTTP talk to each other within one process: thirty
# requests at once, each answered to whom it concerns.

needs('POE::Component::Client::HTTP', 'POE::Component::Server::SimpleHTTP');

my $program = run_program(script_of(<<'PERL'), args => [ free_port() ]);
use POE qw(Component::Client::HTTP Component::Server::SimpleHTTP);
use HTTP::Request::Common qw(GET POST);

my $port = shift;
my ($count, %answers) = (30);

POE::Component::Server::SimpleHTTP->new(
    ALIAS    => 'server',
    ADDRESS  => '127.0.0.1',
    PORT     => $port,
    HOSTNAME => 'localhost',
    HANDLERS => [ { DIR => '^/twice/', SESSION => 'main', EVENT => 'twice' }, { DIR => '.*', SESSION => 'main', EVENT => 'lost' } ],
) or die 'no server';
POE::Component::Client::HTTP->spawn(Alias => 'client', Timeout => 20);

POE::Session->create(package_states => [ main => [qw(_start twice lost answer)] ]);

sub _start {
    my $kernel = $_[KERNEL];
    $kernel->alias_set('main');
    my $url = "http://127.0.0.1:$port";
    $kernel->post(client => request => answer => GET("$url/twice/$_"), $_) for 1 .. $count;
    $kernel->post(client => request => answer => POST("$url/twice/body", [ number => 21 ]), 'body');
    $kernel->post(client => request => answer => GET("$url/nowhere"), 'nowhere');
}

sub twice {
    my ($kernel, $request, $response) = @_[ KERNEL, ARG0, ARG1 ];
    my ($number) = ($request->method eq 'POST' ? $request->content : $request->uri->path) =~ /(\d+)$/;
    $response->code(200);
    $response->content(2 * $number);
    $kernel->post(server => DONE => $response);
}

sub lost {
    my ($kernel, $response) = @_[ KERNEL, ARG1 ];
    $response->code(404);
    $response->content('no');
    $kernel->post(server => DONE => $response);
}

sub answer {
    my ($kernel, $asked, $got) = @_[ KERNEL, ARG0, ARG1 ];
    $answers{ $asked->[1] } = $got->[0]->code . ' ' . $got->[0]->content;
    return if keys %answers < $count + 2;
    print "$_: $answers{$_}\n" for (sort { $a <=> $b } grep { /\d/ } keys %answers), qw(body nowhere);
    $kernel->alias_remove('main');
    $kernel->post($_ => 'shutdown') for qw(client);
    $kernel->post(server => 'SHUTDOWN');
}

POE::Kernel->run;
PERL

$program->ended_well;
$program->from_here;
is(
    $program->said,
    join('', map({ "$_: 200 " . 2 * $_ . "\n" } 1 .. 30), "body: 200 42\n", "nowhere: 404 no\n"),
    'every answer'
);

done_testing;
