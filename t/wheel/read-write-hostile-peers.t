use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream);
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Line Filter::Block);

# What a filter refuses becomes an exception of the session, which may go on or not.

# Sends pieces one after the other and says what came of each, and how often the session was told of an
# error.
sub told {
    my ($filter, @pieces) = @_;
    my @told;
    my $next;
    $next = sub {
        my ($stage) = @_;
        return $stage->end if !@pieces;
        $stage->send(shift @pieces);
        $stage->after_turns(3, $next);
    };
    stage(
        parameters => [ Filter => $filter ],
        start      => sub { $poe_kernel->sig(DIE => 'died'); $next->($_[0]) },
        input      => sub { push @told, $_[1] },
        died => sub { push @told, $_[2]{error_str} =~ s/ at .*//sr; $poe_kernel->sig_handled },
    )->play;
    return \@told;
}

my $too_long  = 'Next line exceeds maximum line length';
my $too_much  = 'Framing buffer exceeds the limit';
my $too_large = 'Expected size of next block exceeds the limit';

is_deeply told(POE::Filter::Line->new(MaxLength => 3, MaxBuffer => 20), "ab\nlong\ncd\n", "ef\n"),
    [ 'ab', $too_long, 'cd', 'ef' ],
    'a line that is too long: those behind it come with what is next';
is_deeply told(POE::Filter::Line->new(MaxLength => 3, MaxBuffer => 8), 'abcdef', 'ghi', 'j', "\n"),
    [ ($too_much) x 3 ], 'a line without end: an error each time';
is_deeply told(POE::Filter::Block->new(MaxLength => 3, MaxBuffer => 20), "1\0a4\0long1\0b", "1\0c"),
    [ 'a', $too_large, 'long', 'b', 'c' ], 'a block that is too large: told once, then it comes';
is_deeply told(POE::Filter::Block->new(MaxLength => 3, MaxBuffer => 40), '9' x 30 . "\0abc", 'x')
    ->[0],
    $too_large, 'a length of very many digits';
{
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    is_deeply told(
        POE::Filter::Block->new(MaxLength => 3, MaxBuffer => 40), "-1\0", 'junk',
        "2\0ab"
        ),
        [ 'j', 'ab' ], 'junk';
    is scalar @warnings, 2, 'is told in warnings' or diag @warnings;
}

subtest 'a line of many MiB in pieces' => sub {
    plan skip_all => 'upstream searches all of a partial line again with each chunk'
        if is_upstream();
    my $piece    = 'x' x 65_536;
    my $seconds  = sub { my ($user, $system) = times; return $user + $system };
    my $time_for = sub {
        my ($mebibytes) = @_;
        my ($left, $length, $write) = ($mebibytes * 1024 * 1024, 0);
        $write = sub {
            my ($stage) = @_;
            $left -= syswrite($stage->{far}, $piece, $left < 65_536 ? $left : 65_536) || 0;
            return $stage->after_turns(0, $write) if $left > 0;
            $stage->{far}->blocking(1);
            $stage->send("\n");
        };
        my $begun = $seconds->();
        stage(
            limit => 60, start => $write,
            input => sub { $length = length $_[1]; $_[0]{log} = []; $_[0]->end })->play;
        is $length, $mebibytes * 1024 * 1024, "$mebibytes MiB arrive whole";
        return $seconds->() - $begun;
    };
    $time_for->(1);
    my ($short, $long) = map { $time_for->($_) } 8, 32;
    cmp_ok $long, '<', 8 * ($short > 0.1 ? $short : 0.1), 'in linear time';
};

done_testing;
