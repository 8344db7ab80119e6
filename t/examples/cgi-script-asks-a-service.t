use strict;
use warnings;

use lib 't/lib';
use ExampleProgram;
use File::Temp qw(tempdir);
use RealProgram;
use Test::More;

my $path   = tempdir(CLEANUP => 1) . '/counter';
my $script = File::Spec->rel2abs('examples/ikc-cgi.pl');

# What a browser would get, without the ends of lines that only a browser wants.
sub request {
    my ($query) = @_;
    my $run = run_program(
        $script,
        limit => 60,
        env   => { REQUEST_METHOD => 'GET', QUERY_STRING => $query, COUNTER => $path });
    return $run->said =~ s/\r//gr;
}

my $head = "Status: %s\nContent-Type: text/plain\n\n";
is(
    request('page=home'),
    sprintf($head, '503 Service Unavailable') . "The counter is away. Please come again.\n",
    'nobody there'
);

my $service = start_example('ikc-cgi.pl', args => [ serve => $path ]);
ok($service->await(qr/listening on \Q$path\E\n/), 'the service') or diag $service->said;

my $good = sprintf $head, '200 OK';
is(request('page=home&report'), "${good}Nothing was seen yet.\n", 'an empty list');
is(request('page=home'), "${good}The page home was seen 1 times.\n", 'a page');
is(request('page=home'), "${good}The page home was seen 2 times.\n", 'again');
is(request('page=about'), "${good}The page about was seen 1 times.\n", 'another');
is(request('page=home&report'), "${good}about: 1\nhome: 2\n", 'the list');
is(request('page=../etc'), sprintf($head, '400 Bad Request') . "Which page?\n", 'no page');

ends_on($service, INT => 'INT: no more requests\nstopped');
shows_usage('ikc-cgi.pl', 'serve');

done_testing;
