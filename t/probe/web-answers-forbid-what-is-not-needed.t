use strict;
use warnings;

use lib 't/lib';
use Digest::SHA  qw(sha256);
use MIME::Base64 qw(encode_base64);
use Test::More;
use WebProbe;

# The page may run its script and its style, whose digests are told, and nothing else.

WebProbe->plan_or_skip;
my $web  = WebProbe->start;
my $page = $web->ask(GET => '/');

cmp_ok length $page->{body}, '<', 100_000, 'the page is small';
my ($script) = $page->{body} =~ m{<script>(.*?)</script>}s;
my ($style)  = $page->{body} =~ m{<style>(.*?)</style>}s;
my $digest   = sub { return "'sha256-" . encode_base64(sha256($_[0]), '') . q{'} };
my %policy   = map { split / /, $_, 2 } split /; /, $page->{fields}{'content-security-policy'};
is_deeply \%policy, {
    'default-src'     => q{'none'}, 'connect-src'        => q{'self'}, 'form-action' => q{'none'},
    'frame-ancestors' => q{'none'}, 'base-uri'           => q{'none'},
    'script-src'      => $digest->($script), 'style-src' => $digest->($style),
    },
    'its policy fits its parts';
my ($foreign) = $page->{body} =~ /(\b(?:src|href)\s*=|\@import|\burl\(|\w:\/\/)/;
is $foreign, undef, 'nothing comes from outside';
my ($markup) = $script =~ /(innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b)/;
is $markup, undef, 'names never become markup';

for my $answer (
    $page, $web->get('/snapshot'), $web->get('/metrics'),
    $web->ask(GET => '/snapshot'), $web->get('/no'))
{
    my $f = $answer->{fields};
    is $f->{'x-content-type-options'}, 'nosniff', "$answer->{code}: nothing is guessed";
    is $f->{'referrer-policy'}, 'no-referrer', '... told to others';
    is $f->{'cache-control'}, 'no-store', '... or kept';
    like $f->{'content-security-policy'},
        qr/default-src 'none'.*frame-ancestors 'none'.*base-uri 'none'/,
        '... or framed';
}

done_testing;
