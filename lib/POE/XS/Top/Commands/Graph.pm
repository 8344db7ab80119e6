package POE::XS::Top::Commands::Graph;

# poe-top graph: sessions, who made whom and who sent what to whom, for Graphviz.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Graph                ();
use POE::XS::Top::Commands        ();
use POE::XS::Top::Commands::Trace ();
use POE::XS::Top::Filter          ();
use POE::XS::Top::Rows            ();
use POE::XS::Top::Text            ();
use POE::XS::Top::Trace           ();

sub run {
    my ($option, $source) = @_;
    my $answer = POE::XS::Top::Commands::answer($source, 'tree', longer => 30);
    return POE::XS::Top::Commands::say_json($answer) if POE::XS::Top::Commands::wants_json($option);
    my $dot = POE::XS::Graph::dot(
        nodes(_shown($option, $answer), $option->{match}),
        edges(_records($option, $source)),
        title => _title($source));
    utf8::encode($dot);
    return POE::XS::Top::Commands::write_out($option, $dot);
}

# Recordings have the sessions in the background, too.
sub _shown {
    my ($option, $answer) = @_;
    my $rows = POE::XS::Top::Rows::of('tree', $answer);
    return $option->{all} ? $rows : [ grep { !$_->{background} } @$rows ];
}

sub _title {
    my ($source) = @_;
    my $hello = $source->hello;
    return join ' ',
        map { POE::XS::Top::Text::clean($_) } grep { defined && !ref } @$hello{qw(program pid)};
}

# A running program is traced only if that was asked for: it costs time.
sub _records {
    my ($option, $source) = @_;
    return [] if $source->is_live && !defined $option->{seconds};
    my $answer = $source->ask(
        'trace', POE::XS::Top::Commands::Trace::request($option),
        longer => $option->{seconds} // 0
    );
    if (defined $answer->{error}) {
        return [] if !$source->is_live;
        die POE::XS::Top::Commands::refusal($answer) . "\n";
    }
    return POE::XS::Top::Trace::records(ref $answer->{rows} eq 'ARRAY' ? $answer->{rows} : []);
}

sub nodes {
    my ($rows, $match) = @_;
    my $wanted = POE::XS::Top::Filter::of($match);
    my @nodes;
    for my $row (grep { defined $_->{id} && $wanted->($_) } @$rows) {
        my %node = map { $_ => $row->{$_} }
            grep { defined $row->{$_} && !ref $row->{$_} } qw(id name class place parent);
        push @nodes, \%node if defined $node{id};
    }
    return \@nodes;
}

# What was sent by a session, not what the kernel does of its own accord.
sub edges {
    my ($records) = @_;
    my %sent;
    for my $record (grep { ($_->{type} // '') =~ /\A(?:post|alarm|call)\z/ } @$records) {
        my ($from, $to, $name)
            = map { defined && !ref ? $_ : '(others)' } @$record{qw(from to name)};
        $sent{$from}{$to}{$name}++;
    }
    my @edges;
    for my $from (sort keys %sent) {
        push @edges, map { { from => $from, to => $_, events => $sent{$from}{$_} } }
            sort keys %{ $sent{$from} };
    }
    return \@edges;
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::Graph - poe-top graph

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Commands::Graph;

    my @records = map { { from => 1, to => 2, name => 'line', type => 'post' } } 1 .. 3;
    my ($edge)  = @{ POE::XS::Top::Commands::Graph::edges(\@records) };
    print "$edge->{from} -> $edge->{to}: $edge->{events}{line}\n";
    # prints: 1 -> 2: 3

=head1 FUNCTIONS

=head2 edges(\@records)

I<Returns> an array of who sent what to whom, of the records of a trace, as L<POE::XS::Graph> wants it.

=head2 nodes(\@rows, $match)

I<Returns> an array of those sessions that match, as L<POE::XS::Graph> wants them.

=head2 run(\%option, $source)

The command. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Graph>, L<POE::XS::Top::Commands>, L<poe-top>

=cut
