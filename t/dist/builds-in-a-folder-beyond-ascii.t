# A folder whose name is not ASCII can be built in: what is compiled is named from there, not by its whole path.
use strict;
use warnings;
use lib 't/lib';
use Cwd        qw(getcwd);
use File::Copy qw(copy);
use File::Find;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use POETest;
use Test::More;

plan skip_all => 'compares nothing of upstream' if is_upstream();
plan skip_all => 'no make here'                 if system 'make --version >/dev/null 2>&1';

my $folder = tempdir(CLEANUP => 1) . "/B\xc3\xbccher \xe2\x82\xac";
find({ no_chdir => 1, wanted => \&copied }, 'Makefile.PL', 'inc', 'xs', 'lib/POE/XS.pm');

my $here = getcwd();
chdir $folder or die "$folder: $!";
my $said = qx{"$^X" Makefile.PL 2>&1 && make -s xs/XS.c 2>&1};
is($?, 0, 'configured, and the binding translated') or diag $said;
ok(-s 'xs/XS.c', '... into C');
chdir $here;

done_testing;

sub copied {
    return if -d || /\.o\z|XS\.c/;
    my $to = "$folder/$_";
    make_path($to =~ s{/[^/]+\z}{}r);
    copy($_, $to) or die "$to: $!";
    return;
}
