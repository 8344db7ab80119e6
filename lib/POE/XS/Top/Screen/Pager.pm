package POE::XS::Top::Screen::Pager;

# A screen of lines that are scrolled. Subclasses have `content`.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

sub lines {
    my ($self, $columns, $height) = @_;
    my @lines = $self->content($columns);
    $self->{height} = $height;
    $self->{most}   = @lines > $height ? @lines - $height : 0;
    $self->{offset} = $self->{most} if $self->{offset} > $self->{most};
    my $last = $self->{offset} + $height - 1;
    $last = $#lines if $last > $#lines;
    return @lines[ $self->{offset} .. $last ];
}

my %KEY = (
    up       => sub { $_[0] - 1 },
    down     => sub { $_[0] + 1 },
    pageup   => sub { $_[0] - $_[1] },
    pagedown => sub { $_[0] + $_[1] },
    home     => sub {0},
    end      => sub { $_[2] },
);
@KEY{qw(k j g G)} = @KEY{qw(up down home end)};

sub key {
    my ($self, $key) = @_;
    my $do = $KEY{$key} or return 0;
    my $to = $do->($self->{offset}, $self->{height} // 1, $self->{most} // 0);
    $to = $self->{most} // 0 if $to > ($self->{most} // 0);
    $self->{offset} = $to < 0 ? 0 : $to;
    return 1;
}

sub status {
    my ($self) = @_;
    my $below = ($self->{most} // 0) - $self->{offset};
    return $below ? $below == 1 ? '1 line below' : "$below lines below" : '';
}

sub help  {return}
sub wants {return}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Pager - a screen of lines that are scrolled

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Pager;

    my $screen = POE::XS::Top::Screen::Pager->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 content($columns)

I<Returns> all lines. A subclass has it.

=head2 help, key, lines, status, wants

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
