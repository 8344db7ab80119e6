package POE::XS::Top::Commands::Tree;

# poe-top tree: sessions below those that made them.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Commands ();
use POE::XS::Top::Filter   ();
use POE::XS::Top::Rows     ();
use POE::XS::Top::Table    ();
use POE::XS::Top::Text     ();

sub run {
    my ($option, $source) = @_;
    my $answer = POE::XS::Top::Commands::answer($source, 'tree', longer => 30);
    return POE::XS::Top::Commands::say_answer($option, $answer, sub { _text($option, $answer) });
}

sub _text {
    my ($option, $answer) = @_;
    my $rows = grown(POE::XS::Top::Rows::of('tree', $answer), $option->{match});
    my $top  = $option->{top} || @$rows;
    splice @$rows, $top if @$rows > $top;
    return POE::XS::Top::Table::text('tree', $rows, width => POE::XS::Top::Commands::width());
}

# Rows in the order of the tree, with its branches before the names. Those that are wanted come with all above them.
sub grown {
    my ($rows, $match) = @_;
    my (%below, %known);
    $known{ $_->{id} } = $_ for grep { defined $_->{id} } @$rows;
    my %wanted = _wanted($rows, \%known, $match);
    my @tops;
    for my $row (grep { defined $_->{id} && $wanted{ $_->{id} } } @$rows) {
        my $parent = $row->{parent};
        if (defined $parent && $known{$parent} && $parent ne $row->{id}) {
            push @{ $below{$parent} }, $row;
        } else {
            push @tops, $row;
        }
    }
    my ($trunk, $last, $more)
        = POE::XS::Top::Text::ascii()
        ? ('|- ', '`- ', '|  ')
        : ("\x{251c}\x{2500} ", "\x{2514}\x{2500} ", "\x{2502}  ");
    my @open = map { [ $_, '', '' ] } reverse @tops;
    my (@grown, %done);
    while (my $next = pop @open) {
        my ($row, $before, $indent) = @$next;
        next if $done{ $row->{id} }++;
        $row->{shown} = $before . $row->{shown};
        push @grown, $row;
        next if length $indent > 60;
        my @children = @{ $below{ $row->{id} } || [] };
        push @open, reverse map {
            my $is_last = $_ == $#children;
            [
                $children[$_], $indent . ($is_last ? $last : $trunk),
                $indent . ($is_last ? '   ' : $more) ]
        } 0 .. $#children;
    }
    return \@grown;
}

sub _wanted {
    my ($rows, $known, $match) = @_;
    my $looks = POE::XS::Top::Filter::of($match);
    my %wanted;
    for my $row (grep { $looks->($_) } @$rows) {
        my $id = $row->{id};
        while (defined $id && $known->{$id} && !$wanted{$id}++) { $id = $known->{$id}{parent} }
    }
    return %wanted;
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::Tree - poe-top tree

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Commands::Tree;
    use POE::XS::Top::Text;

    POE::XS::Top::Text::ascii(1);
    my @rows = ({ id => 1, shown => 'kernel' }, { id => 2, shown => 'web', parent => 1 });
    print map {"$_->{shown}\n"} @{ POE::XS::Top::Commands::Tree::grown(\@rows) };
    # prints:
    #   kernel
    #   `- web

=head1 FUNCTIONS

=head2 grown(\@rows, $match)

I<Returns> an array of the rows in the order of the tree, their names with branches before them. With a filter only those that match,
and all above them.

=head2 run(\%option, $source)

The command. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Commands>, L<poe-top>

=cut
