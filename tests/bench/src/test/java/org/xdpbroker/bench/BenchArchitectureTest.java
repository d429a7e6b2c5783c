package org.xdpbroker.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The bench's part of the "may use" table of ARCHITECTURE.md. */
@AnalyzeClasses(packages = "org.xdpbroker.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class BenchArchitectureTest {

    private static final String BENCH = "org.xdpbroker.bench..";
    private static final String LOOPS = "org.xdpbroker.bench.loop..";
    private static final String MICRO = "org.xdpbroker.bench.jmh..";
    private static final String CLIENT = "org.xdpbroker.client..";
    private static final String MESSAGES = "org.xdpbroker.protocol.message..";
    private static final String JDK = "java..";
    private static final String NULLNESS = "org.jspecify.annotations..";

    @ArchTest
    static final ArchRule what_is_measured_is_what_a_user_would_write = classes()
            .that()
            .resideInAPackage(LOOPS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(LOOPS, CLIENT, MESSAGES, JDK, "com.sun.management..", NULLNESS);

    @ArchTest
    static final ArchRule micro_benchmarks_know_rings_alone = classes()
            .that()
            .resideInAPackage(MICRO)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(MICRO, "org.xdpbroker.client.ring..", JDK, "sun.misc..", "org.openjdk.jmh..", NULLNESS);

    @ArchTest
    static final ArchRule the_bench_measures_from_outside = classes()
            .that()
            .resideInAPackage(BENCH)
            .and()
            .resideOutsideOfPackages(LOOPS, MICRO)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.xdpbroker.bench",
                    "org.xdpbroker.tests.bed..",
                    "org.xdpbroker.polkit.bed..",
                    MESSAGES,
                    JDK,
                    "jnr.ffi..",
                    "com.google.gson..",
                    "picocli..",
                    NULLNESS);
}
