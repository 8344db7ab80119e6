use strict;
use warnings;

use lib 't/lib';
use JSON::PP ();
use Test::More;
use WebProbe;

# What runs, for so many seconds; unless the program does not allow it.

WebProbe->plan_or_skip;
my $tick = <<'CODE';
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('tick') }, tick => sub { $_[KERNEL]->delay(tick => 0.02) },
    });
CODE
my $web    = WebProbe->start(sessions => $tick);
my $answer = $web->get('/trace?seconds=1&event=tick');
is $answer->{code}, 200, 'a trace is made';
like $answer->{fields}{'content-disposition'}, qr/\Aattachment; filename="[\w.-]+"\z/,
    '... as a file';
my @lines = map { JSON::PP->new->utf8->decode($_) } split /\n/, $answer->{body};
is $lines[-1]{why}, 'time', '... that ends in time';
cmp_ok scalar(map { @{ $_->{rows} } } @lines), '>', 5, '... and has what ran';

my $shy = WebProbe->start(sessions => qq{use POE::XS::Probe levels => 'see'; $tick});
my $no  = $shy->get('/trace?seconds=1');
is $no->{code}, 404, 'or it is refused';
is $no->{body}, "No trace: the program does not allow trace.\n", '... in words';
is $web->get('/trace?seconds=1&session=nobody')->{code}, 404,
    'there is none of a session that is not there';

done_testing;
