use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempfile);
use Module::Metadata;
use POETest;
use Test::More;

# What one writes the other reads, octet for octet.

plan skip_all => 'compares with another POE' if is_upstream();

my ($upstream) = grep { _is_old("$_/POE/Filter/Reference.pm") } grep { !ref } @INC;
plan skip_all => 'no other POE is installed' if !defined $upstream;

sub _is_old {
    my ($file) = @_;
    return -e $file && Module::Metadata->new_from_file($file)->version < 2;
}

# Both run the same program; only where POE comes from differs.
my $program = <<'END';
use Data::Dumper;
use POE::Filter::Reference;
my ($job, $file, $serializer, $compression) = split / /, $ENV{POE_TEST_ARGUMENTS};
my $is_old = POE::Filter::Reference->VERSION < 2;
if ($job eq 'which') { print $is_old ? 'theirs' : 'ours'; exit }

# They have no word for Sereal.
sub Functions::freeze { require Sereal::Encoder; Sereal::Encoder->new->encode($_[0]) }
sub Functions::thaw   { require Sereal::Decoder; Sereal::Decoder->new->decode($_[0]) }
$serializer = 'Functions' if $serializer eq 'Sereal' && $is_old;

my @records = ([], { a => [1, 'two', undef], b => { c => "\0\xFF" } }, [ map { "text $_" } 1 .. 300 ]);
my $filter  = POE::Filter::Reference->new($serializer, $compression);
open my $handle, $job eq 'write' ? '>:raw' : '<:raw', $file or die "$file: $!";
if ($job eq 'write') { print {$handle} @{ $filter->put(\@records) }; close $handle or die $!; exit }
local $/ = \777;
my @got = map { @{ $filter->get([$_]) } } readline $handle;
my ($is, $should)
    = map { Data::Dumper->new([$_])->Indent(0)->Sortkeys(1)->Useqq(1)->Dump } \@got, \@records;
print $is eq $should ? 'same' : "got $is";
END

sub run_by {
    my ($whom, @arguments) = @_;
    local @INC = $upstream if $whom eq 'theirs';
    my $child = run_child($program, env => { POE_TEST_ARGUMENTS => "@arguments" });
    return $child->{stdout} . $child->{stderr};
}

is(run_by($_, 'which'), $_, "the one under test is $_") for 'ours', 'theirs';

for my $serializer (qw(Storable YAML FreezeThaw Sereal)) {
    SKIP: {
        skip "$serializer is not installed", 4 if !eval "require $serializer; 1";
        for my $compression (0, 1) {
            my $how = $serializer . ($compression ? ', compressed' : '');
            my (undef, $file) = tempfile(UNLINK => 1);
            my @arguments = ($file, $serializer, $compression);
            run_by('ours', write => @arguments);
            is(run_by('theirs', read => @arguments), 'same', "$how: theirs reads ours");
            run_by('theirs', write => @arguments);
            is(run_by('ours', read => @arguments), 'same', "$how: ours reads theirs");
        }
    }
}

done_testing;
