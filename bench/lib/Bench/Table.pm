package Bench::Table;

# Medians, ratios and whether they reach what they should; as text and as an entry of RESULTS.md.

use strict;
use warnings;

use POSIX qw(strftime);

sub new {
    my ($class, $rows, $found) = @_;
    return bless { rows => $rows, found => $found }, $class;
}

sub _median {
    my ($self, $figure, $library) = @_;
    my @values = sort { $a <=> $b } @{ $self->{found}{$figure}{$library} || [] };
    return @values ? $values[ $#values / 2 ] : undef;
}

# work, upstream, what else it is beside, ours, what it comes to, what it should be, mark
sub _cells {
    my ($self, $row)      = @_;
    my ($upstream, $ours) = map { $self->_median($row->{name}, $_) } qw(upstream ours);
    my $other
        = ($row->{beside} // '') =~ /\A(?:async|bare|ev|floor)\z/
        ? $self->_median($row->{name}, $row->{beside})
        : undef;
    my ($got, $target, $passes) = $self->_verdict($row, $upstream, $other, $ours);
    return (
        $row->{name}, _number($upstream), _number($other), _number($ours), $got, $target,
        !defined $passes ? '-' : $passes ? 'pass' : 'MISS'
    );
}

sub _verdict {
    my ($self, $row, $upstream, $other, $ours) = @_;
    if (defined(my $most = $row->{most})) {
        return ('', "<= $most", defined $ours ? $ours <= $most : undef);
    }
    my ($base, $limit, $sign)
        = ($row->{beside} // '') eq 'upstream' ? ($upstream, $row->{want}, '>=')
        : $row->{growth} ? ($self->_median($row->{first}, 'ours'), $row->{growth}, '<=')
        :                  ($other, $row->{want}, '>=');
    my $against = $row->{growth} ? 'the least' : $row->{beside};
    my $target  = "$sign $limit x $against";
    return ('', $target, undef) if !$base || !defined $ours;
    my $ratio = $row->{cost} ? $base / $ours : $ours / $base;
    return (sprintf('%.3gx', $ratio), $target, $sign eq '<=' ? $ratio <= $limit : $ratio >= $limit);
}

# Thousands apart, small values with three digits.
sub _number {
    my ($value) = @_;
    return ''                     if !defined $value;
    return sprintf '%.3g', $value if $value < 100;
    my $text = sprintf '%.0f', $value;
    1 while $text =~ s/\A(\d+)(\d{3})/$1,$2/;
    return $text;
}

my @HEAD = ('work', 'upstream', 'beside', 'ours', 'ratio', 'target', '');

sub text {
    my ($self) = @_;
    my $format = "%-24s %11s %11s %11s %8s  %-20s %s\n";
    return join '', sprintf($format, @HEAD),
        map { sprintf $format, $self->_cells($_) } @{ $self->{rows} };
}

sub record {
    my ($self, $file) = @_;
    my $head
        = "# Results\n\nWhat `bench/run --record` found, newest first. Rates are per second; late_*, load_* in\n"
        . "milliseconds, *_cpu in microseconds, load_mib in MiB, memory_* and *_bytes in bytes, growth_* in\n"
        . "nanoseconds.\n";
    my $older = _read($file) =~ s/\A.*?(?=^## |\z)//msr;
    open my $out, '>', $file or die "$file: $!\n";
    print {$out} $head, "\n", $self->_entry, length $older ? "\n$older" : '';
    return close $out;
}

sub _read {
    my ($file) = @_;
    open my $in, '<', $file or return '';
    local $/ = undef;
    return <$in>;
}

sub _entry {
    my ($self) = @_;
    my $line   = sub { '| ' . join(' | ', @_) . " |\n" };
    my $title  = sprintf "## %s, commit %s\n\n%s, perl %vd\n\n", strftime('%Y-%m-%d', localtime),
        _commit(), _machine(), $^V;
    return join '', $title, $line->(@HEAD), $line->(('---') x @HEAD),
        map { $line->($self->_cells($_)) } @{ $self->{rows} };
}

sub _commit {
    my $commit = `git rev-parse --short HEAD 2>/dev/null`;
    chomp $commit;
    return $commit || 'unknown';
}

sub _machine {
    my ($model) = _read('/proc/cpuinfo') =~ /^model name\s*:\s*(.*)$/m;
    my $cores = () = _read('/proc/cpuinfo') =~ /^processor/mg;
    return sprintf '%s, %d cores', $model // 'unknown machine', $cores;
}

1;
