package POE::Wheel::ReadLine::Completion;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

# Words that the program knows, offered for the one before the cursor.

# The word's place, and the candidates that begin with it.
sub _complete_match {
    my ($self) = @_;
    my ($line, $cursor, $before) = $self->_around;
    my ($word)     = $before =~ /(?<!\S)(\S*+)\z/;
    my $ask        = $self->[SELF_OPTIONS]{completion_function};
    my @candidates = $ask ? $ask->($word, $line, $cursor) : ();
    return ($cursor - length $word, grep { defined && index($_, $word) == 0 } @candidates);
}

# What all of them begin with.
sub _common_start {
    my ($start, @others) = @_;
    for my $other (@others) {
        $start = substr $start, 0, _same_length($start, $other);
    }
    return $start;
}

sub rl_complete {
    my ($self) = @_;
    my ($from, @found) = $self->_complete_match;
    return $self->rl_ding if !@found;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    my $start  = _common_start(@found);
    return $self->_replace($from, $cursor, $start)
        if @found == 1 || length $start > $cursor - $from;
    return $self->_complete_list(@found) if $self->_lists_at_once;
    return $self->rl_ding;
}

sub _lists_at_once {
    my ($self) = @_;
    return 1 if $self->[SELF_LAST] =~ /\A(?:vi-)?complete\z/;
    return $self->option('show-all-if-ambiguous') =~ /\A(?:on|yes|true|1)\z/i;
}

sub rl_possible_completions {
    my ($self) = @_;
    my (undef, @found) = $self->_complete_match;
    return @found ? $self->_complete_list(@found) : $self->rl_ding;
}

sub rl_insert_completions {
    my ($self) = @_;
    my ($from, @found) = $self->_complete_match;
    return $self->rl_ding if !@found;
    return $self->_replace($from, $self->[SELF_CURSOR_INPUT], join ' ', @found);
}

# One a line, or in columns.
sub _complete_list {
    my ($self, @found) = @_;
    my @looks = map { _normalize($_) } @found;
    @looks = _in_columns((_terminal()->size)[0], @looks)
        if lc $self->option('print-completions-horizontally') eq 'on';
    return $self->_tell(@looks);
}

sub _in_columns {
    my ($width, @words) = @_;
    my ($widest) = sort { $b <=> $a } map {length} @words;
    my $columns = int(($width - 1) / ($widest + 2)) || 1;
    my @lines;
    while (my @line = splice @words, 0, $columns) {
        push @lines, join('', map { sprintf '%-*s', $widest + 2, $_ } @line) =~ s/ +\z//r;
    }
    return @lines;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Completion - words offered for the one that was begun

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/COMPLETION>

=cut
