package POE::XS::Top::Commands::List;

# poe-top list: which programs can be looked at.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer   ();
use POE::XS::Top::Client   ();
use POE::XS::Top::Commands ();
use POE::XS::Top::Numbers  ();
use POE::XS::Top::Sockets  ();
use POE::XS::Top::Table    ();

# How long a program is watched to see how fast it is, and how long it may take to answer.
use constant { WATCHED => 0.25, PATIENCE => 2 };

sub run {
    my ($option) = @_;
    my ($found, @refused) = POE::XS::Top::Sockets::all();
    my @rows = rows($found, $option->{interval} // WATCHED, $option->{timeout} // PATIENCE);
    my $json = POE::XS::Top::Commands::wants_json($option);
    my $rows = $json ? \@rows : POE::XS::Top::Commands::chosen('list', \@rows, $option);
    return POE::XS::Top::Commands::say_json({ op => 'list', rows => $rows, refused => \@refused })
        if $json;
    POE::XS::Top::Commands::complain($_) for @refused;
    POE::XS::Top::Commands::complain('there is no socket in ' . POE::XS::Top::Sockets::where())
        if !@$rows && !@refused;
    POE::XS::Top::Commands::say_text(
        POE::XS::Top::Table::text('list', $rows, width => POE::XS::Top::Commands::width()))
        if @$rows;
    return POE::XS::Top::Commands::SAID();
}

# All are asked at the same time: one that hangs delays nobody else.
sub rows {
    my ($found, $watched, $patience) = @_;
    my @rows = map { { %$_, program => undef, level => undef } } @$found;
    my @asked;
    for my $row (@rows) {
        my $client = eval { POE::XS::Top::Client->new($row->{path}, patience => $patience) };
        if (!$client) { $row->{note} = $@ =~ s/\n//r; next }
        $client->send('head');
        push @asked, [ $row, $client ];
    }
    my %first = map { $_->[0]{pid} => _head(@$_) } @asked;
    @asked = grep { $first{ $_->[0]{pid} } } @asked;
    select undef, undef, undef, $watched if @asked;
    $_->[1]->send('head') for @asked;
    for my $pair (@asked) {
        my ($row, $client) = @$pair;
        my ($then, $now)   = ($first{ $row->{pid} }, _head($row, $client) // next);
        _tell($row, $client, $now, $then);
    }
    return @rows;
}

sub _tell {
    my ($row, $client, $now, $then) = @_;
    my ($head, $before)   = map { POE::XS::Top::Answer::hash($_, 'head') } $now, $then;
    my ($grown, $seconds) = map { _between(@$_) } [ $head->{dispatched}, $before->{dispatched} ],
        [ $now->{now}, $then->{now} ];
    $row->{rate}    = $grown / $seconds if defined $grown && $seconds;
    $row->{$_}      = $head->{$_} for qw(uptime sessions level);
    $row->{program} = $head->{program} // $client->hello->{program};
    return;
}

sub _between {
    my ($now, $then) = map { POE::XS::Top::Numbers::number($_) } @_;
    return defined $now && defined $then ? $now - $then : undef;
}

# The answer that is on its way, or a note why there is none.
sub _head {
    my ($row, $client) = @_;
    my $answer = eval { $client->awaited };
    $row->{note}    = $@ =~ s/\n//r if !$answer;
    $row->{program} = $client->hello->{program};
    return $answer;
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::List - poe-top list

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Commands::List;

    my ($row) = POE::XS::Top::Commands::List::rows([ { pid => 1, path => '/nowhere/1.sock' } ], 0, 1);
    print "$row->{pid}: $row->{note}\n";
    # prints: 1: there is no such socket

=head1 FUNCTIONS

=head2 rows(\@found, $watched, $patience)

I<Returns> a list of rows, one for each process. Each is watched for so many seconds, and has so many to answer.

=head2 run(\%option)

The command. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Commands>, L<POE::XS::Top::Sockets>, L<poe-top>

=cut
