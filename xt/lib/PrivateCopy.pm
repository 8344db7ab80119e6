package PrivateCopy;

# A copy of the project's files, without anything that was built, and commands that run in it.

use strict;
use warnings;

use File::Find qw(find);
use File::Path qw(make_path remove_tree);

my %LEFT_OUT = map { $_ => 1 } qw(
    .git build blib Makefile Makefile.old MYMETA.json MYMETA.yml pm_to_blib cover_db XS.bs XS.c
);

sub make {
    my ($from, $to) = @_;
    remove_tree($to);
    make_path($to);
    my $copy = sub {
        my $name = $File::Find::name;
        return if $name eq $from;
        return $File::Find::prune = 1 if $LEFT_OUT{$_} or /\.(?:o|so|xsc)\z/;
        my $there = $to . substr $name, length $from;
        return mkdir $there if -d $name   and !-l $name;
        system('cp', '-p', $name, $there) and die "$name cannot be copied\n";
    };
    find({ wanted => $copy, preprocess => sub { sort @_ } }, $from);
    return $to;
}

# A command in a copy; what it says goes to the file said. True if it succeeds.
sub quietly {
    my ($copy, $command) = @_;
    return !system '/bin/sh', '-c', "cd '$copy' && { $command; } >said 2>&1 </dev/null";
}

1;
