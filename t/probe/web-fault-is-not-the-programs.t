use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# What fails in the page's server ends an answer, and neither the program nor the page.

WebProbe->plan_or_skip;
my $web = WebProbe->start(sessions => <<'CODE');
    require POE::XS::Probe::Web;
    $SIG{__DIE__} = sub { print STDERR "seen: @_" };
    no warnings 'redefine';
    my $snapshot = \&POE::XS::Probe::Web::Tables::snapshot;
    *POE::XS::Probe::Web::Tables::snapshot = sub {
        my ($web, $query) = @_;
        die "at first\n" if $query->{fail} and $query->{fail} eq 'first';
        my $pieces = $snapshot->(@_);
        return $query->{fail} ? sub { my $piece = $pieces->(); die "later\n" if $piece =~ /sessions/; $piece } : $pieces;
    };
    my $moment = \&POE::XS::Probe::Web::Tables::moment;
    *POE::XS::Probe::Web::Tables::moment = sub { die "in a stream\n" if ($_[1] // '') =~ /-2\z/; $moment->(@_) };
CODE

is $web->get('/snapshot?fail=first')->{code}, 500, 'a fault is told';
my $answer = $web->get('/snapshot?fail=later', { Connection => undef });
is $answer->{code}, 200, 'one that comes later';
unlike $answer->{body}, qr/\}\s*\z/, '... ends the answer without an end';
$web->is_well('the program goes on');

my $socket = $web->connect;
print {$socket} $web->request(GET => '/stream', { Authorization => "Bearer $web->{token}" });
my $text = WebProbe->read_all($socket, 10);
like $text, qr/event: snapshot/, 'a stream begins';
unlike $text, qr/event: delta/, '... and ends where it fails';
$web->is_well;
unlike $web->stderr, qr/seen/, "the program's handler of exceptions sees none of it";

done_testing;
