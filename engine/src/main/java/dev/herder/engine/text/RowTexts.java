package dev.herder.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.engine.text.SpecialScanner.Hit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The texts that rows stand for: rendered by the template, or framed by BOS and EOS. */
final class RowTexts {
  /** Keys that rows may carry for other uses than training. */
  private static final Set<String> NOT_VARIABLES =
      Set.of("messages", "add_generation_prompt", "chat_template", "chat_template_kwargs", "tools");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tokenizer tokenizer;
  private final @Nullable ChatRenderer renderer;
  private final boolean controlTokensInText;

  /**
   * The texts of rows.
   *
   * @param renderer null if the model folder has no chat template
   */
  RowTexts(Tokenizer tokenizer, @Nullable ChatRenderer renderer, boolean controlTokensInText) {
    this.tokenizer = tokenizer;
    this.renderer = renderer;
    this.controlTokensInText = controlTokensInText;
  }

  /** Refuses chats if there is no template for them. */
  private ChatRenderer template() {
    if (renderer == null) {
      throw new UserError(
          tokenizer.name()
              + ": has no chat template, which rows with messages need; add chat_template.jinja"
              + " beside it");
    }
    return renderer;
  }

  /**
   * Checks that the row can be rendered at all.
   *
   * @throws UserError if it is a chat and the model folder has no template
   */
  void checkTemplate(Row row) {
    boolean chat =
        row instanceof Row.Conversation
            || (row instanceof Row.Demonstration demonstration && isChat(demonstration.prompt()))
            || (row instanceof Row.Preference preference && isChat(preference.prompt()))
            || (row instanceof Row.Ranked ranked && isChat(ranked.prompt()))
            || (row instanceof Row.Labelled labelled && isChat(labelled.prompt()))
            || (row instanceof Row.Prompt prompt && isChat(prompt.prompt()));
    if (chat) {
      template();
    }
  }

  /** A conversation ready to render. */
  Chat chat(List<Message> messages, Map<String, Object> rowVariables) {
    Map<String, Object> own = new LinkedHashMap<>(tokenizer.namedTokens());
    return new Chat(
        template(),
        tokenizer.scanner(),
        messages.stream().map(message -> withoutNulls(message.toMap())).toList(),
        own,
        variables(rowVariables));
  }

  /** A message as templates see it: keys whose value is null are left out, as in Python. */
  static Map<String, Object> withoutNulls(Map<?, ?> message) {
    Map<String, Object> out = new LinkedHashMap<>();
    message.forEach(
        (key, value) -> {
          if (value != null) {
            out.put(String.valueOf(key), value);
          }
        });
    return out;
  }

  /** What of a row's other keys the template may use. */
  static Map<String, Object> variables(Map<String, Object> row) {
    Map<String, Object> out = new LinkedHashMap<>();
    row.forEach(
        (key, value) -> {
          if (!NOT_VARIABLES.contains(key)) {
            out.put(key, value);
          }
        });
    Object tools = row.get("tools");
    if (tools instanceof String text) {
      try {
        out.put("tools", JSON.readValue(text, List.class));
      } catch (JsonProcessingException e) {
        throw new RowFault(
            "tools", "is text that is not a JSON list", "write the list itself, or valid JSON");
      }
    } else if (tools != null) {
      out.put("tools", tools);
    }
    if (row.get("chat_template_kwargs") instanceof Map<?, ?> more) {
      out.putAll(withoutNulls(more));
    }
    return out;
  }

  /**
   * A plain text with BOS as the tokenizer adds it.
   *
   * @param end whether EOS is written at its end, unless the text ends so already
   */
  GuardedText plain(String text, boolean end) {
    String eos = end ? eos() : "";
    String body =
        end && text.endsWith(eos) ? text.substring(0, text.length() - eos.length()) : text;
    String whole = body + eos;
    SpecialScanner scanner = tokenizer.scanner();
    if (controlTokensInText || (scanner.find(body).isEmpty() && !scanner.couldJoin(body))) {
      return new GuardedText(whole, null, true);
    }
    List<Hit> hits = scanner.find(eos).stream().map(hit -> hit.shifted(body.length())).toList();
    return new GuardedText(whole, hits, true);
  }

  private String eos() {
    if (tokenizer.eosId() < 0) {
      throw new RowFault(
          "",
          "the tokenizer has no EOS, so the end of a plain text cannot be learned",
          "name eos_token in tokenizer_config.json");
    }
    return tokenizer.token(tokenizer.eosId());
  }

  /** The prompt with each answer. */
  List<GuardedText> wholes(Row row) {
    Turns prompt = prompt(row);
    List<GuardedText> wholes = new ArrayList<>();
    for (Turns answer : answers(row)) {
      if (isChat(prompt)) {
        Chat chat = chat(joined(prompt, answer), row.variables());
        wholes.add(chat.guard(chat.render(false).text(), false));
      } else {
        wholes.add(plain(text(prompt) + text(answer), true));
      }
    }
    return wholes;
  }

  /** The prompt alone, with the generation prompt. */
  GuardedText before(Row row) {
    Turns prompt = prompt(row);
    if (!isChat(prompt)) {
      return plain(text(prompt), false);
    }
    Chat chat = chat(turns(prompt), row.variables());
    return chat.guard(chat.render(true).text(), true);
  }

  private static Turns prompt(Row row) {
    if (row instanceof Row.Preference preference) {
      return preference.prompt();
    } else if (row instanceof Row.Ranked ranked) {
      return ranked.prompt();
    } else if (row instanceof Row.Labelled labelled) {
      return labelled.prompt();
    } else if (row instanceof Row.Prompt prompt) {
      return prompt.prompt();
    }
    throw new IllegalArgumentException("no prompt: " + row);
  }

  private static List<Turns> answers(Row row) {
    if (row instanceof Row.Preference preference) {
      return List.of(preference.chosen(), preference.rejected());
    } else if (row instanceof Row.Ranked ranked) {
      return ranked.answers();
    } else if (row instanceof Row.Labelled labelled) {
      return List.of(labelled.completion());
    }
    throw new IllegalArgumentException("no answers: " + row);
  }

  /** Whether any text that a person wrote spells a control token (which is then not one). */
  boolean spellsControlTokens(Row row) {
    if (row instanceof Row.Text text) {
      return spells(List.of(new Turns.Plain(text.text())), row);
    } else if (row instanceof Row.Conversation conversation) {
      return spells(List.of(new Turns.Chat(conversation.messages())), row);
    } else if (row instanceof Row.Demonstration demonstration) {
      return spells(List.of(demonstration.prompt(), demonstration.completion()), row);
    }
    List<Turns> sides = new ArrayList<>(List.of(prompt(row)));
    if (!(row instanceof Row.Prompt)) {
      sides.addAll(answers(row));
    }
    return spells(sides, row);
  }

  private boolean spells(List<Turns> sides, Row row) {
    for (Turns side : sides) {
      boolean found =
          side instanceof Turns.Chat chat
              ? chat(chat.messages(), row.variables()).spellsControlTokens()
              : !controlTokensInText && !tokenizer.scanner().find(withoutEos(text(side))).isEmpty();
      if (found) {
        return true;
      }
    }
    return false;
  }

  private String withoutEos(String text) {
    String eos = tokenizer.eosId() < 0 ? "" : tokenizer.token(tokenizer.eosId());
    return text.endsWith(eos) ? text.substring(0, text.length() - eos.length()) : text;
  }

  static boolean isChat(Turns turns) {
    return turns instanceof Turns.Chat;
  }

  static List<Message> turns(Turns turns) {
    if (turns instanceof Turns.Chat chat) {
      return chat.messages();
    }
    throw new RowFault("", "mixes text and messages", "write both sides in the same way");
  }

  static String text(Turns turns) {
    if (turns instanceof Turns.Plain plain) {
      return plain.text();
    }
    throw new RowFault("", "mixes text and messages", "write both sides in the same way");
  }

  static List<Message> joined(Turns first, Turns second) {
    return Stream.concat(turns(first).stream(), turns(second).stream()).toList();
  }
}
