package POE::XS::Report::Page::Style;

# How the page looks, and how its filters work: a rule for each choice hides the rows that do not fit it, so that the
# page needs no script.

use strict;
use warnings;

our $VERSION = '2.000';

my $STYLE = <<'CSS';
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --card: #fff; --ink: #1d2226; --faint: #667079; --line: #dfe2e0; --head: #f2f3f0;
  --good: #1a6b38; --good-back: #dff1e4; --bad: #a3201d; --bad-back: #fbe1df; --skip: #6b5a12; --skip-back: #f5edcf;
  --link: #1d5a8a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181a; --card: #1c2023; --ink: #e6e8e6; --faint: #98a2a8; --line: #343a3e; --head: #23282b;
    --good: #86d6a0; --good-back: #17351f; --bad: #ff9d97; --bad-back: #45191a; --skip: #e2cc7d; --skip-back: #383010;
    --link: #8cc4f0;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 96rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; }
h2 { margin: 2.4rem 0 .7rem; font-size: 1.15rem; }
p { margin: .3rem 0; }
a { color: var(--link); }
.faint { color: var(--faint); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .8rem; margin: 1.4rem 0 0; padding: 0; list-style: none; }
.tiles li { padding: .7rem 1rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; }
.tiles b { display: block; font-size: 1.55rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles .good b { color: var(--good); } .tiles .bad b { color: var(--bad); }
.filters { display: flex; flex-wrap: wrap; gap: .6rem 1.6rem; margin: 0 0 .8rem; }
fieldset { margin: 0; padding: 0; border: 0; display: flex; flex-wrap: wrap; gap: .3rem; align-items: center; }
legend { float: left; padding: 0 .4rem 0 0; color: var(--faint); }
.filters label { padding: .12rem .6rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card);
  cursor: pointer; }
.filters label:has(:checked) { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.filters label:focus-within { outline: 2px solid var(--link); outline-offset: 1px; }
.filters input { position: absolute; opacity: 0; pointer-events: none; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .38rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child td, tr:last-child th { border-bottom: 0; }
thead th { background: var(--head); font-weight: 600; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.date, td .failed, td .skipped { white-space: nowrap; }
td span.failed:not(.mark), td span.skipped { padding: 0 .35rem; border-radius: 4px; }
.mark { display: inline-block; padding: 0 .5rem; border-radius: 99px; font-weight: 600; white-space: nowrap; }
.passed { color: var(--good); background: var(--good-back); }
.failed { color: var(--bad); background: var(--bad-back); }
.skipped { color: var(--skip); background: var(--skip-back); }
td.absent { color: var(--faint); }
.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem; align-items: start; }
.matrix { width: auto; }
.matrix td, .matrix thead th { text-align: center; padding: .25rem .5rem; }
.matrix th:first-child { text-align: left; font-weight: 400; font-family: ui-monospace, "DejaVu Sans Mono", monospace;
  font-size: .88em; position: sticky; left: 0; background: var(--card); overflow-wrap: anywhere; min-width: 14rem; }
.matrix thead th:first-child { background: var(--head); }
.name { overflow-wrap: anywhere; }
details { margin: .5rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
details details { margin: .5rem .8rem; }
summary { padding: .45rem .8rem; cursor: pointer; overflow-wrap: anywhere; }
details table { font-size: .93em; } details th { width: 11rem; font-weight: 600; }
pre { margin: 0; padding: .7rem .9rem; overflow-x: auto; border-top: 1px solid var(--line); background: var(--head);
  font: 12.5px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; border-radius: 0 0 8px 8px; }
.notes { margin: 0; padding: .2rem .8rem .5rem 2rem; }
@media print { .filters { display: none; } body { max-width: none; } }
CSS

sub text_of {
    my (@choices) = @_;
    return join "\n", $STYLE,
        map {"body:has(#$_:checked) .report:not(.$_) { display: none; }"} @choices;
}

1;

__END__

=head1 NAME

POE::XS::Report::Page::Style - how the page of many reports looks

=head1 SYNOPSIS

    use POE::XS::Report::Page::Style;

    my $css = POE::XS::Report::Page::Style::text_of('loop1', 'loop2');

=head1 FUNCTIONS

=head2 text_of(@choices)

I<Returns> the style sheet. For each choice there is a rule: as long as the input with that id is checked, elements of class
C<report> are hidden that are not of that class, too.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report::Page>

=cut
