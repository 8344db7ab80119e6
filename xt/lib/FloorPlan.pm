package FloorPlan;

# The rooms of csrc/ and xs/ and the arrows between them: as ARCHITECTURE.md plans them, in its block of
# rooms, and as they are, by what files include and by which symbols their objects define and want.

use strict;
use warnings;

# { room => { room it may use => 1 } }; a line of the plan is "room: room room ...".
sub planned {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    my ($block) = join('', <$in>) =~ /^```rooms\n(.*?)^```$/ms
        or die "$file has no block of rooms\n";
    my %plan;
    for my $line (split /\n/, $block) {
        my ($room, $uses) = $line =~ m{\A(\S+):((?: \S+)*)\z} or die "not a room: $line\n";
        $plan{$room} = { map { $_ => 1 } split ' ', $uses };
    }
    return \%plan;
}

# The packages belong to the file that includes them.
sub room_of {
    my ($file) = @_;
    return if $file !~ m{\A((?:csrc|xs)(?:/\w+(?=/))?)};
    return $1 eq q{xs/packages} ? q{xs} : $1;
}

sub sources {
    return sort grep { $_ ne 'xs/XS.c' }
        map { glob "$_/*.[ch] $_/*/*.[ch] $_/*.xs $_/*/*.xs" } qw(csrc xs);
}

# { file => [files] }, own ones only.
sub includes {
    my %includes;
    for my $file (sources()) {
        open my $in, '<', $file or die "$file: $!\n";
        my @named = map { /^\s*#\s*include "([^"]+)"/ ? $1 : () } <$in>;
        $includes{$file} = [ grep {-e} @named ];
    }
    return \%includes;
}

sub _symbols {
    my ($object) = @_;
    my (@defined, @wanted);
    for (`nm -g $object`) {
        my ($kind, $name) = /([A-Za-z]) (\S+)$/ or next;
        push @{ $kind eq 'U' ? \@wanted : \@defined }, $name;
    }
    return \@defined, \@wanted;
}

# The same by symbols: { object => [objects] }, named by their sources.
sub uses {
    my (%wanted, %where);
    for my $object (map { glob "$_/*.o $_/*/*.o" } qw(csrc xs)) {
        my $source = $object =~ s/\.o\z/.c/r;
        (my $defined, $wanted{$source}) = _symbols($object);
        $where{$_} = $source for @$defined;
    }
    my %uses;
    for my $source (keys %wanted) {
        my %seen = map { $_ => 1 }
            grep { defined && $_ ne $source } map { $where{$_} } @{ $wanted{$source} };
        $uses{$source} = [ sort keys %seen ];
    }
    return \%uses;
}

# Arrows between rooms that the plan lacks, as "file -> file".
sub unplanned {
    my ($plan, $graph) = @_;
    my @found;
    for my $from (sort keys %$graph) {
        my $room = room_of($from);
        for my $to (@{ $graph->{$from} }) {
            my $other = room_of($to);
            push @found, "$from -> $to" if $room ne $other && !$plan->{$room}{$other};
        }
    }
    return @found;
}

# ("room -> room" => 1) of what is there.
sub arrows {
    my (@graphs) = @_;
    my %arrow;
    for my $graph (@graphs) {
        for my $from (keys %$graph) {
            $arrow{ join ' -> ', map { room_of($_) } $from, $_ } = 1 for @{ $graph->{$from} };
        }
    }
    return %arrow;
}

sub arrows_of_plan {
    my ($plan) = @_;
    return map {
        my $from = $_;
        map {"$from -> $_"} sort keys %{ $plan->{$from} }
    } sort keys %$plan;
}

# What a header says before anything else.
sub opening_comment {
    my ($file) = @_;
    open my $in, '<', $file or return '';
    return join('', <$in>) =~ m{\A(/\*.*?\*/)}s ? $1 : '';
}

# Circles of files, or of rooms: each as its members. (Who is reached from whom and back.)
sub circles {
    my ($graph) = @_;
    my %reach = map { $_ => _reached($graph, $_) } keys %$graph;
    my (%done, @circles);
    for my $one (sort keys %$graph) {
        next if $done{$one};
        my @with = sort grep { $reach{$one}{$_} && $reach{$_} && $reach{$_}{$one} } keys %reach;
        push @circles, join ' ', @with if @with;
        $done{$_} = 1 for @with;
    }
    return @circles;
}

sub _reached {
    my ($graph, $from) = @_;
    my (%seen, @next);
    @next = @{ $graph->{$from} || [] };
    while (defined(my $one = shift @next)) {
        push @next, @{ $graph->{$one} || [] } if !$seen{$one}++;
    }
    return \%seen;
}

1;
