package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.UserError;
import dev.herder.engine.checkpoint.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer of a model folder in Hugging Face layout.
 *
 * <p>Gives the ids that the Python library gives for the same {@code tokenizer.json}. Texts are
 * never truncated or padded. Any number of threads may use one tokenizer at the same time.
 */
public final class Tokenizer implements AutoCloseable {
  private final TokenizerJson json;
  private final TokenizerFolder folder;
  private final @Nullable String[] tokens;
  private final BitSet special = new BitSet();
  private final Set<Integer> stopIds;
  private final int bosId;
  private final int eosId;
  private final String sha256;
  private final SpecialScanner scanner;
  private final NativeTokenizer nativeTokenizer;
  private final Object plainLock = new Object();
  private @Nullable PlainTokenizer plain;

  private Tokenizer(TokenizerFolder folder) {
    this.folder = folder;
    this.json = new TokenizerJson(folder.jsonFile(), folder.json());
    this.tokens = json.tokens();
    List<AddedToken> added = ControlTokens.all(json, folder);
    for (AddedToken token : added) {
      if (token.special()) {
        special.set(token.id());
      }
    }
    this.bosId = id("bos_token", folder.bosId());
    this.eosId = id("eos_token", folder.eosIds().stream().findFirst().orElse(-1));
    Set<Integer> stops = new LinkedHashSet<>();
    if (eosId >= 0) {
      stops.add(eosId);
    }
    stops.addAll(folder.eosIds());
    this.stopIds = Collections.unmodifiableSet(stops);
    this.sha256 = ControlTokens.sha256(folder);
    this.scanner = new SpecialScanner(added.stream().filter(AddedToken::special).toList());
    this.nativeTokenizer = load(json.with(changes(added)));
    try {
      checkIds(added);
    } catch (RuntimeException e) {
      nativeTokenizer.close();
      throw e;
    }
  }

  /**
   * Loads the tokenizer of a model folder.
   *
   * <p>Reads {@code tokenizer.json} and, where they are there, {@code tokenizer_config.json},
   * {@code special_tokens_map.json}, {@code chat_template.jinja}, {@code generation_config.json}
   * and {@code config.json}. An adapter that comes without a tokenizer has that of its base.
   *
   * @throws UserError naming the file and the reason if a file is missing or malformed
   */
  public static Tokenizer load(Path folder) {
    return new Tokenizer(TokenizerFolder.read(withTokenizer(folder)));
  }

  private static Path withTokenizer(Path folder) {
    if (!PeftAdapter.isAdapter(folder) || Files.exists(folder.resolve("tokenizer.json"))) {
      return folder;
    }
    try {
      return PeftAdapter.base(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NativeTokenizer load(String text) {
    try {
      return new NativeTokenizer(text);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          folder.jsonFile() + ": refused by the tokenizers library: " + oneLine(e), e);
    }
  }

  private TokenizerJson.Changes changes(List<AddedToken> added) {
    return (name, value) ->
        switch (name) {
          case "truncation", "padding" -> ControlTokens.NOTHING;
          case "post_processor" -> TokenizerJson.untrimmed(postProcessor(value));
          case "added_tokens" -> ControlTokens.list(added, value);
          default -> value;
        };
  }

  private JsonNode postProcessor(JsonNode own) {
    Optional<TokenizerFolder.Framing> framing = folder.framing();
    if (framing.isEmpty()) {
      return own;
    }
    String bos = framing.get().bos() ? folder.named().get("bos_token") : null;
    String eos = framing.get().eos() ? folder.named().get("eos_token") : null;
    return TokenizerJson.framing(
        bos, bos == null ? -1 : json.id(bos), eos, eos == null ? -1 : json.id(eos));
  }

  /** The library numbers added tokens itself; a file that it numbers otherwise is wrong. */
  private void checkIds(List<AddedToken> added) {
    for (AddedToken token : added) {
      if (token.special() && !contains(encode(token.content()), token.id())) {
        throw new UserError(
            folder.jsonFile()
                + ": added_tokens: the id of "
                + ControlTokens.shown(token.content())
                + " is "
                + token.id()
                + ", but encoding it does not give that id; ids of added tokens must follow the"
                + " vocabulary without gaps");
      }
    }
  }

  private static boolean contains(int[] ids, int wanted) {
    for (int id : ids) {
      if (id == wanted) {
        return true;
      }
    }
    return false;
  }

  private int id(String role, int otherwise) {
    String token = folder.named().get(role);
    if (token == null) {
      return otherwise >= 0 && otherwise < tokens.length ? otherwise : -1;
    }
    int id = json.id(token);
    if (id < 0) {
      throw new UserError(
          folder.jsonFile()
              + ": has no token "
              + ControlTokens.shown(token)
              + ", which the configuration beside it names as "
              + role
              + "; fetch files that belong together");
    }
    return id;
  }

  /**
   * Text to ids, with control tokens recognised and none added.
   *
   * @throws UserError if the text has an unpaired surrogate or the tokenizer cannot encode it
   */
  public int[] encode(String text) {
    return tokens(text, false).ids();
  }

  /**
   * Text to ids; nothing in it becomes a control token, however it is spelled.
   *
   * @throws UserError if the text has an unpaired surrogate or the tokenizer cannot encode it
   */
  public int[] encodePlain(String text) {
    return scanner.find(text).isEmpty() && scanner.literal()
        ? encode(text)
        : plain().encode(text, List.of(), false).ids();
  }

  /**
   * Text to tokens with their places in it, with control tokens recognised.
   *
   * @param addSpecial whether BOS and EOS are added as the tokenizer does for plain texts
   * @throws UserError if the text has an unpaired surrogate or the tokenizer cannot encode it
   */
  public Tokens tokens(String text, boolean addSpecial) {
    return run(nativeTokenizer, text, addSpecial);
  }

  /** Runs the library on a text and turns its failures into the user's. */
  Tokens run(NativeTokenizer library, String text, boolean addSpecial) {
    WellFormed.check(text);
    try {
      return library.encode(text, addSpecial);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          folder.jsonFile() + ": the tokenizer cannot encode a text: " + oneLine(e), e);
    }
  }

  /**
   * The tokenizer in which control tokens are spelled as no text spells them; loaded when asked.
   */
  PlainTokenizer plain() {
    synchronized (plainLock) {
      PlainTokenizer loaded = plain;
      if (loaded == null) {
        List<AddedToken> added = ControlTokens.all(json, folder);
        loaded = new PlainTokenizer(this, json, added, changes(added), this::load);
        plain = loaded;
      }
      return loaded;
    }
  }

  /**
   * Ids to text; ids that are no token are left out.
   *
   * <p>White space is never tidied, whatever {@code clean_up_tokenization_spaces} says.
   *
   * @param skipSpecial whether control tokens are left out
   */
  public String decode(int[] ids, boolean skipSpecial) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return nativeTokenizer.decode(wide, skipSpecial);
  }

  /** The entry of the vocabulary, for display; {@code <id>} for an id without one. */
  public String token(int id) {
    String token = id >= 0 && id < tokens.length ? tokens[id] : null;
    return token == null ? "<" + id + ">" : token;
  }

  /** The begin-of-sequence id, or -1. */
  public int bosId() {
    return bosId;
  }

  /** The end-of-sequence id, or -1. */
  public int eosId() {
    return eosId;
  }

  /** The padding id as TRL chooses it: that of {@code pad_token}, else the end-of-sequence id. */
  public int padId() {
    String pad = folder.named().get("pad_token");
    int id = pad == null ? -1 : json.id(pad);
    return id < 0 ? eosId : id;
  }

  /** The ids that end generation: end of sequence, end of turn; empty if none is known. */
  public Set<Integer> stopIds() {
    return stopIds;
  }

  /** One more than the largest id, added tokens included. */
  public int vocabSize() {
    return tokens.length;
  }

  /** Whether the id is a control token. */
  public boolean isSpecial(int id) {
    return id >= 0 && special.get(id);
  }

  /** The source of the folder's chat template. */
  public Optional<String> chatTemplate() {
    return folder.chatTemplate();
  }

  /** Control tokens by role ({@code bos_token}, ...), as chat templates read them. */
  public Map<String, String> namedTokens() {
    return Collections.unmodifiableMap(folder.named());
  }

  /** The file, as errors name it. */
  public String name() {
    return folder.jsonFile();
  }

  /** Hash of {@code tokenizer.json} and the chat template, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** The id of the token for what the vocabulary lacks, or -1. */
  int unknownId() {
    return json.unknownId();
  }

  /** Finds the texts of control tokens. */
  SpecialScanner scanner() {
    return scanner;
  }

  private static String oneLine(RuntimeException e) {
    String message = e.getMessage();
    String line = message == null ? "no reason given" : message.lines().findFirst().orElse("");
    return line.length() <= 200 ? line : line.substring(0, 197) + "...";
  }

  @Override
  public void close() {
    nativeTokenizer.close();
    synchronized (plainLock) {
      if (plain != null) {
        plain.close();
      }
    }
  }
}
