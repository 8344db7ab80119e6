use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Both dialects, read by a strict parser of the grammar.

my $p = probed(<<'PERL');
my @odd = ("a\nb", 'q"q', 'b\\b', "\x{20AC}", "\xE4");
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->delay(later => 600); $_[KERNEL]->alias_set('it') },
    again  => sub { $_[KERNEL]->yield($_) for @odd, 'slow' },
    later => sub { }, slow => sub { select undef, undef, undef, 0.01 },
    map { $_ => sub { } } @odd,
});
go { POE::Kernel->post(it => 'again') };
POE::Kernel->run;
PERL

my $name   = qr/[a-zA-Z_:][a-zA-Z0-9_:]*/;
my $label  = qr/[a-zA-Z][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"/;
my $number = qr/[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN/;

# { family => { type, samples => [[name, labels, value], ...] } }; dies of what is not in the grammar.
sub parse {
    my ($text, $is_open) = @_;
    my (%family, %done, $now);
    die 'no end' if $text !~ /\n\z/;
    my @lines = split /\n/, $text;
    if ($is_open) { die 'no EOF' if pop @lines ne '# EOF' }
    for my $line (@lines) {
        if (my ($what, $of, $is) = $line =~ /\A# (HELP|TYPE|UNIT) ($name) (.+)\z/) {
            die "$line: comes twice" if $what eq 'HELP' && $done{$of}++ or $family{$of}{$what};
            die "$line: unknown"
                if $what eq 'TYPE' and $is !~ /\A(?:counter|gauge|histogram|info)\z/;
            die "$line: the name does not end so" if $what eq 'UNIT' and $of !~ /_$is\z/;
            $family{ $now = $of }{$what} = $is;
            next;
        }
        $line =~ /\A($name)(?:\{($label(?:,$label)*)\})? ($number)\z/ or die "$line: no sample";
        _sample($family{$now}, $now, $is_open, $1, $2 // '', $3);
    }
    return \%family;
}

sub _sample {
    my ($f, $now, $is_open, $sample, $labels, $value) = @_;
    my %end = (
        counter => $is_open ? ['_total'] : [''], gauge => [''],
        info    => ['_info'], histogram                => [qw(_bucket _sum _count)]);
    die "$sample: not one of $now" if !grep { $sample eq "$now$_" } @{ $end{ $f->{TYPE} } };
    die "$sample\{$labels}: twice" if $f->{seen}{"$sample $labels"}++;
    push @{ $f->{samples} }, [ $sample, $labels, $value ];
}

# Rising, and the last is the count.
sub check_histogram {
    my ($f, $now) = @_;
    my (%bucket, %count, %last);
    for my $s (@{ $f->{samples} }) {
        my ($sample, $labels, $value) = @$s;
        $count{$labels} = $value if $sample eq "${now}_count";
        next if $sample ne "${now}_bucket";
        $labels =~ s/,?le="([^"]+)"// or die "$labels: no le";
        my $le = $1 eq '+Inf' ? 9**9**9 : $1;
        die "$le: not above the one before" if $last{$labels} && $last{$labels}[0] >= $le;
        die "$value: below the one before"  if $last{$labels} && $last{$labels}[1] > $value;
        $last{$labels} = [ $le, $value ];
    }
    for my $labels (keys %last) {
        die "$labels: no end"                       if $last{$labels}[0] != 9**9**9;
        die "$labels: the count is not that of all" if $last{$labels}[1] != $count{$labels};
    }
    return scalar keys %last;
}

# Only what runs while somebody looks is timed.
$p->go;
$p->until_it(sub { $p->head->{dispatched} >= 7 });
for my $format (qw(prometheus openmetrics)) {
    my $text = $p->ask(op => 'metrics', format => $format)->{text};
    utf8::encode($text);
    my $family = eval { parse($text, $format eq 'openmetrics') };
    ok $family, "$format: well-formed" or diag $@, $text;
    for my $now (grep { $family->{$_}{TYPE} eq 'histogram' } keys %$family) {
        cmp_ok eval { check_histogram($family->{$now}, $now) } // diag($@), '>=', 6,
            "$format: $now";
    }
    my ($dispatched) = grep {/events_dispatched/} keys %$family;
    cmp_ok $family->{$dispatched}{samples}[0][2], '>=', 7, "$format: a number";
    is_deeply [
        grep { !$family->{$_}{HELP} || !$family->{$_}{TYPE} || !$family->{$_}{samples} }
            keys %$family
        ],
        [],
        "$format: nothing without its meaning, or without a number";
    is_deeply [ grep {/session="/} $text ], [], "$format: sessions are no labels";
    if ($format eq 'openmetrics') {
        is_deeply [ grep { /_seconds\z/ && !$family->{$_}{UNIT} } keys %$family ], [], 'units';
    }
}

done_testing;
