use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bridges;
use POETest;
use Test::More;

# A session that ends while it watches files, by whatever force: the bridge is told of each file while it is
# still there, and the program ends as it would on any loop.

my $program = <<'CODE';
    use POE qw(Wheel::ReadWrite);
    pipe my $in,   my $out   or die "pipe: $!";
    pipe my $lines, my $line or die "pipe: $!";
    my %do = (
        die  => sub { die "the handler failed\n" },
        exit => sub { exit 3 },
        TERM => sub { $_[KERNEL]->sig(TERM => 'file'); kill TERM => $$; $_[KERNEL]->delay(wait => 20) },
        stop => sub { $_[KERNEL]->stop },
        call => sub { $_[KERNEL]->call($_[SESSION], 'die') },
        line => sub { syswrite $line, "x\n" },
        _start => sub { },
    );
    my $how = 'HOW';
    POE::Session->create(inline_states => {
        %do,
        _start => sub {
            $_[KERNEL]->select($in, 'file', undef, undef);
            $_[KERNEL]->select_write($out, 'file');
            $_[KERNEL]->select_pause_write($out);
            $_[HEAP] = POE::Wheel::ReadWrite->new(Handle => $lines, InputEvent => 'read', ErrorEvent => 'file');
            $_[KERNEL]->yield($how);
            die "the birth failed\n" if $how eq '_start';
        },
        file  => sub { },
        read  => sub { die "the wheel's handler failed\n" },
        _stop => sub { print "stopped, " },
    });
    eval { POE::Kernel->run };
    print $@ ? "run: $@" : "run returned\n";
CODE

my %want = (
    die    => "stopped, run: the handler failed\n",
    call   => "stopped, run: the handler failed\n",
    line   => "stopped, run: the wheel's handler failed\n",
    TERM   => "stopped, run returned\n",
    stop   => "stopped, run returned\n",
    exit   => '',
    _start => "stopped, run: the birth failed\n",
);
my %status = (exit => 3);

for my $how (sort keys %want) {
    subtest $how => sub {
        on_each(
            [ $how eq 'die' ? all_bridges() : 'nothing' ],
            $program =~ s/HOW/$how/r,
            sub {
                my ($child) = @_;
                is $child->{stdout}, $want{$how}, 'what it says' or diag $child->{stderr};
                is $child->{status}, ($status{$how} // 0) << 8, 'how it ends';
            });
    };
}

done_testing;
