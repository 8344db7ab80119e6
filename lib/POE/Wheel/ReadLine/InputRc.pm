package POE::Wheel::ReadLine::InputRc;

# Reads init files of readline(3): conditions, settings and bindings.

use strict;
use warnings;

our $VERSION = '2.000';

# How deep files may include one another.
sub MAX_DEPTH () {10}

# Does what a file says to a wheel; false if it cannot be read.
sub read_file {
    my ($wheel, $file, $depth) = @_;
    $depth ||= 1;
    return 0 if $depth > MAX_DEPTH;
    open my $in, '<', $file or return 0;
    chomp(my @lines = readline $in);
    my $self = bless { wheel => $wheel, depth => $depth, holds => [1] }, __PACKAGE__;
    $self->_line(s/\A\s+|\s+\z//gr) for @lines;
    return 1;
}

sub _line {
    my ($self, $line) = @_;
    return                           if $line eq '' || $line =~ /\A#/;
    return $self->_condition($1, $2) if $line                =~ /\A\$(if|else|endif)\b\s*(.*)/i;
    return                           if grep { !$_ } @{ $self->{holds} };
    return $self->_include($1)       if $line =~ /\A\$include\s+(.+)/i;
    return $self->_set($1, $2)       if $line =~ /\Aset\s+(\S+)\s*(.*)/i;
    return $self->_bind($1, $2)      if $line =~ /\A("(?:[^"\\]|\\.)*")\s*:\s*(.*)/;
    return $self->_bind($1, $2)      if $line =~ /\A([^"\s](?:[^:]*[^:\s])?)\s*:\s*(.+)/;
    return;
}

# ---------------------------------------------------------------------------
# Conditions: whether each block around this line holds, the innermost last

sub _condition {
    my ($self, $word, $test) = @_;
    my $holds = $self->{holds};
    push @$holds, $self->_is_true($test) if lc $word eq 'if';
    return                               if @$holds < 2;
    $holds->[-1] = !$holds->[-1]         if lc $word eq 'else';
    pop @$holds                          if lc $word eq 'endif';
    return;
}

sub _is_true {
    my ($self, $test) = @_;
    my $wheel = $self->{wheel};
    return $wheel->option('editing-mode') eq lc $1 if $test =~ /\Amode\s*=\s*(\S+)/i;
    return _is_terminal($1)                        if $test =~ /\Aterm\s*=\s*(\S+)/i;
    return lc $test eq lc $wheel->[ POE::Wheel::ReadLine::SELF_APP() ];
}

# The terminal's whole name, or what stands before its first hyphen.
sub _is_terminal {
    my ($name)   = @_;
    my $terminal = $ENV{TERM} || 'vt100';
    return $name eq $terminal || $name eq $terminal =~ s/-.*//sr;
}

# ---------------------------------------------------------------------------
# What a line says

sub _include {
    my ($self, $file) = @_;
    $file =~ s{\A~(?=/)}{$ENV{HOME} // '~'}e;
    read_file($self->{wheel}, $file, $self->{depth} + 1);
    return;
}

# Values are words, but for those that are any text.
sub _set {
    my ($self, $name, $value) = @_;
    $name  = lc $name;
    $value = $1 if $name !~ /\A(?:comment-begin|isearch-terminators)\z/ && $value =~ /\A(\S+)/;
    $value =~ s/\A"(.*)"\z/$1/s;
    $self->{wheel}->attribs->{$name} = $value;
    my $method = 'rl_set_' . $name =~ tr/-/_/r;
    $self->{wheel}->$method($value) if $name ne 'mark' && $self->{wheel}->can($method);
    return;
}

# A function is one word; a macro is all between its quotes.
sub _bind {
    my ($self, $keys, $function) = @_;
    $function = $1 if $function =~ /\A("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"'\s]\S*)/;
    $self->{wheel}->bind_key($keys, $function);
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::InputRc - reads init files of readline(3)

=head1 SYNOPSIS

    POE::Wheel::ReadLine::InputRc::read_file($wheel, "$ENV{HOME}/.inputrc");

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> uses this module; the section "INIT FILES" of its manual says what such
files may contain.

=head1 FUNCTIONS

=head2 read_file($wheel, $file)

Does to the wheel what the file says. Returns false if the file cannot be read.

=head1 SEE ALSO

L<POE::Wheel::ReadLine>

=cut
