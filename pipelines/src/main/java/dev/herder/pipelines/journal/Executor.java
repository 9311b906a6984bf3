package dev.herder.pipelines.journal;

import dev.herder.core.UserError;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.journal.JournalEvent.Failed;
import dev.herder.pipelines.journal.JournalEvent.Finished;
import dev.herder.pipelines.journal.JournalEvent.Reused;
import dev.herder.pipelines.journal.JournalEvent.Started;
import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Does the steps: reuses what is finished, continues what was begun, journals everything.
 *
 * <p>The order of its writes makes a kill at any moment harmless: a folder is emptied before the
 * journal says {@code Started}, filled after that, and its outputs are on the disk before the
 * journal says {@code Finished}.
 */
public final class Executor implements StepRunner {
  private static final String DISCARDED = ".discarded";

  private final Path directory;
  private final Journal journal;
  private final Ledger ledger;
  private final boolean redo;
  private final RunContext context;

  /**
   * Prepares to do steps in a folder whose lock the caller holds.
   *
   * @param redo whether what was made with another fingerprint may be thrown away
   */
  public Executor(Path directory, Journal journal, Ledger ledger, boolean redo, RunContext context)
      throws IOException {
    this.directory = directory;
    this.journal = journal;
    this.ledger = ledger;
    this.redo = redo;
    this.context = context;
    AtomicFiles.deleteTree(directory.resolve(DISCARDED));
    AtomicFiles.cleanLeftovers(directory);
  }

  @Override
  public Product run(Step step) throws IOException {
    Standing standing = ledger.standing(step);
    Identity identity = ledger.identity(step);
    if (standing.state() == State.DONE) {
      append(new Reused(step.name(), identity.fingerprint(), context.clock().instant()));
      context.talk().accept(step.name() + ": done before, reused");
      return ledger.product(step);
    }
    stopIfAsked(step);
    Path folder = directory.resolve(step.name());
    prepare(folder, standing);
    Instant start = context.clock().instant();
    append(new Started(step.name(), identity, start));
    context
        .talk()
        .accept(step.name() + (standing.state() == State.TO_CONTINUE ? ": continues" : ""));
    try {
      Files.createDirectories(folder);
      AtomicFiles.cleanLeftovers(folder);
      Step.Made made = step.work().make(folder);
      // Whoever stopped early has not made everything; if it had, the next run finds that out.
      stopIfAsked(step);
      List<Artifact> outputs = new ArrayList<>();
      for (String output : made.outputs()) {
        Path path = folder.resolve(output).normalize();
        outputs.add(new Artifact(output, Ledger.hash(path), null));
      }
      Instant end = context.clock().instant();
      double seconds = Math.max(0, Duration.between(start, end).toMillis() / 1000.0);
      append(
          new Finished(step.name(), identity.fingerprint(), outputs, made.summary(), seconds, end));
    } catch (IOException | RuntimeException e) {
      if (!(e instanceof RunStopped)) {
        noteFailure(step, identity, e);
      }
      throw e;
    }
    return ledger.product(step);
  }

  private void stopIfAsked(Step step) {
    if (context.stopRequested().getAsBoolean()) {
      throw new RunStopped(step.name());
    }
  }

  /** Makes sure that the folder holds nothing but what an attempt of the same identity left. */
  private void prepare(Path folder, Standing standing) throws IOException {
    if (standing.state() == State.TO_REDO) {
      if (!redo) {
        throw new UserError(
            folder + " would be made anew (" + standing.reason() + "); agree with --yes");
      }
      if (Files.exists(folder)) {
        Path discarded = directory.resolve(DISCARDED);
        Files.move(folder, discarded, StandardCopyOption.ATOMIC_MOVE);
        AtomicFiles.deleteTree(discarded);
      }
    } else if (standing.state() == State.TO_DO && holdsSomething(folder)) {
      throw new UserError(
          folder
              + " holds files that the journal does not know; move them away, or choose another"
              + " folder for the run");
    }
  }

  private static boolean holdsSomething(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return false;
    }
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isPresent();
    }
  }

  private void noteFailure(Step step, Identity identity, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    try {
      append(new Failed(step.name(), identity.fingerprint(), message, context.clock().instant()));
    } catch (IOException e) {
      // The failure itself is what the user must see; a full disk may well be its cause.
      failure.addSuppressed(e);
    }
  }

  private void append(JournalEvent event) throws IOException {
    journal.append(event);
    ledger.apply(event);
  }
}
