use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# The program's own states in the sessions of connections, and sessions of other classes.

{

    package Stranger;
    sub new { my ($class) = @_; return bless { name => 'an object' }, $class }

    sub greet {
        my ($self) = @_;
        TcpStage::note_down(ref $self ? $self->{name} : "package $self", $_[POE::Session::STATE]);
    }
    sub part { goto &greet }
}

sub greet_all {
    my (@param) = @_;
    my $port = serve(
        @param,
        ClientConnected    => sub { $_[KERNEL]->yield($_) for qw(greet part shutdown) },
        ClientDisconnected => \&end_server,
    );
    peer($port);
    return run_log();
}

is_deeply greet_all(
    InlineStates => {
        map {
            my $name = $_;
            $name => sub { note_down("inline $name") }
        } qw(greet part)
    }
    ),
    [ 'inline greet', 'inline part' ], 'InlineStates';
is_deeply greet_all(ObjectStates => [ Stranger->new => [qw(greet part)] ]),
    [ 'an object greet', 'an object part' ], 'ObjectStates, a list of names';
is_deeply greet_all(ObjectStates => [ Stranger->new => { greet => 'part', part => 'greet' } ]),
    [ 'an object greet', 'an object part' ], 'ObjectStates, a hash of names';
is_deeply greet_all(PackageStates => [ Stranger => [qw(greet part)] ]),
    [ 'package Stranger greet', 'package Stranger part' ], 'PackageStates';

subtest 'states under the names of the component' => sub {
    my $port = serve(
        ClientInput  => sub { note_down('ClientInput') },
        InlineStates => {
            tcp_server_got_input => sub { note_down('mine'); $_[KERNEL]->yield('shutdown') }
        },
        ClientDisconnected => \&end_server,
    );
    peer($port, connected => sub { $_[0]->say('hello') });
    is_deeply run_log(), ['mine'], 'take their place';
};

subtest 'classes of sessions' => sub {
    {

        package My::Session;
        our @ISA   = 'POE::Session';
        our $count = 0;
        sub create { my ($class, @param) = @_; $count++; return $class->SUPER::create(@param) }
    }
    my @seen;
    my $port = serve(
        SessionType     => 'My::Session',
        SessionParams   => [ options => { 'an option' => 'is set' } ],
        Started         => sub { push @seen, ref $_[SESSION], $_[SESSION]->option('an option') },
        ClientConnected => sub {
            push @seen, ref $_[SESSION], $_[SESSION]->option('an option');
            $_[KERNEL]->yield('shutdown');
        },
        ClientDisconnected => \&end_server,
    );
    peer($port);
    run_log();
    is_deeply \@seen, [ ('My::Session', 'is set') x 2 ], 'are those of both levels';
    is $My::Session::count, 2;
};

subtest 'under assertions' => sub {
    my $refused_by = sub {
        my ($param) = @_;
        return stderr_of(<<"PERL") =~ s/ at .*//sr;
sub POE::Kernel::ASSERT_USAGE () { 1 }
use POE qw(Component::Server::TCP);
POE::Component::Server::TCP->new(Address => '127.0.0.1', ClientInput => sub { }, $param);
PERL
    };
    is $refused_by->('InlineStates => { shutdown => sub { }, own => sub { } }'),
        "These InlineStates aren't allowed: shutdown";
    is $refused_by->('ObjectStates => [ X => [qw(_start)] ]'),
        "These ObjectStates aren't allowed: _start";
    is $refused_by->('PackageStates => [ X => { tcp_server_got_input => "own" } ]'),
        "These PackageStates aren't allowed: tcp_server_got_input";
    is $refused_by->('ObjectStates => [ X => undef ]'), 'Undefined ObjectStates member for X';
    is $refused_by->('ObjectStates => [ X => \1 ]'), 'Unknown ObjectStates member type for X';
};

done_testing;
