package dev.herder.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFile;
import dev.herder.core.template.ChatTemplate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renders rows by a chat template, one text a row.
 *
 * <p>A row has {@code messages}, or {@code prompt} (with a generation prompt) with or without
 * {@code completion}; and whatever the template may use: {@code tools}, {@code documents}, {@code
 * add_generation_prompt}, {@code bos_token}, ... Its own {@code chat_template} goes before the
 * given one. A row that fails gives an error instead of a text, and the others go on.
 */
public final class RenderRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  /** Templates that rows brought along; more are parsed again. */
  private static final int MOST_TEMPLATES = 100;

  private final Optional<String> template;
  private final Map<String, String> tokens;
  private final LocalDateTime now;
  private final Map<String, ChatTemplate> parsed = new LinkedHashMap<>();

  /**
   * A renderer; for one thread.
   *
   * @param template the chat template's source, for rows without their own
   * @param tokens control tokens by role ({@code bos_token}, ...), which rows may override
   * @param now the time that templates may ask for
   */
  public RenderRows(Optional<String> template, Map<String, String> tokens, LocalDateTime now) {
    this.template = template;
    this.tokens = tokens;
    this.now = now;
  }

  /**
   * How a file went.
   *
   * @param rows rows read
   * @param failed rows that gave an error
   */
  public record Result(long rows, long failed) {}

  /**
   * Renders a file of JSON Lines into another; blank lines are skipped.
   *
   * @throws UserError if the file cannot be read as UTF-8
   */
  public Result file(Path rows, Path out) throws IOException {
    long read = 0;
    long failed = 0;
    try (BufferedReader lines = Files.newBufferedReader(rows, StandardCharsets.UTF_8);
        AtomicFile target = AtomicFile.create(out)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          Map<String, String> result = line(line);
          read++;
          failed += result.containsKey("error") ? 1 : 0;
          target.stream().write(JSON.writeValueAsBytes(result));
          target.stream().write('\n');
        }
      }
      target.commit();
    } catch (NoSuchFileException e) {
      throw new UserError(rows + ": no such file; check the name", e);
    } catch (CharacterCodingException e) {
      throw new UserError(rows + ": not UTF-8; convert the file", e);
    }
    return new Result(read, failed);
  }

  /** One row as JSON; {@code text} or {@code error}. */
  public Map<String, String> line(String json) {
    try {
      return row(JSON.readValue(json, OBJECT));
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage();
      return Map.of(
          "error",
          "not a JSON object: " + (reason == null ? "" : reason.lines().findFirst().orElse("")));
    }
  }

  /** One row as plain Java values; {@code text} or {@code error}. */
  public Map<String, String> row(@Nullable Map<String, Object> row) {
    try {
      if (row == null) {
        throw new UserError("not a JSON object: null");
      }
      return Map.of("text", render(row));
    } catch (UserError e) {
      return Map.of("error", String.valueOf(e.getMessage()));
    }
  }

  private String render(Map<String, Object> row) {
    boolean prompt = !row.containsKey("messages") && row.containsKey("prompt");
    List<Map<String, Object>> messages = messages(row, prompt ? "prompt" : "messages");
    boolean open = prompt;
    if (prompt && row.containsKey("completion")) {
      messages.addAll(messages(row, "completion"));
      open = false;
    }
    Object add = row.get("add_generation_prompt");
    if (!((add == null ? open : add) instanceof Boolean addGenerationPrompt)) {
      throw new UserError("add_generation_prompt: expected true or false");
    }
    Map<String, Object> variables = new LinkedHashMap<>(tokens);
    variables.putAll(RowTexts.variables(row));
    return template(row).render(messages, addGenerationPrompt, variables, now);
  }

  private static List<Map<String, Object>> messages(Map<String, Object> row, String key) {
    if (!(row.get(key) instanceof List<?> list)) {
      throw new UserError(key + ": expected a list of messages");
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof Map<?, ?> map)) {
        throw new UserError(key + "[" + messages.size() + "]: expected an object");
      }
      messages.add(RowTexts.withoutNulls(map));
    }
    return messages;
  }

  private ChatTemplate template(Map<String, Object> row) {
    Object own = row.get("chat_template");
    if (own != null && !(own instanceof String)) {
      throw new UserError("chat_template: expected text");
    }
    String source =
        own instanceof String text
            ? text
            : template.orElseThrow(
                () ->
                    new UserError(
                        "the row has no chat_template, and neither does the model folder; name one"
                            + " by --chat-template"));
    ChatTemplate known = parsed.get(source);
    if (known == null) {
      known = ChatTemplate.of(source);
      if (parsed.size() < MOST_TEMPLATES) {
        parsed.put(source, known);
      }
    }
    return known;
  }
}
