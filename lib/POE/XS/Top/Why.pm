package POE::XS::Top::Why;

# Why a session is alive, in sentences; and whom somebody meant who named a session that is not there.

use strict;
use warnings;

our $VERSION = '2.000';

use List::Util qw(min);

use POE::XS::Top::Answer  ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Rows    ();
use POE::XS::Top::Text    ();

# kind => [what it is called if the program has no words for it, what lets go of the session]
my %KIND = (
    'running'    => [ 'a handler of it is running', 'when that handler returns' ],
    'event'      => [ 'an event is on its way to it', 'when that is handled' ],
    'sent event' => [ 'an event that it sent is on its way', 'when that is handled' ],
    'timer'      => [ 'an alarm is set', 'when it is handled, or by alarm_remove' ],
    'file'       => [
        'it watches a file',
        'by select_read or select_write of the handle without an event, or when its wheel goes'
    ],
    'signal'        => [ 'it watches a signal', 'by sig(NAME) without an event' ],
    'child process' =>
        [ 'it waits for a process', 'when that ends, or by sig_child(PID) without an event' ],
    'extra reference' =>
        [ 'somebody holds a reference', 'by refcount_decrement with the same tag' ],
    'child session' => [ 'a session that it made is alive', 'when that ends, or by detach_child' ],
    'alias'         =>
        [ 'it has a name', 'by alias_remove, or when all else in the program has come to its end' ],
    'wheel' => [ 'it has a wheel', 'when the last reference to the wheel goes' ],
);

sub reasons {
    my ($answer) = @_;
    return POE::XS::Top::Answer::rows($answer, 'reasons');
}

# Lines of text.
sub lines {
    my ($answer, $who, $width) = @_;
    my @reasons = reasons($answer);
    return _nothing($answer, $who) if !@reasons;
    my @lines
        = @reasons == 1
        ? "$who is alive for one reason:"
        : "$who is alive for @{[ scalar @reasons ]} reasons:";
    for my $number (1 .. @reasons) {
        my $mark = sprintf '%2d. ', $number;
        my ($sentence, $ends) = sentence($reasons[ $number - 1 ]);
        my @wrapped = POE::XS::Top::Text::wrap($sentence, ($width || 10_000) - length $mark);
        push @lines, $mark . shift @wrapped, map { ' ' x length($mark) . $_ } @wrapped;
        next if !defined $ends;
        push @lines,
            map { ' ' x length($mark) . $_ }
            POE::XS::Top::Text::wrap("It ends $ends.", ($width || 10_000) - length $mark);
    }
    return @lines;
}

sub _nothing {
    my ($answer, $who) = @_;
    return "$who is alive, but the program does not say why." if $answer->{alive};
    return "Nothing keeps $who: it goes with the next pass.";
}

# The sentence with place and age, and what ends the reason.
sub sentence {
    my ($reason) = @_;
    my $kind     = _plain($reason->{kind}) // '';
    my $text     = POE::XS::Top::Text::clean(_plain($reason->{text}) // _composed($kind, $reason));
    $text =~ s/[.\s]+\z//;
    my @more = _where($reason, $text);
    $text .= ' (' . join(', ', @more) . ')' if @more;
    return ("\u$text.", ($KIND{$kind} || [])->[1]);
}

sub _composed {
    my ($kind, $reason) = @_;
    my $text = ($KIND{$kind} || [ $kind eq '' ? 'for a reason that has no name' : $kind ])->[0];
    my $name = _plain($reason->{name});
    return defined $name ? "$text: $name" : $text;
}

# Not what the sentence says already.
sub _where {
    my ($reason, $text) = @_;
    my ($place, $count) = map { _plain($reason->{$_}) } qw(place count);
    my $age = POE::XS::Top::Numbers::number($reason->{age});
    my @more;
    push @more, 'at ' . POE::XS::Top::Text::clean($place)
        if defined $place && index($text, $place) < 0;
    push @more, 'for ' . POE::XS::Top::Numbers::seconds($age) if defined $age && $text !~ /\bago\b/;
    push @more, POE::XS::Top::Numbers::whole($count) . ' times'
        if (POE::XS::Top::Numbers::number($count) // 1) > 1 && $text !~ /\b\Q$count\E\b/;
    return @more;
}

sub _plain {
    my ($value) = @_;
    return defined $value && !ref $value && $value ne '' ? $value : undef;
}

# ---------------------------------------------------------------------------
# Whom somebody meant

# Rows of sessions whose class, place or shown name is exactly this.
sub named {
    my ($name, @rows) = @_;
    return grep {
        my $row = $_;
        grep    { defined && !ref && $_ eq $name } POE::XS::Top::Rows::shown($row),
            map { $row->{$_} } qw(class place label)
    } @rows;
}

# Up to three names that are like it.
sub meant {
    my ($name, @rows) = @_;
    my %distance;
    for my $row (@rows) {
        my @names = grep { defined && !ref } POE::XS::Top::Rows::shown($row),
            ref $row->{aliases} eq 'ARRAY' ? @{ $row->{aliases} } : ();
        for my $known (@names) {
            my $far = _far(lc $name, lc substr $known, 0, 80);
            $distance{$known} = $far if $far <= _tolerance($name);
        }
    }
    my @near = sort { $distance{$a} <=> $distance{$b} || $a cmp $b } keys %distance;
    return @near[ 0 .. min($#near, 2) ];
}

sub _tolerance {
    my ($name) = @_;
    my $third = int(length($name) / 3);
    return $third < 1 ? 1 : $third > 4 ? 4 : $third;
}

# Edits from one to the other, two letters in the wrong order being one; one that contains the other is near.
sub _far {
    my ($one, $other) = @_;
    return 0 if $one eq $other;
    return 1
        if length $one > 2
        && (index($other, $one) >= 0 || (length $other > 2 && index($one, $other) >= 0));
    return 99 if abs(length($one) - length $other) > 4;
    my @one  = split //, $one;
    my @them = split //, $other;
    my @rows = ([ 0 .. @them ]);
    for my $i (1 .. @one) {
        my ($above, @row) = ($rows[-1], $i);
        for my $j (1 .. @them) {
            my $same = $one[ $i - 1 ] eq $them[ $j - 1 ] ? 0 : 1;
            $row[$j] = min($above->[$j] + 1, $row[ $j - 1 ] + 1, $above->[ $j - 1 ] + $same);
            next
                if $i < 2
                || $j < 2
                || $one[ $i - 1 ] ne $them[ $j - 2 ]
                || $one[ $i - 2 ] ne $them[ $j - 1 ];
            $row[$j] = min($row[$j], $rows[-2][ $j - 2 ] + 1);
        }
        push @rows, \@row;
    }
    return $rows[-1][-1];
}

1;

__END__

=head1 NAME

POE::XS::Top::Why - why a session is alive, in sentences

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Why;

    my $answer = { reasons => [ { kind => 'alias', text => 'it is known as "web"', place => 'web.pl:12', age => 65 } ] };
    print "$_\n" for POE::XS::Top::Why::lines($answer, 'web (session 2)');
    print join(', ', POE::XS::Top::Why::meant('wb', { name => 'web' }, { name => 'logger' })), "\n";
    # prints:
    #   web (session 2) is alive for one reason:
    #    1. It is known as "web" (at web.pl:12, for 1m05s).
    #       It ends by alias_remove, or when all else in the program has come to its end.
    #   web

=head1 FUNCTIONS

=head2 lines(\%answer, $who, $width)

I<Returns> a list of lines of text.

=head2 meant($name, @rows)

I<Returns> up to three names of sessions that are like this one.

=head2 named($name, @rows)

I<Returns> the rows of sessions that have this as their class, place or shown name.

=head2 reasons(\%answer)

I<Returns> a list of the reasons, as hashes.

=head2 sentence(\%reason)

I<Returns> a sentence, and what ends the reason, C<undef> if that is not known.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
