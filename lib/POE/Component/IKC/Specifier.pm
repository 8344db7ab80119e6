package POE::Component::IKC::Specifier;

# Addresses: a kernel, a session there, an event of it.

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter qw(import);

our @EXPORT = qw(specifier_parse specifier_name specifier_part);

my $KERNEL = qr{
    [*+]
    | unix:[-.\w]+ (?: :[0-9]+-[0-9]+ )?
    | [-A-Za-z0-9.]{2,}:[0-9]+
    | [-.\w\x20]+
}x;
my $SESSION = qr/[-\w ]+/;
my $STATE   = qr/[-\w ]+/;
my $ARGS    = qr/(?:\?(?<args>\w+))?/;

# With the scheme the path is read from the left; without it, from the right. Either may end in a
# newline.
my @FORMS = (
    qr{\Apoe: (?: // (?<kernel>$KERNEL)? )? (?: / (?<session>$SESSION) (?: / (?<state>$STATE)? )? | / )? $ARGS \n?\z}x,
    qr{\Apoe: (?<state>$STATE) $ARGS \n?\z}x,
    qr{\A (?: // (?<kernel>$KERNEL)? )? /? (?: (?<session>$SESSION) / )? (?<state>$STATE) $ARGS \n?\z}x,
);

sub specifier_parse($) {    ## no critic (programs may rely on the prototype)
    my ($given) = @_;
    if (ref $given) {
        return if ref $given ne 'HASH';
        $given->{$_} //= '' for qw(kernel session state);
        return $given;
    }
    return if !defined $given or $given eq '';
    return { %{ _known($given) || return } };
}

# Longer ones are no address of anything.
use constant { MAX_LENGTH => 1024, MAX_KNOWN => 1000 };

# Programs use the same few addresses again and again. What this returns is shared: it is to be read
# only.
my (%known, $count);

sub _known {
    my ($text) = @_;
    return if length $text > MAX_LENGTH;
    return $known{$text} // do {
        my $parsed = _parse($text) or return;
        (%known, $count) = () if ++$count > MAX_KNOWN;
        $known{$text} = $parsed;
    };
}

sub _parse {
    my ($text) = @_;
    for my $form (@FORMS) {
        next if $text !~ $form;
        my %part = (kernel => '', session => '', state => '', %+);
        return \%part;
    }
    return;
}

sub specifier_name($) {    ## no critic (programs may rely on the prototype)
    my ($spec) = @_;
    return $spec if !ref $spec;
    my ($kernel, $session, $state)
        = ref $spec eq 'ARRAY' ? (undef, @$spec) : @$spec{qw(kernel session state)};
    my $name = 'poe:';
    $name .= "//$kernel" if defined $kernel and length $kernel;
    $name .= "/$_" for grep { defined and length } $session, $state;
    return $name;
}

sub specifier_part($$) {    ## no critic (programs may rely on the prototype)
    my ($spec, $part) = @_;
    return if !defined $spec;
    $spec = "poe://$spec" if !ref $spec and $spec !~ /\Apoe:/;
    my $parsed = specifier_parse($spec) or return;
    return $parsed->{$part};
}

1;
