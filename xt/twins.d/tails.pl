# tails.pl SEED: files that are followed while they grow, shrink, are renamed and replaced, as the dice tell:
# one thing each time that the wheel had time to see what was done before.
#
# Two things are left out, since POE-XS means to differ: a hard link is no reset, and what was read of a record
# before a reset is not glued to the new file. So the last record is ended before a file changes.

use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POE   qw(Filter::Block Filter::Line Filter::Stream Wheel::FollowTail);
use Twins qw(begin chance one roll seconds shown told);

my $tails = 4;
my $steps = 24;
my $poll  = 0.01;                                  # seconds
my $rest  = seconds(0.045);
my $name  = tempdir(CLEANUP => 1) . '/followed';
my ($wheel, $block, $start);

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
    tell     => sub {
        return position('nowhere');
    },
    event => sub {
        $wheel->event(
            @{
                one(
                    [ InputEvent => one('input', 'other') ],
                    [ ResetEvent => one('reset', $block ? 'reset' : undef) ]) });
        return;
    },
);
my @steps = sort keys %step;

# Of these the wheel learns by a reset.
sub changes_the_file {
    my $step = shift;
    return $step =~ /\Agrow \d/ ? !-e $name : $step =~ /\A(?:shrink|replace|rotate|remove)\z/;
}

sub position {
    my $unknown = shift;
    return eval { $wheel->tell } // $unknown;
}

# "\r\n" ends a line whatever a filter takes for its newline.
sub end_of_record {
    return "\r\n" if !$block;
    return 'e' x (($start - position($start)) % $block);
}

sub end_records {
    my $end = end_of_record();
    for my $file (grep {-e} $name, "$name.old") {
        open my $out, '>>', $file or next;
        print {$out} $end;
        close $out;
    }
    return shown($end);
}

sub new_wheel {
    my @start = one([], [], [ Seek => roll(12) ], [ SeekBack => roll(12) ], [ Seek => 0 ])->@*;
    $block = one(0, 0, 0, 0, 3);
    @start = (Seek => 0) if $block && !@start;    # else the wheel reads backward, to a record
    my @filter = one(
        [],
        [],
        [ Filter => POE::Filter::Stream->new ],
        [ Filter => POE::Filter::Line->new(Literal => "\n") ])->@*;
    @filter = (Filter => POE::Filter::Block->new(BlockSize => $block)) if $block;
    my @what = (Filename => $name);
    unlink $name, "$name.old", "$name.new";
    add_to($name, '>') if $block || !chance(4);
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
    $start = 0 if $event eq 'reset';
    told($event, shown(@args));
    return;
}

sub tick {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    return undef $wheel if !$heap->{left}--;
    my $step = $heap->{next} // one(@steps);
    if (!defined $heap->{next} && changes_the_file($step)) {
        $heap->{next} = $step;
        told(ended => end_records());
    } else {
        undef $heap->{next};
        told($step, shown($step{$step}->()));
    }
    $kernel->delay(tick => $rest);
    return;
}

begin($ARGV[0]);
for (1 .. $tails) {
    told('a tail');
    POE::Session->create(
        heap          => { left => $steps },
        inline_states => {
            _start => sub {
                $wheel = new_wheel();
                $start = position(0);
                $_[KERNEL]->delay(tick => $rest);
            },
            tick => \&tick,
            map { ($_ => \&heard) } qw(input other reset error),
        },
    );
    POE::Kernel->run;
}
