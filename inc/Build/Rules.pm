package Build::Rules;

# The make rules that MakeMaker does not know: objects beside their sources, the tests. Further targets are in
# Build::Targets.

use strict;
use warnings;

use Build::Targets;

sub new {
    my ($class, $layout) = @_;
    return bless { layout => $layout }, $class;
}

# csrc/ is compiled without perl's or EV's include paths: a Perl header cannot slip in.
sub compile {
    my ($self) = @_;
    my $layout = $self->{layout};
    my $system = $layout->is_strict ? '-isystem ' : '-I';
    my @csrc   = $layout->kernel_headers;
    my @all    = (@csrc, $layout->binding_headers);
    my $kernel
        = '$(CC) -c ' . $layout->kernel_flags . ' $(OPTIMIZE) $(CCCDLFLAGS) $(DEFINE) -o $@ ';
    my $binding
        = '$(CC) -c '
        . $self->_binding_includes
        . ' $(CCFLAGS) $(OPTIMIZE) '
        . $layout->binding_flags
        . ' $(DEFINE_VERSION) $(XS_DEFINE_VERSION) $(CCCDLFLAGS) '
        . "$system\"\$(PERL_INC)\" \$(DEFINE) -o \$@ ";
    return join "\n",
        (map { _object($_, \@csrc, $kernel) } $layout->kernel_sources),
        (map { _object($_, \@all, $binding) } $layout->binding_sources, 'xs/XS.c');
}

sub _binding_includes {
    my ($self) = @_;
    my $flags = $self->{layout}->include_flags;
    return $flags if !$self->{layout}->is_strict;
    return $flags =~ s{-I(?=/)}{-isystem }gr;
}

sub _object {
    my ($source, $headers, $command) = @_;
    my $object = $source =~ s/\.c\z/.o/r;
    return "$object : $source @$headers Makefile\n\t$command$source\n";
}

# The typemap is found beside xs/XS.xs. Named to MakeMaker its path would be made absolute and encoded, so that a folder
# with a name beyond ASCII could not be built in.
sub translate {
    my ($self) = @_;
    my @needs = ($self->{layout}->xs_parts, grep {-e} 'xs/typemap');
    return <<"RULE";
xs/XS.c : @needs
\t\$(XSUBPPRUN) \$(XSPROTOARG) \$(XSUBPPARGS) \$(XSUBPP_EXTRA_ARGS) xs/XS.xs > xs/XS.xsc
\t\$(MV) xs/XS.xsc xs/XS.c
RULE
}

# A test of its own runs the C unit programs, so plain prove sees them too.
sub test {
    return <<'RULE';
TEST_JOBS = 2
TEST_FILES = t
PROVE = $(FULLPERLRUN) -MApp::Prove -e 'my $$p = App::Prove->new; $$p->process_args(@ARGV); exit($$p->run ? 0 : 1)' --

test :: pure_all
	$(PROVE) -b -j $(TEST_JOBS) -r $(TEST_FILES)

testdb : pure_all
	$(FULLPERLRUN) -d -Mblib $(TEST_FILE)
RULE
}

sub targets {
    my ($self) = @_;
    return Build::Targets->new($self->{layout})->text;
}

1;
