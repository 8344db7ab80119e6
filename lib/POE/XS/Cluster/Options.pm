package POE::XS::Cluster::Options;

# The command line of poe-cluster.

use strict;
use warnings;

our $VERSION = '2.000';

use Fcntl                 qw(S_IROTH);
use POE::XS::CommandLine  ();
use POE::XS::Probe::JSON  ();
use POE::XS::Top::Numbers ();

my @KNOWN = qw(
    count|n=i help|h json name=s seconds=s secret-file=s timeout=s tls tls-ca=s tls-cert=s tls-key=s version wire|w=s
);

# How many words each command takes.
my %COMMANDS = (
    bench    => [ 0, 1 ],
    call     => [ 1, 1000 ], kernels => [ 0, 0 ], ping => [ 0, 1 ], post => [ 1, 2 ],
    sessions => [ 0, 1 ],
    tail     => [ 1, 1 ],
);

my %IS_OF = (count => { tail => 1 }, seconds => { bench => 1 });

my $json = POE::XS::Probe::JSON::codec()->max_depth(64)->allow_nonref;

# Dies with what is wrong, naming the argument.
sub parse {
    my (@arguments) = @_;
    my %option = POE::XS::CommandLine::options(\@KNOWN, \@arguments, 'permute');
    return %option if $option{help} || $option{version};
    _take_words(\%option, @arguments);
    for my $name (qw(seconds timeout)) {
        my $text = $option{$name} // next;
        $option{$name} = POE::XS::Top::Numbers::parsed($text)
            || die "--$name: '$text' is no time, such as 10ms or 1.5s\n";
    }
    die "--count: $option{count} is less than 1\n"
        if defined $option{count} && $option{count} < 1;
    $option{wire} //= $ENV{POE_CLUSTER};
    die "--wire: by which wire? such as ikc://host:603, ikc+unix:/path or nats://host/realm\n"
        if !length($option{wire} // '');
    $option{secret} = _secret($option{'secret-file'}) if defined $option{'secret-file'};
    $option{tls}    = _tls(\%option);
    return (name => "poe-cluster-$$", timeout => 10, seconds => 1, %option);
}

# COMMAND [WORD ...]
sub _take_words {
    my ($option, $command, @words) = @_;
    my $known = join ' ', sort keys %COMMANDS;
    die "which command? there are: $known\n" if !defined $command;
    my $wanted = $COMMANDS{$command} // die "'$command' is no command; there are: $known\n";
    my ($least, $most) = @$wanted;
    die "$command: which address? such as poe://kernel/session"
        . ($command eq 'tail' ? '' : '/event') . "\n"
        if @words < $least;
    die "'$words[$most]': an argument too many\n" if @words > $most;
    for my $name (grep { defined $option->{$_} } sort keys %IS_OF) {
        die "--$name: not for $command\n" if !$IS_OF{$name}{$command};
    }
    $option->{command} = $command;
    return $option->{kernel} = $words[0] if !$least;
    $option->{address}   = _address($command, shift @words);
    $option->{arguments} = [ map { _value($_) } @words ];
    return;
}

sub _address {
    my ($command, $text) = @_;
    require POE::Component::IKC::Specifier;
    my $full   = $text =~ /\Apoe:/ ? $text : "poe://$text";
    my $parsed = POE::Component::IKC::Specifier::specifier_parse($full);
    my $is_it
        = $parsed && $parsed->{session} ne '' && ($command eq 'tail' || $parsed->{state} ne '');
    return $full if $is_it;
    my $what
        = $command eq 'tail'
        ? 'a session, such as poe://*/news'
        : 'an event, such as poe://shop/prices/ask';
    die "'$text' is not the address of $what\n";
}

# What is no JSON is a word.
sub _value {
    my ($text) = @_;
    my $value = eval { [ $json->decode($text) ] };
    return $value->[0]         if $value;
    die "'$text' is no JSON\n" if $text =~ /\A\s*[\[{"]/;
    return $text;
}

sub _secret {
    my ($file) = @_;
    open my $in, '<:raw', $file or die "--secret-file: $file: $!\n";
    die "--secret-file: everybody can read $file\n" if (stat $in)[2] & S_IROTH;
    my $secret = do { local $/; readline $in };
    $secret =~ s/\r?\n\z//                           if defined $secret;
    die "--secret-file: there is nothing in $file\n" if !length($secret // '');
    return $secret;
}

sub _tls {
    my ($option) = @_;
    my %name_of
        = ('tls-ca' => 'SSL_ca_file', 'tls-cert' => 'SSL_cert_file', 'tls-key' => 'SSL_key_file');
    my %tls = map { $name_of{$_} => $option->{$_} } grep { defined $option->{$_} } keys %name_of;
    for my $name (sort keys %name_of) {
        die "--$name: $option->{$name}: $!\n"
            if defined $option->{$name} && !open my $in, '<', $option->{$name};
    }
    return %tls ? \%tls : $option->{tls} ? 1 : undef;
}

1;

__END__

=head1 NAME

POE::XS::Cluster::Options - the command line of poe-cluster

=head1 SYNOPSIS

=for example

    use POE::XS::Cluster::Options;

    my %option = POE::XS::Cluster::Options::parse(
        qw(--wire ikc://localhost:603 call poe://shop/prices/ask), '{"item":7}', 'each');
    print "$option{command} $option{address} $option{arguments}[0]{item} $option{arguments}[1]\n";
    print $@ if !eval { POE::XS::Cluster::Options::parse('fly') };
    # prints:
    #   call poe://shop/prices/ask 7 each
    #   'fly' is no command; there are: bench call kernels ping post sessions tail

=head1 FUNCTIONS

=head2 parse(@arguments)

I<Returns> the options as a list of names and values: those of the command line, and C<command>, C<kernel>, C<address>,
C<arguments>, C<secret> and C<tls>. Dies with a line that says which argument is wrong.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-cluster>

=cut
