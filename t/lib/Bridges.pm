package Bridges;

# The bridges of t/lib/Bridges whose toolkits are installed, for tests that play a program on several.

use strict;
use warnings;

use Exporter qw(import);
use File::Spec;
use POETest;
use RealProgram qw(have);
use Test::More;

our @EXPORT = qw(all_bridges bridges_on_ev on_each);

my $folder = File::Spec->rel2abs(__FILE__) =~ s/\.pm\z//r;

# name => [loop, toolkit, environment]
my %bridge = (
    'AnyEvent on EV'   => [ 'AnyEvent', 'AnyEvent', { PERL_ANYEVENT_MODEL => 'EV' } ],
    'AnyEvent on Perl' => [ 'AnyEvent', 'AnyEvent', { PERL_ANYEVENT_MODEL => 'Perl' } ],
    'EV'               => [ 'EV', 'EV' ],
    'Event'            => [ 'Event', 'Event' ],
    'Glib'             => [ 'Glib', 'Glib' ],
    'IO::Async'        => [ 'IO_Async', 'IO::Async::Loop' ],
    'Mojo on EV'   => [ 'Mojo_IOLoop', 'Mojo::IOLoop', { MOJO_REACTOR => 'Mojo::Reactor::EV' } ],
    'Mojo on poll' => [ 'Mojo_IOLoop', 'Mojo::IOLoop', { MOJO_REACTOR => 'Mojo::Reactor::Poll' } ],
    'nothing'      => [ 'Plain', 'Socket' ],
);

sub all_bridges {
    return grep { have($bridge{$_}[1]) } sort keys %bridge;
}

sub bridges_on_ev {
    return have('EV') ? grep {/\bEV\z/} all_bridges() : ();
}

# Plays a program on each of the bridges; the code gets a bridge's name and what run_child says.
sub on_each {
    my ($bridges, $program, $code, %option) = @_;
    local @INC = ($folder, @INC);
    for my $name (@$bridges) {
        my ($loop, undef, $env) = @{ $bridge{$name} };
        my %env = (%{ $env || {} }, POE_EVENT_LOOP => "POE::Loop::$loop");
        subtest $name =>
            sub { $code->(run_child($program, limit => 30, %option, env => \%env), $name) };
    }
    return;
}

1;
