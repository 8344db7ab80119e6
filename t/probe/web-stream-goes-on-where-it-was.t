use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# Who lost the connection gets what was missed; who comes from elsewhere, or too late, gets all.

WebProbe->plan_or_skip;
my $web = WebProbe->start;

sub stream {
    my ($last, $until) = @_;
    my $socket = $web->connect;
    my %field  = (Authorization => "Bearer $web->{token}", Connection => 'close');
    print {$socket} $web->request(GET => '/stream', { %field, 'Last-Event-ID' => $last });
    my $text = WebProbe->read_all($socket, 10, $until);
    return map { [/^id: (\S+)\nevent: (\w+)/m] } grep {/^id/m} split /\n\n/,
        $text =~ s/.*?\r\n\r\n//sr;
}

my ($first, $second) = stream(undef, qr/event: delta.*\n\n/s);
is_deeply [ $first->[1], $second->[1] ], [ 'snapshot', 'delta' ], 'all, and a difference';

my @again = stream($first->[0], qr/event: \w+.*event: \w+/s);
is $again[0][1], 'delta', 'after the first there are differences';
is $again[0][0], $second->[0], '... from where it was';

my ($process, $n) = split /-/, $second->[0];
for my $other ("0000000-$n", $process . '-' . ($n + 1000), 'nonsense', '', "$process-x") {
    my ($event) = stream($other, qr/event: \w+/);
    is $event->[1], 'snapshot', qq{all after "$other"};
}
done_testing;
