use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use IO::Handle;
use Socket;
use Symbol qw(gensym);

use POE::Driver::SysRW;

$SIG{PIPE} = 'IGNORE';
socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die $!;
$_->blocking(0) for $near, $far;
my $driver = POE::Driver::SysRW->new;
my $died   = bless [], 'Dies';
{

    package Dies;
    use overload '""' => sub { die "no words\n" }
}

{

    package Tied;
    sub TIEHANDLE { return bless [], shift }
    sub READ      { $_[1] = 'abc'; return 3 }
    sub WRITE     { return $_[2] }
}
my $tied = gensym();
tie *$tied, 'Tied';

no_growth 'creation', sub { POE::Driver::SysRW->new(BlockSize => 10) };
no_growth 'put, flush, get', sub {
    $driver->put([ 'one', '', 'two', undef ]);
    $driver->flush($near);
    $driver->get($far);
    $driver->get($far);
};
no_growth 'large chunks', sub {
    $driver->put([ 'x' x 60_000 ]);
    $driver->flush($near);
    $driver->get($far);
}, 50;
no_growth 'many chunks', sub {
    $driver->put([ ('x') x 1000 ]);
    while ($driver->get_out_messages_buffered) {
        $driver->flush($near);
        1 while @{ $driver->get($far) };
    }
}, 50;
no_growth 'a tied handle', sub {
    $driver->put([ 'one', 'two' ]);
    $driver->flush($tied);
    $driver->get($tied);
};
no_growth 'chunks that are never written', sub { POE::Driver::SysRW->new->put([ 'a', 'b' ]) };
no_growth 'a bad list', sub {
    eval { $driver->put('x') }
};
no_growth 'a chunk that dies', sub {
    eval { POE::Driver::SysRW->new->put([ 'a', $died ]) }
};
no_growth 'bad parameters', sub {
    eval { POE::Driver::SysRW->new(BlockSize => 0) }
};
no_growth 'no handle', sub {
    eval { $driver->get(undef) };
    $driver->get('none');
};

close $far;
no_growth 'an error', sub {
    my $other = POE::Driver::SysRW->new;
    $other->put([ 'a', 'b' ]);
    $other->flush($near);
};
no_growth 'the end', sub { $driver->get($near) };

done_testing;
