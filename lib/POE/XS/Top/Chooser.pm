package POE::XS::Top::Chooser;

# Which of several programs is to be looked at.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Interactive';

use POE::XS::Top::Commands::List ();
use POE::XS::Top::Table          ();

use constant { WATCHED => 0.25, PATIENCE => 1 };

# The path of a socket, or nothing if somebody thought better of it.
sub chosen {
    my ($option, $found) = @_;
    my @rows = POE::XS::Top::Commands::List::rows($found, WATCHED, PATIENCE);
    my $self = bless { rows => \@rows, at => 0 }, __PACKAGE__;
    $self->colours($option);
    $self->run;
    return $self->{chosen};
}

my %KEY = (
    up    => sub { $_[0]{at}-- if $_[0]{at} > 0 },
    down  => sub { $_[0]{at}++ if $_[0]{at} < $#{ $_[0]{rows} } },
    enter => sub { $_[0]{chosen} = $_[0]{rows}[ $_[0]{at} ]{path}; $_[0]->quit },
    q     => sub { $_[0]->quit },
);
@KEY{qw(k j esc)} = @KEY{qw(up down q)};

sub key {
    my ($self, $key) = @_;
    my $do = $KEY{$key} or return;
    return $do->($self);
}

sub lines {
    my ($self, $columns, $height) = @_;
    my $room  = $height > 4         ? $height - 4 : 1;
    my $first = $self->{at} < $room ? 0           : $self->{at} - $room + 1;
    my $last  = $first + $room - 1;
    $last = $#{ $self->{rows} } if $last > $#{ $self->{rows} };
    my $laid = POE::XS::Top::Table::laid_out(
        'list', [ @{ $self->{rows} }[ $first .. $last ] ],
        width => $columns - 2
    );
    my @lines = map {
        my $here = $first + $_ == $self->{at};
        [
            [ $here ? '> ' : '  ', $here ? 'selected' : '' ],
            map { [ $_->[0], $here ? 'selected' : '' ] } @{ $laid->{lines}[$_] } ]
    } 0 .. $#{ $laid->{lines} };
    return (
        [ [ 'Which program?', 'title' ] ], [ ['  '], @{ $laid->{head} } ], @lines, [],
        [ [ 'up, down, enter; q ends', 'faint' ] ]);
}

1;

__END__

=head1 NAME

POE::XS::Top::Chooser - which of several programs

=head1 SYNOPSIS

    use POE::XS::Top::Chooser;
    use POE::XS::Top::Sockets;

    my ($found) = POE::XS::Top::Sockets::all();
    my $path = POE::XS::Top::Chooser::chosen({}, $found);

=head1 FUNCTIONS

=head2 chosen(\%option, \@found)

Shows the programs in the terminal and lets one be chosen. I<Returns> the path of its socket, or C<undef>.

=head1 METHODS

=head2 key, lines

As L<POE::XS::Top::Interactive> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<POE::XS::Top::Sockets>

=cut
