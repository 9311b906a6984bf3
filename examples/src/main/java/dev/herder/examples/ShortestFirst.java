package dev.herder.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.step.RoundStep;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A step of one's own in a round: of rows to imitate, the shortest answers first, and so many. */
public final class ShortestFirst implements RoundStep {
  private static final String MOST = "most";

  @Override
  public String name() {
    return "shortest-first";
  }

  @Override
  public JsonNode settings(Map<String, Object> given) {
    Object most = given.get(MOST);
    if (given.size() != 1 || !(most instanceof Long count) || count < 1) {
      throw new UserError("settings: " + given + ", expected {most: COUNT}, at least 1");
    }
    return JsonNodeFactory.instance.objectNode().put(MOST, count);
  }

  @Override
  public Map<String, Object> run(Job job, RunContext context) throws IOException {
    int most = job.settings().path(MOST).asInt();
    List<Row> rows =
        Files.size(job.input()) == 0
            ? List.of()
            : RowReader.read(List.of(job.input()), Purpose.TRAINING_SFT).rows();
    List<Row> shortest =
        rows.stream().sorted(Comparator.comparingInt(ShortestFirst::length)).limit(most).toList();
    try (JsonlWriter out = JsonlWriter.create(job.output())) {
      for (Row row : shortest) {
        out.write(row);
      }
      out.commit();
    }
    return Map.of("of", rows.size());
  }

  /** Characters of the last message. */
  private static int length(Row row) {
    return row instanceof Row.Conversation chat
        ? chat.messages().get(chat.messages().size() - 1).content().length()
        : 0;
  }
}
