use strict;
use warnings;

use CPAN::Meta;
use ExtUtils::MakeMaker;
use File::Find;
use File::Path qw(remove_tree);
use Module::CoreList;
use Test::More;

# META.json and META.yml of the distribution are valid, name every package, and ask for what the code loads: no more, no
# less.

plan skip_all => 'not built: run perl Makefile.PL' if !-e 'Makefile';
my $folder = "build/metadata-$$";
END { remove_tree($folder) if defined $folder && -d $folder }
mkdir 'build' if !-d 'build';
my $said = `make metafile DISTVNAME=$folder 2>&1`;
plan skip_all => "make metafile failed: $said" if !-e "$folder/META.json";

# ---------------------------------------------------------------------------
# Valid

my $version = MM->parse_version('lib/POE/XS.pm');
my %meta;
for my $name (qw(META.json META.yml)) {
    $meta{$name} = eval { CPAN::Meta->load_file("$folder/$name", { lazy_validation => 0 }) };
    ok($meta{$name}, "$name is valid") or diag $@;
}
my $meta = $meta{'META.json'};
is($meta->name, 'POE-XS', 'the name');
is($meta->version, $version, 'the version');
is($meta->release_status, 'stable', 'the status');
is_deeply([ $meta->license ], ['perl_5'], 'the licence');
is_deeply(
    [ sort keys %{ $meta->resources } ],
    ['license'], 'nothing is named that does not exist'
);

# ---------------------------------------------------------------------------
# What it provides

sub files_of {
    my ($pattern, @folders) = @_;
    my @files;
    find({ no_chdir => 1, wanted => sub { push @files, $_ if -f && $_ =~ $pattern } }, @folders);
    return sort @files;
}

my $provides = $meta->provides;
my @modules  = files_of(qr/\.pm\z/, 'lib');
my @missing  = grep {
    my $package = s{\Alib/|\.pm\z}{}gr =~ s{/}{::}gr;
    !$provides->{$package} || $provides->{$package}{version} ne MM->parse_version($_);
} @modules;
is_deeply(\@missing, [], 'every module is provided, in its version');
is_deeply([ grep { !-e $provides->{$_}{file} } sort keys %$provides ], [], 'from files that exist');
is_deeply(
    [ grep { !/\APOE(?:::|\z)/ } keys %$provides ], ['Future::IO::Impl::POE'],
    'and nothing of others but a part'
);

# ---------------------------------------------------------------------------
# What it asks for

sub code_of {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!";
    local $/ = undef;
    my $text = <$in>;
    $text =~ s/^__(?:END|DATA)__$.*//ms;
    $text =~ s/^=[a-z].*?(?:^=cut$|\z)//msg;
    $text =~ s/^\s*#.*//mg;
    return $text;
}

sub loaded_in {
    my (@files) = @_;
    return
        map { code_of($_) =~ /^\s*(?:eval\s*\{\s*)?(?:use|require)\s+([A-Z]\w*(?:::\w+)*)\b/mg }
        @files;
}

sub asked_for {
    my ($phase, @kinds) = @_;
    my $prereqs = $meta->effective_prereqs;
    return map { $prereqs->requirements_for($phase, $_)->required_modules } @kinds;
}

my %ours      = map { $_ => 1 } keys %$provides;
my @code      = (@modules, files_of(qr/\Abin\/[\w-]+\z/, 'bin'));
my %runtime   = map  { $_ => 1 } asked_for(runtime => qw(requires recommends suggests));
my %used      = map  { $_ => 1 } loaded_in(@code);
my @uncovered = grep { !$runtime{$_} && !$ours{$_} && $_ ne 'Config' } sort keys %used;
is_deeply(\@uncovered, [], 'everything that lib/ loads is asked for, or recommended, or suggested')
    or diag "@uncovered";

my $all_code = join "\n", map { code_of($_) } @code,
    files_of(qr/\.c\z/, 'xs');    # C knows a module by its name, too
my @idle = grep { $_ ne 'perl' && $all_code !~ /(?<![\w:])\Q$_\E(?![\w]|::\w)/ } sort keys %runtime;
is_deeply(\@idle, [], 'and nothing that lib/ does not name') or diag "@idle";

my %tests  = map  { $_ => 1 } asked_for(runtime => 'requires'), asked_for(test => 'requires');
my %in_t   = map  { $_ => 1 } loaded_in(files_of(qr/\.(?:t|pm)\z/, 't'));
my @absent = grep { Module::CoreList->first_release($_) && !$tests{$_} } sort keys %in_t;
is_deeply(\@absent, [], 'what tests load of perl itself is asked for') or diag "@absent";

done_testing;
