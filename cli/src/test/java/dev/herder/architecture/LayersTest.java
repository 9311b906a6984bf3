package dev.herder.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may know whom. Maven's module dependencies say most of it; this says all of it. */
class LayersTest {
  private static final String ROOT = "dev.herder.";

  /** Each module with those it may use. Stages are siblings: none is in the set of another. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("engine", Set.of("core")),
          Map.entry("sft", Set.of("core", "engine")),
          Map.entry("reward", Set.of("core", "engine")),
          Map.entry("dpo", Set.of("core", "engine")),
          Map.entry("rejectionsampling", Set.of("core")),
          Map.entry("dataquality", Set.of("core")),
          Map.entry("documents", Set.of("core")),
          Map.entry("synthdata", Set.of("core", "dataquality", "documents")),
          Map.entry("eval", Set.of("core")),
          Map.entry("pipelines", all("pipelines", "cli")),
          Map.entry("cli", all("cli")));

  /** All modules but those. */
  private static Set<String> all(String... but) {
    Set<String> modules =
        new TreeSet<>(
            Set.of(
                "core",
                "engine",
                "sft",
                "reward",
                "dpo",
                "rejectionsampling",
                "dataquality",
                "documents",
                "synthdata",
                "eval",
                "pipelines"));
    List.of(but).forEach(modules::remove);
    return modules;
  }

  private final House house = House.here();
  private final JavaClasses classes = house.classes();

  @Test
  void everyClassOfEveryModuleWasSeen() {
    List<String> missing = new ArrayList<>();
    for (String module : house.modules()) {
      List<String> names =
          house.sources(module, "src/main/java").stream()
              .map(file -> file.toString().replace(".java", "").replaceAll("[/\\\\]", "."))
              .toList();
      assertEquals(
          Set.of(),
          names.isEmpty() ? Set.of(module) : Set.of(),
          "a module without sources: were they looked for in the right place?");
      names.stream().filter(name -> !classes.contain(name)).forEach(missing::add);
    }

    assertEquals(List.of(), missing, "sources whose class files the rules did not see");
    assertEquals(
        MAY_USE.keySet(),
        Set.copyOf(house.modules().stream().map(House::packageOf).toList()),
        "a new module needs its line in MAY_USE");
  }

  @Test
  void modulesUseOnlyWhatIsBelowThem() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass each : classes) {
      String module = moduleOf(each);
      Set<String> allowed = Objects.requireNonNull(MAY_USE.get(module), module);
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT)
            && !moduleOf(target).equals(module)
            && !allowed.contains(moduleOf(target))) {
          wrong.add(dependency.getDescription());
        }
      }
    }

    assertEquals(Set.of(), wrong);
  }

  @Test
  void textWorkNeverTouchesTheEngineLibraries() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.herder.core..",
            "dev.herder.rejectionsampling..",
            "dev.herder.dataquality..",
            "dev.herder.documents..",
            "dev.herder.synthdata..",
            "dev.herder.eval..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .allowEmptyShould(false)
        .check(classes);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.herder.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.herder.(**)").should().beFreeOfCycles().check(classes);
  }

  private static String moduleOf(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
