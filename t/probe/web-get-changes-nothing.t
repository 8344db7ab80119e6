use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

WebProbe->plan_or_skip;
my $web = WebProbe->start;

my %allowed = (
    '/'             => 'GET, HEAD', '/login' => 'POST', '/snapshot' => 'GET, HEAD',
    '/session/shop' => 'GET, HEAD'
);
for my $path (sort keys %allowed) {
    for my $method (qw(GET HEAD POST PUT DELETE PATCH OPTIONS TRACE CONNECT BREW)) {
        next if $allowed{$path} =~ /\b$method\b/;
        my $answer = $web->ask($method => $path, { Authorization => "Bearer $web->{token}" });
        is $answer->{code}, 405, "no $method of $path";
        is $answer->{fields}{allow}, $allowed{$path}, '... and it says what there is';
    }
}
my $login = $web->ask(GET => "/login?token=$web->{token}");
ok !$login->{fields}{'set-cookie'}, 'GET logs nobody in';
my $head = $web->ask(HEAD => '/snapshot', { Authorization => "Bearer $web->{token}" });
is "$head->{code} $head->{body}", '200 ', 'HEAD has no content';

done_testing;
