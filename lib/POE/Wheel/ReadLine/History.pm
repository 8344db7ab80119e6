package POE::Wheel::ReadLine::History;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

# The lines of before: the list, its files, and going through it.

# ---------------------------------------------------------------------------
# The list

# While an old line is on the screen, its place does not change.
sub add_history {
    my ($self, @lines) = @_;
    my $history = $self->[SELF_HIST_LIST];
    my $at_end  = $self->[SELF_HIST_INDEX] >= @$history;
    push @$history, @lines;
    $self->[SELF_HIST_INDEX] = @$history if $at_end;
    return scalar @lines;
}

sub get_history { return @{ $_[0][SELF_HIST_LIST] } }

# ---------------------------------------------------------------------------
# Files

sub _history_file {
    my ($file) = @_;
    return $file if defined $file;
    return defined $ENV{HOME} ? "$ENV{HOME}/.history" : '.history';
}

# The lines of a file, or undef.
sub _lines_of {
    my ($file) = @_;
    open my $in, '<', _history_file($file) or return undef;    ## no critic (one value)
    chomp(my @lines = readline $in);
    return \@lines;
}

# True if all of them are written.
sub _write_file {
    my ($file, @lines) = @_;
    open my $out, '>', _history_file($file) or return undef;    ## no critic (one value)
    my $good = print {$out} map {"$_\n"} @lines;
    return close $out && $good ? 1 : undef;
}

sub write_history {
    my ($self, $file) = @_;
    return _write_file($file, @{ $self->[SELF_HIST_LIST] });
}

sub read_history {
    my ($self, $file, $from, $to) = @_;
    my $lines = _lines_of($file) or return undef;               ## no critic (one value)
    $from = 0        if !$from || $from < 0;
    $to   = $#$lines if !defined $to || $to < $from || $to > $#$lines;
    $self->add_history(@$lines[ $from .. $to ]);
    return 1;
}

# A file that has more lines keeps the last ones, and so does this wheel, which then has just those.
sub history_truncate_file {
    my ($self, $file, $count) = @_;
    my $lines = _lines_of($file) or return undef;               ## no critic (one value)
    $count = 0 if !$count || $count < 0;
    return 1 if @$lines <= $count;
    splice @$lines, 0, @$lines - $count;
    _write_file($file, @$lines) or return undef;                ## no critic (one value)
    $self->[SELF_HIST_LIST]  = $lines;
    $self->[SELF_HIST_INDEX] = @$lines;
    return 1;
}

# The names of Term::ReadLine::Gnu.
sub addhistory   { my $self = shift; return $self->add_history(@_) }
sub GetHistory   { my $self = shift; return $self->get_history(@_) }
sub ReadHistory  { my $self = shift; return $self->read_history(@_) }
sub WriteHistory { my $self = shift; return $self->write_history(@_) }

# ---------------------------------------------------------------------------
# Going through it

# The line that was begun is kept while older ones are shown.
sub _go_in_history {
    my ($self, $index) = @_;
    my $history = $self->[SELF_HIST_LIST];
    return $self->rl_ding if $index < 0 || $index > @$history || $index == $self->[SELF_HIST_INDEX];
    $self->[SELF_INPUT_HOLD] = $self->[SELF_INPUT] if $self->[SELF_HIST_INDEX] == @$history;
    return $self->_show_history($index);
}

sub _show_history {
    my ($self, $index, $cursor) = @_;
    my $history = $self->[SELF_HIST_LIST];
    my $line    = $index < @$history ? $history->[$index] : $self->[SELF_INPUT_HOLD];
    $self->[SELF_HIST_INDEX] = $index;
    $self->[SELF_UNDO]       = [];
    return $self->_set_line(defined $line ? $line : '', $cursor);
}

sub rl_previous_history { return $_[0]->_go_in_history($_[0][SELF_HIST_INDEX] - 1) }

sub rl_next_history { return $_[0]->_go_in_history($_[0][SELF_HIST_INDEX] + 1) }

sub rl_beginning_of_history { return $_[0]->_go_in_history(0) }

# The last line of the list, not the one behind it that is being written.
sub rl_end_of_history { return $_[0]->_go_in_history($#{ $_[0][SELF_HIST_LIST] }) }

# Line number COUNT of the list, from 1; without an argument, the first.
sub rl_vi_fetch_history {
    my ($self) = @_;
    return $self->_go_in_history(($self->[SELF_COUNT] || 1) - 1);
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::History - the lines of before

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/HISTORY>

=cut
