package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.Problem;
import dev.herder.core.data.Row;
import dev.herder.core.template.ChatTemplate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into ids, with what is learned decided on the structured messages.
 *
 * <p>Texts, conversations and demonstrations become {@link Encoded}, preferences, rankings and
 * labelled answers {@link EncodedAnswers}, prompts {@link EncodedPrompt}. Ids are those of TRL 1.16
 * for the same rows, except that text in messages never becomes a control token. Every row is
 * checked: it has something to learn, begins with one BOS, and the end of each learned turn is
 * learned. Any number of threads may use one encoder at the same time.
 */
public final class Encoder {
  /** Reasons for which rows are left out. */
  static final String TOO_LONG = "too long";

  static final String CUT_TO_NOTHING = "nothing to learn left after truncation";

  private final Tokenizer tokenizer;
  private final EncoderConfig config;
  private final RowTexts texts;
  private final ChatLayout chats;

  /**
   * An encoder.
   *
   * @throws UserError if the chat template cannot be parsed
   */
  public Encoder(Tokenizer tokenizer, EncoderConfig config) {
    this(tokenizer, config, renderer(tokenizer, config));
  }

  private static @Nullable ChatRenderer renderer(Tokenizer tokenizer, EncoderConfig config) {
    return config
        .chatTemplate()
        .or(tokenizer::chatTemplate)
        .map(source -> new TemplateRenderer(compiled(tokenizer, source), config.now()))
        .orElse(null);
  }

  private static ChatTemplate compiled(Tokenizer tokenizer, String source) {
    try {
      return ChatTemplate.of(source);
    } catch (UserError e) {
      throw new UserError(tokenizer.name() + ": " + e.getMessage(), e);
    }
  }

  Encoder(Tokenizer tokenizer, EncoderConfig config, @Nullable ChatRenderer renderer) {
    this.tokenizer = tokenizer;
    this.config = config;
    this.texts = new RowTexts(tokenizer, renderer, config.controlTokensInText());
    boolean marks = renderer != null && renderer.marksGenerations();
    this.chats = new ChatLayout(tokenizer, config.lossOn(), marks);
  }

  /** The tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The texts that rows stand for. */
  RowTexts texts() {
    return texts;
  }

  /** How rows become ids here. */
  public EncoderConfig config() {
    return config;
  }

  /**
   * Encodes one row.
   *
   * @throws UserError for what is wrong with the model folder and not with the row
   */
  public Outcome encode(Row row) {
    texts.checkTemplate(row);
    try {
      Set<Note> notes = EnumSet.noneOf(Note.class);
      if (texts.spellsControlTokens(row)) {
        notes.add(Note.CONTROL_TEXT);
      }
      return switch (kind(row)) {
        case SEQUENCE -> sequence(row, notes);
        case ANSWERS -> answers(row, notes);
        case PROMPT -> prompt((Row.Prompt) row, notes);
      };
    } catch (RowFault e) {
      return new Outcome.Refused(e.at(row.source()));
    } catch (UserError e) {
      return new Outcome.Refused(new Problem(row.source(), "", String.valueOf(e.getMessage()), ""));
    }
  }

  private enum Kind {
    SEQUENCE,
    ANSWERS,
    PROMPT
  }

  private static Kind kind(Row row) {
    if (row instanceof Row.Prompt) {
      return Kind.PROMPT;
    }
    return row instanceof Row.Preference || row instanceof Row.Ranked || row instanceof Row.Labelled
        ? Kind.ANSWERS
        : Kind.SEQUENCE;
  }

  private Outcome sequence(Row row, Set<Note> notes) {
    LaidOut out;
    if (row instanceof Row.Text text) {
      out = new LaidOut(texts.plain(text.text(), true).tokens(tokenizer));
      out.learnFrom(0);
      checkEos(out.tokens());
    } else if (row instanceof Row.Conversation conversation) {
      out = chats.conversation(texts.chat(conversation.messages(), row.variables()));
    } else if (row instanceof Row.Demonstration demonstration) {
      out = demonstration(demonstration);
    } else {
      throw new IllegalArgumentException("not a sequence: " + row);
    }
    notes.addAll(out.notes());
    int[] ids = out.tokens().ids();
    checkBos(ids);
    return limited(new Encoded(row.source(), ids, out.loss()), notes);
  }

  private LaidOut demonstration(Row.Demonstration row) {
    if (RowTexts.isChat(row.prompt())) {
      return chats.demonstration(
          texts.chat(RowTexts.joined(row.prompt(), row.completion()), row.variables()),
          RowTexts.turns(row.prompt()).size());
    }
    String prompt = RowTexts.text(row.prompt());
    GuardedText whole = texts.plain(prompt + RowTexts.text(row.completion()), true);
    LaidOut out = new LaidOut(whole.tokens(tokenizer));
    checkEos(out.tokens());
    if (config.lossOn() == LossOn.ALL) {
      out.learnFrom(0);
    } else {
      GuardedText before = texts.plain(prompt, false);
      int first = whole.common(tokenizer, out.tokens(), before);
      if (first < before.tokens(tokenizer).size()) {
        out.notes().add(Note.MERGED);
      }
      out.learnFrom(first);
    }
    return out;
  }

  private void checkEos(Tokens tokens) {
    if (tokens.size() == 0 || tokens.id(tokens.size() - 1) != tokenizer.eosId()) {
      throw new RowFault(
          "",
          "the EOS after a plain text is not encoded as "
              + ControlTokens.shown(tokenizer.token(tokenizer.eosId())),
          "name eos_token in tokenizer_config.json");
    }
  }

  private void checkBos(int[] ids) {
    int bos = tokenizer.bosId();
    if (bos >= 0 && ids.length > 1 && ids[0] == bos && ids[1] == bos) {
      throw new RowFault(
          "",
          "begins with two " + ControlTokens.shown(tokenizer.token(bos)),
          "remove it from the text or from the chat template");
    }
  }

  private Outcome limited(Encoded row, Set<Note> notes) {
    int most = config.maxLength();
    if (most > 0 && row.ids().length > most) {
      switch (config.overlong()) {
        case ERROR -> throw config.tooLong(row.ids().length);
        case DROP -> {
          return new Outcome.Dropped(TOO_LONG);
        }
        case TRUNCATE -> {
          Encoded cut =
              new Encoded(
                  row.source(), Arrays.copyOf(row.ids(), most), Arrays.copyOf(row.loss(), most));
          return cut.supervised() > 0
              ? new Outcome.Used(cut, true, notes)
              : new Outcome.Dropped(CUT_TO_NOTHING);
        }
      }
    }
    if (row.supervised() == 0) {
      throw new RowFault(
          "", "has no token to learn", "give it an answer, or choose other tokens to learn");
    }
    return new Outcome.Used(row, false, notes);
  }

  private Outcome answers(Row row, Set<Note> notes) {
    List<GuardedText> wholes = texts.wholes(row);
    GuardedText before = texts.before(row);
    Tokens[] tokens = new Tokens[wholes.size()];
    int shared = Integer.MAX_VALUE;
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = wholes.get(i).tokens(tokenizer);
      if (before.addSpecial()) {
        checkEos(tokens[i]);
      }
      shared = Math.min(shared, wholes.get(i).common(tokenizer, tokens[i], before));
    }
    if (shared < before.tokens(tokenizer).size()) {
      boolean differs = wholes.stream().anyMatch(w -> !w.text().startsWith(before.text()));
      notes.add(differs ? Note.PROMPT_DIFFERS : Note.MERGED);
    }
    if (shared == 0) {
      throw new RowFault(
          "prompt", "has no token in common with the answers", "give it a longer prompt");
    }
    checkBos(tokens[0].ids());
    for (Tokens each : tokens) {
      if (each.size() == shared) {
        throw new RowFault("", "an answer adds no token to the prompt", "give it an answer");
      }
    }
    return AnswerLimit.apply(
        config,
        row.source(),
        Arrays.copyOf(tokens[0].ids(), shared),
        tails(tokens, shared),
        marks(row),
        notes);
  }

  private static Map<String, Object> marks(Row row) {
    Map<String, Object> marks = new HashMap<>();
    row.variables()
        .forEach(
            (key, value) -> {
              if (value instanceof Number || value instanceof Boolean) {
                marks.put(key, value);
              }
            });
    if (row instanceof Row.Labelled labelled) {
      marks.put("label", labelled.desirable());
    }
    return marks;
  }

  private List<EncodedAnswers.Answer> tails(Tokens[] tokens, int shared) {
    return Arrays.stream(tokens)
        .map(each -> Arrays.copyOfRange(each.ids(), shared, each.size()))
        .map(ids -> new EncodedAnswers.Answer(ids, format(ids)))
        .toList();
  }

  private boolean[] format(int[] ids) {
    boolean[] format = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      format[i] = tokenizer.isSpecial(ids[i]) && ids[i] != tokenizer.unknownId();
    }
    return format;
  }

  private Outcome prompt(Row.Prompt row, Set<Note> notes) {
    GuardedText text = texts.before(row);
    int[] ids = text.tokens(tokenizer).ids();
    if (text.addSpecial() && ids.length > 0 && ids[ids.length - 1] == tokenizer.eosId()) {
      // A tokenizer that ends every text would end the prompt before its answer.
      ids = Arrays.copyOf(ids, ids.length - 1);
    }
    checkBos(ids);
    if (ids.length == 0) {
      throw new RowFault("prompt", "is empty", "write one, or remove the row");
    }
    int most = config.maxLength();
    if (most > 0 && ids.length >= most) {
      if (config.overlong() == Overlong.ERROR) {
        throw config.tooLong(ids.length + 1L);
      }
      return new Outcome.Dropped(TOO_LONG);
    }
    return new Outcome.Used(new EncodedPrompt(row.source(), ids), false, notes);
  }
}
