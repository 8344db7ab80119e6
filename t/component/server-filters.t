use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use POETest;
use TcpStage;
use Test::More;

use POE qw(Filter::Line Filter::Stream);

# The ways to say which filters connections have.

# What comes of "one|two\n" with the parameters, and what the peer reads of "<>".
sub both_ways {
    my (@param) = @_;
    my @input;
    my $port = serve(
        @param,
        ClientConnected    => sub { $_[HEAP]{client}->put('<>') },
        ClientInput        => sub { push @input, $_[ARG0] },
        ClientDisconnected => \&end_server,
    );
    my $peer = peer($port, got => sub { $_[0]->say('one|two'); $_[0]->half_close });
    run_log();
    return join ',', @input, $peer->received;
}

my $bar = POE::Filter::Line->new(Literal => '|');

is both_ways(), "one|two,<>\x0d\x0a", 'nothing said: lines';
is both_ways(ClientFilter => 'POE::Filter::Stream'), "one|two\n,<>", 'a class';
is both_ways(ClientFilter => [ 'POE::Filter::Line', Literal => '|' ]), 'one,<>|',
    'a class with arguments';
is both_ways(ClientFilter      => $bar), 'one,<>|', 'an object';
is both_ways(ClientInputFilter => $bar, ClientOutputFilter => 'POE::Filter::Stream'), 'one,<>',
    'one for each direction';
is_deeply [ @{ $bar->get_pending || [] } ], [], 'the object is only copied';

subtest 'a class that is not loaded' => sub {
    my $folder = tempdir(CLEANUP => 1);
    open my $out, '>', "$folder/BarLines.pm" or die $!;
    print {$out} <<'PERL';
package BarLines;
our @ISA = 'POE::Filter::Line';
our $times;
sub new { $times++; return POE::Filter::Line::new($_[0], Literal => '|') }
1;
PERL
    close $out or die $!;
    local @INC = ($folder, @INC);
    is both_ways(ClientFilter => 'BarLines'), 'one,<>|', 'is loaded';
    is both_ways(ClientFilter => ['BarLines']), 'one,<>|', 'the same in a list';
};

subtest 'a class that cannot be loaded' => sub {
    my $got;
    my @said = warnings_of(sub { $got = both_ways(ClientFilter => 'No::Such::Filter') });
    like "@said",
        qr{\AFailed to load \[No::Such::Filter\]\nReason .*No/Such/Filter\.pm.*\nUsing default}s,
        'is complained of';
    like $said[0], qr/Using default POE::Filter::Line  at /;
    is $got, "one|two,<>\x0d\x0a", 'and replaced';
};

subtest 'a class that has no file' => sub {
    plan skip_all => 'POE takes another instead' if is_upstream();
    {

        package HereOnly;
        our @ISA = 'POE::Filter::Line';
        sub new { return POE::Filter::Line::new($_[0], Literal => '|') }
    }
    my $got;
    is_deeply [ warnings_of(sub { $got = both_ways(ClientFilter => 'HereOnly') }) ], [];
    is $got, 'one,<>|', 'is taken';
};

subtest 'filters of two connections' => sub {
    my %input;
    my $port = serve(
        ClientFilter       => POE::Filter::Line->new,
        ClientInput        => sub { push @{ $input{ $_[HEAP]{remote_port} } }, $_[ARG0] },
        ClientDisconnected => sub { end_server() if ++$input{ended} == 2 },
    );
    my @peers = map { peer($port) } 1 .. 2;
    my @parts = map { [ 'a' . $_, 'b' . $_ ] } 1 .. 2;
    end_after(
        0.05,
        sub {
            syswrite $peers[$_]->handle, "$parts[$_][0]" for 0, 1;
            $_[KERNEL]->delay(again => scaled(0.05));
            $_[KERNEL]->state(
                again => sub {
                    syswrite $peers[$_]->handle, "$parts[$_][1]\n" for 0, 1;
                    $_->half_close for @peers;
                });
        });
    run_log();
    delete $input{ended};
    is_deeply [ sort map {@$_} values %input ], [ 'a1b1', 'a2b2' ], 'do not meet';
};

done_testing;
