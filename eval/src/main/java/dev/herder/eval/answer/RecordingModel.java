package dev.herder.eval.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.RawRows;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowJson;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Likelihoods;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.eval.Evaluated;
import dev.herder.eval.EvaluationStopped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model that keeps what it answered in a file, row by row, and never computes it twice.
 *
 * <p>A row's {@code key} is a hash of the model, the prompt and how it was asked, so rows of other
 * models or settings may stand in the same file and are passed over. A row that a kill left torn is
 * cut off and computed again.
 */
public final class RecordingModel implements Evaluated {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GROUP = 64;

  private final String name;
  private final String identity;
  private final Generator generator;
  private final Likelihoods likelihoods;
  private final Path file;
  private final String counted;
  private final RunContext context;
  private final Map<String, TreeMap<Integer, Stored>> answers = new HashMap<>();
  private final Map<String, Likelihood> known = new HashMap<>();
  private boolean read;
  private long computed;

  /** An answer in the file. */
  private record Stored(String text, FinishReason finishReason, int tokens, double logprob) {
    Completion completion(Row.Prompt prompt, int sample) {
      return new Completion(prompt, sample, text, finishReason, tokens, logprob);
    }
  }

  /** A model whose answers progress calls answers. */
  public RecordingModel(
      String name,
      String identity,
      Generator generator,
      Likelihoods likelihoods,
      Path file,
      RunContext context) {
    this(name, identity, generator, likelihoods, file, "answers", context);
  }

  /**
   * A model.
   *
   * @param name what reports call it
   * @param identity everything beside the prompt that decides an answer: the hash of the model, the
   *     dtype, the date that templates are told
   * @param file where answers and probabilities are kept; made when there is the first
   * @param counted what progress calls its answers
   */
  public RecordingModel(
      String name,
      String identity,
      Generator generator,
      Likelihoods likelihoods,
      Path file,
      String counted,
      RunContext context) {
    this.name = name;
    this.identity = identity;
    this.generator = generator;
    this.likelihoods = likelihoods;
    this.file = file;
    this.counted = counted;
    this.context = context;
  }

  @Override
  public String name() {
    return name;
  }

  /** Whether anybody asked it for anything. */
  public boolean asked() {
    return read;
  }

  /** Tokens of the answers that this object computed itself. */
  public long tokens() {
    return computed;
  }

  @Override
  public Map<String, Object> settings(Sampling sampling) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("n", sampling.n());
    settings.put("temperature", sampling.temperature());
    settings.put("max-new-tokens", sampling.maxNewTokens());
    if (sampling.temperature() > 0) {
      settings.put("top-k", sampling.topK());
      settings.put("top-p", sampling.topP());
      settings.put("min-p", sampling.minP());
      settings.put("seed", sampling.seed());
    }
    settings.put("repetition-penalty", sampling.repetitionPenalty());
    settings.put("stop", sampling.stop());
    return settings;
  }

  @Override
  public List<List<Completion>> answers(List<Row.Prompt> prompts, Sampling sampling)
      throws IOException {
    readOnce();
    List<String> keys = new ArrayList<>();
    Map<String, Row.Prompt> missing = new LinkedHashMap<>();
    for (Row.Prompt prompt : prompts) {
      String key = key("answer", sampling, RowJson.toMap(prompt));
      keys.add(key);
      if (!complete(key, sampling.n())) {
        missing.put(key, prompt);
      }
    }
    draw(missing, sampling, prompts.size());
    List<List<Completion>> found = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      List<Completion> each = new ArrayList<>();
      if (!complete(keys.get(i), sampling.n())) {
        throw new EvaluationStopped();
      }
      for (Map.Entry<Integer, Stored> entry : stored(keys.get(i)).entrySet()) {
        each.add(entry.getValue().completion(prompts.get(i), entry.getKey()));
      }
      found.add(each);
    }
    return found;
  }

  private boolean complete(String key, int n) {
    return stored(key).size() >= n;
  }

  private Map<Integer, Stored> stored(String key) {
    return answers.getOrDefault(key, new TreeMap<>());
  }

  private void draw(Map<String, Row.Prompt> missing, Sampling sampling, int total)
      throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    Map<Row.Prompt, String> keyOf = new HashMap<>();
    missing.forEach((key, prompt) -> keyOf.put(prompt, key));
    int together = (generator.underWay() + sampling.n() - 1) / sampling.n();
    context.metrics().begin(counted, total - missing.size(), total, together);
    long[] done = {total - missing.size()};
    try (JsonlWriter writer = JsonlWriter.append(file)) {
      generator.generate(
          List.copyOf(missing.values()),
          sampling,
          answer -> {
            String key = keyOf.get(answer.prompt());
            if (key == null) {
              throw new IllegalStateException(
                  "the generator answered " + answer.prompt().source() + ", which nobody asked");
            }
            keep(writer, key, answer);
            computed += answer.tokens();
            if (complete(key, sampling.n())) {
              context.metrics().accept(++done[0], Map.of());
            }
          });
      writer.commit();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    boolean whole = missing.keySet().stream().allMatch(key -> complete(key, sampling.n()));
    if (!whole && !context.stopRequested().getAsBoolean()) {
      throw new IllegalStateException("the generator ended before every prompt was answered");
    }
  }

  private void keep(JsonlWriter writer, String key, Completion answer) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prompt", RowJson.turns(answer.prompt().prompt()));
    row.put("sample", answer.sample());
    row.put("response", answer.text());
    row.put("finish_reason", answer.finishReason().id());
    row.put("tokens", answer.tokens());
    row.put("logprob", answer.logprob());
    row.put("key", key);
    try {
      writer.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Stored kept =
        new Stored(answer.text(), answer.finishReason(), answer.tokens(), answer.logprob());
    answers.computeIfAbsent(key, k -> new TreeMap<>()).put(answer.sample(), kept);
  }

  @Override
  public List<Likelihood> likelihoods(List<Continuation> asked) throws IOException {
    readOnce();
    List<String> keys = new ArrayList<>();
    Map<String, Continuation> missing = new LinkedHashMap<>();
    for (Continuation each : asked) {
      String key = key("likelihood", how(each), RowJson.toMap(each.prompt()));
      keys.add(key);
      if (!known.containsKey(key)) {
        missing.put(key, each);
      }
    }
    if (!missing.isEmpty()) {
      compute(missing, asked.size());
    }
    List<Likelihood> found = new ArrayList<>();
    for (String key : keys) {
      Likelihood each = known.get(key);
      if (each == null) {
        throw new EvaluationStopped();
      }
      found.add(each);
    }
    return found;
  }

  private void compute(Map<String, Continuation> missing, int total) throws IOException {
    List<Map.Entry<String, Continuation>> entries = List.copyOf(missing.entrySet());
    int before = total - entries.size();
    context.metrics().begin("texts", before, total);
    try (JsonlWriter writer = JsonlWriter.append(file)) {
      for (int from = 0; from < entries.size(); from += GROUP) {
        if (context.stopRequested().getAsBoolean()) {
          break;
        }
        List<Map.Entry<String, Continuation>> group =
            entries.subList(from, Math.min(entries.size(), from + GROUP));
        List<Likelihood> values = likelihoods.of(group.stream().map(Map.Entry::getValue).toList());
        for (int i = 0; i < group.size(); i++) {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("logprob", values.get(i).sum());
          row.put("tokens", values.get(i).tokens());
          row.put("key", group.get(i).getKey());
          writer.write(row);
          known.put(group.get(i).getKey(), values.get(i));
        }
        context.metrics().accept(before + from + group.size(), Map.of());
      }
      writer.commit();
    }
  }

  private static Object how(Continuation asked) {
    return asked
        .windows()
        .<Object>map(pieces -> List.of(asked.text(), pieces.tokens(), pieces.stride()))
        .orElse(asked.text());
  }

  private String key(String kind, Object how, Map<String, Object> prompt) {
    return Hashes.ofString(
        kind + "\n" + identity + "\n" + JSON.valueToTree(how) + "\n" + JSON.valueToTree(prompt));
  }

  /** Reads what the file has; a torn last line is cut off first. */
  private void readOnce() throws IOException {
    if (read) {
      return;
    }
    read = true;
    if (!Files.exists(file)) {
      return;
    }
    JsonlWriter.append(file).close();
    if (Files.size(file) == 0) {
      return;
    }
    try (RawRows rows = RawRows.open(file)) {
      for (RawRows.RawRow row = rows.next(); row != null; row = rows.next()) {
        Map<String, Object> object = row.object();
        if (object == null || !remember(object)) {
          throw new UserError(
              row.source()
                  + ": is no answer of an earlier evaluation; choose another --out, or delete the"
                  + " file to compute its answers again");
        }
      }
    }
  }

  private boolean remember(Map<String, Object> row) {
    if (!(row.get("key") instanceof String key)
        || !(row.get("tokens") instanceof Long tokens)
        || !(row.get("logprob") instanceof Number logprob)) {
      return false;
    }
    if (row.get("response") instanceof String text && row.get("sample") instanceof Long sample) {
      FinishReason reason =
          "length".equals(row.get("finish_reason")) ? FinishReason.LENGTH : FinishReason.STOP;
      Stored kept = new Stored(text, reason, tokens.intValue(), logprob.doubleValue());
      answers.computeIfAbsent(key, k -> new TreeMap<>()).put(sample.intValue(), kept);
    } else {
      known.put(key, new Likelihood(logprob.doubleValue(), tokens.intValue()));
    }
    return true;
  }
}
