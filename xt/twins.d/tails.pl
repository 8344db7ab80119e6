# tails.pl SEED: files that are followed while they grow, shrink, are renamed, replaced and linked, as the
# dice tell: one thing each time that the wheel had time to see what was done before.

use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POE   qw(Filter::Block Filter::Line Filter::Stream Wheel::FollowTail);
use Twins qw(begin chance one roll shown told);

my $tails = 4;
my $steps = 24;
my $poll  = 0.01;                                  # seconds
my $rest  = 0.045;
my $name  = tempdir(CLEANUP => 1) . '/followed';
my $wheel;

sub octets {
    return join '', map { one('a', 'b', "\n", "\r\n", 'xyz' x 5, '3') } 1 .. roll(12);
}

sub add_to {
    my ($file, $mode) = @_;
    my $octets = octets();
    open my $out, $mode, $file or return "open: $!";
    print {$out} $octets;
    close $out;
    return shown($octets);
}

my %step = (
    (map { ("grow $_" => sub { return add_to($name, '>>') }) } 1 .. 4),
    shrink  => sub { return chance(2) ? truncate $name, roll(3) : () },
    replace => sub {
        my $new = "$name.new";
        return if !chance(2);
        my $gave = add_to($new, '>');
        rename $new, $name;
        return $gave;
    },
    rotate => sub {
        return if !chance(2);
        rename $name, "$name.old";
        return chance(2) ? add_to($name, '>') : ();
    },
    grow_old => sub { return -e "$name.old" ? add_to("$name.old", '>>') : () },
    remove   => sub { return chance(4)      ? unlink $name              : () },
    link     => sub { return chance(4)      ? link $name, "$name.link"  : () },
    unlink   => sub { return unlink "$name.link" },
    tell     => sub {
        return eval { $wheel->tell } // 'nowhere';
    },
    event => sub {
        $wheel->event(
            @{
                one([ InputEvent => one('input', 'other') ], [ ResetEvent => one('reset', undef) ])
            });
        return;
    },
);
my @steps = sort keys %step;

sub new_wheel {
    my @start  = one([], [], [ Seek => roll(12) ], [ SeekBack => roll(12) ], [ Seek => 0 ])->@*;
    my @filter = one(
        [],
        [],
        [ Filter => POE::Filter::Stream->new ],
        [ Filter => POE::Filter::Block->new(BlockSize => 3) ],
        [ Filter => POE::Filter::Line->new(Literal => "\n") ])->@*;
    my @what = (Filename => $name);
    unlink $name, "$name.old", "$name.link", "$name.new";
    add_to($name, '>') if !chance(4);
    if (-e $name && chance(3)) {
        open my $in, '<', $name or die "$name: $!";
        @what = (Handle => $in);
    }
    return POE::Wheel::FollowTail->new(
        @what, @start, @filter,
        PollInterval => $poll,
        InputEvent   => 'input',
        ErrorEvent   => 'error',
        ResetEvent   => 'reset',
    );
}

sub heard {
    my ($event, @args) = @_[ STATE, ARG0 .. $#_ ];
    pop @args;
    told($event, shown(@args));
    return;
}

sub tick {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    return undef $wheel if !$heap->{left}--;
    my $step = one(@steps);
    told($step, shown($step{$step}->()));
    $kernel->delay(tick => $rest);
    return;
}

begin($ARGV[0]);
for (1 .. $tails) {
    told('a tail');
    POE::Session->create(
        heap          => { left => $steps },
        inline_states => {
            _start => sub { $wheel = new_wheel(); $_[KERNEL]->delay(tick => $rest) },
            tick   => \&tick,
            map { ($_ => \&heard) } qw(input other reset error),
        },
    );
    POE::Kernel->run;
}
