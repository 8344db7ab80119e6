use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage;
use Test::More;

use POE qw(Filter::Reference);

my $frames = POE::Filter::Reference->new;

sub frame { return $frames->put([@_])->[0] }

# What the session of a wheel gets of what its peer sends: records, and errors of the session.
sub given {
    my ($filter, $text, $wanted) = @_;
    my @given;
    my $take = sub {
        my ($stage, $what) = @_;
        push @given, $what;
        $stage->end if @given == $wanted;
    };
    stage(
        parameters => [ Filter => $filter ],
        start      => sub { $poe_kernel->sig(DIE => 'died'); $_[0]->send($text) },
        input      => $take,
        died       => sub { $poe_kernel->sig_handled; $take->($_[0], $_[2]{error_str}) },
    )->play;
    return @given;
}

subtest 'data passes both ways' => sub {
    my ($back, @data);
    stage(
        parameters => [ Filter => POE::Filter::Reference->new ],
        start      => sub { $_[0]->send(frame({ a => [1] })) },
        input      => sub { my ($stage, $data) = @_; push @data, $data; $stage->put([$data]) },
        flushed    => sub { $back = $_[0]->received; $_[0]->end },
    )->play;
    is_deeply(\@data, [ { a => [1] } ], 'in');
    is_deeply($frames->clone->get([$back]), [ [ { a => [1] } ] ], 'and out');
};

subtest 'bad data is an exception of the session' => sub {
    my ($error) = given (POE::Filter::Reference->new, "3\0bad", 1);
    like($error, qr/\AStorable binary image/, 'which it may handle');
};

subtest 'or a record' => sub {
    my ($error, $data)
        = given (POE::Filter::Reference->new(NoFatals => 1), "3\0bad" . frame([1]), 2);
    like($error, qr/\AStorable binary image/, 'that is no reference');
    is_deeply($data, [1], 'and more may follow');
};

subtest 'a handler that dies does not lose what follows' => sub {
    my @given;
    my $take = sub {
        my ($stage, $what) = @_;
        push @given, $what;
        $stage->end if @given == 3;
    };
    stage(
        parameters => [ Filter => POE::Filter::Reference->new ],
        start      => sub { $poe_kernel->sig(DIE => 'died'); $_[0]->send(frame([1]) . frame([2])) },
        input      => sub { die "in the handler\n" if $_[1][0] == 1; $take->(@_) },
        died       => sub {
            my ($stage, undef, $exception) = @_;
            $poe_kernel->sig_handled;
            $take->($stage, $exception->{error_str});
            $stage->send(frame([3]));
        },
    )->play;
    is_deeply(\@given, [ "in the handler\n", [2], [3] ], 'it comes with the next input');
};

done_testing;
