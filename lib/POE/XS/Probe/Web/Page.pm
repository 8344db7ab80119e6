package POE::XS::Probe::Web::Page;

use strict;
use warnings;

our $VERSION = '2.000';

# The page is one file for a browser. Here its parts are apart, as each is in a language of its own; what is allowed
# to run and to colour is told by the digests of these very texts.

use Digest::SHA    qw(sha256);
use File::Basename qw(dirname);
use MIME::Base64   qw(encode_base64);

my @scripts = qw(parts.js model.js connection.js charts.js tables.js details.js page.js);

sub _contents {
    my ($name) = @_;
    my $path = dirname(__FILE__) . "/page/$name";
    open my $in, '<:raw', $path or die "$path: $!\n";
    local $/ = undef;
    return scalar readline $in;
}

sub _digest { return q{'sha256-} . encode_base64(sha256($_[0]), '') . q{'} }

# { html, policy }
sub load {
    my $html   = _contents('page.html');
    my $style  = _contents('style.css');
    my $script = join '', qq["use strict";\n(() => {\n], (map { _contents($_) } @scripts),
        "})();\n";
    my $found = $html =~ s{<style></style>}{<style>$style</style>} + $html
        =~ s{<script></script>}{<script>$script</script>};
    die "page.html has no place for its parts\n" if $found != 2;
    my $policy = join '; ', q{default-src 'none'}, 'script-src ' . _digest($script),
        'style-src ' . _digest($style), q{connect-src 'self'}, q{form-action 'none'},
        q{frame-ancestors 'none'}, q{base-uri 'none'};
    return { html => $html, policy => $policy };
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Page - the page for browsers

=head1 DESCRIPTION

Its parts are apart in the folder F<page>, each in a language of its own.

=head1 FUNCTIONS

=head2 load()

I<Returns> a reference to a hash with the C<html>, and the C<policy> that allows its script and style.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
