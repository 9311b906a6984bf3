package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.RunContext;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import dev.herder.core.verify.Verifier;
import dev.herder.core.verify.Verifiers;
import dev.herder.rejectionsampling.RejectionSampling;
import dev.herder.rejectionsampling.SelectionPass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlliterationVerifierTest {
  @Test
  void isFoundByItsName() {
    Row.Prompt prompt = new Row.Prompt(new Source("p.jsonl", 1), new Turns.Plain("Q"), Map.of());
    Verifier verifier = Verifiers.byName("alliteration");
    assertEquals(AlliterationVerifier.class, verifier.getClass());
    assertEquals(0.75, verifier.score(prompt, "Silly sheep sleep soundly, dear"));
    assertEquals(0, verifier.score(prompt, " "));
    assertEquals(0.375, Verifiers.byName("0.5*alliteration").score(prompt, "a a a a b"));
  }

  @Test
  void choosesAnswers(@TempDir Path folder) throws Exception {
    Path prompts = Files.writeString(folder.resolve("prompts.jsonl"), "{\"prompt\": \"Sheep?\"}\n");
    List<String> answers = List.of("wool is warm", "woolly white wool", "no idea");
    Generator generator =
        (asked, sampling, sink) -> {
          for (int i = 0; i < answers.size(); i++) {
            sink.accept(
                new Completion(asked.get(0), i, answers.get(i), FinishReason.STOP, 4, -2.5));
          }
        };
    SelectionPass pass =
        new SelectionPass(
            new Selection.Best(), new Pairing.BestWorst(0.5), new Filter(true, true), 1);
    Path out = folder.resolve("best");
    new RejectionSampling(generator, Verifiers.scorer("alliteration"))
        .run(
            new RejectionSampling.Config(
                prompts, out, "canned", new Sampling(3, 1, 0, 1, 8, 7), pass),
            RunContext.quiet());
    assertEquals(
        "{\"prompt\":\"Sheep?\",\"completion\":\"woolly white wool\",\"score\":1.0}",
        Files.readString(out.resolve("sft.jsonl")).strip());
  }
}
