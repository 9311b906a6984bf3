package dev.herder.pipelines.journal;

import dev.herder.core.run.Artifact;
import dev.herder.core.run.Hashes;
import dev.herder.pipelines.journal.JournalEvent.Finished;
import dev.herder.pipelines.journal.JournalEvent.Started;
import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the folder of each step holds, by the journal and by a look at the files. */
public final class Ledger {
  /**
   * The latest attempt in a step's folder.
   *
   * @param attempts how many attempts of this identity there were
   */
  private record Entry(Identity identity, @Nullable Finished finished, int attempts) {}

  /**
   * What a finished step took.
   *
   * @param attempts how often it was begun; more than one if it was interrupted
   * @param seconds of the attempt that finished it
   */
  public record Account(String fingerprint, int attempts, double seconds) {}

  private final Path directory;
  private final String code;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> intact = new HashSet<>();

  /**
   * Reads what the events say.
   *
   * @param directory the run's folder
   * @param code the version of the program
   */
  public Ledger(Path directory, String code, List<JournalEvent> events) {
    this.directory = directory;
    this.code = code;
    events.forEach(this::apply);
  }

  void apply(JournalEvent event) {
    if (event instanceof Started started) {
      Entry before = entries.get(started.step());
      int attempts = 1;
      if (before != null
          && before.finished() == null
          && before.identity().fingerprint().equals(started.identity().fingerprint())) {
        attempts += before.attempts();
      }
      entries.put(started.step(), new Entry(started.identity(), null, attempts));
      intact.remove(started.step());
    } else if (event instanceof Finished finished) {
      Entry entry = entries.get(finished.step());
      if (entry != null && entry.identity().fingerprint().equals(finished.fingerprint())) {
        entries.put(finished.step(), new Entry(entry.identity(), finished, entry.attempts()));
      }
    }
  }

  /** Everything that decides the step's result; all inputs must be made. */
  Identity identity(Step step) {
    TreeMap<String, String> hashes = new TreeMap<>();
    step.inputs().forEach((role, input) -> hashes.put(role, input.made().sha256()));
    return new Identity(step.stage(), step.settings(), step.seed(), hashes, code);
  }

  /** Where a step stands; reads the outputs of a finished one to see whether they are intact. */
  public Standing standing(Step step) throws IOException {
    Entry entry = entries.get(step.name());
    if (entry == null) {
      return new Standing(State.TO_DO, "");
    }
    for (Map.Entry<String, Product> input : step.inputs().entrySet()) {
      if (input.getValue() instanceof Product.Pending pending) {
        return new Standing(
            State.TO_REDO,
            "its input '" + input.getKey() + "' depends on " + pending.name() + ", not done yet");
      }
    }
    Identity identity = identity(step);
    if (!identity.fingerprint().equals(entry.identity().fingerprint())) {
      return new Standing(
          State.TO_REDO, String.join("; ", identity.differencesFrom(entry.identity())));
    }
    if (entry.finished() == null) {
      return new Standing(State.TO_CONTINUE, "");
    }
    String damage = intact.contains(step.name()) ? "" : damage(step.name(), entry.finished());
    if (!damage.isEmpty()) {
      return new Standing(State.TO_REDO, damage);
    }
    intact.add(step.name());
    return new Standing(State.DONE, "");
  }

  /** What a finished step made; the step must be {@code DONE}. */
  Product.Made product(Step step) {
    Entry entry = entries.get(step.name());
    if (entry == null || entry.finished() == null) {
      throw new IllegalStateException(step.name() + " is not finished");
    }
    TreeMap<String, String> hashes = new TreeMap<>();
    for (Artifact output : entry.finished().outputs()) {
      hashes.put(output.path(), output.sha256());
    }
    return new Product.Made(
        step.name(), directory.resolve(step.name()), hashes, entry.finished().summary());
  }

  /** What each finished step took, in the order of their first attempts. */
  public Map<String, Account> accounts() {
    Map<String, Account> accounts = new LinkedHashMap<>();
    entries.forEach(
        (step, entry) -> {
          if (entry.finished() != null) {
            String fingerprint = entry.identity().fingerprint();
            double seconds = entry.finished().seconds();
            accounts.put(step, new Account(fingerprint, entry.attempts(), seconds));
          }
        });
    return accounts;
  }

  private String damage(String step, Finished finished) throws IOException {
    for (Artifact output : finished.outputs()) {
      Path path = directory.resolve(step).resolve(output.path()).normalize();
      if (!Files.exists(path)) {
        return path + " is missing";
      }
      if (!hash(path).equals(output.sha256())) {
        return path + " has changed since it was written";
      }
    }
    return "";
  }

  static String hash(Path path) throws IOException {
    return Files.isDirectory(path) ? Hashes.ofModel(path) : Hashes.ofFile(path);
  }
}
