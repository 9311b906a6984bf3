package dev.herder.dataquality.pruning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Fingerprint;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.Stage;
import dev.herder.core.run.Versions;
import dev.herder.dataquality.rows.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a judge label rows: quality, difficulty, tags of intentions, a topic.
 *
 * <p>The judge sees the whole row between marks. Its answer must be of the form that was asked for;
 * if it is not, it is asked once more and told so, and if it then is not, the row goes without that
 * label and is counted. Rows are never rewritten: labels are added as keys. Each group of rows is
 * written as it is judged, and a run that was killed goes on after the last one, with the same file
 * in the end if the judge is deterministic.
 */
public final class Grade implements Stage<Grade.Config, Grade.Result> {
  /** The file of the rows with their labels. */
  public static final String GRADED = "graded.jsonl";

  private static final int GROUP = 32;
  private static final int LONGEST = 12_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Generator judge;
  private final String identity;

  /**
   * A judge.
   *
   * @param identity names it by content; a file begun by another is not continued
   */
  public Grade(Generator judge, String identity) {
    this.judge = judge;
    this.identity = identity;
  }

  /**
   * What to do.
   *
   * @param data files of rows
   * @param out the folder to write to
   * @param aspects what to judge, at least one, of different keys
   * @param maxNewTokens the longest answer of the judge
   */
  public record Config(List<Path> data, Path out, List<Aspect> aspects, int maxNewTokens) {
    public Config {
      data = List.copyOf(data);
      aspects = List.copyOf(aspects);
      if (aspects.isEmpty()
          || aspects.stream().map(Aspect::key).distinct().count() < aspects.size()) {
        throw new UserError("aspects: expected at least one, and each once");
      }
    }
  }

  /**
   * What came of it.
   *
   * @param complete false if a stop was requested
   * @param rows in the file so far, those of earlier runs among them
   * @param unreadable rows left out by this run, because they are none
   * @param failed answers of this run that had not the form asked for, twice, by aspect
   * @param retried answers of this run that had it the second time
   * @param shortened rows of this run of which the judge saw the beginning and the end alone
   */
  public record Result(
      boolean complete,
      long rows,
      long unreadable,
      Map<String, Long> failed,
      long retried,
      long shortened) {}

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    List<Artifact> inputs = new ArrayList<>();
    for (Path file : config.data()) {
      if (!Files.isRegularFile(file)) {
        throw new UserError(file + ": no such file; check the name");
      }
      inputs.add(Artifact.of(file));
    }
    ObjectNode settings = JSON.createObjectNode();
    settings.put("judge", identity).put("max_new_tokens", config.maxNewTokens());
    settings.set("aspects", JSON.valueToTree(config.aspects()));
    String wanted =
        Fingerprint.of("data-grade", settings, context.seed(), inputs, Versions.herder());
    try (RunLock lock = RunLock.acquire(config.out(), context.clock())) {
      lock.cleanLeftovers();
      Path made = config.out().resolve("graded.fingerprint");
      Path graded = config.out().resolve(GRADED);
      Path partial = config.out().resolve(GRADED + ".partial");
      boolean same = Files.exists(made) && Files.readString(made).equals(wanted + "\n");
      if (!same) {
        Files.deleteIfExists(partial);
        Files.deleteIfExists(graded);
        AtomicFiles.writeString(made, wanted + "\n");
      }
      Run run = new Run(config, context);
      if (Files.exists(graded)) {
        context.talk().accept(graded + " already holds these labels; nothing to do");
        return run.result(true, lines(graded));
      }
      long rows = run.write(partial);
      boolean complete = !run.stopped;
      if (complete) {
        Files.move(partial, graded, StandardCopyOption.ATOMIC_MOVE);
      }
      return run.result(complete, rows);
    }
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }

  /** One run over the rows that are not labelled yet. */
  private final class Run {
    private final Config config;
    private final RunContext context;
    private final Sampling sampling;
    private final Map<String, Long> failed = new TreeMap<>();
    private long unreadable;
    private long retried;
    private long shortened;
    private boolean stopped;

    Run(Config config, RunContext context) {
      this.config = config;
      this.context = context;
      this.sampling = Sampling.greedy(config.maxNewTokens());
    }

    Result result(boolean complete, long rows) {
      return new Result(complete, rows, unreadable, failed, retried, shortened);
    }

    long write(Path partial) throws IOException {
      context.metrics().begin("grade", 0, 0);
      long done;
      try (JsonlWriter writer = JsonlWriter.append(partial);
          WholeRows rows = WholeRows.open(config.data())) {
        done = lines(partial);
        if (done > 0) {
          context.talk().accept("going on after row " + done);
        }
        long place = 0;
        List<WholeRow> group = group(rows);
        while (!group.isEmpty() && !stopped) {
          if (place + group.size() > done) {
            List<Map<String, Object>> labels = judged(group);
            for (int i = 0; i < group.size(); i++) {
              if (place + i >= done) {
                writer.write(labelled(group.get(i), labels.get(i)));
              }
            }
            context.metrics().accept(place + group.size(), Map.of());
          }
          place += group.size();
          stopped = context.stopRequested().getAsBoolean();
          group = group(rows);
        }
        stopped &= !group.isEmpty();
        writer.commit();
        return Math.max(done, place);
      }
    }

    private List<WholeRow> group(WholeRows rows) throws IOException {
      List<WholeRow> group = new ArrayList<>();
      while (group.size() < GROUP) {
        WholeRow row = rows.next();
        if (row == null) {
          break;
        }
        if (row.row() == null) {
          unreadable++;
          context.talk().accept("left out: " + row.problem());
        } else {
          group.add(row);
        }
      }
      return group;
    }

    private Map<String, Object> labelled(WholeRow row, Map<String, Object> labels) {
      Map<String, Object> object = new LinkedHashMap<>();
      if (row.object() != null) {
        object.putAll(row.object());
      }
      object.putAll(labels);
      return object;
    }

    private List<Map<String, Object>> judged(List<WholeRow> group) {
      List<Map<String, Object>> labels = new ArrayList<>();
      List<String> shown = new ArrayList<>();
      for (WholeRow row : group) {
        labels.add(new LinkedHashMap<>());
        shown.add(shown(row));
      }
      for (Aspect aspect : config.aspects()) {
        List<Row.Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
          prompts.add(prompt(group.get(i), task(aspect, shown.get(i))));
        }
        List<@Nullable String> answers = answers(prompts);
        List<Row.Prompt> again = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
          Map<String, Object> found = parsed(aspect, answers.get(i));
          if (found == null) {
            rows.add(i);
            again.add(reminder(prompts.get(i), answers.get(i)));
          } else {
            labels.get(i).putAll(found);
          }
        }
        List<@Nullable String> second = again.isEmpty() ? List.of() : answers(again);
        for (int i = 0; i < second.size(); i++) {
          Map<String, Object> found = parsed(aspect, second.get(i));
          if (found == null) {
            failed.merge(aspect.key(), 1L, Long::sum);
          } else {
            retried++;
            labels.get(rows.get(i)).putAll(found);
          }
        }
      }
      return labels;
    }

    private static @Nullable Map<String, Object> parsed(Aspect aspect, @Nullable String answer) {
      return answer == null ? null : aspect.parse(answer);
    }

    private String shown(WholeRow row) {
      Row whole = row.row();
      String text = whole == null ? "" : Part.shown(Part.of(whole));
      // A row must not end its own marks.
      text = text.replace("ROW>>>", "ROW>>").replace("<<<ROW", "<<ROW");
      if (text.length() <= LONGEST) {
        return text;
      }
      shortened++;
      return text.substring(0, LONGEST / 2)
          + "\n[...]\n"
          + text.substring(text.length() - LONGEST / 2);
    }

    private static String task(Aspect aspect, String shown) {
      // The row comes last, so that nothing in it is taken for a placeholder.
      return aspect
          .template()
          .replace("{labels}", String.join(", ", aspect.labels()))
          .replace("{row}", shown);
    }

    private static Row.Prompt prompt(WholeRow row, String task) {
      Turns.Chat turns = new Turns.Chat(List.of(new Message("user", task)));
      return new Row.Prompt(row.source(), turns, Map.of());
    }

    private static Row.Prompt reminder(Row.Prompt prompt, @Nullable String answer) {
      List<Message> turns = new ArrayList<>(((Turns.Chat) prompt.prompt()).messages());
      turns.add(new Message("assistant", answer == null || answer.isBlank() ? "-" : answer));
      turns.add(
          new Message(
              "user",
              "That is not in the form that was asked for. Give the answer alone, in that form."));
      return new Row.Prompt(prompt.source(), new Turns.Chat(turns), Map.of());
    }

    private List<@Nullable String> answers(List<Row.Prompt> prompts) {
      Map<Row.Prompt, List<Integer>> places = new HashMap<>();
      for (int i = 0; i < prompts.size(); i++) {
        places.computeIfAbsent(prompts.get(i), prompt -> new ArrayList<>()).add(i);
      }
      List<@Nullable String> answers = new ArrayList<>();
      prompts.forEach(prompt -> answers.add(null));
      judge.generate(prompts, sampling, answer -> take(answer, places, answers));
      return answers;
    }

    private static void take(
        Completion answer, Map<Row.Prompt, List<Integer>> places, List<@Nullable String> answers) {
      for (int place : places.getOrDefault(answer.prompt(), List.of())) {
        answers.set(place, answer.text());
      }
    }
  }
}
