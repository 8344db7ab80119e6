package POE::XS::Top::Head;

# The head of all screens: how the program is, in a few lines.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer  ();
use POE::XS::Top::Line    ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Text    ();

use constant HIGH => 0.85;

my %SAY = map { $_ => POE::XS::Top::Numbers->can($_) } qw(count ns octets rate seconds share whole);

# What is told, the most important first: [[text, style], ...] each.
sub chunks {
    my ($head) = @_;
    return grep {$_} _who($head), _death($head), _speed($head), _busy($head), _lag($head),
        _warnings($head),
        _queue($head),
        _descriptors($head), _memory($head), _others($head);
}

sub _who {
    my ($head) = @_;
    my ($program, $backend) = map { POE::XS::Top::Text::clean($head->{$_}) } qw(program backend);
    my $pid = $SAY{whole}->($head->{pid});
    return ([
            [ $program, 'title' ],
            [
                      " $pid"
                    . ($backend eq '' ? '' : " $backend") . ' up '
                    . $SAY{seconds}->($head->{uptime}) ]
        ],
        [ [ 'sessions ' . $SAY{count}->($head->{sessions}) ] ],
    );
}

# Of a program that died, in a dump.
sub _death {
    my ($head) = @_;
    my $death = POE::XS::Top::Answer::plain($head, 'death') // return;
    $death =~ s/\s+\z//;
    return [ [ 'died: ' . POE::XS::Top::Text::clean($death), 'alarm' ] ];
}

sub _speed {
    my ($head) = @_;
    return POE::XS::Top::Line::fact('events', $SAY{rate}->($head->{rate}{dispatched}));
}

sub _busy {
    my ($head) = @_;
    my $share  = $head->{share} or return;
    my $parts = join ' ', map { "$_ " . $SAY{share}->($share->{$_}) } qw(events files collect wait);
    return ([
            ['busy '], [ bar($share->{busy}, 10), high($share->{busy}) ],
            [ ' ' . $SAY{share}->($share->{busy}), high($share->{busy}) ]
        ],
        [ [$parts] ],
    );
}

sub _lag {
    my ($head) = @_;
    my $lag = POE::XS::Top::Answer::hash($head, 'lag');
    return if !%$lag;
    my ($p50, $p99, $most) = map { $SAY{ns}->($lag->{"${_}_ns"}) } qw(p50 p99 most);
    my $style = (POE::XS::Top::Numbers::number($lag->{p99_ns}) // 0) > 100e6 ? 'alarm' : '';
    return [ ["lag p50 $p50 p99 "], [ $p99, $style ], [" max $most"] ];
}

sub _warnings {
    my ($head) = @_;
    my $count = POE::XS::Top::Numbers::number($head->{warnings}) // return;
    return if !$count;
    return [ [ 'warnings ' . $SAY{count}->($count), 'alarm' ] ];
}

sub _queue {
    my ($head) = @_;
    return [ [
        'queue ' . $SAY{count}->($head->{queue}) . ' next ' . $SAY{seconds}->($head->{next_due})
    ] ];
}

sub _descriptors {
    my ($head) = @_;
    my ($used, $limit) = map { POE::XS::Top::Numbers::number($head->{$_}) } qw(fds fd_limit);
    my $text = 'files ' . $SAY{count}->($head->{files}) . ' fds ' . $SAY{count}->($used);
    return [ [$text] ] if !$limit || !defined $used;
    return [ [ "$text/" . $SAY{count}->($limit), high($used / $limit) ] ];
}

sub _memory {
    my ($head) = @_;
    return [ [ 'mem ' . $SAY{octets}->($head->{memory}) ] ];
}

sub _others {
    my ($head) = @_;
    my @others = map { [ [ "$_ " . $SAY{count}->($head->{$_}) ] ] }
        grep { POE::XS::Top::Numbers::number($head->{$_}) } qw(children unhandled);
    my $dropped = POE::XS::Top::Numbers::number($head->{dropped});
    push @others, [ [ 'dropped ' . $SAY{count}->($dropped), 'alarm' ] ] if $dropped;
    return @others;
}

# Red above 85 of 100.
sub high {
    my ($share) = @_;
    return ($share // 0) > HIGH ? 'alarm' : '';
}

my @EIGHTHS = map {chr} 0x20, reverse 0x2589 .. 0x258f;

sub bar {
    my ($share, $width) = @_;
    $share = !defined $share || $share < 0 ? 0 : $share > 1 ? 1 : $share;
    return '[' . POE::XS::Top::Text::fit('|' x int($share * ($width - 2) + 0.5), $width - 2) . ']'
        if POE::XS::Top::Text::ascii();
    my $eighths = int($share * $width * 8 + 0.5);
    my $full    = int($eighths / 8);
    my $rest    = $eighths % 8 ? $EIGHTHS[ $eighths % 8 ] : '';
    return POE::XS::Top::Text::fit("\x{2588}" x $full . $rest, $width);
}

# The last numbers that fit as a line of small bars, up to the most of them, or to what is given as the most.
sub sparkline {
    my ($numbers, $width, $most) = @_;
    my @last = @$numbers > $width ? @$numbers[ -$width .. -1 ] : @$numbers;
    for my $number (@last) { $most = $number if !defined $most || $number > $most }
    my @signs = POE::XS::Top::Text::ascii() ? split(//, ' .:-=+*#') : map {chr} 0x2581 .. 0x2588;
    return join '', map { $signs[ $most ? int($_ / $most * $#signs + 0.5) : 0 ] } @last;
}

# Chunks in lines of a width, at most so many.
sub lines {
    my ($chunks, $width, $most) = @_;
    my (@lines, $used);
    for my $chunk (@$chunks) {
        my $needed = POE::XS::Top::Line::width($chunk);
        if (@lines && $used + 2 + $needed <= $width) {
            push @{ $lines[-1] }, ['  '], @$chunk;
            $used += 2 + $needed;
        } else {
            last if @lines >= $most;
            push @lines, [@$chunk];
            $used = $needed;
        }
    }
    return @lines;
}

1;

__END__

=head1 NAME

POE::XS::Top::Head - how a program is, in a few lines

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Head;
    use POE::XS::Top::Text;

    POE::XS::Top::Text::ascii(1);
    print POE::XS::Top::Head::bar(0.5, 10), "\n", POE::XS::Top::Head::sparkline([ 0, 1, 2, 4 ], 10), "|\n";
    # prints:
    #   [||||    ]
    #    :=#|

=head1 DESCRIPTION

A chunk is what belongs together on a line: a line of L<POE::XS::Top::Line> itself.

=head1 FUNCTIONS

=head2 bar($share, $width)

I<Returns> a bar for a part of 1.

=head2 chunks(\%head)

I<Returns> a list of chunks, the most important first. The head is one with rates, of L<POE::XS::Top::Rows>.

=head2 high($share)

I<Returns> the style for a part of 1 of a limit.

=head2 lines(\@chunks, $width, $most)

I<Returns> a list of lines, each a list of spans.

=head2 sparkline(\@numbers, $width, $most)

I<Returns> the last of the numbers as small bars.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
