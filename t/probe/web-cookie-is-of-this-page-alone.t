use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

WebProbe->plan_or_skip;
my $web = WebProbe->start;

my $answer = $web->ask(POST => '/login', { Origin => "http://$web->{host}" }, "$web->{token}\n");
is $answer->{code}, 200, 'the token lets in';
my $cookie = $answer->{fields}{'set-cookie'};
like $cookie, qr/\Apoe_probe_$web->{port}=[0-9a-f]{32}; HttpOnly; SameSite=Strict; Path=\/\z/,
    'by a cookie that scripts and other sites do not have';
unlike $cookie, qr/\Q$web->{token}\E/, 'which is not the token';

my ($pair) = $cookie =~ /\A([^;]+)/;
is $web->ask(GET => '/snapshot', { Cookie => $pair })->{code}, 200, 'with it one may look';
is $web->ask(GET => '/snapshot', { Cookie => "a=b; $pair; c=d" })->{code}, 200, 'also among others';
is $web->ask(GET => '/snapshot', { Cookie => substr $pair, 0, -1 })->{code}, 401,
    'not with a part of it';
is $web->ask(GET => '/snapshot', { Cookie => "x$pair" })->{code}, 401, 'not under another name';
isnt $web->log_in, $pair, 'each login has its own';

done_testing;
