package POE::XS::Report::Privacy;

# What a report must not carry out of a machine: whose home it is, passwords in addresses, and any variable that is not
# known to be about POE or perl.

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter qw(import);

our @EXPORT_OK = qw(cleaned variables);

use constant LONGEST => 2000;

# By name: PERL_ and PERL5_ alone would let in options of installers, where mirrors and their passwords are.
my %PERL = map { $_ => 1 } qw(
    PERL5DB PERL5LIB PERL5OPT PERL5SHELL PERLIO PERLLIB PERL_DESTRUCT_LEVEL PERL_DL_NONLAZY
    PERL_HASH_SEED PERL_INTERNAL_RAND_SEED PERL_PERTURB_KEYS PERL_RAND_SEED PERL_SIGNALS PERL_UNICODE
    PERL_USE_UNSAFE_INC LIBEV_FLAGS LANG LANGUAGE TERM TZ
    AUTOMATED_TESTING EXTENDED_TESTING NONINTERACTIVE_TESTING RELEASE_TESTING
);

sub _is_told {
    my ($name) = @_;
    return 1 if $PERL{$name} || $name =~ /\ALC_[A-Z]+\z/;
    return $name =~ /\APOE_\w+\z/ && $name !~ /PASS|SECRET|TOKEN|KEY|AUTH|CREDENTIAL|COOKIE/i;
}

sub variables {
    my ($environment) = @_;
    return {
        map  { $_ => cleaned(substr $environment->{$_}, 0, LONGEST) }
        grep { _is_told($_) } keys %$environment
    };
}

my @homes = sort { length $b <=> length $a }
    grep { defined && m{\A/[^/]+/.} || defined && $_ eq '/root' } $ENV{HOME}, (getpwuid $<)[7];

sub cleaned {
    my ($text) = @_;
    $text =~ s{\Q$_\E(?![\w.-])}{~}g for @homes;
    $text =~ s{(\b[a-z][a-z0-9+.-]*://)[^\s/\@]+\@}{$1***\@}gi;
    return $text;
}

1;

__END__

=head1 NAME

POE::XS::Report::Privacy - what a report does not tell

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Privacy qw(cleaned variables);

    print cleaned('GET ftp://me:mine@mirror.example/'), "\n";
    my $told = variables({ POE_EVENT_LOOP => 'Epoll', POE_TEST_PASSWORD => 'x', PATH => '/bin' });
    print join(' ', sort keys %$told), "\n";
    # prints:
    #   GET ftp://***@mirror.example/
    #   POE_EVENT_LOOP

=head1 DESCRIPTION

Reports are made to be given to others. Everything that gets into one passes here: the environment as a list of
what may be told, every text with the home folder written as C<~> and without the user and password of an
address. The name of the machine and of the user are never asked for. What a test prints when it fails may
still say something: look at a report before you give it away.

=head1 FUNCTIONS

=head2 cleaned($text)

I<Returns> the text without what is named above.

=head2 variables(\%environment)

I<Returns> a reference to a hash of those variables that a report tells: C<POE_> and anything, unless the name
looks like that of a secret; those of perl itself that change how programs run; C<LANG> and C<LC_>; C<TERM>, C<TZ>,
C<LIBEV_FLAGS>, and those that say what kind of testing this is. Of a long value it has the first 2000 octets.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<perlrun/ENVIRONMENT>

=cut
