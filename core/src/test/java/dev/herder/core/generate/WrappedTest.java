package dev.herder.core.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What stands around a generator or a scorer passes everything on. */
final class WrappedTest {
  private static final Row.Prompt PROMPT =
      new Row.Prompt(new Source("p.jsonl", 1), new Turns.Plain("Q"), Map.of());

  private record Picky(int underWay) implements Generator {
    @Override
    public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
      prompts.forEach(
          each -> sink.accept(new Completion(each, 0, "ewe", FinishReason.STOP, 3, -1)));
    }

    @Override
    public void require(List<Row.Prompt> prompts, Sampling sampling) {
      throw new UserError("p.jsonl:" + prompts.size() + ": too long");
    }
  }

  private record Around(Generator generator) implements WrappedGenerator {}

  @Test
  void asksTheGeneratorInside() {
    Generator around = new Around(new Around(new Picky(96)));
    List<String> answers = new ArrayList<>();

    around.generate(List.of(PROMPT), Sampling.greedy(4), each -> answers.add(each.text()));

    assertEquals(List.of("ewe"), answers);
    assertEquals(96, around.underWay());
    assertEquals(
        "p.jsonl:1: too long",
        assertThrows(UserError.class, () -> around.require(List.of(PROMPT), Sampling.greedy(4)))
            .getMessage());
  }

  /** A method that is added later must be passed on, too. */
  @Test
  void everyMethodIsPassedOn() {
    assertEquals(List.of(), kept(Generator.class, WrappedGenerator.class));
    assertEquals(List.of(), kept(Scorer.class, WrappedScorer.class));
  }

  private static List<String> kept(Class<?> seam, Class<?> around) {
    List<String> declared =
        Arrays.stream(around.getDeclaredMethods()).map(WrappedTest::signature).toList();
    return Arrays.stream(seam.getDeclaredMethods())
        .map(WrappedTest::signature)
        .filter(each -> !declared.contains(each))
        .toList();
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
