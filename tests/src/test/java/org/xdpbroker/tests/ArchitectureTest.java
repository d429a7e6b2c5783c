package org.xdpbroker.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The "may use" table of ARCHITECTURE.md. A line there that is not held here is only a wish. */
@AnalyzeClasses(packages = "org.xdpbroker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String PROTOCOL = "org.xdpbroker.protocol..";
    private static final String POLKIT = "org.xdpbroker.polkit..";
    private static final String BROKER = "org.xdpbroker.broker..";
    private static final String CLIENT = "org.xdpbroker.client..";
    private static final String CLI = "org.xdpbroker.cli..";
    private static final String EXAMPLES = "org.xdpbroker.examples..";
    private static final String JDK = "java..";
    private static final String NULLNESS = "org.jspecify.annotations..";
    private static final String GSON = "com.google.gson..";
    private static final String JNR_FFI = "jnr.ffi..";
    private static final String JFFI = "com.kenai.jffi..";

    @ArchTest
    static final ArchRule protocol_uses_the_jdk_jffi_and_a_json_parser = classes()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(PROTOCOL, JDK, JFFI, GSON, NULLNESS);

    @ArchTest
    static final ArchRule broker_uses_protocol_polkit_and_a_toml_parser = classes()
            .that()
            .resideInAPackage(BROKER)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(BROKER, PROTOCOL, POLKIT, JDK, GSON, "org.tomlj..", NULLNESS);

    @ArchTest
    static final ArchRule polkit_uses_protocol_values_alone = classes()
            .that()
            .resideInAPackage(POLKIT)
            .and()
            .resideOutsideOfPackage("org.xdpbroker.polkit.bed..") // comes in a jar of tests
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    POLKIT, "org.xdpbroker.protocol.posix..", "org.xdpbroker.protocol.transport..", JDK, NULLNESS);

    @ArchTest
    static final ArchRule polkit_is_reached_through_the_port_alone = noClasses()
            .that()
            .resideInAPackage(BROKER)
            .and()
            .resideOutsideOfPackages("org.xdpbroker.broker.authorize..", "org.xdpbroker.broker.start..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(POLKIT);

    @ArchTest
    static final ArchRule client_lib_uses_protocol_and_jnr_ffi = classes()
            .that()
            .resideInAPackage(CLIENT)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CLIENT, PROTOCOL, JDK, JNR_FFI, JFFI, GSON, NULLNESS);

    @ArchTest
    static final ArchRule cli_uses_client_lib_and_picocli = classes()
            .that()
            .resideInAPackage(CLI)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CLI, CLIENT, PROTOCOL, JDK, JNR_FFI, GSON, "picocli..", "org.HdrHistogram..", NULLNESS);

    @ArchTest
    static final ArchRule traffic_uses_the_public_client_library = classes()
            .that()
            .resideInAPackage("org.xdpbroker.cli.traffic..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.xdpbroker.cli.traffic..",
                    "org.xdpbroker.cli.pcap..",
                    "org.xdpbroker.client",
                    PROTOCOL,
                    JDK,
                    GSON,
                    "org.HdrHistogram..",
                    NULLNESS);

    @ArchTest
    static final ArchRule examples_use_client_lib_alone = classes()
            .that()
            .resideInAPackage(EXAMPLES)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(EXAMPLES, CLIENT, "org.xdpbroker.protocol.message..", JDK, NULLNESS);

    @ArchTest
    static final ArchRule policy_leases_and_wire_format_know_no_native_code = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.xdpbroker.broker.policy..",
                    "org.xdpbroker.broker.lease..",
                    "org.xdpbroker.broker.quota..",
                    "org.xdpbroker.protocol.varlink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JNR_FFI, JFFI, "org.xdpbroker.protocol.posix..", "org.xdpbroker.protocol.transport..");

    @ArchTest
    static final ArchRule rings_know_memory_and_nothing_else = classes()
            .that()
            .resideInAPackage("org.xdpbroker.client.ring..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.xdpbroker.client.ring..", JDK, NULLNESS);

    @ArchTest
    static final ArchRule in_the_protocol_only_posix_calls_native_code = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .and()
            .resideOutsideOfPackage("org.xdpbroker.protocol.posix..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JFFI);

    @ArchTest
    static final ArchRule the_store_keeps_and_knows_nothing = classes()
            .that()
            .resideInAPackage("org.xdpbroker.broker.store..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.xdpbroker.broker.store..",
                    "org.xdpbroker.broker.log..",
                    "org.xdpbroker.broker.loop..",
                    PROTOCOL,
                    JDK,
                    GSON,
                    NULLNESS);

    @ArchTest
    static final ArchRule the_store_is_reached_by_grants_alone = noClasses()
            .that()
            .resideInAPackage(BROKER)
            .and()
            .resideOutsideOfPackages(
                    "org.xdpbroker.broker.store..", "org.xdpbroker.broker.grant..", "org.xdpbroker.broker.start..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xdpbroker.broker.store..");

    @ArchTest
    static final ArchRule only_the_xdp_package_touches_libbpf = noClasses()
            .that()
            .resideOutsideOfPackage("org.xdpbroker.broker.xdp..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("LibBpf");

    @ArchTest
    static final ArchRule libraries_are_bound_by_the_posix_and_the_xdp_package_alone = noClasses()
            .that()
            .resideOutsideOfPackages("org.xdpbroker.protocol.posix..", "org.xdpbroker.broker.xdp..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("NativeLibrary")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("NativeFunction");

    @ArchTest
    static final ArchRule sessions_cannot_reach_what_privilege_is_used_for = noClasses()
            .that()
            .resideInAPackage("org.xdpbroker.broker.session..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.xdpbroker.broker.xdp..",
                    "org.xdpbroker.broker.memlock..",
                    "org.xdpbroker.broker.grant..",
                    "org.xdpbroker.broker.policy..");

    @ArchTest
    static final ArchRule the_broker_reflects_executes_and_loads_nothing = noClasses()
            .that()
            .resideInAPackage(BROKER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.lang.reflect..", "java.net..", "javax..", "sun..", "jdk..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, Process.class, ClassLoader.class, java.io.ObjectInputStream.class);

    @ArchTest
    static final ArchRule what_is_said_to_qemu_needs_no_broker = noClasses()
            .that()
            .resideInAnyPackage("org.xdpbroker.cli.qmp..", "org.xdpbroker.cli.qemu..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CLIENT, "picocli..");

    @ArchTest
    static final ArchRule packages_of_the_broker_have_no_cycles =
            slices().matching("org.xdpbroker.broker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packages_of_the_protocol_have_no_cycles =
            slices().matching("org.xdpbroker.protocol.(*)..").should().beFreeOfCycles();
}
