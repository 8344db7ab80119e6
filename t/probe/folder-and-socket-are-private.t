use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Socket;
use Test::More;

# Where others could put something, or listen, there is no probe: the program says so, and runs on.

my $program = <<'PERL';
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(x => 600) },
    y => sub { $_[KERNEL]->delay('x'); $_[KERNEL]->alias_remove('it') } });
go { POE::Kernel->post(it => 'y') };
print "ready\n";
POE::Kernel->run;
print "over\n";
PERL

# Its error, while it does its work.
sub refused {
    my ($folder, %option) = @_;
    my $p = probed($program, folder => $folder, unwatched => 1, %option);
    $p->until_it(sub { $p->stderr =~ /\n/ });
    ok !-S $p->path, 'no socket';
    $p->go;
    is $p->ended, 0, 'the program runs';
    like $p->stdout, qr/over/, 'to its end';
    return $p->stderr;
}

sub mode { return sprintf '%04o', (stat $_[0])[2] & oct 7777 }

my $base = probe_folder();
my $p    = probed($program, folder => "$base/new");
is mode("$base/new"), '0700', 'a folder that it makes';
is mode($p->path), '0600', 'a socket';
$p->go;
is $p->ended, 0, 'the program ends';
ok !-e $p->path, 'and its socket goes';

mkdir "$base/open" and chmod oct 755, "$base/open";
is refused("$base/open"), "POE_PROBE: $base/open: others may use it (mode 0755)\n",
    'a folder for others';
mkdir "$base/private", oct 700;
symlink "$base/private", "$base/link";
is refused("$base/link"), "POE_PROBE: $base/link: not a folder\n", 'a link to one';
open my $file, '>', "$base/file" or die;
is refused("$base/file"), "POE_PROBE: $base/file: not a folder\n", 'no folder';
like refused("$base/none/at/all"), qr{\APOE_PROBE: \Q$base\E/none/at/all: No such file},
    'one in nowhere';
like refused("$base/" . 'x' x 100), qr{\APOE_PROBE: .*: too long for a socket\n},
    'a path that is too long';

SKIP: {
    skip 'only root can make what is not its own', 4 if $>;
    mkdir "$base/foreign", oct 700;
    chown 65_534, 65_534, "$base/foreign";
    is refused("$base/foreign"), "POE_PROBE: $base/foreign: belongs to somebody else\n", 'not ours';
}

# What is where the socket belongs. The program tells its number first.
sub in_the_way {
    my ($code) = @_;
    return "BEGIN { my \$path = \"\$ENV{POE_PROBE_DIR}/\$\$.sock\"; $code }\n";
}
my $plain = probed(
    in_the_way('open my $f, ">", $path or die') . $program, folder => "$base/private",
    unwatched                                                      => 1
);
$plain->until_it(sub { $plain->stderr =~ /\n/ });
is $plain->stderr, 'POE_PROBE: ' . $plain->path . ": not a socket of ours\n", 'a file';
ok -f $plain->path, 'which stays';
$plain->go;
is $plain->ended, 0, 'the program runs';

my $listen
    = 'use Socket; socket our $s, AF_UNIX, SOCK_STREAM, 0; bind $s, pack_sockaddr_un($path) or die; listen $s, 1;';
my $served = probed(in_the_way($listen) . $program, folder => "$base/private", unwatched => 1);
$served->until_it(sub { $served->stderr =~ /\n/ });
is $served->stderr, 'POE_PROBE: ' . $served->path . ": somebody listens there\n", 'a socket in use';
$served->go;
is $served->ended, 0, 'the program runs';

my $stale = probed(in_the_way("$listen close \$s;") . $program, folder => "$base/private");
is $stale->head->{pid}, $stale->pid, 'a socket of one that died is replaced';
is $stale->stderr, '', 'in silence';

done_testing;
