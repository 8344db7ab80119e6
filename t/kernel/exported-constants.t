use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use B ();
use POE;

my %slot = (
    OBJECT       => 0,
    SESSION      => 1,
    KERNEL       => 2,
    HEAP         => 3,
    STATE        => 4,
    SENDER       => 5,
    CALLER_FILE  => 7,
    CALLER_LINE  => 8,
    CALLER_STATE => 9,
    map { ("ARG$_" => 10 + $_) } 0 .. 9,
);

for my $name (sort keys %slot) {
    no strict 'refs';
    my $code = \&{"main::$name"};
    is $code->(), $slot{$name}, "$name is $slot{$name}";
    is prototype($code), '', "$name takes no arguments";
    ok B::svref_2object($code)->CvFLAGS & B::CVf_CONST(), "$name can be inlined";
    is \&{"POE::Session::$name"}, $code, "$name is the sub of POE::Session";
}

isa_ok $poe_kernel, 'POE::Kernel';
is \$poe_kernel, \$POE::Kernel::poe_kernel, '$poe_kernel is an alias';
is \$main::poe_main_window, \$POE::Kernel::poe_main_window, '$poe_main_window is an alias';
is(POE::Kernel->new, $poe_kernel, 'new always gives the singleton');
isnt(main->can('ARG10'), 1, 'there is no ARG10');

subtest 'an import list changes nothing' => sub {

    package Listed;
    POE::Session->import('ARG3');
    main::ok(Listed->can($_), $_) for qw(ARG0 ARG3 HEAP);
};

subtest 'every module has the version of POE' => sub {
    my $loop = POE::Kernel->poe_kernel_loop;    # loaded with the kernel, and none beside it
    for my $module (
        qw(POE::Kernel POE::Session POE::NFA POE::Queue POE::Queue::Array POE::Loop),
        $loop
        )
    {
        (my $file = "$module.pm") =~ s{::}{/}g;
        require $file if $module ne $loop;
        is $module->VERSION, POE->VERSION, $module;
    }
    cmp_ok(POE->VERSION, '>=', 1.370, 'new enough for anybody who asks');
};

subtest 'package POE has the clock' => sub {
    for my $name (qw(monotime time walltime sleep mono2wall wall2mono)) {
        ok(POE->can($name), $name);
    }
    cmp_ok abs(POE::walltime() - time), '<', 2, 'walltime is the time of day';
    my $now = POE::monotime();
    cmp_ok abs(POE::wall2mono(POE::mono2wall($now)) - $now), '<', 0.001, 'there and back';
};

POE::Kernel->run;
done_testing;
