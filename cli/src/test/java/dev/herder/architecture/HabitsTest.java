package dev.herder.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Scorer;
import dev.herder.core.generate.WrappedGenerator;
import dev.herder.core.generate.WrappedScorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** How code is written here, where a compiler has no opinion. */
class HabitsTest {
  private static final String WEAK_NAMES = "utils?|common|helpers?|misc|shared";

  private final House house = House.here();
  private final JavaClasses classes = house.classes();

  @Test
  void onlyTheCommandLineTouchesTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.herder.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(System.class, "in")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .callMethodWhere(printsAStackTrace())
        .check(classes);
  }

  private static DescribedPredicate<JavaMethodCall> printsAStackTrace() {
    return new DescribedPredicate<>("printStackTrace() is called") {
      @Override
      public boolean test(JavaMethodCall call) {
        return call.getTarget().getName().equals("printStackTrace")
            && call.getTarget().getRawParameterTypes().isEmpty();
      }
    };
  }

  @Test
  void staticFieldsAreFinal() {
    fields().that().areStatic().should().beFinal().check(classes);
  }

  @Test
  void staticFieldsHoldNothingThatChanges() {
    DescribedPredicate<JavaClass> changing =
        new DescribedPredicate<>("made to be changed") {
          @Override
          public boolean test(JavaClass type) {
            return type.getPackageName().equals("java.util.concurrent.atomic")
                || type.isAssignableTo(ThreadLocal.class)
                || type.isAssignableTo(java.util.Random.class)
                || type.isAssignableTo(java.util.concurrent.ConcurrentMap.class)
                || type.isAssignableTo(java.util.concurrent.locks.Lock.class);
          }
        };
    noFields().that().areStatic().should().haveRawType(changing).check(classes);
  }

  @Test
  void noClassIsMadeToBeInherited() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .should()
        .notHaveModifier(ABSTRACT)
        .check(classes);
  }

  @Test
  void everyPackageIsNullMarkedAndSaysWhatItIs() {
    Set<String> wrong = new TreeSet<>();
    Set<JavaPackage> packages =
        classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
    for (JavaPackage each : packages) {
      if (!each.isAnnotatedWith(NullMarked.class)) {
        wrong.add(each.getName() + " is not @NullMarked");
      }
    }
    int described = 0;
    for (String module : house.modules()) {
      for (Path file : house.sources(module, "src/main/java")) {
        if (file.endsWith("package-info.java")) {
          described++;
          if (!house
              .read(house.root().resolve(module).resolve("src/main/java").resolve(file))
              .startsWith("/**")) {
            wrong.add(module + "/" + file + " has no Javadoc");
          }
        }
      }
    }

    assertEquals(Set.of(), wrong);
    assertEquals(packages.size(), described);
  }

  @Test
  void namesSayWhatAThingIs() {
    List<String> weak = new ArrayList<>();
    for (JavaClass each : classes) {
      boolean weakPackage = each.getPackageName().matches("(.*\\.)?(" + WEAK_NAMES + ")(\\..*)?");
      boolean weakClass = each.getSimpleName().matches("(?i).*(" + WEAK_NAMES + ")");
      if (weakPackage || weakClass) {
        weak.add(each.getName());
      }
    }

    assertEquals(List.of(), weak);
  }

  @Test
  void exceptionsHaveATypeOfTheirOwn() {
    NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(classes);
  }

  @Test
  void libraryCodeDoesNotLog() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(classes);
  }

  /** Whoever forwards by hand forgets what is added to the seam later. */
  @Test
  void whoIsGivenAGeneratorOrAScorerForwardsToItByItsType() {
    assertEquals(Set.of(), forwardingByHand(Generator.class, WrappedGenerator.class));
    assertEquals(Set.of(), forwardingByHand(Scorer.class, WrappedScorer.class));
  }

  /** Classes of a seam's type that a constructor gives another of that type. */
  private Set<String> forwardingByHand(Class<?> seam, Class<?> around) {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass each : classes) {
      boolean given =
          each.getConstructors().stream()
              .flatMap(constructor -> constructor.getParameterTypes().stream())
              .flatMap(type -> type.getAllInvolvedRawTypes().stream())
              .anyMatch(type -> type.isAssignableTo(seam));
      if (given && each.isAssignableTo(seam) && !each.isAssignableTo(around)) {
        wrong.add(each.getName());
      }
    }
    return wrong;
  }

  @Test
  void testsHaveNamesThatTheBuildRuns() {
    List<String> skipped = new ArrayList<>();
    int tests = 0;
    for (String module : house.modules()) {
      for (Path file : house.sources(module, "src/test/java")) {
        String text =
            house.read(house.root().resolve(module).resolve("src/test/java").resolve(file));
        if (text.matches("(?s).*\\n\\s+@(Test|ParameterizedTest|TestFactory|RepeatedTest)\\b.*")) {
          tests++;
          if (!file.toString().endsWith("Test.java")) {
            skipped.add(module + "/" + file);
          }
        }
      }
    }

    assertEquals(List.of(), skipped, "Surefire runs classes called ...Test alone");
    assertTrue(tests > 10, "found only " + tests + " test classes");
  }
}
