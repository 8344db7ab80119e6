package POE::XS::Top;

# What poe-top does, from the command line to the exit status. No kernel is loaded here.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::CommandLine   ();
use POE::XS::Top::Client   ();
use POE::XS::Top::Commands ();
use POE::XS::Top::JSON     ();
use POE::XS::Top::Options  ();
use POE::XS::Top::Sockets  ();
use POE::XS::Top::Terminal ();
use POE::XS::Top::Text     ();

use constant { SAID => 0, NO => 1, USAGE => 2 };

sub run {
    my (@arguments) = @_;
    my %command = (
        name  => 'poe-top', version => $VERSION,
        parse => \&POE::XS::Top::Options::parse,
        work  => \&_do,
    );
    return POE::XS::CommandLine::run(\%command, @arguments);
}

sub _do {
    my ($option) = @_;
    POE::XS::Top::Text::ascii($option->{ascii} || !POE::XS::Top::Terminal::is_utf8() ? 1 : 0);
    local $SIG{PIPE} = 'DEFAULT';
    my $command = $option->{command} // '';
    if ($command eq 'list') {
        require POE::XS::Top::Commands::List;
        return POE::XS::Top::Commands::List::run($option);
    }
    my $for_people = _is_for_people($option);
    my $source     = _source($option, $for_people) // return SAID;
    return POE::XS::Top::Commands::run($option, $source) if !$for_people;
    require POE::XS::Top::Screens;
    return POE::XS::Top::Screens->new($source, $option)->run;
}

# Screens need a terminal that can place its cursor.
sub _is_for_people {
    my ($option) = @_;
    return
           !defined $option->{command}
        && !grep({ $option->{$_} } qw(once json jsonl))
        && -t STDOUT
        && ($ENV{TERM} // 'dumb') ne 'dumb';
}

# ---------------------------------------------------------------------------
# Whom to ask

sub _source {
    my ($option, $for_people) = @_;
    my $target = $option->{replay} // $option->{target};
    return _recording($target)
        if defined $option->{replay} || (defined $target && -e $target && !-d _ && !-S _);
    my $path = defined $target ? _path_of($target) : _the_only_one($option, $for_people) // return;
    return _client($path, $option);
}

sub _recording {
    my ($file) = @_;
    require POE::XS::Top::Recording;
    return POE::XS::Top::Recording->from_file($file);
}

sub _client {
    my ($path, $option) = @_;
    my $client = eval {
        my $made = POE::XS::Top::Client->new($path, patience => $option->{timeout});
        $made->greeted;
        $made;
    };
    return $client // die POE::XS::Top::Text::clean($path) . ": $@";
}

sub _path_of {
    my ($target) = @_;
    if ($target !~ /\A[0-9]+\z/) {
        return $target if POE::XS::Top::Sockets::is_socket($target);
        die "there is no file '@{[ POE::XS::Top::Text::clean($target) ]}'\n" if !-e $target;
        die "'@{[ POE::XS::Top::Text::clean($target) ]}' is neither a socket nor a recording\n";
    }
    my ($found, @refused) = POE::XS::Top::Sockets::all();
    my ($process) = grep { $_->{pid} == $target } @$found;
    return $process->{path} if $process;
    die join '',
        "process $target has no socket in @{[ POE::XS::Top::Sockets::where() ]}\n",
        map {"$_\n"} @refused;
}

# Without a name it is the only program there is; of several one can be chosen where somebody sits.
sub _the_only_one {
    my ($option, $for_people) = @_;
    my ($found, @refused)     = POE::XS::Top::Sockets::all();
    my @alive = grep { _is_alive($_->{path}) } @$found;
    return $alive[0]{path} if @alive == 1;
    if (!@alive) {
        my $where = POE::XS::Top::Sockets::where();
        die join '', "no program to look at: there is no socket in $where;\n",
            "start one with POE_PROBE=1 in its environment\n", map {"$_\n"} @refused;
    }
    die
        "there are several programs, say which: @{[ join ' ', map { $_->{pid} } @alive ]} (poe-top list tells more)\n"
        if !$for_people;
    require POE::XS::Top::Chooser;
    return POE::XS::Top::Chooser::chosen($option, \@alive);
}

# One that listens but has no time to answer counts.
sub _is_alive {
    my ($path) = @_;
    return 1 if eval { POE::XS::Top::Client->new($path) };
    return $@ !~ /\A(?:stale|there is no)/;
}

1;

__END__

=head1 NAME

POE::XS::Top - a window into running programs

=head1 SYNOPSIS

    use POE::XS::Top;

    exit POE::XS::Top::run(@ARGV);

=head1 DESCRIPTION

The program L<poe-top> shows what a running program does. This module is that program without its first line. It does
not load POE. Its parts:

=over 4

=item L<POE::XS::Top::Options>

the command line

=item L<POE::XS::Top::Sockets>, L<POE::XS::Top::Client>, L<POE::XS::Top::Answer>, L<POE::XS::Top::JSON>

where programs can be asked, and asking them

=item L<POE::XS::Top::Recording>, L<POE::XS::Top::Replay>

the same questions to a file; going through it

=item L<POE::XS::Top::Rows>, L<POE::XS::Top::Filter>, L<POE::XS::Top::Why>, L<POE::XS::Top::Trace>

what follows from answers; which rows are wanted; why a session is alive; traces for other programs

=item L<POE::XS::Top::Columns>, L<POE::XS::Top::Table>, L<POE::XS::Top::Head>, L<POE::XS::Top::Detail>, L<POE::XS::Top::Line>

what is shown and what it means

=item L<POE::XS::Top::Numbers>, L<POE::XS::Top::Text>

numbers for people, text that does no harm

=item L<POE::XS::Top::Commands>, L<POE::XS::Top::Commands::Why>, L<POE::XS::Top::Commands::Session>,
L<POE::XS::Top::Commands::Event>, L<POE::XS::Top::Commands::Tree>, L<POE::XS::Top::Commands::Trace>,
L<POE::XS::Top::Commands::Graph>, L<POE::XS::Top::Commands::List>

the commands for scripts

=item L<POE::XS::Top::Screens>, L<POE::XS::Top::Screen>, L<POE::XS::Top::Model>, L<POE::XS::Top::Chooser>

the screens, each a file below F<Screen/>; what they know; which program

=item L<POE::XS::Top::Terminal>, L<POE::XS::Top::Keys>, L<POE::XS::Top::Grid>

the terminal: its mode, what is typed, what is drawn

=back

=head1 FUNCTIONS

=head2 run(@arguments)

Does what L<poe-top> does with these arguments. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-top>, L<POE::XS>

=cut
