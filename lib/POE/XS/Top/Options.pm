package POE::XS::Top::Options;

# The command line of poe-top.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::CommandLine ();

use POE::XS::Top::Numbers ();

my @KNOWN = qw(
    ascii all|a count|n=i event=s format=s help|h interval|i=s json jsonl limit=i match|m=s min=s no-colors|no-colours
    once otlp=s output|o=s pid|p=s replay=s reverse|r seconds=s session=s sort|s=s speed=s timeout=s top=i version
);

# How many arguments each command has.
my %COMMANDS = (
    event    => 1, events => 0, files => 0, folded => 0, graph => 0, head => 0, list => 0,
    metrics  => 0,
    session  => 1,
    sessions => 0, snapshot => 0, timers => 0, trace => 0, tree => 0, waits => 0, warnings => 0,
    wheels   => 0,
    why      => 1,
);

my %TABLE = (
    sessions => 'sessions', events => 'events', timers => 'timers', files => 'files',
    wheels   => 'wheels',
    waits    => 'waits', warnings => 'warnings', list => 'list', tree => 'tree', trace => 'trace',
);

sub commands { return sort keys %COMMANDS }

# Dies with what is wrong, naming the argument.
sub parse {
    my (@arguments) = @_;
    my %option = POE::XS::CommandLine::options(\@KNOWN, \@arguments, 'permute');
    return %option if $option{help} || $option{version};
    _take_words(\%option, @arguments);
    for my $name (qw(interval min seconds timeout)) {
        $option{$name} = _time($name, $option{$name}) if defined $option{$name};
    }
    _check(\%option);
    return %option;
}

# [PID | SOCKET | FILE] [COMMAND [NAME]]
sub _take_words {
    my ($option, @words) = @_;
    $option->{target} = $option->{pid} if defined $option->{pid};
    $option->{target} = shift @words
        if @words && !defined $option->{target} && _is_target($words[0]);
    return if !@words;
    my $command = shift @words;
    my $wanted  = $COMMANDS{$command};
    die "'$command' is no command, no process and no file; there are: @{[ commands() ]}\n"
        if !defined $wanted;
    die "$command: of which @{[ _whose($command) ]}?\n" if $wanted && !@words;
    $option->{command} = $command;
    $option->{name}    = shift @words if $wanted;
    die "'$words[0]': an argument too many\n" if @words;
    return;
}

sub _whose {
    my ($command) = @_;
    return $command eq 'event' ? 'event' : 'session';
}

sub _is_target {
    my ($word) = @_;
    return $word =~ /\A[0-9]+\z/ || $word =~ m{/} || (!exists $COMMANDS{$word} && -e $word);
}

sub _time {
    my ($name, $text) = @_;
    return POE::XS::Top::Numbers::parsed($text)
        // die "--$name: '$text' is no time, such as 10ms or 1.5s\n";
}

sub _check {
    my ($option) = @_;
    for my $name (qw(count limit)) {
        die "--$name: $option->{$name} is less than 1\n"
            if defined $option->{$name} && $option->{$name} < 1;
    }
    die "--top: $option->{top} is less than 0\n" if ($option->{top} // 0) < 0;
    my $interval = $option->{interval} // 1;
    die "--interval: less than 10ms\n" if $interval < 0.01 && ($interval || $option->{jsonl});
    die "--speed: '$option->{speed}' is no number above 0\n"
        if defined $option->{speed}
        && !((POE::XS::Top::Numbers::number($option->{speed}) // 0) > 0);
    die "--replay: a recording is no running program\n"
        if defined $option->{replay} && defined $option->{target};
    _check_format($option);
    _check_sort($option);
    return;
}

sub _check_format {
    my ($option) = @_;
    my $is_trace = ($option->{command} // '') eq 'trace';
    die "--otlp: for traces\n" if defined $option->{otlp} && !$is_trace;
    my $format = $option->{format} // return;
    die "--format: '$format' is no form of traces, which have otlp\n"
        if $is_trace && $format ne 'otlp';
    return if $is_trace;
    die "--format: '$format' is neither prometheus nor openmetrics\n"
        if $format !~ /\A(?:prometheus|openmetrics)\z/;
    return;
}

sub _check_sort {
    my ($option) = @_;
    my $sort = $option->{sort} // return;
    require POE::XS::Top::Columns;
    my $table  = $TABLE{ $option->{command} // 'sessions' } // return;
    my $column = POE::XS::Top::Columns::find($table, $sort);
    die
        "--sort: $table have no column '$sort', but: @{[ map { $_->{name} } POE::XS::Top::Columns::of($table) ]}\n"
        if !$column;
    $option->{sort} = $column->{name};
    return;
}

1;

__END__

=head1 NAME

POE::XS::Top::Options - the command line of poe-top

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Options;

    my %option = POE::XS::Top::Options::parse('1234', 'why', 'web', '--min', '10ms');
    print join(' ', @option{qw(target command name min)}), "\n";
    eval { POE::XS::Top::Options::parse('why') };
    print $@;
    # prints:
    #   1234 why web 0.01
    #   why: of which session?

=head1 FUNCTIONS

=head2 commands

I<Returns> a list of the commands there are.

=head2 parse(@arguments)

I<Returns> a list of options and values: those of L<poe-top/OPTIONS> by their long names, times in seconds; and
C<target>, C<command> and its C<name>. It dies with a line that names the argument if something is wrong.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<poe-top>, L<Getopt::Long>

=cut
