use strict;
use warnings;

use Test::More;

# The files speak of the project alone: no path or name of the machine where they were written, no mail
# address, no white space at line ends. Licences are quoted as they are.

plan skip_all => 'not a git checkout' if !-e '.git';
my @files = grep { -T && !m{\ALICENSE\z|\Axt/words\.t\z} } split /\0/, `git ls-files -z`;

require Sys::Hostname;
my ($host) = Sys::Hostname::hostname() =~ /\A([\w-]{5,})/;
my @never = (qr{(?<![\w.])/(?:work|home|root|Users)/}, qr/[\w.]+\@[\w-]+\.(?:com|org|net|de)\b/);
push @never, qr/\b\Q$host\E\b/i if defined $host && $host !~ /\Alocalhost/i;

for my $file (@files) {
    open my $in, '<', $file or die "$file: $!";
    my @bad;
    while (my $line = <$in>) {
        push @bad, "line $.: $line"                  if grep { $line =~ $_ } @never;
        push @bad, "line $.: white space at the end" if $line =~ /[ \t]\n?\z/ && $file !~ /RESULTS/;
    }
    ok(!@bad, $file) or diag @bad;
}

done_testing;
