package dev.herder.examples;

import dev.herder.core.data.JsonlWriter;
import dev.herder.examples.instructions.Ask;
import dev.herder.examples.instructions.Instructions;
import dev.herder.examples.instructions.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes the prompts of {@code examples/smollm2-instructions.yaml}: everyday questions with
 * instructions on the form of the answer, in the format that the verifier {@code ifeval} reads.
 *
 * <p>Usage: {@code InstructionMaterial DIR}. It writes {@code prompts.jsonl} and {@code
 * held-out.jsonl}; no topic is in both. The same program writes the same bytes.
 */
public final class InstructionMaterial {
  private static final int PROMPTS = 480;
  private static final int HELD_OUT = 320;
  private static final double TWO = 0.25;

  private InstructionMaterial() {}

  /** Writes both files into the folder given. */
  public static void main(String[] arguments) throws IOException {
    make(Files.createDirectories(Path.of(arguments[0])));
  }

  /** Writes both files. */
  public static void make(Path directory) throws IOException {
    write(directory.resolve("prompts.jsonl"), PROMPTS, Topics.LEARNING, new Random(20260301));
    write(directory.resolve("held-out.jsonl"), HELD_OUT, Topics.HELD_OUT, new Random(20260302));
  }

  private static void write(Path file, int count, List<String> topics, Random random)
      throws IOException {
    Set<String> seen = new HashSet<>();
    try (JsonlWriter rows = JsonlWriter.create(file)) {
      while (rows.rows() < count) {
        // In turn, so that every kind of instruction occurs equally often.
        int turn = (int) rows.rows();
        String topic = topics.get(random.nextInt(topics.size()));
        Map<String, Object> row = row(turn, topic, random);
        if (seen.add(String.valueOf(row.get("prompt")))) {
          rows.write(row);
        }
      }
      rows.commit();
    }
  }

  private static Map<String, Object> row(int turn, String topic, Random random) {
    Ask first = Instructions.ask(turn % Instructions.KINDS, random);
    List<Ask> asks = new ArrayList<>(List.of(first));
    if (random.nextDouble() < TWO) {
      Ask second = Instructions.ask(random.nextInt(Instructions.KINDS), random);
      if (first.goesWith(second)) {
        asks.add(second);
      }
    }
    StringBuilder text = new StringBuilder(Topics.question(topic, random));
    asks.forEach(ask -> text.append(' ').append(ask.text()));
    Map<String, Object> row = new LinkedHashMap<>();
    // A map with an order of its own: that of Map.of changes with every start of Java.
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", "user");
    message.put("content", text.toString());
    row.put("prompt", List.of(message));
    row.put("instruction_id_list", asks.stream().map(Ask::id).toList());
    row.put("kwargs", asks.stream().map(Ask::arguments).toList());
    row.put("capability", asks.size() > 1 ? "two at once" : first.capability());
    return row;
  }
}
