use strict;
use warnings;

use lib 't/lib';
use File::Find;
use POETest;
use RealProgram qw(have);
use Test::More;

# Whatever POE 1.370 itself ships is here; no file of another POE is loaded along with it.

plan skip_all => 'this POE is upstream' if is_upstream();

my ($built) = grep { -e "$_/POE/Kernel.pm" } @INC;

# What each needs from elsewhere; it can be loaded only where that is.
my %needs = (
    'POE::Driver::TLS'               => 'Net::SSLeay',
    'POE::Filter::HTTPD'             => 'HTTP::Request',
    'POE::Filter::HTTPD::FieldsXS'   => 'HTTP::Parser::XS',
    'POE::Filter::Reference::Sereal' => 'Sereal::Encoder',
    'POE::Wheel::Curses'             => 'Curses',
    'POE::Wheel::ReadLine'           => 'Term::ReadKey',
);

# Parts need what the whole does.
sub has_what_it_needs {
    my ($module) = @_;
    return !grep { $module =~ /\A\Q$_\E(?:::|\z)/ && !have($needs{$_}) } keys %needs;
}

my @modules;
find({
        no_chdir => 1,
        wanted   => sub { push @modules, s{\A\Q$built\E/|\.pm\z}{}gr =~ s{/}{::}gr if /\.pm\z/ }
    },
    "$built/POE"
);

# Loops exclude each other; the parts of others are loaded by them.
my @wanted = grep { !/\APOE::Loop::/ && !/\APOE::(?:Kernel::(?:Checks|Trace)|Test)/ } sort @modules;
my @present = grep { has_what_it_needs($_) } @wanted;
cmp_ok scalar(@present), '>', 40, 'many modules';

my $said
    = run_child("use POE; POE::Kernel->run;\n"
        . join('', map {"require $_;\n"} @present)
        . 'print map { "$_ $INC{$_}\n" } grep { m{\APOE\b} } sort keys %INC;')->{stdout};
my @foreign = grep { !m{ \Q$built\E/} } split /\n/, $said;
like $said, qr{^POE/Wheel/ReadWrite.pm }m, 'all are loaded';
is_deeply \@foreign, [], 'and all are from here';

done_testing;
