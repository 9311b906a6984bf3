package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Problem;
import dev.herder.core.data.RawRows;
import dev.herder.core.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renders rows by a chat template, one text a row, as transformers' {@code apply_chat_template}.
 *
 * <p>A row has {@code messages}, or {@code prompt} (with a generation prompt) with or without
 * {@code completion}, lists of messages both; and whatever the template may use: {@code tools},
 * {@code documents}, {@code add_generation_prompt}, {@code bos_token}, ... Its own {@code
 * chat_template} goes before the given one. A row that fails gives an error instead of a text, and
 * the others go on.
 */
public final class RenderRows {
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
   * A renderer with what files say.
   *
   * @param model a folder with a tokenizer, whose control tokens and template count; or null
   * @param chatTemplate a file with a template, which goes before the model's; or null
   * @param now the time that templates may ask for
   * @throws UserError if a file cannot be read, or the template in it cannot be parsed
   */
  public static RenderRows of(
      @Nullable Path model, @Nullable Path chatTemplate, LocalDateTime now) {
    Map<String, String> tokens = Map.of();
    Optional<String> template = Optional.empty();
    if (model != null) {
      TokenizerFolder folder = TokenizerFolder.read(model);
      tokens = folder.named();
      template = folder.chatTemplate();
    }
    if (chatTemplate != null) {
      String source = ConfigFile.text(chatTemplate);
      try {
        ChatTemplate.of(source);
      } catch (UserError e) {
        throw new UserError(chatTemplate + ": " + e.getMessage(), e);
      }
      template = Optional.of(source);
    }
    return new RenderRows(template, tokens, now);
  }

  /**
   * How a file went.
   *
   * @param rows rows read
   * @param failed rows that gave an error
   * @param firstError the first of them; null if there is none
   */
  public record Result(long rows, long failed, @Nullable String firstError) {}

  /**
   * Renders a file of rows into JSON Lines; errors begin with file and line.
   *
   * @throws UserError if the file cannot be read, or has no rows
   */
  public Result file(Path rows, Path out) throws IOException {
    long failed = 0;
    String firstError = null;
    try (RawRows source = RawRows.open(rows);
        JsonlWriter target = JsonlWriter.create(out)) {
      for (RawRows.RawRow raw = source.next(); raw != null; raw = source.next()) {
        Map<String, String> result = result(raw);
        String error = result.get("error");
        failed += error == null ? 0 : 1;
        firstError = firstError == null ? error : firstError;
        target.write(result);
      }
      target.commit();
      return new Result(target.rows(), failed, firstError);
    }
  }

  private Map<String, String> result(RawRows.RawRow raw) {
    Problem problem = raw.problem();
    if (raw.object() == null || problem != null) {
      return Map.of("error", oneLine(String.valueOf(problem)));
    }
    Map<String, String> result = row(raw.object());
    String error = result.get("error");
    return error == null ? result : Map.of("error", raw.source() + ": " + error);
  }

  /** One row as plain Java values; {@code text} or {@code error}, one line. */
  public Map<String, String> row(Map<String, Object> row) {
    try {
      String text = render(row);
      WellFormed.check(text);
      return Map.of("text", text);
    } catch (UserError e) {
      return Map.of("error", oneLine(String.valueOf(e.getMessage())));
    }
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private String render(Map<String, Object> row) {
    boolean prompt = row.get("messages") == null && row.get("prompt") != null;
    requireChat(row, prompt);
    List<Map<String, Object>> messages = messages(row, prompt ? "prompt" : "messages");
    boolean open = prompt;
    if (prompt && row.containsKey("completion")) {
      messages.addAll(messages(row, "completion"));
      open = false;
    }
    if (messages.isEmpty()) {
      throw new UserError((prompt ? "prompt" : "messages") + ": is empty, expected a message");
    }
    Object add = row.get("add_generation_prompt");
    if (!((add == null ? open : add) instanceof Boolean addGenerationPrompt)) {
      throw new UserError("add_generation_prompt: expected true or false");
    }
    Map<String, Object> variables = new LinkedHashMap<>(tokens);
    variables.putAll(RowTexts.variables(row));
    return template(row).render(messages, addGenerationPrompt, variables, now);
  }

  private static void requireChat(Map<String, Object> row, boolean prompt) {
    if (row.get("messages") == null && !prompt) {
      throw new UserError(
          "has the keys "
              + row.keySet().stream().limit(10).toList()
              + ", expected messages, or prompt with or without completion, as lists of messages");
    }
    if (prompt && row.get("completion") == null && row.get("chosen") != null) {
      throw new UserError(
          "has two answers, of which one text cannot be made; write prompt with completion, a row"
              + " for each");
    }
    if (prompt && row.get("prompt") instanceof String) {
      throw new UserError(
          "prompt: is plain text, which no template touches, expected a list of messages");
    }
    Object open = row.get("continue_final_message");
    if (open != null && !open.equals(false)) {
      throw new UserError("continue_final_message: is not supported; leave it out");
    }
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
