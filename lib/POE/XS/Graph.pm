package POE::XS::Graph;

# Sessions and what they send each other, as Graphviz reads it. No kernel is loaded here.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Text ();

use constant {
    MOST    => 100,    # nodes; with more, sessions of the same class and line are one
    CUT     => 500,    # and what even then is too much is left out
    EVENTS  => 3,      # named at an edge
    LONGEST => 60,     # of a name
};

# The text of a label: no quotation mark ends it, nothing in it is obeyed, and none of it is an entity.
sub _escaped {
    my ($text) = @_;
    $text = substr($text, 0, LONGEST) . '...' if length $text > LONGEST;
    $text = POE::XS::Top::Text::clean($text);
    $text =~ s/\\/\\\\/g;
    $text =~ s/"/\\"/g;
    $text =~ s/&/&amp;/g;
    return $text;
}

sub _quoted { return '"' . _escaped($_[0]) . '"' }

# Nodes are { id, name, class, place, parent, count }, parents before children; edges { from, to, count, events }.
sub dot {
    my ($nodes, $edges, %option)        = @_;
    my ($shown, $stands_for, $left_out) = _grouped($nodes, $option{most} || MOST);
    my @lines = (
        'digraph ' . _quoted(defined $option{title} ? $option{title} : 'POE') . ' {',
        '  graph [rankdir=LR, charset="UTF-8"];',
        '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=10];',
        '  edge [fontname="sans-serif", fontsize=9];',
    );
    push @lines, map { _node($_) } @$shown;
    push @lines, _family($shown, $stands_for), _messages($edges, $stands_for);
    push @lines, qq{  "more" [label="and $left_out more", shape=plaintext];} if $left_out;
    return join '', map {"$_\n"} @lines, '}';
}

# Which nodes are drawn, which of them stands for each ID, and how many are left out.
sub _grouped {
    my ($nodes, $most) = @_;
    my $merges = @$nodes > $most;
    my (%stands_for, %group, @shown, $left_out);
    for my $node (@$nodes) {
        my $above = defined $node->{parent} ? $stands_for{ $node->{parent} } : undef;
        my $key
            = $merges
            ? join "\0", map { defined ? $_ : '' } @$node{qw(class place)}, $above
            : $node->{id};
        my $group = $group{$key};
        if (!$group) {
            $left_out++, next if @shown >= CUT;
            $group = $group{$key}
                = { %$node, count => 0, above => $above, dot => 'session' . @shown };
            push @shown, $group;
        }
        $group->{count} += $node->{count} || 1;
        $stands_for{ $node->{id} } = $group->{dot};
    }
    return (\@shown, \%stands_for, $left_out);
}

sub _node {
    my ($node) = @_;
    my $name = $node->{name};
    $name = "session $node->{id}"     if !defined $name;
    $name = "$node->{count} sessions" if $node->{count} > 1;
    my @lines = ($name, grep {defined} @$node{qw(class place)});
    return sprintf '  %s [label="%s"];', $node->{dot}, join '\n', map { _escaped($_) } @lines;
}

# Dashed: who made whom.
sub _family {
    my ($shown) = @_;
    return map { sprintf '  %s -> %s [style=dashed, arrowhead=empty];', @$_{qw(above dot)} }
        grep { defined $_->{above} } @$shown;
}

# Whose session has gone, or is left out, sent nothing that can be drawn.
sub _messages {
    my ($edges, $stands_for) = @_;
    my %sum;
    for my $edge (@$edges) {
        my ($from, $to) = map { defined && $stands_for->{$_} } @$edge{qw(from to)};
        next if !defined $from or !defined $to;
        my $sum = $sum{$from}{$to} ||= {};
        my %own = $edge->{events} ? %{ $edge->{events} } : ();
        $sum->{$_} += $own{$_} for keys %own;
    }
    my @lines;
    for my $from (sort keys %sum) {
        push @lines, map { _message($from, $_, $sum{$from}{$_}) } sort keys %{ $sum{$from} };
    }
    return @lines;
}

sub _message {
    my ($from, $to, $events) = @_;
    my @names = sort { $events->{$b} <=> $events->{$a} || $a cmp $b } keys %$events;
    my $more  = @names - EVENTS;
    my @said  = map { _escaped($_) . " x $events->{$_}" } splice @names, 0, EVENTS;
    push @said, "and $more more" if $more > 0;
    return sprintf '  %s -> %s [label="%s"];', $from, $to, join '\n', @said;
}

1;

__END__

=head1 NAME

POE::XS::Graph - sessions and what they send each other, for Graphviz

=head1 SYNOPSIS

=for example

    use POE::XS::Graph;

    my @nodes = (
        { id => 1, name => 'web', class => 'POE::Session', place => 'shop.pl:10' },
        { id => 2, name => 'log', class => 'POE::Session', place => 'shop.pl:20', parent => 1 },
    );
    my $dot = POE::XS::Graph::dot(\@nodes, [ { from => 1, to => 2, events => { line => 12 } } ]);
    print map {"$_\n"} $dot =~ /^ *(.*->.*)$/mg;
    # prints:
    #   session0 -> session1 [style=dashed, arrowhead=empty];
    #   session0 -> session1 [label="line x 12"];

=head1 DESCRIPTION

Makes the text of a graph that C<dot> draws: a box for each session, a dashed arrow from a session to those that it made,
and an arrow to those that it sent something, with what and how often. Names are data: whatever they consist of, they
are no more than a label.

=head1 FUNCTIONS

=head2 dot(\@nodes, \@edges, %option)

Nodes are hashes with C<id>, C<name>, C<class>, C<place>, and the C<parent>'s ID, parents before children. C<count> says
that a node is so many sessions. Edges have C<from>, C<to>, and C<events>, a hash of counts by names. C<title> names
the graph. With more than C<most> nodes, by default 100, those that have the same class, place and parent become one.
I<Returns> the text, as characters.

=head1 SEE ALSO

L<POE::XS::Profiler>, L<poe-top>

=cut
