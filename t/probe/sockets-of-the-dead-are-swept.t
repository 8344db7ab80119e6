use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# By the next program that starts; those that may still be in use stay.

use IO::Socket::UNIX;
use POE::XS::Probe::Place;

my $folder = probe_folder();
chmod oct 700, $folder or die;

# A process that was, and is no more.
sub dead_pid {
    my $pid = fork // die "fork: $!";
    POSIX::_exit(0) if !$pid;
    waitpid $pid, 0;
    return $pid;
}

sub file {
    my ($name) = @_;
    open my $out, '>', "$folder/$name" or die "$name: $!";
    return $name;
}

my ($dead, $other, $third) = map { dead_pid() } 1 .. 3;
my $killed = probed(
    'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 600) } }); POE::Kernel->run;',
    folder => $folder
);
my $left = "$killed->{pid}.sock";
kill TERM => $killed->{pid};
$killed->until_it(sub { defined POE::XS::Probe::Zombies::name_of($killed->{pid}) })
    if -d '/proc/self';
ok -S "$folder/$left", 'one that was killed left its socket';
close(IO::Socket::UNIX->new(Local => "$folder/$dead.sock", Listen => 1) // die);
my $served = IO::Socket::UNIX->new(Local => "$folder/$other.sock", Listen => 1)      // die;
my $bound  = IO::Socket::UNIX->new(Type  => SOCK_STREAM, Local => "$folder/$$.sock") // die;
file($_) for "$dead.url", 'notes', 'x.sock';
symlink 'notes', "$folder/$third.url" or die;

my $p = probed(
    'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 600) } }); POE::Kernel->run;',
    folder => $folder
);
opendir my $dir, $folder or die;
is_deeply [ sort grep { !/\A\./ } readdir $dir ],
    [ sort "$p->{pid}.sock", "$other.sock", "$$.sock", 'notes', 'x.sock', "$third.url" ],
    'all others stay: one that is served, one of a process that lives, what is no socket of ours';
ok POE::XS::Probe::Place::is_served("$folder/$other.sock"), 'it is served';
my @waiting = map { IO::Socket::UNIX->new(Type => SOCK_STREAM) } 1 .. 3;
$_->blocking(0), connect $_, Socket::pack_sockaddr_un("$folder/$other.sock") for @waiting;
ok POE::XS::Probe::Place::is_served("$folder/$other.sock"), 'also if it takes nobody in';

done_testing;
