package dev.herder.pipelines.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A step of one's own between the steps of a round; found by {@link java.util.ServiceLoader}.
 *
 * <p>It is journalled like the others: its fingerprint is made of its name, version, settings, seed
 * and the content of its input. A finished result is reused; an interrupted step is done again from
 * the start. Rows that it makes are checked for held-out prompts as all others are.
 */
public interface RoundStep {
  /** What recipes call it, for example {@code shortest-first}. */
  String name();

  /** To be changed whenever the same input would give another result. */
  default String version() {
    return "1";
  }

  /**
   * The resolved settings, which become part of the fingerprint.
   *
   * @param given what the recipe says; numbers are {@code Long} or {@code Double}
   * @throws dev.herder.core.UserError if something in them is wrong
   */
  JsonNode settings(Map<String, Object> given);

  /**
   * Makes the output from the input. The same job must give the same bytes.
   *
   * @param context with the seed of this step; when it asks to stop, return at once
   * @return numbers to show that depend on the job alone
   */
  Map<String, Object> run(Job job, RunContext context) throws IOException;

  /**
   * What is to be done.
   *
   * @param round the round's number, from 1
   * @param input a file of JSON Lines or, after {@code sft} and {@code dpo}, a model's folder; not
   *     to be changed
   * @param output the file to write, which does not exist, or the empty folder to fill
   * @param settings what {@link RoundStep#settings} gave
   */
  record Job(int round, Path input, Path output, JsonNode settings) {}
}
