use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A request that may not be sent is an error on both sides, in the same words.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    my $errors = POE::Session->create(
        inline_states => {
            _start => sub {
                POE::Component::IKC::Responder->spawn;
                $_[KERNEL]->alias_set('errors');
                $_[KERNEL]->call(IKC => monitor => '*'    => { error => 'error' });
                $_[KERNEL]->call(IKC => publish => errors => ['list']);
                $_[KERNEL]->call(IKC => publish => nobody => ['here']);
            },
            error => sub {
                push @{ $_[HEAP]{errors} }, [ @_[ ARG1, ARG4, ARG5 ] ] if $_[ARG4] =~ /local/;
            },
            list => sub { return $_[HEAP]{errors} },
        },
    );
    return server({ test => { here => sub { } } });
});

my @asked = (
    [ check   => "Session 'test' has not published state 'unpub'.", 'poe://Srv/test/unpub' ],
    [ check   => "Session 'secret' is not available for remote kernels.", 'poe://Srv/secret/x' ],
    [ resolve => "Unknown session 'nobody'.", 'poe://Srv/nobody/here' ],
);
until_noted(4);
play_client(
    $port,
    sub {
        $_[KERNEL]->call(IKC => publish => main => ['error']);
        $_[KERNEL]->call(IKC => monitor => Srv  => { error => 'error' });
        $_[KERNEL]->call(IKC => post    => $_->[2], 'x') for @asked;
    },
    error => sub {
        note_down(@_[ ARG1, ARG4, ARG5 ]);
        $_[KERNEL]->call(IKC => call => 'poe://Srv/errors/list', undef, 'poe:list')
            if @{ got() } == @asked;
    },
    list => sub { note_down($_[ARG0]) },
);

my $id = POE::Kernel->ID;
my @expect
    = map { [ $_->[0], "$_->[1]  Request $_->[2] sent by poe://$id/main/IKC:proxy" ] } @asked;
my ($list) = grep { ref $_->[0] } @{ got() };
is_deeply [ grep { !ref $_->[0] } @{ got() } ],
    [ map { [ 'Srv', "remote-$_->[0]", $_->[1] ] } @expect ],
    'who asked is told';
is_deeply $list, [ map { [ 'Srv', "local-$_->[0]", $_->[1] ] } @expect ], 'so are monitors there';
done_testing;
