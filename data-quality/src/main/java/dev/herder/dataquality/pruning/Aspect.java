package dev.herder.dataquality.pruning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a judge says about a row. */
public sealed interface Aspect {
  /** The name, which is also the key of the label in the rows. */
  String key();

  /**
   * The judge's task, in which {@code {row}} stands for the row's texts and {@code {labels}} for
   * the topics.
   */
  String template();

  /** The labels that an answer gives, by key; null if it is not of the form that was asked for. */
  @Nullable Map<String, Object> parse(String answer);

  /** The topics to choose from; empty where there are none. */
  default List<String> labels() {
    return List.of();
  }

  /**
   * Points of a scale, one to the most.
   *
   * @param most the best, 2 to 9
   */
  record Points(String key, String template, int most) implements Aspect {
    public Points {
      if (most < 2 || most > 9) {
        throw new UserError(key + ": a scale of " + most + " points, expected 2 to 9");
      }
    }

    @Override
    public @Nullable Map<String, Object> parse(String answer) {
      String text = answer.strip();
      if (text.length() != 1 || text.charAt(0) < '1' || text.charAt(0) > '0' + most) {
        return null;
      }
      return Map.of(key, (long) (text.charAt(0) - '0'));
    }
  }

  /**
   * Intentions of the prompt, as InsTag (arXiv 2308.07074) has them; their number is complexity.
   */
  record Tags(String key, String template) implements Aspect {
    private static final int MOST = 50;
    private static final ObjectMapper JSON =
        new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Override
    public @Nullable Map<String, Object> parse(String answer) {
      TreeSet<String> tags = new TreeSet<>();
      try {
        JsonNode list = JSON.readTree(answer.strip());
        if (list == null || !list.isArray() || list.isEmpty() || list.size() > MOST) {
          return null;
        }
        for (JsonNode tag : list) {
          if (!tag.isTextual() || tag.asText().isBlank()) {
            return null;
          }
          tags.add(tag.asText().strip().toLowerCase(Locale.ROOT));
        }
      } catch (JsonProcessingException e) {
        return null;
      }
      Map<String, Object> labels = new LinkedHashMap<>();
      labels.put(key, List.copyOf(tags));
      labels.put("complexity", (long) tags.size());
      return labels;
    }
  }

  /** One of several topics. */
  record Topic(String key, String template, List<String> labels) implements Aspect {
    public Topic {
      labels = List.copyOf(labels);
      if (labels.size() < 2) {
        throw new UserError("topics: " + labels + ", expected two or more");
      }
    }

    @Override
    public @Nullable Map<String, Object> parse(String answer) {
      String text = answer.strip();
      for (String label : labels) {
        if (label.equalsIgnoreCase(text)) {
          return Map.of(key, label);
        }
      }
      return null;
    }
  }

  /** Quality by the paper's three points. */
  static Aspect quality() {
    return new Points("quality", template("quality"), 3);
  }

  /** Difficulty by the paper's three points. */
  static Aspect difficulty() {
    return new Points("difficulty", template("difficulty"), 3);
  }

  /** Tags of intentions and their number, under {@code complexity}. */
  static Aspect tags() {
    return new Tags("tags", template("tags"));
  }

  /** One of these topics. */
  static Aspect topic(List<String> labels) {
    return new Topic("topic", template("topic"), labels);
  }

  private static String template(String name) {
    try (InputStream in = Aspect.class.getResourceAsStream(name + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name + ".txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
