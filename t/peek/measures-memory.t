use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'Devel::Size is not installed' if !eval { require Devel::Size };

my $text = 'x' x 100_000;

look(sub {
    my ($api, $session) = @_;
    my @before = ($api->session_memory_size, $api->kernel_memory_size);
    cmp_ok $before[0], '>', 100, 'a session takes some';
    $session->get_heap->{text} = "$text!";
    cmp_ok $api->session_memory_size($session) - $before[0], '>', 100_000, 'more with its heap';
    cmp_ok $api->kernel_memory_size - $before[1], '>', 100_000, 'and so does everything';

    subtest 'what is not part of a session' => sub {
        plan skip_all => 'upstream everything is that can be reached' if is_upstream();
        my $with_text = $api->session_memory_size($session->ID);
        my $kid       = session(_start => sub { $_[HEAP]{big} = "$text$text" });
        my $heap      = $session->get_heap;
        $heap->{kid}  = $kid;
        $heap->{code} = sub { return $text };
        $heap->{file} = \*STDOUT;
        $heap->{self} = $heap;
        cmp_ok $api->session_memory_size - $with_text, '<', 2000, 'other sessions, code and files';
        my $size = $api->kernel_memory_size;
        $poe_kernel->post($kid, _default => "$text?");
        cmp_ok $api->kernel_memory_size - $size, '>', 100_000, 'what waits is part of the kernel';
        delete @$heap{qw(kid self)};
    };
});

subtest 'nothing is asked of the program, or changed' => sub {
    plan skip_all => 'of this distribution' if is_upstream();
    {

        package Tied::Hash;
        sub TIEHASH  { return bless {}, shift }
        sub AUTOLOAD { die 'asked' }
        sub DESTROY  { }

        package Odd::Object;
        use overload '%{}' => sub { die 'asked' }, '@{}' => sub { die 'asked' },
            '""'           => sub { die 'asked' };
    }
    look(sub {
        my ($api, $session) = @_;
        my $heap = $session->get_heap;
        tie %{ $heap->{tied} }, 'Tied::Hash';
        $heap->{odd} = bless \my $scalar, 'Odd::Object';
        my ($first) = each %$heap;
        ok $api->session_memory_size, 'measured';
        my @rest = map { each %$heap } 1 .. 2 * keys(%{ {%$heap} });
        cmp_ok $api->session_memory_size, '>', 0, 'and again';
    });
};

done_testing;
