use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# A group ends when all its parts have ended; the first that fails ends the others.

my (@log, $most, $now);

async sub part {
    my ($name, $seconds) = @_;
    my $guard = bless \(my $copy = $name), 'Ended';
    $now++;
    $most = $now if $now > ($most || 0);
    await POE::Kernel->after($seconds);
    $now--;
    push @log, $name;
    return uc $name;
}
sub Ended::DESTROY { my ($name) = @_; push @log, "$$name ended"; return }

my %result;
run_states(
    go => async sub {
        my $kernel = $_[KERNEL];
        $result{all} = [
            await $kernel->group(
                async sub {
                    my ($group) = @_;
                    $group->start(\&part, a => 0.03);
                    $group->start(\&part, b => 0.01);
                    $group->start(sub {'plain'});
                    $group->add(POE::Future->done_later('added'));
                    await $kernel->after(0.02);
                    $group->start(sub { $group->start(\&part, c => 0.01) });
                }) ];
        $result{none} = [ await $kernel->group(sub { }) ];
        push @log, 'failure';
        my $rest = eval {
            await $kernel->group(sub {
                my ($group) = @_;
                $group->start(\&part, long => 5);
                $group->start(async sub { await $kernel->after(0.01); die "part\n" });
                $group->start(\&part, longer => 5);
                return;
            });
            1;
        };
        $result{error} = $@ if !$rest;
        push @log, 'body';
        eval {
            await $kernel->group(sub { $_[0]->start(\&part, other => 5); die "body\n" });
            1;
        } or $result{body} = $@;
        push @log, 'limit';
        ($most, $now) = (0, 0);
        $result{limit} = [
            await $kernel->group(
                limit => 2, sub { my ($group) = @_; $group->start(\&part, $_ => 0.01) for 1 .. 6 })
        ];
        $result{most} = $most;
        push @log, 'cancel';
        my $whole = $kernel->group(sub { $_[0]->start(\&part, $_ => 5) for qw(x y) });
        $whole->cancel;
        push @log, 'from within';
        $result{within} = [
            await $kernel->group(
                async sub {
                    my ($group) = @_;
                    $group->start(sub {'first'});
                    $group->start(\&part, z => 5);
                    await $kernel->after(0.01);
                    $group->cancel;
                }) ];
    });
my @said = split /\b(failure|body|limit|cancel|from within)\b/, join ' ', @log;
is_deeply(
    $result{all}, [ 'A', 'B', 'plain', 'added', 'C', 'C' ],
    'results in the order in which the parts were started'
) or diag explain $result{all};
is_deeply($result{none}, [], 'no parts');
is($result{error}, "part\n", 'the first failure');
is($said[2], ' long ended longer ended ', 'the others have ended by then');
is($result{body}, "body\n", 'the body is a part');
is_deeply($result{limit}, [ 1 .. 6 ], 'with a limit');
is($result{most}, 2, 'so many at once');
is($said[8], ' x ended y ended ', 'cancelled from outside');
is_deeply($result{within}, [ 'first', undef ], 'from within: what there is');

my $ended;
POE::Kernel->group(sub { ($ended) = @_ });
my %wrong = (
    'start: the group has ended' => sub {
        $ended->start(sub { });
    },
    'start: a sub is needed'             => sub { $ended->start('x') },
    'add: a future is needed'            => sub { $ended->add('x') },
    'group: a sub is needed'             => sub { POE::Kernel->group(5) },
    "group: there is no option 'limits'" => sub {
        POE::Kernel->group(limits => 5, sub { });
    },
    "group: limit must be a whole number above 0, not '0'" => sub {
        POE::Kernel->group(limit => 0, sub { });
    },
);
for my $message (sort keys %wrong) {
    is(eval { $wrong{$message}->(); 1 }, undef, $message);
    like($@, qr/\A\Q$message\E at \Q$0\E line \d+\.\n\z/);
}

done_testing;
