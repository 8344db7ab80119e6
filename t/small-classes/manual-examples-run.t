use strict;
use warnings;
use Test::More;
use POE ();

plan skip_all => 'for the manuals of this distribution' if POE->VERSION < 2;

# The synopsis of each manual is a program, and must print what a reader would expect of it.
my %output = (
    'POE'                        => qr/^3\n2\n1\n\z/,
    'POE::Component'             => qr/^(?:tick\n){3}\z/,
    'POE::Loader'                => qr/^some text\r?\n\z/,
    'POE::NFA'                   => qr/^stop\ngo\n\z/,
    'POE::Queue'                 => qr/^5: third, .+\n10: first\n20: second\n\z/,
    'POE::Queue::Array'          => qr/^last is job 3 at 3\njob 1\njob 2\njob 3\n\z/,
    'POE::Resource'              => qr/^kept alive by 1 reference\n\z/,
    'POE::Resource::Aliases'     => qr/^clerk\nsession \d+ \(clerk\)\n\z/,
    'POE::Resource::Clock'       => qr/^slept 0\.0\d+ s, it is \w+ /,
    'POE::Resource::Events'      => qr/^\d+ queued\nhandled\n\z/,
    'POE::Resource::Extrefs'     => qr/^1\n\z/,
    'POE::Resource::FileHandles' => qr/^1 watched\n\z/,
    'POE::Resource::SIDs'        => qr/^the kernel knows itself\n\z/,
    'POE::Resource::Sessions'    => qr/^my parent is the kernel\n2 sessions, /,
    'POE::Resource::Signals'     => qr/^USR1\n\z/,
    'POE::Resources'             => qr/^[\d.]+\n\z/,
    'POE::Test::Sequence'        => qr/^ok 4/m,
);

sub synopsis {
    my ($module) = @_;
    my $file     = "$module.pm" =~ s{::}{/}gr;
    my ($path)   = grep {-e} map {"$_/$file"} @INC;
    open my $in, '<', $path or die "$file: $!";
    my $source = do { local $/; <$in> };
    return $source =~ /^=head1 SYNOPSIS\n(.+?)^=/ms ? $1 : '';
}

sub output_of {
    my ($program) = @_;
    local $ENV{PERL5LIB} = join ':', @INC;
    open my $from, '-|', $^X, '-we', "open STDERR, '>&', STDOUT;\n$program" or die $!;
    local $/;
    return scalar <$from>;
}

like(output_of(synopsis($_)), $output{$_}, $_) for sort keys %output;
done_testing;
