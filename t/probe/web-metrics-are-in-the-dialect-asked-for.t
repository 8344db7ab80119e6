use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

WebProbe->plan_or_skip;
my $web = WebProbe->start;

my $plain  = 'text/plain; version=0.0.4; charset=utf-8';
my $open   = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
my @accept = (
    [ undef, $plain ], [ '*/*', $plain ], [ 'text/plain', $plain ],
    [ 'application/openmetrics-text; version=1.0.0', $open ],
    [
        'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
        $open
    ],
    [ 'application/openmetrics-text;q=0.2, text/plain;q=0.5', $plain ],
    [ 'application/openmetrics-text;q=0, text/plain', $plain ],
);
for my $case (@accept) {
    my ($accept, $type) = @$case;
    my $answer = $web->get('/metrics', { Accept => $accept });
    my $name   = defined $accept ? $accept : 'nothing';
    is $answer->{fields}{'content-type'}, $type, "$name is answered";
    my $is_ended = $answer->{body} =~ /\n# EOF\n\z/;
    is !!$is_ended, $type eq $open, '... with the end of that dialect';
    like $answer->{body}, qr/^poe_sessions 1$/m, '... and numbers';
}
done_testing;
